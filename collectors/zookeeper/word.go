package zookeeper

import (
	"strings"
	"time"
)

// word is a four-letter word; only these can be sent. Others of ZooKeeper change
// something (crst, srst, stmk, kill), or list every watch there is, which has
// stopped servers (wchc, wchp: CVE-2017-5637).
type word int

const (
	ruok word = iota // is it running, quorum or not
	srvr             // version, mode, zxid, latency, connections; 3.3 and later
	mntr             // numbers for monitoring; 3.4 and later
	stat             // as srvr, with the clients
	conf             // configuration; 3.3 and later
	envi             // Java and host
	isro             // read-only or not; 3.4 and later
	wchs             // how many watches; 3.3 and later
	cons             // each connection; 3.3 and later
	dump             // sessions and their ephemeral znodes
	wordCount
)

func (w word) String() string {
	return [wordCount]string{"ruok", "srvr", "mntr", "stat", "conf", "envi", "isro", "wchs", "cons", "dump"}[w]
}

// Words lists the four-letter words that can leave the program.
func Words() []string {
	var all []string
	for w := range wordCount {
		all = append(all, w.String())
	}
	return all
}

// rests are how long a word is not asked again.
const (
	// rareRest: what hardly changes while a server runs.
	rareRest = 10 * time.Minute
	// costlyRest: what makes a server of many sessions work.
	costlyRest = 30 * time.Minute
	// refusedRest: a server logs each word it refuses.
	refusedRest = 10 * time.Minute
	// hungRest: what one word waits for in vain, others of the round wait behind.
	hungRest = time.Minute
)

// maxSessions is how many connections a server may have to be asked for all of
// them, which it answers while it holds up others.
const maxSessions = 5000

// recognises tells whether text, which may be cut off at its end, is the reply to
// the word: 3.3 to 3.9 and compatible servers.
func (w word) recognises(text string) bool {
	lower := strings.ToLower(text)
	switch w {
	case ruok:
		return text == "imok"
	case srvr, stat:
		return parseStatus(text).known()
	case mntr:
		return parseMonitor(text).known()
	case conf:
		first, _, _ := strings.Cut(text, "\n")
		name, _, ok := strings.Cut(first, "=")
		return ok && name != "" && strings.Trim(lower[:len(name)], "abcdefghijklmnopqrstuvwxyz0123456789_.") == ""
	case envi:
		return strings.HasPrefix(lower, "environment:")
	case isro:
		return text == "rw" || text == "ro"
	case wchs:
		return strings.Contains(lower, "total watches:")
	case cons:
		return strings.Contains(lower, "recved=")
	case dump:
		return strings.Contains(lower, "sessiontracker dump") || strings.HasPrefix(lower, "sessions dump")
	}
	return false
}

// whole tells whether a reply that is cut off is none.
func (w word) whole() bool {
	switch w {
	case ruok, srvr, isro:
		return true
	}
	return false
}

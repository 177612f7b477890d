package zookeeper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Outcomes of a four-letter word.
const (
	Answered      = "answered"
	Refused       = "refused"        // 4lw.commands.whitelist does not hold it (3.4.10, 3.5.3 and later)
	NotServing    = "not-serving"    // no quorum, or starting
	TimedOut      = "timeout"        // connected, but no complete answer in time
	Unreachable   = "unreachable"    // no such name, no route, nobody listens
	WrongProtocol = "wrong-protocol" // something else answered, no TLS that can be trusted, or nothing did and hung up
)

// maxReply bounds a reply, in bytes. What counts stands at its beginning.
const maxReply = 64 << 10

// reply is what became of a word.
type reply struct {
	outcome string // empty: not asked
	text    string // of an answer
	why     string // of anything else, for the user
	took    time.Duration
	size    int
}

// dead tells that other words would only wait as long.
func (r reply) dead() bool { return r.outcome == Unreachable || r.outcome == TimedOut }

// exchange is the reply for the record.
func (r reply) exchange(w word) mesoswatch.Exchange {
	return mesoswatch.Exchange{What: w.String(), Outcome: r.outcome, Seconds: r.took.Seconds(), Bytes: int64(r.size)}
}

// classify tells a reply by its text (server/command/*.java; compatible servers
// write "white list").
func classify(w word, text []byte) reply {
	cut := len(text) > maxReply
	if cut {
		text = text[:maxReply]
	}
	said := string(bytes.TrimSpace(text))
	switch {
	case said == "":
		return reply{outcome: WrongProtocol, why: "closed without an answer (a TLS port, too many connections from here, a word it does not know, or no ZooKeeper)"}
	case bytes.HasPrefix(text, []byte{0x15, 3}):
		return reply{outcome: WrongProtocol, why: "answered in TLS: a port for TLS, asked in clear"}
	case strings.HasPrefix(said, w.String()+" is not executed because it is not in the white"):
		return reply{outcome: Refused, why: "not in the server's whitelist"}
	case !cut && len(said) < 200 && strings.Contains(said, "is not currently serving requests"), w == isro && said == "null":
		return reply{outcome: NotServing, why: "not serving requests (no quorum, or starting)"}
	case cut && w.whole():
		return reply{outcome: WrongProtocol, why: fmt.Sprintf("a reply of more than %d bytes", maxReply)}
	case w.recognises(said):
		return reply{outcome: Answered, text: strings.ToValidUTF8(said, "\uFFFD")}
	}
	return reply{outcome: WrongProtocol, why: fmt.Sprintf("answered %q", clip(said))}
}

// clip keeps foreign text short.
func clip(s string) string {
	const most = 80
	s = strings.ToValidUTF8(s, "\uFFFD") // before it is measured: the mark is longer than a broken byte
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

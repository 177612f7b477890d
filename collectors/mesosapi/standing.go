package mesosapi

import (
	"net"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// standing is how one master stands among the others, by its own last word.
type standing struct {
	url       string
	named     bool
	fresh     bool // not asked yet
	answered  bool // in its last round
	heard     time.Time
	elected   *bool
	electedAt time.Time
	pointsAt  string
	noLeader  bool
	id, pid   string
	// hostname that it advertises, and its port by its flags.
	hostname, port string
}

// is tells whether host:port leads to that master: its own address, or the one it
// advertises. The latter is its own word, good enough to count votes and to
// recognise itself, not to find anybody.
func (s standing) is(address string) bool {
	if address == "" {
		return false
	}
	address = strings.ToLower(address)
	if s.at(address) {
		return true
	}
	u, ok := mesoswatch.ParseUPID(s.pid)
	if ok && address == net.JoinHostPort(u.IP, u.Port) {
		return true
	}
	port := s.port
	if ok {
		port = u.Port
	}
	return s.hostname != "" && port != "" && address == strings.ToLower(net.JoinHostPort(s.hostname, port))
}

// at tells whether host:port is the address it is asked at.
func (s standing) at(address string) bool {
	_, host, _ := strings.Cut(s.url, "://")
	return host == address
}

// leaders lists the URLs of those that lead by their own word, a process that the
// user named twice only once.
func leaders(all []standing) []string {
	var urls []string
	var ids []string
	for _, s := range all {
		if !s.answered || !is(s.elected) {
			continue
		}
		if s.named && s.id != "" {
			if slices.Contains(ids, s.id+" "+s.pid) {
				continue
			}
			ids = append(ids, s.id+" "+s.pid)
		}
		urls = append(urls, s.url)
	}
	return urls
}

// choose says whose word about the cluster counts: of those that lead by their own
// word, one the user named before one that was found (whoever can write to
// ZooKeeper can add one of those), then the one that counted until now, then the
// one most others point at, then the one elected last. While nobody says that he
// leads, the one that counted stays: a leader that is silent for a moment is not
// deposed, and what is known of the cluster is its word.
func choose(all []standing, until string) string {
	claim := slices.DeleteFunc(slices.Clone(all), func(s standing) bool { return !s.answered || !is(s.elected) })
	if len(claim) == 0 {
		for _, s := range all {
			if s.url == until && (!s.answered || s.elected == nil) {
				return until
			}
		}
		return ""
	}
	best := slices.MinFunc(claim, func(a, b standing) int {
		switch {
		case a.named != b.named:
			return first(a.named)
		case (a.url == until) != (b.url == until):
			return first(a.url == until)
		}
		if x, y := votes(all, a), votes(all, b); x != y {
			return y - x
		}
		return b.electedAt.Compare(a.electedAt)
	})
	return best.url
}

func first(is bool) int {
	if is {
		return -1
	}
	return 1
}

// votes counts the masters that point at one.
func votes(all []standing, at standing) int {
	n := 0
	for _, s := range all {
		if s.answered && s.url != at.url && at.is(s.pointsAt) {
			n++
		}
	}
	return n
}

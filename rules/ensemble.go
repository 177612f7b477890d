package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxServers bounds the ZooKeeper servers that are remembered.
const maxServers = 100

// service is what a ZooKeeper server does by its answers.
type service int

const (
	serviceUnclear service = iota // it refuses to say, or something else answers there
	serviceDead                   // nobody answers
	serviceIdle                   // it runs, and serves nobody or readers only: it has no quorum
	serviceGiven                  // it serves
)

// ensemble is what the servers of ZooKeeper say of themselves. A process looks at
// one.
type ensemble struct {
	servers table[*mesoswatch.ZooKeeper] // by address
}

func newEnsemble() ensemble {
	return ensemble{servers: table[*mesoswatch.ZooKeeper]{max: maxServers}}
}

// see takes a snapshot in and tells whether it was of a server.
func (e *ensemble) see(s *mesoswatch.Snapshot) bool {
	if s == nil || s.ZooKeeper == nil {
		return false
	}
	if s.Gone {
		e.servers.remove(key(s.ZooKeeper.Address))
	} else {
		*e.servers.put(key(s.ZooKeeper.Address)) = s.ZooKeeper
	}
	return true
}

// of is the server with that address; nil when it is none.
func (e *ensemble) of(address string) *mesoswatch.ZooKeeper {
	if z := e.servers.peek(key(address)); z != nil {
		return *z
	}
	return nil
}

// count says how many servers do what.
func (e *ensemble) count() map[service]int {
	n := make(map[service]int)
	for s := e.servers.head; s != nil; s = s.next {
		n[serviceOf(s.value)]++
	}
	return n
}

// serviceOf judges the answers of one server.
func serviceOf(z *mesoswatch.ZooKeeper) service {
	var sent, dead int
	idle := is(z.ReadOnly) || strings.EqualFold(z.Mode, "read-only")
	for _, outcome := range z.Words {
		sent++
		switch outcome {
		case "unreachable", "timeout":
			dead++
		case "not-serving":
			idle = true
		}
	}
	switch {
	case sent > 0 && dead == sent:
		return serviceDead
	case idle:
		return serviceIdle
	case slices.Contains([]string{"leader", "follower", "standalone", "observer"}, strings.ToLower(z.Mode)):
		return serviceGiven
	}
	return serviceUnclear
}

// outcomes lists words and what came of them, in order.
func outcomes(z *mesoswatch.ZooKeeper) string {
	var all []string
	for _, w := range slices.Sorted(maps.Keys(z.Words)) {
		all = append(all, w+" "+z.Words[w])
	}
	return cut(strings.Join(all, ", "), maxFieldText)
}

// replied is the answers of a server as proof.
func replied(z *mesoswatch.ZooKeeper, h *mesoswatch.Health) mesoswatch.Evidence {
	text := outcomes(z)
	if h.Why != "" {
		text += ": " + h.Why
	}
	return mesoswatch.Evidence{Source: z.Address, Time: h.At, Text: cut(text, maxEvidenceText)}
}

func serverSubject(address string) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectZooKeeper, Name: cut(address, maxSubjectText)}
}

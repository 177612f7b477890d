package mesosapi

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestUnreached(t *testing.T) {
	type step struct{ total, missing, still, ours int64 }
	for name, steps := range map[string][]step{
		"one of ours becomes unreachable and comes back": {{0, 0, 0, 0}, {1, 1, 0, 1}, {1, 1, 1, 1}, {0, 0, 0, 0}},
		"one is removed": {{0, 0, 0, 0}, {0, 1, 0, 0}},
		"there were unreachable ones before we looked":    {{5, 0, 0, 0}, {5, 1, 0, 0}, {6, 1, 0, 1}},
		"a stranger comes back while one of ours is gone": {{5, 0, 0, 0}, {6, 1, 0, 1}, {5, 1, 1, 1}},
		"the master forgets an old one, a stranger first": {{2, 0, 0, 0}, {3, 1, 0, 1}, {2, 1, 1, 1}, {1, 1, 1, 1}, {0, 1, 1, 0}},
		"two vanish, one of them unreachable":             {{0, 0, 0, 0}, {1, 2, 0, 1}},
		"one comes back, another vanishes":                {{2, 0, 0, 0}, {3, 1, 0, 1}, {3, 1, 0, 1}},
		"numbers that cannot be":                          {{-1, 2, 0, 0}, {2, 2, 0, 0}},
	} {
		var u unreached
		for i, s := range steps {
			if got := u.ours(&s.total, s.missing, s.still); got != s.ours {
				t.Errorf("%s, look %d: %d of ours, want %d", name, i, got, s.ours)
			}
		}
		if u.ours(nil, 5, 0) != 0 {
			t.Errorf("%s: not told", name)
		}
	}
}

// Of those that are missing, those that vanished now are the unreachable ones, and
// what is known to be unreachable is forgotten oldest first.
func TestWhoIsUnreachable(t *testing.T) {
	m, b, all := modelOf(t)
	look := func(total int64, agents ...*mesoswatch.Agent) {
		l := listing(m, agents, nil, nil)
		l.goneAgents(&total)
		l.end()
		tell(t, m)
	}
	state := func(id string) string {
		if s := b.Subjects("agent").Get(id); s != nil {
			return s.Agent.State
		}
		return ""
	}
	look(0, agentNo(1), agentNo(2), agentNo(3))
	look(1, agentNo(2), agentNo(3))
	look(2, agentNo(3))
	if state("S1") != unreachable || state("S2") != unreachable || state("S3") != registered {
		t.Fatalf("%q %q %q", state("S1"), state("S2"), state("S3"))
	}
	if a := b.Subjects("agent").Get("S1").Agent; a.PID == "" || is(a.Active) || a.Active == nil {
		t.Errorf("%+v", a)
	}
	n := len(*all)
	look(2, agentNo(3))
	if len(*all) != n {
		t.Errorf("said again: %+v", (*all)[n:])
	}
	look(1, agentNo(3))
	if state("S1") != "" || state("S2") != unreachable {
		t.Errorf("%q %q", state("S1"), state("S2"))
	}
	look(0, agentNo(2), agentNo(3))
	if state("S2") != registered {
		t.Errorf("%q", state("S2"))
	}
}

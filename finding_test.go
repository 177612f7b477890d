package mesoswatch

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(sec int) time.Time { return time.Unix(1_700_000_000+int64(sec), 0).UTC() }

func lines(from, n int) []Evidence {
	var es []Evidence
	for i := range n {
		es = append(es, Evidence{Source: "a.log", Offset: int64(from + i), Text: fmt.Sprint(from + i)})
	}
	return es
}

func TestMerge(t *testing.T) {
	early := Finding{ID: "f", Level: High, Status: Acknowledged, FirstSeen: at(1), LastSeen: at(5), Count: 3, Title: "old",
		Fields: map[string]string{"a": "1", "b": "2"}, Evidence: lines(0, 15)}
	late := Finding{ID: "f", Level: Medium, Status: Open, FirstSeen: at(6), LastSeen: at(9), Count: 2, Title: "new",
		Fields: map[string]string{"b": "3"}, Evidence: lines(13, 12)}
	for name, m := range map[string]Finding{"in order": early.Merge(late), "out of order": late.Merge(early)} {
		if !m.FirstSeen.Equal(at(1)) || !m.LastSeen.Equal(at(9)) || m.Count != 5 {
			t.Errorf("%s: %v to %v, %d", name, m.FirstSeen, m.LastSeen, m.Count)
		}
		if m.Level != High || m.Title != "new" || m.Status != Acknowledged {
			t.Errorf("%s: %v %q %v: the higher level, the later title, what the operator decided", name, m.Level, m.Title, m.Status)
		}
		if m.Fields["a"] != "1" || m.Fields["b"] != "3" {
			t.Errorf("%s: fields %v", name, m.Fields)
		}
		if len(m.Evidence) != MaxEvidence || m.Evidence[0].Offset != 0 || m.Evidence[19].Offset != 24 {
			t.Errorf("%s: %d pieces of evidence from %d to %d", name, len(m.Evidence), m.Evidence[0].Offset, m.Evidence[len(m.Evidence)-1].Offset)
		}
	}
	if early.Fields["b"] != "2" || len(early.Evidence) != 15 {
		t.Error("Merge changed its argument")
	}
	resolved := early.Merge(Finding{ID: "f", Status: Resolved, LastSeen: at(10)})
	if resolved.Status != Resolved {
		t.Errorf("what the data shows to be over is %v", resolved.Status)
	}
	if again := resolved.Merge(late); again.Status != Resolved {
		t.Errorf("an earlier report reopened it: %v", again.Status)
	}
	if again := resolved.Merge(Finding{ID: "f", Status: Open, LastSeen: at(11)}); again.Status != Open {
		t.Errorf("a later report left it %v", again.Status)
	}
}

// TestMergeOrder: however deltas are grouped, the sums and ends are the same.
func TestMergeOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		fs := make([]Finding, n)
		for i := range fs {
			fs[i] = Finding{ID: "f", Status: Open, Count: 1, FirstSeen: at(i), LastSeen: at(i), Evidence: lines(i, 1)}
		}
		split := rapid.IntRange(1, n-1).Draw(t, "split")
		fold := func(fs []Finding) Finding {
			m := fs[0]
			for _, f := range fs[1:] {
				m = m.Merge(f)
			}
			return m
		}
		all, parts := fold(fs), fold(fs[:split]).Merge(fold(fs[split:]))
		if all.Count != parts.Count || !all.FirstSeen.Equal(parts.FirstSeen) || !all.LastSeen.Equal(parts.LastSeen) {
			t.Fatalf("%v and %v", all, parts)
		}
		if all.Evidence[0].Offset != parts.Evidence[0].Offset || all.Evidence[len(all.Evidence)-1].Offset != parts.Evidence[len(parts.Evidence)-1].Offset {
			t.Fatal("the ends of the evidence differ")
		}
	})
}

func TestFindingID(t *testing.T) {
	a := FindingID("auth-failed", Subject{"address", "10.0.0.1"})
	if a != FindingID("auth-failed", Subject{"address", "10.0.0.1"}) || len(a) != 14 {
		t.Errorf("id %q is not stable", a)
	}
	if a == FindingID("auth-failed", Subject{"address", "10.0.0.2"}) || a == FindingID("auth-faile", Subject{"daddress", "10.0.0.1"}) {
		t.Error("different findings share an id")
	}
}

func TestUPID(t *testing.T) {
	for s, want := range map[string]UPID{
		"scheduler-1@10.0.9.9:42897":     {"scheduler-1", "10.0.9.9", "42897"},
		"evil@x(1)@127.0.10.99:6666":     {"evil@x(1)", "127.0.10.99", "6666"},
		"slave(1)@[2001:db8::1]:5051":    {"slave(1)", "2001:db8::1", "5051"},
		"slave(1)@2001:db8::1:5051":      {"slave(1)", "2001:db8::1", "5051"},
		"@10.0.0.1:80":                   {"", "10.0.0.1", "80"},
		"scheduler@10.0.9.9":             {},
		"scheduler@10.0.9.9:":            {},
		"scheduler@10.0.9.9:99999":       {},
		"scheduler@10.0.9.9:080":         {},
		"scheduler@10.0.9.999:80":        {},
		"no address":                     {},
		"scheduler@host.example.com:505": {},
	} {
		got, ok := ParseUPID(s)
		if got != want || ok != (want != UPID{}) {
			t.Errorf("ParseUPID(%q) = %v, %v", s, got, ok)
		}
	}
}

func TestLevel(t *testing.T) {
	for _, l := range Levels() {
		var back Level
		b, err := l.MarshalText()
		if err != nil || back.UnmarshalText(b) != nil || back != l {
			t.Errorf("%v does not come back: %v", l, back)
		}
	}
	if _, err := ParseLevel("fatal"); err == nil {
		t.Error("fatal is no level of Sigma's")
	}
	if Level(9).String() != "level(9)" {
		t.Error(Level(9).String())
	}
}

// What happened comes before how things are set up, at the same level.
func TestPostureComesLater(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	happened := Finding{ID: "b", Level: High, LastSeen: at}
	set := Finding{ID: "a", Level: High, LastSeen: at.Add(time.Hour), Tags: []string{"posture.authn"}}
	worse := Finding{ID: "c", Level: Critical, LastSeen: at, Tags: []string{"posture.http"}}
	if happened.Compare(&set) >= 0 || set.Compare(&happened) <= 0 || worse.Compare(&happened) >= 0 {
		t.Error("not in that order")
	}
}

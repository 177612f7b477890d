package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func snapped(s mesoswatch.Snapshot) mesoswatch.Record {
	s.At = stage.Now()
	return mesoswatch.Record{Snapshot: &s}
}

// saysOf is what the i-th master says, once changed.
func saysOf(i, leader int, change func(*mesoswatch.Master)) mesoswatch.Record {
	m := stage.MasterOf(i, leader)
	change(m)
	return snapped(mesoswatch.Snapshot{Source: m.URL, Master: m})
}

func planeAfter(records ...mesoswatch.Record) *plane {
	b := append(stage.Plane(), records...).Board()
	return newPlane(scene{board: b, now: stage.Now(), zone: time.UTC, live: true}, nil)
}

func nothing(*mesoswatch.Master) {}

func silent(i int) mesoswatch.Record {
	return mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now().Add(-3 * time.Second), Source: stage.Masters()[i], Collector: "mesosapi", Why: "connection refused", Interval: 10, Lacking: map[string]string{mesoswatch.SubjectMaster: "connection refused"}}}
}

func TestWhoLeadsByWhoseWord(t *testing.T) {
	denies := func(m *mesoswatch.Master) { m.Elected, m.PointsAt, m.NoLeader = ptr(false), "", true }
	mute := func(m *mesoswatch.Master) { m.Elected = nil }
	nobody := func(m *mesoswatch.Master) { m.Elected, m.PID, m.ID, m.Hostname = nil, "", "", "" }
	claims := func(r mesoswatch.Record, host string) mesoswatch.Record {
		r.Snapshot.Znode.Hostname = host
		return r
	}
	for _, c := range []struct {
		name    string
		records []mesoswatch.Record
		text    string   // of the sentence
		says    []string // among what it rests on
		loud    []string // and these contradict
		worst   mesoswatch.Level
	}{
		{name: "all agree", text: "10.0.0.11:5050, say all 3 masters and ZooKeeper", worst: mesoswatch.Medium, // a finding
			says: []string{"10.0.0.12:5050 points at the leader, as master-1.example:5050", "ZooKeeper 10.0.0.11:5050 is the first candidate"}},
		{name: "two lead", records: []mesoswatch.Record{saysOf(1, 1, nothing)}, text: "2 masters lead: 10.0.0.11:5050, 10.0.0.12:5050", worst: mesoswatch.Critical,
			loud: []string{"10.0.0.12:5050 says that it leads", "10.0.0.13:5050 points at 10.0.0.11:5050, which leads too"}},
		{name: "one process asked by two names", records: []mesoswatch.Record{saysOf(1, 1, func(m *mesoswatch.Master) { m.ID = stage.MasterOf(0, 0).ID })}, text: "10.0.0.11:5050, say all 3 masters", worst: mesoswatch.Medium},
		{name: "none", records: []mesoswatch.Record{saysOf(0, 0, denies), saysOf(1, 0, denies), saysOf(2, 0, denies)}, text: "no master leads: all 3 say so", worst: mesoswatch.Critical,
			loud: []string{"masters 10.0.0.11:5050, 10.0.0.12:5050, 10.0.0.13:5050: no master is elected"}},
		{name: "the leader is silent", records: []mesoswatch.Record{silent(0)}, text: "unknown since 14:07: none that answers leads; 10.0.0.11:5050 cannot be heard", worst: mesoswatch.High,
			loud: []string{"10.0.0.11:5050 unknown since 14:07: connection refused", "10.0.0.12:5050 points at 10.0.0.11:5050, which is silent"}},
		{name: "all are silent", records: []mesoswatch.Record{silent(0), silent(1), silent(2)}, text: "unknown since 14:07: no master answers; the last that led was 10.0.0.11:5050", worst: mesoswatch.High},
		{name: "another one is silent", records: []mesoswatch.Record{silent(2)}, text: "10.0.0.11:5050, say 2 of 3 masters and ZooKeeper", worst: mesoswatch.High},
		{name: "they do not say", records: []mesoswatch.Record{saysOf(0, 0, mute), saysOf(1, 0, mute)}, text: "unknown: 10.0.0.11:5050, 10.0.0.12:5050 do not say; all point at 10.0.0.11:5050 (master-1.example:5050)", worst: mesoswatch.Medium,
			says: []string{"10.0.0.13:5050 points at 10.0.0.11:5050, which does not say"}},
		{name: "they do not say who they are either", records: []mesoswatch.Record{saysOf(0, 0, nobody), saysOf(1, 0, nobody), saysOf(2, 0, nobody)}, text: "10.0.0.13:5050 do not say; all point at 10.0.0.11:5050 (master-1.example:5050)", worst: mesoswatch.Medium,
			says: []string{"10.0.0.11:5050 points at itself, does not say", "10.0.0.12:5050 points at 10.0.0.11:5050, which does not say"}},
		{name: "and somebody else claims that name", records: []mesoswatch.Record{saysOf(0, 0, nobody), saysOf(1, 0, nobody), saysOf(2, 0, nobody), claims(stage.Candidate(1, 9, false, 0), "master-1.example")}, text: "all point at master-1.example:5050", worst: mesoswatch.High,
			loud: []string{"10.0.0.12:5050 points at master-1.example:5050, which is not asked"}},
		{name: "one points elsewhere", records: []mesoswatch.Record{saysOf(2, 1, nothing)}, text: "10.0.0.11:5050, say 2 of 3 masters and ZooKeeper; others point elsewhere", worst: mesoswatch.High,
			loud: []string{"10.0.0.13:5050 points at 10.0.0.12:5050, which denies it"}},
		{name: "one points at a stranger", records: []mesoswatch.Record{saysOf(2, 0, func(m *mesoswatch.Master) { m.PointsAt = "10.9.9.9:5050" })}, text: "others point elsewhere", worst: mesoswatch.High,
			loud: []string{"10.0.0.13:5050 points at 10.9.9.9:5050, which is not asked"}},
		{name: "an old one points at itself", records: []mesoswatch.Record{saysOf(2, 0, func(m *mesoswatch.Master) { m.PointsAt = "10.0.0.13:5050" })}, text: "10.0.0.11:5050, say 2 of 3", worst: mesoswatch.Medium,
			says: []string{"10.0.0.13:5050 points at itself, does not lead"}},
		{name: "one knows no leader", records: []mesoswatch.Record{saysOf(2, 0, denies)}, text: "10.0.0.11:5050, say 2 of 3", worst: mesoswatch.Medium,
			loud: []string{"10.0.0.13:5050 says that no master is elected"}},
		{name: "ZooKeeper names another", records: []mesoswatch.Record{stage.Candidate(1, 2, true, time.Minute)}, text: "10.0.0.11:5050, say all 3 masters", worst: mesoswatch.Critical,
			loud: []string{"ZooKeeper 10.0.0.12:5050 comes first, not the leader"}},
		{name: "the leader is no candidate", records: []mesoswatch.Record{gone(stage.Candidate(0, 7, true, 0)), stage.Candidate(1, 8, true, 0)}, text: "say all 3 masters", worst: mesoswatch.Critical,
			loud: []string{"ZooKeeper 10.0.0.11:5050 leads, but is no candidate"}},
		{name: "the tree is not seen", records: []mesoswatch.Record{{Health: &mesoswatch.Health{At: stage.Now(), Source: stage.Tree, Why: "no quorum", Lacking: map[string]string{mesoswatch.SubjectZnode: "no quorum"}}}},
			text: "10.0.0.11:5050, say all 3 masters", worst: mesoswatch.High, loud: []string{"ZooKeeper unknown since 14:07: no quorum"}},
		{name: "not yet recovered", records: []mesoswatch.Record{saysOf(0, 0, func(m *mesoswatch.Master) { m.Recovering = true })}, text: "10.0.0.11:5050, say all 3", worst: mesoswatch.High,
			loud: []string{"10.0.0.11:5050 has not read its registry yet"}},
	} {
		v := planeAfter(c.records...).lead
		if text := strings.Join(append([]string{v.text}, v.more...), "; "); !strings.Contains(text, c.text) {
			t.Errorf("%s: %q, want %q", c.name, text, c.text)
		}
		if v.worst != c.worst {
			t.Errorf("%s: %v, want %v", c.name, v.worst, c.worst)
		}
		for _, want := range append(c.says, c.loud...) {
			found := false
			for _, s := range v.says {
				found = found || strings.HasPrefix(s.who+" "+s.text, want) && s.loud == (containsText(c.loud, want))
			}
			if !found {
				t.Errorf("%s: nobody says %q", c.name, want)
				for _, s := range v.says {
					t.Logf("  %v %s %s", s.loud, s.who, s.text)
				}
			}
		}
	}
}

func gone(r mesoswatch.Record) mesoswatch.Record {
	s := *r.Snapshot
	s.Gone, s.At = true, stage.Now()
	return mesoswatch.Record{Snapshot: &s}
}

func TestQuorumWords(t *testing.T) {
	mode := func(modes ...string) []mesoswatch.Record {
		var all []mesoswatch.Record
		for i, m := range modes {
			z := stage.ServerOf(i)
			h := mesoswatch.Health{At: stage.Now(), Source: z.Address, Collector: "zookeeper", Interval: 10, Asked: []mesoswatch.Exchange{{What: "ruok", Outcome: "answered"}}}
			switch z.Mode = m; m {
			case "dead", "idle", "mute":
				z.Mode = ""
				z.Words = map[string]string{"ruok": map[string]string{"dead": "unreachable", "idle": "answered", "mute": "refused"}[m], "srvr": map[string]string{"dead": "timeout", "idle": "not-serving", "mute": "refused"}[m]}
				h.Why, h.Lacking = "it does not tell", map[string]string{mesoswatch.SubjectZooKeeper: "it does not tell"}
				h.Asked = []mesoswatch.Exchange{{What: "srvr", Outcome: z.Words["srvr"]}}
			case "old":
				z.Mode, h.At = "follower", stage.Now().Add(-time.Hour)
				h.OK, h.Complete = true, []string{mesoswatch.SubjectZooKeeper}
			default:
				h.OK, h.Complete = true, []string{mesoswatch.SubjectZooKeeper}
			}
			all = append(all, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: h.At, Source: z.Address, ZooKeeper: z}}, mesoswatch.Record{Health: &h})
		}
		return all
	}
	for _, c := range []struct {
		modes []string
		want  string
		level mesoswatch.Level
	}{
		{[]string{"follower", "leader", "follower"}, "3 of 3 serve, quorum holds", 0},
		{[]string{"follower", "leader", "dead"}, "2 of 3 serve, quorum holds; 1 does not answer", mesoswatch.Medium},
		{[]string{"follower", "leader", "mute"}, "2 of 3 serve, quorum holds; 1 does not say", mesoswatch.Medium},
		{[]string{"dead", "leader", "dead"}, "1 of 3 serves, so quorum holds for it; 2 do not answer", mesoswatch.High},
		{[]string{"idle", "dead", "dead"}, "none of 3 serves, no quorum; 1 runs and does not serve; 2 do not answer", mesoswatch.Critical},
		{[]string{"read-only", "dead", "dead"}, "none of 3 serves, no quorum; 1 runs and does not serve; 2 do not answer", mesoswatch.Critical},
		{[]string{"dead", "dead", "dead"}, "unknown since 14:07: none of 3 answers", mesoswatch.High},
		{[]string{"mute", "mute", "mute"}, "unknown since 14:07: none of 3 says whether it serves", mesoswatch.High},
		{[]string{"old", "old", "old"}, "unknown since 13:07: none of 3 says whether it serves", mesoswatch.High},
		{[]string{"mute", "dead", "dead"}, "unknown since 14:07: nobody says that it serves; 2 do not answer; 1 does not say", mesoswatch.High},
		{[]string{"leader", "leader", "follower"}, "3 of 3 serve, and 2 say that they lead", mesoswatch.Critical},
		{[]string{"standalone", "standalone", "standalone"}, "3 of 3 serve, each for itself (standalone): this is no ensemble", mesoswatch.High},
		{[]string{"standalone"}, "1 of 1 serves, standalone: it needs no quorum", 0},
		{nil, "nobody has been asked yet", 0},
	} {
		b := stage.Script(mode(c.modes...)).Board()
		p := newPlane(scene{board: b, now: stage.Now(), zone: time.UTC, live: true}, nil)
		if text, level := p.quorum(); text != c.want || level != c.level {
			t.Errorf("%v: %q %v, want %q %v", c.modes, text, level, c.want, c.level)
		}
	}
}

func TestACLWords(t *testing.T) {
	for entry, want := range map[string]string{
		"world:anyone:cdrwa":       "anyone may do everything",
		"world:anyone:r":           "anyone may read it",
		"world:anyone:":            "anyone may do nothing",
		"digest:mesos:***:cdrwa":   "who knows the password of mesos may do everything",
		"ip:10.0.0.0/8:rw":         "who comes from 10.0.0.0/8 may read it, write it",
		"ip:fe80::1:cd":            "who comes from fe80::1 may create nodes in it, delete nodes in it",
		"sasl:zookeeper/host@R:wa": "zookeeper/host@R, by SASL may write it, give rights on it",
		"… and 3 more":             "… and 3 more",
		"x":                        "x",
	} {
		if got := aclWords(entry); got != want {
			t.Errorf("%s: %q, want %q", entry, got, want)
		}
	}
	for want, acl := range map[string][]string{
		"?": nil, "nothing": {"digest:mesos:***:cdrwa"}, "read it": {"world:anyone:r", "digest:mesos:***:cdrwa"}, "change it": {"world:anyone:r", "world:anyone:a"},
	} {
		if got := anyoneWord(acl); got != want {
			t.Errorf("%v: %q, want %q", acl, got, want)
		}
	}
	if got := anyoneWord([]string{}); got != "nothing" {
		t.Errorf("an empty ACL: %q", got)
	}
}

func TestWhatAskingCosts(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if got < want*0.99 || got > want*1.01 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	s := measured(mesoswatch.Health{Source: "http://m:5050", Seconds: 2, Interval: 18, Asked: []mesoswatch.Exchange{{What: "GET /health", Seconds: 0.5, Bytes: 3}, {What: "GET /state", Seconds: 1.3, Bytes: 4_000_000}}})
	near("a minute", s.minute, 6)
	near("busy", s.busy, 0.09)
	if s.requests != 2 || s.size != 4_000_003 || s.slow != 1.3 {
		t.Errorf("%+v", s)
	}
	// Agents are summed up: the slowest of so many, each asked once in the interval.
	s = measured(mesoswatch.Health{Source: "agents", Seconds: 10, Interval: 600, Asked: []mesoswatch.Exchange{{What: "GET /flags", Of: "160 agents", Seconds: 0.3}, {What: "GET /health", Of: "1 agent", Seconds: 0.3}}})
	near("a minute", s.minute, 161*6)
	near("busy", s.busy, 0.001)
	if s = measured(mesoswatch.Health{Source: "x", Asked: []mesoswatch.Exchange{{What: "x", Seconds: 1}}}); s.minute != 0 || s.busy != 0 {
		t.Errorf("without an interval: %+v", s)
	}
	for share, want := range map[float64]string{0: "0 %", 0.00005: "<0.01 %", 0.0008: "0.08 %", 0.0123: "1.2 %", 1: "100 %"} {
		if got := percent(share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
	for s, want := range map[float64]string{0: "0 ms", 0.00001: "<0.1 ms", 0.0004: "0.4 ms", 0.0072: "7.2 ms", 0.0384: "38 ms", 3.25: "3.2 s"} {
		if got := seconds(s); got != want {
			t.Errorf("%v: %s, want %s", s, got, want)
		}
	}
}

func TestRealmsInAWord(t *testing.T) {
	realm := func(name string, enforced *bool) *mesoswatch.Realm {
		return &mesoswatch.Realm{Name: "mesos-master-" + name, Enforced: enforced}
	}
	y, n := ptr(true), ptr(false)
	for want, all := range map[string][]*mesoswatch.Realm{
		"unknown":                          {},
		"open":                             {realm("readonly", n)},
		"enforced":                         {realm("readonly", y), realm("readwrite", y)},
		"open: readonly, scheduler":        {realm("readonly", n), realm("readwrite", y), realm("scheduler", n)},
		"enforced, but unknown: scheduler": {realm("readonly", y), realm("scheduler", nil)},
	} {
		if got := realmsWord(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

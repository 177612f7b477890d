package mesoswatch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clue is a finding by its id, span and what it shows: "claimed_ip=10.0.9.9 …".
func clue(id string, from, to int, subject Subject, fields string, tags ...string) Record {
	f := &Finding{ID: id, Rule: "r-" + id, Title: id, Level: High, Status: Open, Subject: subject, Count: 1, FirstSeen: at(from), LastSeen: at(to), Fields: map[string]string{}, Tags: tags}
	for _, kv := range strings.Fields(fields) {
		k, v, _ := strings.Cut(kv, "=")
		f.Fields[k] = v
	}
	return Record{Finding: f}
}

var (
	evil  = Subject{"address", "10.0.9.9"}
	rogue = Subject{SubjectFramework, "F-0001"}
)

func by(sec int, who, what, finding, other string) Record {
	return Record{Action: &Action{ID: fmt.Sprint(sec, who), At: at(sec), Who: who, What: what, Finding: finding, Other: other}}
}

// incidentOf says of which findings the incident of one is, and why.
func incidentOf(t *testing.T, b *Board, id string) string {
	t.Helper()
	in, ok := b.Incident(id)
	if !ok {
		t.Fatalf("no incident %q", id)
	}
	for _, other := range in.Findings {
		if same, _ := b.Incident(other); same.ID != in.ID || !slices.Equal(same.Findings, in.Findings) || !slices.Equal(same.Beside, in.Beside) {
			t.Errorf("opened from %s it is %+v, from %s %+v", id, in, other, same)
		}
		if (in.Why[other] == "") != (other == in.ID) {
			t.Errorf("%s: why %q", other, in.Why[other])
		}
	}
	s := in.ID + " of " + strings.Join(in.Findings, " ")
	if len(in.Beside) > 0 {
		s += " beside " + strings.Join(in.Beside, " ")
	}
	return s
}

// The story of a break-in: brute force, success, a rogue framework, its task on an
// agent. Each link is another identity.
func breakIn(t *testing.T) *Board {
	var b Board
	handle(t, &b,
		clue("brute", 0, 60, evil, "claimed_ip=10.0.9.9 upid=scheduler-7@10.0.9.9:4000"),
		clue("success", 70, 70, Subject{"principal", "ops"}, "principal=ops upid=scheduler-8@10.0.9.9:4001"),
		clue("rogue", 80, 90, rogue, "framework_id=F-0001 framework_name=x principal=ops"),
		clue("miner", 100, 100, Subject{"task", "F-0001 t"}, "framework_id=F-0001 agent_id=S7 task_id=t"),
		clue("flapping", 200, 3600, Subject{SubjectAgent, "S7"}, "agent_id=S7"),
		clue("another", 100, 100, Subject{"address", "10.0.1.1"}, "claimed_ip=10.0.1.1"),
		clue("days-ago", -90_000, -89_000, evil, "claimed_ip=10.0.9.9"),
		clue("http", 3000, 3000, evil, "remote_ip=10.0.9.9"),
		clue("flag", -3000, 50, Subject{"master", "http://10.0.9.9:5050"}, "", "posture.authn"),
		clue("flag2", -3000, 50, Subject{"master", "http://10.0.9.9:5050"}, "principal=ops", "posture.http"),
		clue("flag3", -3000, 50, Subject{"master", "http://10.0.0.1:5050"}, "principal=ops", "posture.http"),
		clue("blind", 50, 50, Subject{"source", "http://[::ffff:10.0.9.9]:5051/slave"}, ""),
		clue("blind2", 50, 50, Subject{"source", "/var/log/mesos/mesos-master.INFO"}, ""),
	)
	return &b
}

func TestIncident(t *testing.T) {
	b := breakIn(t)
	whole := "brute of flag flag2 brute blind success rogue miner flapping http"
	for _, id := range []string{"brute", "flag", "miner", "http"} {
		if got := incidentOf(t, b, id); got != whole {
			t.Errorf("%s: %s", id, got)
		}
	}
	for _, id := range []string{"another", "days-ago", "flag3", "blind2"} {
		if got := incidentOf(t, b, id); got != id+" of "+id {
			t.Errorf("%s: %s", id, got)
		}
	}
	in, _ := b.Incident("brute")
	for id, want := range map[string]string{
		"success": "same claimed address 10.0.9.9", "rogue": "same principal ops", "miner": "same framework F-0001", "flapping": "same agent S7",
		"http": "same claimed address 10.0.9.9", "flag": "same claimed address 10.0.9.9",
	} {
		if in.Why[id] != want {
			t.Errorf("%s: %q", id, in.Why[id])
		}
	}
	if !in.From.Equal(at(0)) || !in.To.Equal(at(3600)) {
		t.Errorf("from %v to %v", in.From, in.To)
	}
	if _, ok := b.Incident("unknown"); ok {
		t.Error("an incident of nothing")
	}
}

// What is set up and what happens every day belongs to an incident, but does not say
// when it began.
func TestIncidentTime(t *testing.T) {
	var b Board
	registered := clue("registered", -3000, 4000, Subject{SubjectFramework, "F-0"}, "framework_id=F-0 principal=ops")
	flag := clue("flag", -9000, 9000, Subject{"master", "http://10.0.9.9:5050"}, "", "posture.http")
	registered.Finding.Level = Informational
	times := func() [2]time.Time {
		in, _ := b.Incident("registered")
		return [2]time.Time{in.From, in.To}
	}
	handle(t, &b, registered, flag)
	if got := times(); got != [2]time.Time{at(-3000), at(4000)} {
		t.Errorf("of what is informational: %v", got)
	}
	got := clue("got-in", 60, 90, evil, "claimed_ip=10.0.9.9 principal=ops")
	got.Finding.Level = Critical
	handle(t, &b, got)
	if in, _ := b.Incident("got-in"); len(in.Findings) != 3 || times() != [2]time.Time{at(60), at(90)} {
		t.Errorf("%v: %v", in.Findings, times())
	}
}

// An address that a request really came from is no claim when both have it so.
func TestClaimsAreNamed(t *testing.T) {
	var b Board
	handle(t, &b, clue("a", 0, 0, evil, "remote_ip=10.0.9.9"), clue("b", 1, 1, evil, "remote_ip=10.0.9.9 claimed_principal=ops"),
		clue("c", 2, 2, Subject{"role", "x"}, "claimed_principal=ops"), clue("d", 3, 3, Subject{SubjectFramework, "scheduler-1@10.0.9.9:4"}, ""))
	in, _ := b.Incident("a")
	if in.Why["b"] != "same address 10.0.9.9" || in.Why["c"] != "same claimed principal ops" || in.Why["d"] != "same claimed address 10.0.9.9" {
		t.Errorf("%v", in.Why)
	}
}

// What many have in common links nothing onward.
func TestWidelyUsedIdentities(t *testing.T) {
	var b Board
	for i := range 8 {
		ip := fmt.Sprintf("10.0.2.%d", i)
		handle(t, &b, clue(fmt.Sprint("p", i), i, i, Subject{"address", ip}, "principal=marathon claimed_ip="+ip), clue(fmt.Sprint("q", i), i+10, i+10, Subject{"address", ip}, "claimed_ip="+ip))
	}
	if got := incidentOf(t, &b, "q3"); got != "p3 of p3 q3 beside p4 p5 p6 p7 p2 p1 p0" {
		t.Errorf("got %s", got)
	}
	in, _ := b.Incident("p3")
	if in.Why["p0"] != "same principal marathon, as many have" {
		t.Errorf("%v", in.Why)
	}
	b = Board{}
	for i := range manyFindings + 1 {
		handle(t, &b, clue(fmt.Sprint("n", i), i, i, Subject{SubjectFramework, fmt.Sprint("F", i)}, "upid=scheduler@10.0.0.254:"+fmt.Sprint(4000+i)))
	}
	if in, _ := b.Incident("n0"); len(in.Findings) != 1 || len(in.Beside) != maxBeside {
		t.Errorf("behind one gateway: %+v", in)
	}
}

// The worst stands for it, until somebody works on another.
func TestTheWorstStandsForIt(t *testing.T) {
	var b Board
	for i, l := range []Level{Informational, Medium, High, High} {
		r := clue(fmt.Sprint("f", i), i, i, evil, "claimed_ip=10.0.9.9")
		r.Finding.Level = l
		handle(t, &b, r)
	}
	posture := clue("flag", -5, 5, Subject{"agent", "http://10.0.9.9:5051"}, "", "posture.tls")
	posture.Finding.Level = Critical
	handle(t, &b, posture)
	if got := incidentOf(t, &b, "f0"); got != "f2 of flag f0 f1 f2 f3" {
		t.Error(got)
	}
	handle(t, &b, by(10, "ola", Acknowledge, "f0", ""), by(11, "ola", Note, "f1", ""), by(12, "ola", Step, "f0", ""))
	if got := incidentOf(t, &b, "f0"); got != "f1 of flag f0 f1 f2 f3" {
		t.Errorf("worked on: %s", got)
	}
}

// Posture and sources join one incident and never make two of them one.
func TestLeavesJoinOne(t *testing.T) {
	var b Board
	handle(t, &b, clue("a", 0, 0, evil, "claimed_ip=10.0.9.9"), clue("b", 7000, 7000, evil, "claimed_ip=10.0.9.9"),
		clue("flag", 3500, 3500, Subject{"agent", "http://10.0.9.9:5051"}, "", "posture.tls"), clue("flag2", 3500, 3500, Subject{"agent", "http://10.0.9.9:5051"}, "", "posture.http"))
	for id, want := range map[string]string{"flag": "a of a flag flag2", "a": "a of a flag flag2", "b": "b of b"} {
		if got := incidentOf(t, &b, id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	handle(t, &b, by(10, "ola", Link, "flag", "b"))
	if got := incidentOf(t, &b, "flag"); got != "b of flag b" {
		t.Errorf("linked by hand: %s", got)
	}
}

func TestLinksByHand(t *testing.T) {
	b := breakIn(t)
	handle(t, b, by(4000, "maria", Link, "another", "miner"), by(4001, "maria", Link, "days-ago", "another"))
	if got := incidentOf(t, b, "rogue"); got != "days-ago of days-ago flag flag2 brute blind success rogue another miner flapping http" {
		t.Errorf("linked: %s", got)
	}
	in, _ := b.Incident("brute")
	if in.ID != "days-ago" || in.Why["another"] != "by maria" {
		t.Errorf("linked: %+v", in)
	}
	handle(t, b, by(4002, "ola", Unlink, "days-ago", "another"), by(4003, "ola", Unlink, "miner", "brute"))
	if got := incidentOf(t, b, "brute"); got != "brute of flag flag2 brute blind success rogue http" {
		t.Errorf("the miner was taken out, and what only it linked: %s", got)
	}
	if got := incidentOf(t, b, "miner"); got != "another of another miner flapping" {
		t.Errorf("it stays with what it was linked to by hand: %s", got)
	}
	handle(t, b, by(4004, "maria", Link, "miner", "rogue"))
	if got := incidentOf(t, b, "miner"); !strings.Contains(got, " brute ") {
		t.Errorf("the later word on another pair of the same two: %s", got)
	}
	handle(t, b, by(3999, "late", Unlink, "another", "miner"))
	if got := incidentOf(t, b, "another"); !strings.Contains(got, "miner") {
		t.Errorf("an earlier word that came late: %s", got)
	}
}

// The one that was first worked on stands for the incident, also when an earlier
// one joins; ticks and notes are those of all its findings.
func TestAnchorTicksAndNotes(t *testing.T) {
	b := breakIn(t)
	step := func(sec int, who, finding, step string, undo bool) Record {
		return Record{Action: &Action{ID: fmt.Sprint("s", sec), At: at(sec), Who: who, What: Step, Finding: finding, Runbook: "brute-force", Step: step, Text: "Look " + step, Undo: undo}}
	}
	handle(t, b, step(300, "maria", "brute", "one", false), step(310, "ola", "brute", "two", false), step(305, "ola", "brute", "three", false), step(320, "maria", "brute", "two", true))
	handle(t, b, clue("slow", -100, 10, evil, "claimed_ip=10.0.9.9"))
	if got := incidentOf(t, b, "slow"); !strings.HasPrefix(got, "brute of flag flag2 slow brute ") {
		t.Errorf("an earlier one joined: %s", got)
	}
	handle(t, b, Record{Action: &Action{ID: "n", At: at(400), Who: "ola", What: Note, Finding: "miner", Text: "stopped it"}}, by(500, "kim", Acknowledge, "another", ""))
	in, _ := b.Incident("miner")
	if got := fmt.Sprint(b.Ticks(in)); got != fmt.Sprint(map[string]map[string]Tick{"brute-force": {"one": {"maria", at(300), "Look one"}, "three": {"ola", at(305), "Look three"}}}) {
		t.Errorf("ticks %s", got)
	}
	if n := b.Notes(in); len(n) != 1 || n[0].Text != "stopped it" {
		t.Errorf("notes %+v", n)
	}
	if on := b.On(in); fmt.Sprint(on) != fmt.Sprint([]Present{{"ola", at(400), Note}, {"maria", at(320), Step}}) {
		t.Errorf("on it: %v", on)
	}
	if in, _ := b.Incident("another"); len(b.Ticks(in)) != 0 || len(b.On(in)) != 1 {
		t.Error("another incident has its own")
	}
}

func TestMomentsOf(t *testing.T) {
	b := breakIn(t)
	handle(t, b,
		login(-4000, KindAuthOK, "10.0.9.9", "ops"), login(65, KindAuthOK, "10.0.9.9", "ops"), login(66, KindAuthOK, "10.0.1.1", "dev"),
		Record{Event: &Event{Time: at(85), Kind: "teardown", FrameworkID: "F-0001"}}, Record{Event: &Event{Time: at(86), Kind: "teardown", FrameworkID: "F-0002"}},
		Record{Health: &Health{At: at(-5000), Source: "m2", Why: "timeout"}}, Record{Health: &Health{At: at(-4900), Source: "m2", OK: true}}, Record{Health: &Health{At: at(-4000), Source: "m3", Why: "timeout"}},
		Record{Action: &Action{ID: "b", At: at(90_000), Who: "ola", What: Bookmark, Of: at(80), Text: "begin"}}, Record{Action: &Action{ID: "n1", At: at(90_000), Who: "ola", What: Note, Text: "of nothing"}},
		by(90_001, "ola", Acknowledge, "brute", ""), by(90_002, "ola", Acknowledge, "another", ""))
	in, _ := b.Incident("brute")
	var got []string
	for _, m := range b.MomentsOf(in, 10*time.Minute) {
		got = append(got, fmt.Sprint(m.At.Unix()-at(0).Unix(), m.What, m.Finding))
	}
	text := strings.Join(got, " ")
	for _, must := range []string{"-4000blind", "65auth-ok", "85teardown", "80bookmark", "90001acknowledgebrute", "60openedbrute"} {
		if !slices.Contains(got, must) {
			t.Errorf("%s is missing in %s", must, text)
		}
	}
	for _, not := range []string{"-5000blind", "-4000auth-ok", "66auth-ok", "86teardown", "90000note", "90002acknowledgeanother", "100openedanother"} {
		if slices.Contains(got, not) {
			t.Errorf("%s does not belong: %s", not, text)
		}
	}
}

// TestIncidentsAreSober: whatever findings and links there are, each finding is in
// one incident, a pair that was taken apart is not, and a copy says the same.
func TestIncidentsAreSober(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b Board
		n := rapid.IntRange(1, 14).Draw(t, "n")
		draw := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		for i := range n {
			from := draw("from", 4) * 3000
			tags := []string{"x"}
			if draw("posture", 4) == 0 {
				tags[0] = "posture.x"
			}
			ip := fmt.Sprint("10.0.0.", draw("ip", 3))
			_ = b.Handle(clue(fmt.Sprint("f", i), from, from+draw("span", 2)*2000, Subject{"address", ip},
				fmt.Sprintf("claimed_ip=%s principal=p%d framework_id=F%d", ip, draw("p", 3), draw("f", 5)), tags...))
		}
		type pair [2]string
		last := make(map[pair]Record)
		for i := range draw("actions", 6) {
			r := by(i, "op", rapid.SampledFrom([]string{Link, Unlink}).Draw(t, "what"), fmt.Sprint("f", draw("a", n-1)), fmt.Sprint("f", draw("b", n-1)))
			_ = b.Handle(r)
			p := pair{r.Action.Finding, r.Action.Other}
			slices.Sort(p[:])
			delete(last, p)
			last[p] = r
		}
		c := b.copy()
		var latest *Action
		for _, r := range last {
			if a := r.Action; a.Finding != a.Other && (latest == nil || a.At.After(latest.At)) {
				latest = a
			}
		}
		seen := 0
		for i := range n {
			id := fmt.Sprint("f", i)
			in, _ := b.Incident(id)
			again, _ := c.Incident(id)
			if fmt.Sprint(in) != fmt.Sprint(again) || !slices.Contains(in.Findings, id) || !slices.Contains(in.Findings, in.ID) {
				t.Fatalf("%s: %+v, %+v", id, in, again)
			}
			for _, other := range in.Findings {
				if o, _ := b.Incident(other); fmt.Sprint(o) != fmt.Sprint(in) {
					t.Fatalf("from %s %+v, from %s %+v", id, in, other, o)
				}
				if (in.Why[other] == "") != (other == in.ID) {
					t.Fatalf("%+v", in)
				}
			}
			if in.ID == id {
				seen += len(in.Findings)
			}
			if latest != nil && id == latest.Finding && slices.Contains(in.Findings, latest.Other) != (latest.What == Link) {
				t.Fatalf("the last word was %+v, and %s is in %+v", latest, id, in)
			}
		}
		if seen != n {
			t.Fatalf("%d findings in incidents of %d", seen, n)
		}
	})
}

func BenchmarkIncident(b *testing.B) {
	var board Board
	for i := range maxBoardFindings {
		_ = board.Handle(clue(fmt.Sprint(i), i, i+60, Subject{"address", fmt.Sprintf("10.0.%d.%d", i/2000, i%200)}, fmt.Sprintf("claimed_ip=10.0.%d.%d principal=p%d framework_id=F%d", i/2000, i%200, i%30, i%3000)))
	}
	for i := 0; b.Loop(); i++ {
		c := board.copy()
		c.cases.linked = &linked{of: c.cases.version()} // as if one had changed
		in, _ := c.Incident("77")
		c.MomentsOf(in, time.Minute)
	}
}

// TestAnEverydayFindingIsNoBridge: somebody names another's principal; that its
// owner registers too, and what happens at its owner's address, is not theirs.
func TestAnEverydayFindingIsNoBridge(t *testing.T) {
	var b Board
	owner := Subject{SubjectFramework, "F-0002"}
	registered := clue("registered", 20, 20, owner, "framework_id=F-0002 principal=marathon claimed_ip=10.0.1.31 upid=scheduler-1@10.0.1.31:4000")
	registered.Finding.Level = Informational
	own := clue("own", 15, 15, Subject{SubjectFramework, "F-0003"}, "framework_id=F-0003 principal=aurora claimed_ip=10.0.9.9 upid=scheduler-2@10.0.9.9:4000")
	own.Finding.Level = Informational
	handle(t, &b,
		clue("brute", 0, 10, evil, "claimed_ip=10.0.9.9"), own,
		clue("mismatch", 18, 18, evil, "claimed_ip=10.0.9.9 claimed_principal=marathon"), registered,
		clue("forged", 30, 30, Subject{"source", "mesos-master@m1"}, "claimed_ip=10.0.1.31"), clue("odd", 31, 31, Subject{"address", "10.0.1.31"}, "claimed_ip=10.0.1.31"))
	in, ok := b.Incident("brute")
	if !ok || !slices.Contains(in.Findings, "mismatch") || !slices.Contains(in.Findings, "own") {
		t.Fatalf("%+v", in)
	}
	for _, id := range []string{"forged", "odd"} {
		if slices.Contains(in.Findings, id) {
			t.Errorf("%s is part of it: %s", id, in.Why[id])
		}
	}
}

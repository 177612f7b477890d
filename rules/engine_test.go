package rules

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// failure is one failed login n seconds after the start.
func failure(n int, ip string) mesoswatch.Record {
	upid := "scheduler-1@" + ip + ":40001"
	return mesoswatch.Record{Event: &mesoswatch.Event{
		Time: start.Add(time.Duration(n) * time.Second), Source: "mesos-master.INFO", Service: "master",
		Line: int64(n + 1), Offset: int64(100 * (n + 1)), Kind: "auth-failed", Template: "authn.fail", UPID: upid,
		ClaimedIP: ip, ClaimedPort: "40001",
		Raw: fmt.Sprintf("I0301 %d master.cpp:9834] Authentication of %s was unsuccessful: Invalid credentials", n, upid),
	}}
}

// said collects what an engine says of one rule.
func said(e *Engine, rule string, records ...mesoswatch.Record) []mesoswatch.Finding {
	var out []mesoswatch.Finding
	for _, r := range records {
		for _, f := range e.Evaluate(r) {
			if f.Finding != nil && f.Finding.Rule == rule {
				out = append(out, *f.Finding)
			}
		}
	}
	return out
}

func TestBurstIsOneFindingThatGrows(t *testing.T) {
	var records []mesoswatch.Record
	for i := range 40 {
		records = append(records, failure(i, "10.0.9.9"))
	}
	deltas := said(load(t).Engine(), "auth-brute-force", records...)
	if len(deltas) != 36 {
		t.Fatalf("%d deltas, want one for the first five and one for each later event", len(deltas))
	}
	if d := deltas[0]; d.Count != 5 || len(d.Evidence) != 5 || !d.FirstSeen.Equal(start) || !d.LastSeen.Equal(start.Add(4*time.Second)) {
		t.Errorf("first delta: %+v", d)
	}
	merged := deltas[0]
	for _, d := range deltas[1:] {
		if d.Count != 1 || len(d.Evidence) != 1 || d.ID != merged.ID {
			t.Errorf("later delta: %+v", d)
		}
		merged = merged.Merge(d)
	}
	var lines []int64
	for _, e := range merged.Evidence {
		lines = append(lines, e.Line)
	}
	want := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40}
	if merged.Count != 40 || !reflect.DeepEqual(lines, want) {
		t.Errorf("count %d, lines %v", merged.Count, lines)
	}
	if merged.Fields["claimed_ip"] != "10.0.9.9" || merged.Runbook != "brute-force" || merged.Level != mesoswatch.High {
		t.Errorf("merged: %+v", merged)
	}
	if e := merged.Evidence[0]; e.Source != "mesos-master.INFO" || e.Offset != 100 || !strings.HasPrefix(e.Text, "I0301") {
		t.Errorf("evidence: %+v", e)
	}
}

func TestSameRecordsSameFindings(t *testing.T) {
	var records []mesoswatch.Record
	for i := range 200 {
		records = append(records, failure(i*7%90, fmt.Sprintf("10.0.9.%d", i%5)))
	}
	c := load(t)
	run := func() (out []mesoswatch.Record) {
		e := c.Engine()
		for _, r := range records {
			out = append(out, e.Evaluate(r)...)
		}
		return out
	}
	if a, b := run(), run(); !reflect.DeepEqual(a, b) || len(a) == 0 {
		t.Error("two runs differ, or say nothing")
	}
}

// An attacker who claims a new address each time cannot make the engine grow.
func TestTablesAreBounded(t *testing.T) {
	e := load(t).Engine()
	for i := range maxGroups + 2000 {
		r := failure(0, fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255))
		r.Event.Offset = int64(i + 1)
		e.Evaluate(r)
	}
	var evicted int64
	for i := range e.states {
		s := e.states[i]
		if n := len(s.groups.byKey); n > maxGroups || s.bytes > maxPending {
			t.Errorf("%s: %d groups, %d bytes", s.stat.Rule, n, s.bytes)
		}
		if len(s.told.byKey) > maxSubjects || len(s.once.byKey) > maxSubjects {
			t.Errorf("%s remembers %d subjects", s.stat.Rule, len(s.told.byKey))
		}
	}
	for _, s := range e.Stats() {
		evicted += s.Evicted
	}
	if evicted == 0 {
		t.Error("nothing was counted as evicted")
	}
}

func TestPendingEvidenceIsBounded(t *testing.T) {
	e := load(t).Engine()
	for i := range 6_000 {
		r := failure(0, fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255))
		r.Event.Raw = strings.Repeat("x", 10_000)
		e.Evaluate(r)
	}
	for i := range e.states {
		s, sum := e.states[i], 0
		for n := s.groups.head; n != nil; n = n.next {
			sum += n.value.bytes
		}
		if s.bytes > maxPending || s.bytes != sum {
			t.Errorf("%s: %d bytes pending, counted %d", s.stat.Rule, sum, s.bytes)
		}
	}
}

func TestRoutesAreBounded(t *testing.T) {
	e := load(t).Engine()
	for i := range 2 * maxRoutes {
		e.Evaluate(mesoswatch.Record{Event: &mesoswatch.Event{Kind: fmt.Sprint("k", i), Source: fmt.Sprint("s", i)}})
	}
	if len(e.routes) > maxRoutes || len(e.clocks.byKey) > maxClocks {
		t.Errorf("%d routes, %d clocks", len(e.routes), len(e.clocks.byKey))
	}
}

func TestEventWithoutGroupIsNotCounted(t *testing.T) {
	e := load(t).Engine()
	for i := range 10 {
		r := failure(i, "10.0.9.9")
		r.Event.ClaimedIP = ""
		if f := said(e, "auth-brute-force", r); len(f) > 0 {
			t.Fatal(f)
		}
	}
	for _, s := range e.Stats() {
		if s.Rule == "auth-brute-force" && s.Ungrouped != 10 {
			t.Errorf("ungrouped: %d", s.Ungrouped)
		}
	}
}

func TestHugeTextIsCut(t *testing.T) {
	r := failure(0, "10.0.9.9")
	r.Event.Raw = strings.Repeat("ä", 20_000)
	r.Event.Reason = strings.Repeat("r", 20_000)
	r.Event.ClaimedIP, r.Event.UPID = "", strings.Repeat("u", 20_000)
	f := said(load(t).Engine(), "auth-failed", r)
	if len(f) != 1 || len(f[0].Evidence[0].Text) > maxEvidenceText || len(f[0].Fields["reason"]) > maxFieldText || len(f[0].Subject.Name) > maxSubjectText {
		t.Errorf("%d findings, not cut", len(f))
	}
}

func TestSuspectLineSaysSo(t *testing.T) {
	r := failure(0, "10.0.9.9")
	r.Event.Suspect = []string{"prefix-in-name"}
	f := said(load(t).Engine(), "auth-failed", r)
	if len(f) != 1 || f[0].Fields["suspect"] != "prefix-in-name" || len(f[0].Evidence[0].Suspect) != 1 {
		t.Errorf("%+v", f)
	}
}

// A rule's own Check speaks for that rule only.
func TestCheckOfOneRule(t *testing.T) {
	r, ok := load(t).Rule("auth-brute-force")
	if !ok {
		t.Fatal("no rule")
	}
	check, n := r.New(), 0
	for i := range 10 {
		for _, out := range check(failure(i, "10.0.9.9")) {
			if out.Finding.Rule != r.Name {
				t.Errorf("said %s", out.Finding.Rule)
			}
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d findings", n)
	}
}

func TestRecordedFindingsAreNotJudged(t *testing.T) {
	if out := load(t).Engine().Evaluate(mesoswatch.Record{Finding: &mesoswatch.Finding{Rule: "auth-failed"}}); out != nil {
		t.Error(out)
	}
}

func TestClock(t *testing.T) {
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	for _, c := range []struct {
		name    string
		seconds []int
		suspect int // index of a suspect line, -1 for none
		want    int
	}{
		{"in order", []int{0, 1, 2}, -1, 2},
		{"late line", []int{0, 30, 10}, -1, 30},
		{"one line from the future", []int{0, 9999, 1}, -1, 1},
		{"two lines from the future", []int{0, 9999, 9999, 1}, -1, 1},
		{"the time has really passed", []int{0, 9999, 10000, 10001}, -1, 10001},
		{"one line from the past", []int{9999, 0, 9999}, -1, 9999},
		{"an earlier log begins", []int{9999, 0, 1, 2}, -1, 2},
		{"far lines that do not agree", []int{0, 9999, 5000, 20000, 1}, -1, 1},
		{"suspect first line", []int{9999, 0, 1}, 0, 1},
		{"suspect line near", []int{0, 50}, 1, 0},
	} {
		var k clock
		for i, s := range c.seconds {
			k.see(at(s), i == c.suspect)
		}
		if !k.now.Equal(at(c.want)) {
			t.Errorf("%s: %v, want %v", c.name, k.now, at(c.want))
		}
	}
}

func BenchmarkEventNoRuleNames(b *testing.B) { benchmarkEvent(b, "offers-sent", "run.offers-sent") }

// One of the most frequent lines that a rule looks at in vain.
func BenchmarkEventInVain(b *testing.B) { benchmarkEvent(b, "task-update", "task.status") }

func benchmarkEvent(b *testing.B, kind, template string) {
	e := load(b).Engine()
	r := mesoswatch.Record{Event: &mesoswatch.Event{Time: start, Source: "/var/log/mesos/mesos-master.INFO", Service: "master", Kind: kind, Template: template, Raw: "x"}}
	b.ReportAllocs()
	for b.Loop() {
		e.Evaluate(r)
	}
}

func BenchmarkFailedLogin(b *testing.B) {
	e := load(b).Engine()
	r := failure(0, "10.0.9.9")
	n := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		n++
		ev := *r.Event
		ev.Time, ev.Offset = start.Add(time.Duration(n)*time.Second), n
		e.Evaluate(mesoswatch.Record{Event: &ev})
	}
}

package mesoswatch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// story tells a timeline in short: seconds, what, text.
func story(t *Timeline) string {
	var out []string
	for m := range t.Moments() {
		s := fmt.Sprintf("%d %s %s", m.At.Unix()-at(0).Unix(), m.What, m.Text)
		if m.Count > 1 {
			s += fmt.Sprintf(" ×%d to %d", m.Count, m.Last.Unix()-at(0).Unix())
		}
		if !m.Until.IsZero() {
			s += fmt.Sprintf(" until %d", m.Until.Unix()-at(0).Unix())
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func tells(t *testing.T, b *Board, want ...string) {
	t.Helper()
	if got := story(&b.Timeline); got != strings.Join(want, "\n") {
		t.Errorf("the timeline is\n%s\nand should be\n%s", got, strings.Join(want, "\n"))
	}
}

// TestTimelineOrder: in whatever order moments come, they stand in that of time, and
// what a copy saw stays.
func TestTimelineOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line Timeline
		secs := rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 20).Draw(t, "secs")
		for range rapid.IntRange(0, 2000).Draw(t, "more") {
			secs = append(secs, (secs[len(secs)-1]*31+7)%3001)
		}
		secs = append(secs, rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 20).Draw(t, "last")...)
		if rapid.Bool().Draw(t, "mostly in order") {
			slices.Sort(secs)
			late := rapid.IntRange(0, 40).Draw(t, "late")
			for i := 0; i+late < len(secs); i += 17 {
				secs[i], secs[i+late] = secs[i+late], secs[i]
			}
		}
		copyAt := rapid.IntRange(0, len(secs)-1).Draw(t, "copy at")
		var early Timeline
		var earlyAll []Moment
		places := make([]place, len(secs))
		for i, s := range secs {
			places[i] = line.add(Moment{At: at(s), What: fmt.Sprint(i)})
			if i == copyAt {
				early = line.copy()
				earlyAll = slices.Clone(early.All())
			}
		}
		for i, p := range places {
			if i%3 == 0 {
				if _, ok := line.change(p, func(m *Moment) { m.Text = "written" }); !ok {
					t.Fatalf("%d is not found", i)
				}
			}
		}
		all := line.All()
		if len(all) != len(secs) || line.Len() != len(all) || !slices.IsSortedFunc(all, func(a, b Moment) int { return a.compare(&b) }) {
			t.Fatalf("%d moments of %d, in order: %v", len(all), len(secs), all)
		}
		for _, m := range all {
			if written := m.N%3 == 0; written != (m.Text == "written") {
				t.Fatalf("%+v", m)
			}
		}
		if !slices.EqualFunc(earlyAll, slices.Collect(early.Moments()), func(a Moment, b *Moment) bool { return a == *b }) {
			t.Fatal("the copy changed")
		}
	})
}

func login(sec int, kind, ip, principal string) Record {
	return Record{Event: &Event{Time: at(sec), Source: "m.log", Kind: kind, UPID: "scheduler-1@" + ip + ":4000", ClaimedIP: ip, Principal: principal}}
}

// A brute force is a few moments; what came before it stays.
func TestRepeatsAreOneMoment(t *testing.T) {
	var b Board
	handle(t, &b, login(-60, KindAuthOK, "10.0.0.1", "ops"))
	for i := range 40_000 {
		handle(t, &b, login(20+i%40, KindAuthFailed, "10.0.9.9", "")) // at(40) begins a minute
	}
	handle(t, &b, login(61, KindAuthOK, "10.0.9.9", "ops"), login(62, KindAuthOK, "10.0.9.9", "root"), login(105, KindAuthFailed, "10.0.9.9", ""))
	tells(t, &b,
		"-60 auth-ok principal ops, claimed address 10.0.0.1",
		"20 auth-failed claimed address 10.0.9.9 ×20000 to 39",
		"40 auth-failed claimed address 10.0.9.9 ×20000 to 59",
		"61 auth-ok principal ops, claimed address 10.0.9.9",
		"62 auth-ok principal root, claimed address 10.0.9.9",
		"105 auth-failed claimed address 10.0.9.9",
	)
	before := b.copy()
	handle(t, &b, login(103, KindAuthFailed, "10.0.9.9", "")) // came late: it was the first of its minute
	last := slices.Collect(b.Timeline.Moments())[5]
	if last.Count != 2 || !last.At.Equal(at(103)) || !last.Last.Equal(at(105)) || before.Timeline.All()[5].Count != 0 || b.Timeline.Len() != 6 {
		t.Errorf("late: %+v", last)
	}
}

// Whoever fills the log with one kind pushes out that kind only.
func TestFloodPushesOutItself(t *testing.T) {
	var b Board
	handle(t, &b, login(0, KindAuthOK, "10.0.9.9", "ops"), Record{Event: &Event{Time: at(1), Kind: "teardown", FrameworkID: "F1"}}, found("f", High, 2),
		Record{Action: &Action{At: at(3), Who: "maria", What: Note, Text: "look"}}, Record{Health: &Health{At: at(4), Source: "m2", Why: "timeout"}})
	for i := range 3 * maxMoments {
		handle(t, &b, login(i/100, KindAuthFailed, fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), ""))
	}
	kinds := make(map[string]int)
	for m := range b.Timeline.Moments() {
		kinds[m.What]++
	}
	if kinds[KindAuthOK] != 1 || kinds["teardown"] != 1 || kinds["opened"] != 1 || kinds[Note] != 1 || kinds[Blind] != 1 {
		t.Errorf("left: %v", kinds)
	}
	if n := b.Timeline.Len(); n > maxMoments || n < maxMoments*9/10 || int64(n)+b.Timeline.Evicted != 3*maxMoments+5 {
		t.Errorf("%d moments, %d evicted", n, b.Timeline.Evicted)
	}
	handle(t, &b, Record{Health: &Health{At: at(9000), Source: "m2", OK: true}})
}

// Two kinds of a flood share what there is by how much they tell; actions stay when
// all else goes.
func TestShares(t *testing.T) {
	var line Timeline
	for i := range maxMoments - 50 {
		line.add(Moment{At: at(i), Kind: MomentEvent, What: []string{KindAuthOK, "teardown"}[i%2]})
	}
	for i := range 50 {
		line.add(Moment{At: at(i), Kind: MomentAction, What: Note})
	}
	line.cut(maxMoments / 2)
	kinds := make(map[string]int)
	for m := range line.Moments() {
		kinds[m.What]++
	}
	if kinds["teardown"] < 2*kinds[KindAuthOK] || kinds[Note] != 50 || line.Len() != maxMoments/2 {
		t.Errorf("%d left: %v", line.Len(), kinds)
	}
	if first := slices.Collect(line.Moments())[1]; first.Kind != MomentAction && first.At.Before(at(100)) {
		t.Errorf("the oldest go first, and this is left: %+v", first)
	}
	line.cut(maxMoments / 2)
	if line.Len() != 0 {
		t.Errorf("%d left", line.Len())
	}
}

func TestWhatBearsOnSecurity(t *testing.T) {
	for want, all := range map[bool][]Event{
		true: {
			{Kind: KindAuthFailed, UPID: "x@10.0.0.1:1"}, {Kind: KindAuthOK}, {Kind: "operator-call", Call: "UPDATE_QUOTA"}, {Kind: "agent-container-exec", Call: "LAUNCH_NESTED_CONTAINER_SESSION"},
			{Kind: "http-request", Method: "POST", Path: "/master/teardown"}, {Kind: "http-request", Method: "DELETE", Path: "/master/quota/dev"}, {Kind: "http-request", Method: "POST", Path: "/machine/down"},
			{Kind: "http-request", Path: "/master/teardown.json"}, {Kind: "http-response", Status: "403"}, {Kind: "authz-check", Template: "authz.weights"}, {Kind: KindWeakConfig},
		},
		false: {
			{}, {Kind: KindAuthFailed}, {Kind: "auth-start"}, {Kind: "operator-call", Call: "GET_STATE"}, {Kind: "operator-call", Call: "SUBSCRIBE"}, {Kind: "http-request", Method: "GET", Path: "/master/quota"},
			{Kind: "http-request", Method: "POST", Path: "/master/api/v1/scheduler"}, {Kind: "http-request", Method: "POST", Path: "/master/quotas"}, {Kind: "http-response", Status: "200"},
			{Kind: "authz-check", Template: "authz.task.10"}, {Kind: "task-update"}, {Kind: "offers-sent"}, {Kind: "container-launched"},
		},
	} {
		for _, e := range all {
			if BearsOnSecurity(&e) != want {
				t.Errorf("%+v is on the timeline: %v", e, !want)
			}
		}
	}
}

// Turns are told once each: of what was stored as far as it knows them, and of what an
// operator did by the action.
func TestTurnsOnTheTimeline(t *testing.T) {
	var b Board
	say := func(id string, l Level, s Status, sec int) Record {
		return Record{Finding: &Finding{ID: id, Title: "Brute force", Level: l, Status: s, Count: 1, FirstSeen: at(sec), LastSeen: at(sec),
			Subject: Subject{"address", "10.0.9.9"}, Fields: map[string]string{"claimed_ip": "10.0.9.9"}}}
	}
	handle(t, &b, say("f", Low, Open, 1), say("f", Low, Open, 2), say("f", High, Open, 3), say("f", High, Resolved, 4), say("f", Low, Open, 5),
		Record{Action: &Action{At: at(6), Who: "maria", What: Resolve, Finding: "f"}}, Record{Action: &Action{At: at(7), Who: "maria", What: Reopen, Finding: "f", Text: "not yet"}})
	old := say("g", High, Resolved, 0)
	old.Finding.LastSeen, old.Finding.Count, old.Origin = at(8), 40, Restored
	mended := say("h", High, Resolved, 9)
	shared := say("f", High, Resolved, 10)
	shared.Origin = Shared
	handle(t, &b, old, mended, shared, shared)
	words := " Brute force: claimed address 10.0.9.9"
	tells(t, &b, "0 opened"+words, "1 opened"+words, "3 rose"+words, "4 resolved"+words, "5 reopened"+words,
		"6 resolve maria resolved", "7 reopen maria reopened: not yet", "8 resolved"+words, "9 resolved"+words, "10 resolved"+words)
	for m := range b.Timeline.Moments() {
		if m.Finding == "" || m.Subject.Name != "10.0.9.9" || m.At.Equal(at(3)) && m.Level != High {
			t.Errorf("%+v", m)
		}
	}
}

func TestGaps(t *testing.T) {
	var b Board
	health := func(sec int, h Health, from Origin) Record {
		h.At = at(sec)
		if h.Source == "" {
			h.Source = "m1"
		}
		return Record{Health: &h, Origin: from}
	}
	none := map[string]string{SubjectAgent: "401", SubjectTask: "403"}
	handle(t, &b,
		health(0, Health{Source: "m0", Why: "refused"}, Restored), health(1, Health{OK: true}, Fresh), health(3, Health{Why: "timeout"}, Fresh), health(4, Health{Why: "reset"}, Fresh),
		health(6, Health{OK: true, Lacking: none}, Fresh), health(7, Health{OK: true, Lacking: none, Complete: []string{SubjectRole}}, Fresh),
		health(8, Health{Why: "timeout", Lacking: none}, Fresh), health(9, Health{OK: true, Complete: []string{SubjectAgent}}, Fresh))
	tells(t, &b,
		"0 blind no sight of m0: refused",
		"1 blind no sight of m1: timeout until 6",
		"6 blind no sight of agents from m1: 401 until 9",
		"6 blind no sight of tasks from m1: 403",
		"7 blind no sight of m1: timeout until 9",
	)
	if _, known := b.Source("m0"); known || b.Sight(SubjectAgent).Source != "m1" {
		t.Error("what was restored is taken for current sight")
	}
	handle(t, &b, health(20, Health{Source: "m0", OK: true}, Fresh))
	if first := slices.Collect(b.Timeline.Moments())[0]; !first.Until.Equal(at(20)) {
		t.Errorf("a restored gap does not end: %+v", first)
	}
}

// That nobody was watching for a while, as another process may tell, is a gap and no
// source: nothing would ever speak for it again.
func TestNobodyIsNoSource(t *testing.T) {
	var b Board
	handle(t, &b,
		Record{Health: &Health{At: at(0), Source: Nobody, Why: "mesoswatch was not running"}, Origin: Shared},
		Record{Health: &Health{At: at(60), Source: Nobody, OK: true}, Origin: Shared})
	if got := b.Sources(); len(got) != 0 {
		t.Errorf("sources %v", got)
	}
	tells(t, &b, "0 blind no sight of mesoswatch: mesoswatch was not running until 60")
}

// TestGapsOfTheCluster: what the cluster has as a whole is seen by whoever leads;
// kinds that are lost for one reason are one gap, and end apart.
func TestGapsOfTheCluster(t *testing.T) {
	var b Board
	health := func(sec int, source string, lacking string, complete ...string) Record {
		h := Health{At: at(sec), Source: source, OK: true, Complete: complete}
		if lacking != "" {
			h.Lacking = map[string]string{SubjectAgent: lacking, SubjectTask: lacking, SubjectFile: lacking}
		}
		return Record{Health: &h}
	}
	handle(t, &b,
		health(1, "m2", "nobody leads"), health(2, "m3", "nobody leads"), health(3, "m1", "", SubjectAgent, SubjectFile),
		health(4, "m2", ""), health(5, "m1", "", SubjectTask), health(6, "m2", "", SubjectFile), health(7, "m2", "nobody leads"))
	tells(t, &b,
		"1 blind no sight of agents, files, tasks from m2: nobody leads until 3",
		"2 blind no sight of files from m3: nobody leads",
		"3 blind no sight of files, tasks from m2: nobody leads until 5",
		"5 blind no sight of files from m2: nobody leads until 6",
		"6 blind no sight of agents, files, tasks from m2: nobody leads",
	)
	if n := len(b.Timeline.gaps); n != 4 {
		t.Errorf("%d things are out of sight", n)
	}
}

func TestActionsOnTheTimeline(t *testing.T) {
	var b Board
	handle(t, &b,
		Record{Action: &Action{ID: "1", At: at(5), Who: "ola", What: Bookmark, Of: at(2), Text: "here it began"}},
		Record{Action: &Action{ID: "1", At: at(5), Who: "ola", What: Bookmark, Of: at(2), Text: "here it began"}},
		Record{Action: &Action{ID: "2", At: at(6), Who: "ola", What: Step, Finding: "f", Text: "Look", Undo: true}},
		Record{Action: &Action{ID: "3", At: at(7), Who: "ola", What: Export, Finding: "f", Hash: "sha256:00", Unmasked: true}},
		Record{Action: &Action{ID: "4", At: at(8), Who: "ola", What: "dance"}})
	tells(t, &b, "2 bookmark ola set a bookmark: here it began", "6 step ola took back a step: Look",
		"7 export ola exported evidence, secrets readable, sha256:00", "8 dance ola dance")
}

// TestTimelineUnderReaders: copies are read while the board goes on (for -race).
func TestTimelineUnderReaders(t *testing.T) {
	f := NewFeed(100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := rand.New(rand.NewPCG(1, 2))
		for i := range 30_000 {
			_ = f.Handle(login(i/50-r.IntN(120), KindAuthFailed, fmt.Sprintf("10.0.%d.%d", r.IntN(40), r.IntN(250)), ""))
		}
		f.End()
	}()
	for {
		b, err := f.Next(t.Context())
		if err != nil {
			break
		}
		n := 0
		for m := range b.Timeline.Moments() {
			n += max(1, m.Count)
		}
		if all := b.Timeline.All(); len(all) != b.Timeline.Len() || int64(n) > b.Seq || b.Timeline.Evicted == 0 && int64(n) != b.Seq {
			t.Fatalf("%d of %d moments, %d events of %d", len(all), b.Timeline.Len(), n, b.Seq)
		}
	}
	<-done
}

// What the board costs for a log line of a busy master, with a copy
// for the screen thirty times a second at 20,000 lines a second.
func BenchmarkBoardFlood(b *testing.B) {
	ips := make([]string, 5000)
	for i := range ips {
		ips[i] = fmt.Sprintf("10.0.%d.%d", i/250, i%250)
	}
	for name, event := range map[string]func(i int) Event{
		"routine":     func(i int) Event { return Event{Kind: "task-update", TaskID: "t"} },
		"brute-force": func(i int) Event { return Event{Kind: KindAuthFailed, UPID: "x@10.0.9.9:1", ClaimedIP: "10.0.9.9"} },
		"many-peers": func(i int) Event {
			return Event{Kind: KindAuthFailed, UPID: "x@10.0.9.9:1", ClaimedIP: ips[i%len(ips)]}
		},
		"disorder": func(i int) Event {
			return Event{Kind: KindAuthFailed, UPID: "x@10.0.9.9:1", ClaimedIP: ips[i*31%len(ips)], Time: at(i/20_000 - i*7919%180)}
		},
	} {
		b.Run(name, func(b *testing.B) {
			var board Board
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e := event(i)
				if e.Time.IsZero() {
					e.Time = at(i / 20_000)
				}
				_ = board.Handle(Record{Event: &e})
				if i%666 == 0 {
					board.copy()
				}
			}
		})
	}
}

// What a copy costs when one record came since the last.
func BenchmarkBoardCopy(b *testing.B) {
	fill := func() *Board {
		var board Board
		for i := range 40_000 {
			_ = board.Handle(login(i/10, KindAuthFailed, fmt.Sprintf("10.0.%d.%d", i/250%250, i%250), ""))
		}
		for i := range 2000 {
			_ = board.Handle(found(fmt.Sprint(i), Level(i%5), i))
		}
		return &board
	}
	b.Run("event", func(b *testing.B) {
		board := fill()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_ = board.Handle(login(4000, KindAuthFailed, "10.0.9.9", ""))
			board.copy()
		}
	})
	b.Run("finding", func(b *testing.B) {
		board := fill()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_ = board.Handle(found(fmt.Sprint(i%2000), Low, 4000))
			board.copy()
		}
	})
}

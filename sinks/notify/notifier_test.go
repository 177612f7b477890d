package notify

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

func TestTurns(t *testing.T) {
	low, high := mesoswatch.Low, mesoswatch.High
	ack := func(sec int) mesoswatch.Record {
		return mesoswatch.Record{Action: &mesoswatch.Action{At: at(sec), Who: "maria", What: mesoswatch.Acknowledge, Finding: "f-1"}}
	}
	did := func(what string, sec int) mesoswatch.Record {
		return mesoswatch.Record{Action: &mesoswatch.Action{At: at(sec), Who: "maria", What: what, Finding: "f-1", Until: at(100)}}
	}
	say := func(f mesoswatch.Finding) mesoswatch.Record { return mesoswatch.Record{Finding: &f} }
	for _, c := range []struct {
		name string
		in   []mesoswatch.Record
		want string
	}{
		{"a life", []mesoswatch.Record{say(found("f-1", low, 1)), say(found("f-1", low, 2)), say(found("f-1", high, 3)), say(ended("f-1", 4)), say(found("f-1", high, 5))},
			"opened f-1 low, rose f-1 high, resolved f-1 high, reopened f-1 high"},
		{"over before it was known", []mesoswatch.Record{say(ended("f-1", 1)), say(ended("f-1", 2))}, ""},
		{"acknowledged: only worse and over", []mesoswatch.Record{say(found("f-1", low, 1)), ack(2), say(found("f-1", low, 3)), say(found("f-1", high, 4)), say(ended("f-1", 5))},
			"opened f-1 low, rose f-1 high, resolved f-1 high"},
		{"resolved by hand, opened by hand", []mesoswatch.Record{say(found("f-1", low, 1)), did(mesoswatch.Resolve, 2), did(mesoswatch.Reopen, 3)},
			"opened f-1 low, resolved f-1 low, reopened f-1 low"},
		{"silenced, happens on, over", []mesoswatch.Record{say(found("f-1", low, 1)), did(mesoswatch.Silence, 2), say(found("f-1", low, 3)), say(ended("f-1", 5))},
			"opened f-1 low, resolved f-1 low"},
		{"decided before it is known", []mesoswatch.Record{ack(2), say(found("f-1", low, 1))}, ""},
		{"two side by side", []mesoswatch.Record{say(found("f-1", low, 1)), say(found("f-2", high, 1)), say(ended("f-2", 2)), say(ended("f-1", 3))},
			"opened f-1 low, opened f-2 high, resolved f-2 high, resolved f-1 low"},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := newTaker()
			r := begin(t, options(t, Receiver{Name: "a", To: to}))
			for _, rec := range c.in {
				r.hand(rec)
			}
			r.find(found("f-end", high, 50))
			want := append(strings.Split(c.want, ", "), "opened f-end high")
			if c.want == "" {
				want = want[1:]
			}
			if got := to.until(t, len(want)); !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
		})
	}
}

// Every key is another one, and fits in what formats have for it.
func TestKeys(t *testing.T) {
	to := newTaker()
	r := begin(t, options(t, Receiver{Name: "a", To: to}))
	for i := range 5 {
		r.find(found("f-0123456789ab", mesoswatch.Level(i), 2*i), ended("f-0123456789ab", 2*i+1))
	}
	to.until(t, 10)
	seen := make(map[string]bool)
	var seq uint64
	for _, n := range to.got {
		if seen[n.Key] || len(n.Key) > 64 || n.Seq <= seq || n.Cluster != "prod" || n.Host != "m1" {
			t.Errorf("%q %d behind %d", n.Key, n.Seq, seq)
		}
		seen[n.Key], seq = true, n.Seq
	}
	f := found("f-0123456789ab", mesoswatch.High, 1)
	if a, b := keyOf(notice.Opened, &f, at(1)), keyOf(notice.Opened, &f, at(1)); a != b {
		t.Errorf("%q and %q for the same turn", a, b)
	}
}

// A receiver that is down gets all in order when it is back, and holds up no other.
func TestReceiverIsDownForAWhile(t *testing.T) {
	up, broken := newTaker(), newTaker()
	broken.fail = down
	o := options(t, Receiver{Name: "up", To: up}, Receiver{Name: "broken", To: broken})
	r := begin(t, o)
	var want []string
	for i := range 30 {
		id := fmt.Sprintf("f-%02d", i)
		r.find(found(id, mesoswatch.High, i))
		want = append(want, "opened "+id+" high")
	}
	if got := up.until(t, 30); !slices.Equal(got, want) {
		t.Errorf("the other got %q", got)
	}
	h := r.health("notify broken", func(h mesoswatch.Health) bool { return !h.OK })
	if h.Why != errDown.Error() || h.Collector != "notify" {
		t.Errorf("%+v", h)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) { // another process would look as often as it likes
		all, err := Standings(t.Context(), o.Path)
		if err == nil && len(all) == 2 && all[0].Pending == 30 && all[0].Why != "" && !all[0].Since.IsZero() && !all[0].Oldest.IsZero() && all[1].Sent == 30 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%v %+v", err, all)
		}
	}
	broken.failing(nil)
	if got := broken.until(t, 30); !slices.Equal(got, want) {
		t.Errorf("it got %q", got)
	}
	r.health("notify broken", func(h mesoswatch.Health) bool { return h.OK && h.Why == "" })
}

// What was not confirmed comes after a restart, what was does not, and what happened
// meanwhile comes once.
func TestRestart(t *testing.T) {
	to := newTaker()
	o := options(t, Receiver{Name: "a", To: to})
	o.Receivers[0].To = to
	r := begin(t, o)
	r.find(found("f-1", mesoswatch.High, 1), found("f-2", mesoswatch.High, 2))
	to.until(t, 2)
	to.failing(down)
	r.find(found("f-3", mesoswatch.High, 3))
	r.health("notify a", func(h mesoswatch.Health) bool { return !h.OK })
	r.stop()

	to.failing(nil)
	// The store has them all; f-2 is over, and f-4 was found when we were killed.
	over := found("f-2", mesoswatch.High, 2).Merge(ended("f-2", 4))
	r = begin(t, o, found("f-1", mesoswatch.High, 1), over, found("f-3", mesoswatch.High, 3), found("f-4", mesoswatch.High, 4))
	r.find(found("f-1", mesoswatch.High, 1), found("f-5", mesoswatch.High, 5)) // a line that is read again, and a new one
	want := []string{"opened f-1 high", "opened f-2 high", "opened f-3 high", "resolved f-2 high", "opened f-4 high", "opened f-5 high"}
	got := to.until(t, len(want))
	slices.Sort(got[3:5]) // both come of what is stored
	slices.Sort(want[3:5])
	if !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A new queue beside an old store tells nothing of what was there, but what becomes of it.
func TestFirstStartTellsNoOldStories(t *testing.T) {
	to := newTaker()
	r := begin(t, options(t, Receiver{Name: "a", To: to}), found("f-1", mesoswatch.Low, 1), found("f-2", mesoswatch.Low, 2))
	r.find(ended("f-2", 3))
	if got := to.until(t, 1); !slices.Equal(got, []string{"resolved f-2 low"}) {
		t.Errorf("told %q", got)
	}
}

// A process that only reads tells nothing; when it goes on for another one it tells
// what that one did not.
func TestReaderTakesOver(t *testing.T) {
	to := newTaker()
	o := options(t, Receiver{Name: "a", To: to})
	begin(t, o).stop()
	reader := New(o)
	for _, f := range []mesoswatch.Finding{found("f-1", mesoswatch.High, 1), found("f-2", mesoswatch.High, 2)} {
		if err := reader.Handle(mesoswatch.Record{Finding: &f, Origin: mesoswatch.Shared}); err != nil {
			t.Fatal(err)
		}
	}
	writer := begin(t, o)
	writer.find(found("f-1", mesoswatch.High, 1))
	to.until(t, 1)
	writer.stop()
	if err := reader.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := reader.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	begin(t, o)
	if got := to.until(t, 2); !slices.Equal(got, []string{"opened f-1 high", "opened f-2 high"}) {
		t.Errorf("told %q", got)
	}
}

// One notice that is refused for good does not take its neighbours with it.
func TestRefusedForGood(t *testing.T) {
	to := newTaker()
	to.fail = func(ns []notice.Notice) error {
		for _, n := range ns {
			if n.Finding.ID == "f-2" {
				return mesoswatch.Permanent(errors.New("400"))
			}
		}
		return nil
	}
	o := options(t, Receiver{Name: "a", To: to, Group: Group{Wait: 50 * time.Millisecond}})
	r := begin(t, o)
	r.find(found("f-1", mesoswatch.High, 1), found("f-2", mesoswatch.High, 2), found("f-3", mesoswatch.High, 3))
	if got := to.until(t, 2); !slices.Equal(got, []string{"opened f-1 high", "opened f-3 high"}) {
		t.Errorf("told %q", got)
	}
	r.stop()
	all, err := Standings(t.Context(), o.Path)
	if err != nil || all[0].Dropped != 1 || all[0].Sent != 2 || all[0].Pending != 0 {
		t.Errorf("%v %+v", err, all)
	}
}

// A queue that is full lets the oldest go, and counts them.
func TestBound(t *testing.T) {
	to := newTaker()
	to.fail = down
	o := options(t, Receiver{Name: "a", To: to})
	o.Size = 20_000
	r := begin(t, o)
	for i := range 100 {
		r.find(found(fmt.Sprintf("f-%02d", i), mesoswatch.High, i))
	}
	r.stop()
	all, err := Standings(t.Context(), o.Path)
	if err != nil || all[0].Dropped == 0 || all[0].Dropped+all[0].Pending != 100 {
		t.Fatalf("%v %+v", err, all)
	}
	to.failing(nil)
	begin(t, o)
	got := to.until(t, int(all[0].Pending))
	if last := got[len(got)-1]; last != "opened f-99 high" || got[0] != fmt.Sprintf("opened f-%02d high", all[0].Dropped) {
		t.Errorf("%q to %q left of %d", got[0], last, all[0].Dropped)
	}
}

// A disk that is full: notices leave all the same, in order, and Health says what is
// wrong with the queue.
func TestFullDisk(t *testing.T) {
	to := newTaker()
	o := options(t, Receiver{Name: "a", To: to})
	o.MaxPages = 25
	big := found("f-big", mesoswatch.High, 1)
	for i := range 10 {
		big.Evidence = append(big.Evidence, mesoswatch.Evidence{Source: "x", Offset: int64(i), Text: strings.Repeat("x", maxEvidenceText)})
	}
	to.fail = down
	r := begin(t, o)
	for i := range 8 {
		big.ID = fmt.Sprintf("f-%d", i)
		r.find(big)
	}
	r.health("notify a", func(h mesoswatch.Health) bool { return !h.OK })
	to.failing(nil)
	if got := to.until(t, 8); !slices.IsSorted(got) || len(got) != 8 {
		t.Errorf("told %q", got)
	}
	r.find(found("f-9", mesoswatch.High, 9))
	if got := to.until(t, 9); got[8] != "opened f-9 high" {
		t.Errorf("told %q", got)
	}
	r.stop()
	again := begin(t, o, big)
	again.find(found("f-9", mesoswatch.High, 9), found("f-10", mesoswatch.High, 10))
	if got := to.until(t, 10); got[9] != "opened f-10 high" {
		t.Errorf("told %q", got)
	}
}

// A queue that is damaged is put aside, one that cannot be had at all is in memory:
// what happens is told in either case.
func TestQueueOfNoUse(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"damaged": func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600)
		},
		"a folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			to := newTaker()
			o := options(t, Receiver{Name: "a", To: to})
			if err := spoil(o.Path); err != nil {
				t.Fatal(err)
			}
			n := New(o)
			if err := n.Take(t.Context()); (err != nil) != (name == "a folder") || n.q == nil {
				t.Fatal(err)
			}
			f := found("f-1", mesoswatch.High, 1)
			if err := n.Handle(mesoswatch.Record{Finding: &f}); err != nil {
				t.Fatal(err)
			}
			if err := n.flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if all, err := n.q.head(t.Context(), "a", 9); err != nil || len(all) != 1 {
				t.Errorf("%v %v", all, err)
			}
			if err := n.Leave(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestReminders(t *testing.T) {
	to := newTaker()
	now := day
	o := options(t, Receiver{Name: "a", To: to, Repeat: time.Hour}, Receiver{Name: "b", To: newTaker()})
	o.Now = func() time.Time { return now }
	n := New(o)
	if err := n.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, g := found("f-1", mesoswatch.High, 1), found("f-2", mesoswatch.High, 2)
	for _, r := range []mesoswatch.Record{{Finding: &f}, {Finding: &g}, {Action: &mesoswatch.Action{At: at(3), What: mesoswatch.Acknowledge, Finding: "f-2"}}} {
		if err := n.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for range 26 {
		n.remind(t.Context(), now)
		if err := n.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		all, err := n.q.head(t.Context(), "a", 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range all {
			got = append(got, fmt.Sprintf("%s %s %s", now.Format("15:04"), w.notice.Turn, w.notice.Finding.ID))
			if err := n.q.settle(t.Context(), "a", []uint64{w.notice.Seq}, 1, 0); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(5 * time.Minute)
	}
	want := []string{"10:00 opened f-1", "10:00 opened f-2", "11:00 reminder f-1", "12:00 reminder f-1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	if all, err := n.q.head(t.Context(), "b", 9); err != nil || len(all) != 2 {
		t.Errorf("the other one got %d, %v", len(all), err)
	}
	if err := n.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestFilter(t *testing.T) {
	f := found("f", mesoswatch.Medium, 1)
	for _, c := range []struct {
		filter Filter
		want   bool
	}{
		{Filter{}, true},
		{Filter{Level: mesoswatch.Medium}, true},
		{Filter{Level: mesoswatch.High}, false},
		{Filter{Rules: []string{"auth-*"}}, true},
		{Filter{Rules: []string{"agent-*"}}, false},
		{Filter{Rules: []string{"!auth-*"}}, false},
		{Filter{Rules: []string{"!agent-*"}}, true},
		{Filter{Rules: []string{"auth-*", "!auth-brute-force"}}, false},
		{Filter{Turns: []mesoswatch.Turn{notice.Rose}}, false},
		{Filter{Turns: []mesoswatch.Turn{notice.Opened}}, true},
		{Filter{Subjects: []string{"framework"}}, false},
		{Filter{Subjects: []string{"framework", "address"}}, true},
	} {
		if got := c.filter.passes(&notice.Notice{Turn: notice.Opened, Finding: f}); got != c.want {
			t.Errorf("%+v: %v", c.filter, got)
		}
	}
}

func TestGroup(t *testing.T) {
	wait := func(rule string, sec int) waiting {
		n := notice.Notice{Seq: uint64(sec), Finding: found("f", mesoswatch.High, sec)}
		n.Finding.Rule = rule
		return waiting{notice: n, put: at(sec)}
	}
	all := []waiting{wait("a", 1), wait("b", 2), wait("a", 3), wait("a", 4)}
	for _, c := range []struct {
		group Group
		now   int
		want  string
	}{
		{Group{}, 1, "[1 2 3 4] 0s"},
		{Group{By: []string{"rule"}}, 1, "[1 3 4] 0s"},
		{Group{By: []string{"rule"}, Most: 2}, 1, "[1 3] 0s"},
		{Group{Wait: 5 * time.Second}, 4, "[] 2s"},
		{Group{Wait: 5 * time.Second}, 6, "[1 2 3 4] 0s"},
		{Group{Wait: 5 * time.Second, Most: 3}, 4, "[1 2 3] 0s"},
		{Group{Wait: 5 * time.Second}, -50, "[1 2 3 4] 0s"}, // a clock that was set back
	} {
		batch, rest := c.group.next(all, at(c.now))
		seqs := []uint64{}
		for _, n := range batch {
			seqs = append(seqs, n.Seq)
		}
		if got := fmt.Sprint(seqs, " ", rest); got != c.want {
			t.Errorf("%+v at %d: %s, want %s", c.group, c.now, got, c.want)
		}
	}
}

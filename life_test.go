package mesoswatch

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func act(sec int, what string) Action {
	a := Action{ID: fmt.Sprint("a", sec), At: at(sec), Who: "maria", What: what, Finding: "f"}
	if what == Silence {
		a.Until = at(sec + 4)
	}
	return a
}

// TestLifeInAnyOrder: reports and decisions lead to the same finding in whatever
// order they arrive, and it is the one that the order of time leads to.
func TestLifeInAnyOrder(t *testing.T) {
	whats := []string{"happens", "happens", "happens", "over", Acknowledge, Silence, Resolve, Reopen, AcceptBaseline, Note}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "n")
		var rs []Record
		var says []string
		var status Status
		var handled *Action
		over, count := false, 0
		for i := range n {
			what := rapid.SampledFrom(whats).Draw(t, "what")
			if i == 0 {
				what = "happens"
			}
			says = append(says, what)
			switch what {
			case "happens", "over":
				f := Finding{ID: "f", Status: Open, Count: 1, FirstSeen: at(i), LastSeen: at(i)}
				count++
				if over = what == "over"; over {
					f.Status, handled = Resolved, nil
				} else if handled != nil && (handled.What == Resolve || handled.What == AcceptBaseline) {
					handled = nil
				}
				rs = append(rs, Record{Finding: &f})
			default:
				a := act(i, what)
				rs = append(rs, Record{Action: &a})
				switch what {
				case Reopen:
					over, handled = false, nil
				case Note:
				default:
					handled = &a
				}
			}
		}
		if handled != nil && handled.What == Silence && !handled.Until.After(at(n+1)) {
			handled = nil
		}
		switch {
		case over:
			status = Resolved
		case handled == nil:
			status = Open
		default:
			status = map[string]Status{Acknowledge: Acknowledged, Silence: Silenced, Resolve: Resolved, AcceptBaseline: Resolved}[handled.What]
		}
		order := rapid.Permutation(rs).Draw(t, "order")
		again := rapid.SampledFrom(rs).Draw(t, "again")
		if again.Action != nil {
			order = append(order, again) // the same action once more
		}
		var b Board
		for _, r := range append(order, event(n+1, "")) {
			_ = b.Handle(r)
		}
		f, _ := b.Finding("f")
		if f.Status != status || f.Count != count || (f.Handled == nil) != (handled == nil) || !f.FirstSeen.Equal(at(0)) {
			t.Fatalf("%v: is %s, %+v; should be %s, %+v, count %d", says, f.Status, f, status, handled, count)
		}
		if handled != nil && (f.Handled.What != handled.What || !f.Handled.At.Equal(handled.At)) {
			t.Fatalf("%v: handled %+v", says, f.Handled)
		}
	})
}

// A state that was stored is not undone by what it already knows, whatever of that
// comes with it or behind it.
func TestActionsBehindARestoredState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live Board
		var actions []Action
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			switch what := rapid.SampledFrom([]string{"happens", "over", Acknowledge, Silence, Resolve, Reopen}).Draw(t, "what"); what {
			case "happens":
				_ = live.Handle(found("f", High, i))
			case "over":
				r := found("f", High, i)
				r.Finding.Status = Resolved
				_ = live.Handle(r)
			default:
				a := act(i, what)
				actions = append(actions, a)
				_ = live.Handle(Record{Action: &a})
			}
		}
		whole, known := live.Finding("f")
		if !known {
			return
		}
		var next Board
		when := rapid.IntRange(0, len(actions)).Draw(t, "when")
		for i := range len(actions) + 1 {
			if i == when {
				_ = next.Handle(Record{Finding: &whole, Origin: Restored})
			}
			if i < len(actions) {
				_ = next.Handle(Record{Action: &actions[i], Origin: Restored})
			}
		}
		_ = next.Handle(event(int(live.Now.Sub(at(0))/time.Second), ""))
		if f, _ := next.Finding("f"); f.Status != whole.Status || f.Count != whole.Count || (f.Handled == nil) != (whole.Handled == nil) {
			t.Fatalf("was %+v, is %+v; actions %+v", whole, f, actions)
		}
	})
}

func TestSilenceEndsByItself(t *testing.T) {
	var b Board
	handle(t, &b, found("f", High, 1), found("g", High, 1))
	for _, id := range []string{"f", "g"} {
		until := map[string]int{"f": 60, "g": 90}[id]
		handle(t, &b, Record{Action: &Action{ID: id, At: at(2), Who: "maria", What: Silence, Finding: id, Until: at(until)}})
	}
	status := func() string {
		f, _ := b.Finding("f")
		g, _ := b.Finding("g")
		return fmt.Sprint(f.Status, g.Status, b.cases.next.Unix()-at(0).Unix())
	}
	handle(t, &b, found("f", High, 59))
	if got := status(); got != "silencedsilenced60" {
		t.Errorf("before its end: %s", got)
	}
	handle(t, &b, Record{Health: &Health{At: at(60), Source: "m", OK: true}})
	if got := status(); got != "opensilenced90" {
		t.Errorf("at its end: %s", got)
	}
	handle(t, &b, event(1000, ""))
	if got := status(); got != "openopen"+fmt.Sprint(time.Time{}.Unix()-at(0).Unix()) {
		t.Errorf("at the end of the other: %s", got)
	}
}

func TestSharedReplacesAndActionsApply(t *testing.T) {
	var b Board
	handle(t, &b, found("f", Low, 1), found("f", Low, 2))
	whole := Finding{ID: "f", Level: High, Status: Open, Count: 7, FirstSeen: at(0), LastSeen: at(5)}
	handle(t, &b, Record{Finding: &whole, Origin: Shared}, Record{Action: &Action{ID: "1", At: at(6), Who: "ola", What: Acknowledge, Finding: "f"}, Origin: Shared})
	if f, _ := b.Finding("f"); f.Count != 7 || f.Level != High || f.Status != Acknowledged || f.Handled.Who != "ola" {
		t.Errorf("%+v", f)
	}
	if a := b.Actions(); len(a) != 1 {
		t.Errorf("%d actions", len(a))
	}
}

// Decisions stay when notes have to go; what was counted once is not counted again.
func TestActionsAreBounded(t *testing.T) {
	var b Board
	handle(t, &b, Record{Action: &Action{ID: "first", At: at(0), Who: "maria", What: Link, Finding: "f", Other: "g"}})
	for i := range maxBoardActions + 100 {
		a := Action{ID: fmt.Sprint(i), At: at(i), Who: "maria", What: Note, Text: "x"}
		handle(t, &b, Record{Action: &a}, Record{Action: &a})
	}
	as := b.Actions()
	if len(as) > maxBoardActions || b.Evicted+int64(len(as)) != maxBoardActions+101 || as[0].ID != "first" || len(b.cases.ids) != len(as) {
		t.Errorf("%d actions, %d evicted, the first is %q, %d ids", len(as), b.Evicted, as[0].ID, len(b.cases.ids))
	}
	before := b.copy()
	handle(t, &b, Record{Action: &Action{ID: "late", At: at(-5), What: Note}})
	if b.Actions()[0].ID != "late" || before.Actions()[0].ID != "first" {
		t.Error("an action that came late is not at its time, or in a copy")
	}
}

package bundle

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// book is a runbook with what was ticked.
type book struct {
	Title, ID, Finding string
	Done, All          int
	// Brief: nobody worked with it, and it is not the one of the incident; its steps
	// are in its own part.
	Brief bool
	Steps []step
	Notes []deed
}

// step is an item of a runbook.
type step struct {
	Section string
	// Text is Markdown; of a step that is only known from its tick it is empty, and
	// Plain has its words.
	Text, Plain string
	Done        bool
	Who, When   string
}

// apart is the section of steps that only their ticks tell of.
const apart = "Ticked, and not in this runbook"

func books(rs []Runbook) []book {
	var out []book
	for i, r := range rs {
		b := book{Brief: i > 0 && len(r.Ticks) == 0, Title: r.Title, ID: r.ID, Finding: r.Finding, All: len(r.Steps)}
		for _, s := range r.Steps {
			t, done := r.Ticks[s.ID]
			st := step{Section: s.Section, Text: strings.TrimSuffix(plainLines([]string{s.Text}), ":"), Done: done}
			if done {
				b.Done++
				st.Who, st.When = t.Who, both(t.At)
			}
			b.Steps = append(b.Steps, st)
		}
		b.Steps = append(b.Steps, r.foreignTicks()...)
		for _, n := range r.Notes {
			b.Notes = append(b.Notes, deed{Local: both(n.At), Who: n.Who, Text: n.Text})
		}
		out = append(out, b)
	}
	return out
}

// foreignTicks are steps that were ticked in another edition of the runbook, by
// time.
func (r Runbook) foreignTicks() []step {
	var ids []string
	for id := range r.Ticks {
		if !slices.ContainsFunc(r.Steps, func(s mesoswatch.RunbookStep) bool { return s.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if d := r.Ticks[a].At.Compare(r.Ticks[b].At); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	var out []step
	for _, id := range ids {
		t := r.Ticks[id]
		words := t.Text
		if words == "" {
			words = id
		}
		out = append(out, step{Section: apart, Plain: words, Done: true, Who: t.Who, When: both(t.At)})
	}
	return out
}

// shown are the steps that the post-mortem lists.
func (b book) shown() []step {
	if b.Brief {
		return nil
	}
	return b.Steps
}

// elsewhere says where steps are that the post-mortem does not list.
func (b book) elsewhere() string {
	if b.Brief {
		return " They are in the folder runbooks."
	}
	return ""
}

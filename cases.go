package mesoswatch

import (
	"slices"
	"time"
)

// Caps of what operators and rules say.
const (
	maxBoardFindings = 10_000
	maxBoardActions  = 10_000
)

// cases are the findings of a Board and what operators did on them.
type cases struct {
	findings Shelf[Finding]
	sorted   []Finding // for readers; nil when outdated
	actions  []Action  // by time
	ids      map[string]struct{}
	// waiting are decisions on findings that are not known yet, at most as many as
	// there may be actions.
	waiting map[string][]Action
	waits   int
	noted   int64   // counts what was done
	linked  *linked // of a copy
	// next is when a silence ends first; zero while there is none.
	next time.Time
}

// finding takes one in: of this process what is to be added, of another machine what
// that one knows, else the whole.
func (b *Board) finding(f Finding, from Origin) {
	c := &b.cases
	before, after := c.findings.Get(f.ID), f
	switch {
	case before != nil && from == Fresh:
		after = before.Merge(f)
	case before != nil && from == Foreign:
		after = before.Join(f)
	case before == nil:
		for _, a := range c.waiting[f.ID] {
			after = after.Apply(a)
		}
	}
	after = after.Heard(b.Now)
	if !b.keep(after) {
		b.Evicted++
		return
	}
	if before == nil {
		c.waits -= len(c.waiting[f.ID])
		delete(c.waiting, f.ID)
	}
	b.Timeline.turns(before, after, f.LastSeen, from)
	b.Found.turns(before, &after, from)
}

// keep puts a finding in its place; false when there is none.
func (b *Board) keep(f Finding) bool {
	c := &b.cases
	if !c.findings.put(f.ID, &f, maxBoardFindings) {
		return false
	}
	c.sorted = nil
	c.wakes(&f)
	return true
}

// wakes notes when the silence of a finding ends.
func (c *cases) wakes(f *Finding) {
	if f.Handled != nil && f.Handled.What == Silence && (c.next.IsZero() || f.Handled.Until.Before(c.next)) {
		c.next = f.Handled.Until
	}
}

// rouse ends the silences whose time is over. It looks at all findings only when the
// first of them ends.
func (b *Board) rouse() {
	c := &b.cases
	if c.next.IsZero() || b.Now.Before(c.next) {
		return
	}
	c.next = time.Time{}
	var over []Finding
	for f := range c.findings.All() {
		if heard := f.Heard(b.Now); heard.Handled != f.Handled {
			over = append(over, heard)
		} else {
			c.wakes(f)
		}
	}
	for _, f := range over {
		b.keep(f)
	}
}

// action takes in what an operator did, once.
func (b *Board) action(a Action) {
	c := &b.cases
	if a.ID != "" {
		if _, known := c.ids[a.ID]; known {
			return
		}
		if c.ids == nil {
			c.ids = make(map[string]struct{})
		}
		c.ids[a.ID] = struct{}{}
	}
	b.Evicted += c.note(a)
	c.noted++
	f := c.findings.Get(a.Finding)
	switch {
	case f != nil:
		b.keep(f.Apply(a).Heard(b.Now))
	case a.Finding == "" || !decides(a.What):
	case c.waits >= maxBoardActions:
		b.Evicted++
	default:
		if c.waiting == nil {
			c.waiting = make(map[string][]Action)
		}
		c.waiting[a.Finding] = append(c.waiting[a.Finding], a)
		c.waits++
	}
	b.Timeline.action(&a, f)
}

// decides tells whether an action decides about a finding.
func decides(what string) bool {
	switch what {
	case Acknowledge, Silence, Resolve, Reopen, AcceptBaseline:
		return true
	}
	return false
}

// note keeps an action at its time, in a slice that no reader has when it does not
// come last, and answers how many had to go for it: notes and bookmarks first, then
// the oldest.
func (c *cases) note(a Action) (gone int64) {
	if len(c.actions) >= maxBoardActions {
		gone = c.forget(maxBoardActions / 20)
	}
	i := len(c.actions)
	for i > 0 && c.actions[i-1].At.After(a.At) {
		i--
	}
	if i == len(c.actions) {
		c.actions = append(c.actions, a)
		return gone
	}
	c.actions = slices.Insert(slices.Clip(slices.Clone(c.actions)), i, a)
	return gone
}

func (c *cases) forget(n int) (gone int64) {
	stay := slices.Clone(c.actions)
	for _, goes := range []func(Action) bool{
		func(a Action) bool { return a.What == Note || a.What == Bookmark },
		func(Action) bool { return true },
	} {
		stay = slices.DeleteFunc(stay, func(a Action) bool {
			if n == 0 || !goes(a) {
				return false
			}
			n--
			gone++
			delete(c.ids, a.ID)
			return true
		})
	}
	c.actions = stay
	return gone
}

// Actions lists what operators did, by time. The caller must not change them.
func (b *Board) Actions() []Action { return b.cases.actions }

// Findings lists all, as Finding.Compare orders them. The caller must not change
// the slice; as long as nothing changes, copies of a board share it.
func (b *Board) Findings() []Finding {
	c := &b.cases
	if c.sorted == nil {
		fs := slices.SortedFunc(c.findings.All(), (*Finding).Compare)
		c.sorted = make([]Finding, len(fs))
		for i, f := range fs {
			c.sorted[i] = *f
		}
	}
	return c.sorted
}

// Finding looks one up by id.
func (b *Board) Finding(id string) (Finding, bool) {
	if f := b.cases.findings.Get(id); f != nil {
		return *f, true
	}
	return Finding{}, false
}

// Levels counts findings that are not resolved, by level.
func (b *Board) Levels() map[Level]int {
	n := make(map[Level]int)
	for f := range b.cases.findings.All() {
		if f.Status != Resolved {
			n[f.Level]++
		}
	}
	return n
}

// version grows with each change.
func (c *cases) version() int64 { return c.findings.version + c.noted }

// copy is what a reader may keep. The findings are sorted once, here.
func (c *cases) copy(b *Board) cases {
	b.Findings()
	r := *c
	r.findings = *c.findings.copy()
	r.actions = c.actions[:len(c.actions):len(c.actions)]
	r.ids, r.waiting = nil, nil
	if r.linked = c.linked; c.linked == nil || c.linked.of != c.version() {
		c.linked = &linked{of: c.version()}
		r.linked = c.linked
	}
	return r
}

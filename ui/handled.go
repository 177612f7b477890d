package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// handled is who is on what: findings that are acknowledged and silenced, by whom.
type handled struct {
	of   []mesoswatch.Finding
	acks []onIt
	mute []onIt
}

// onIt is what one operator has acknowledged, or silenced.
type onIt struct {
	who   string // foreign text
	count int
	since time.Time // the first; of silences, when the first of them ends
	last  time.Time
	title string // of the last
}

// update counts anew when findings have changed.
func (h *handled) update(s scene) {
	all := s.board.Findings()
	if sameFindings(all, h.of) {
		return
	}
	*h = handled{of: all}
	for i := range all {
		f := &all[i]
		if f.Handled == nil {
			continue
		}
		switch f.Status {
		case mesoswatch.Acknowledged:
			h.acks = noteOn(h.acks, f, f.Handled.At)
		case mesoswatch.Silenced:
			h.mute = noteOn(h.mute, f, f.Handled.Until)
		}
	}
	for _, list := range [][]onIt{h.acks, h.mute} {
		slices.SortFunc(list, func(a, b onIt) int { return cmp.Or(b.last.Compare(a.last), cmp.Compare(a.who, b.who)) })
	}
}

func noteOn(list []onIt, f *mesoswatch.Finding, since time.Time) []onIt {
	i := slices.IndexFunc(list, func(o onIt) bool { return o.who == f.Handled.Who })
	if i < 0 {
		i = len(list)
		list = append(list, onIt{who: f.Handled.Who, since: since})
	}
	o := &list[i]
	if o.count++; since.Before(o.since) {
		o.since = since
	}
	if !f.Handled.At.Before(o.last) {
		o.last, o.title = f.Handled.At, f.Title
	}
	return list
}

func (h *handled) any() bool { return len(h.acks)+len(h.mute) > 0 }

// view is one row: who is on how many findings, the last to act first.
func (h *handled) view(p *kit.Pen, s scene, w int) string {
	lead := kit.Span{Text: " On it      ", Style: p.Title}
	room := w - kit.Width(lead.Text) - 1
	for _, detail := range []bool{true, false} {
		if text := strings.Join(h.words(s, detail), " "+p.Marks.Dot+" "); kit.Width(p.Clean(text)) <= room || !detail {
			return p.Row(w, p.Text, lead, kit.Plain(p.Cut(text, room)))
		}
	}
	return ""
}

func (h *handled) words(s scene, detail bool) []string {
	var words []string
	for _, o := range h.acks {
		text := name(o.who) + " " + kit.Count(int64(o.count), "finding") + " since " + kit.Clock(s.now, s.in(o.since))
		if detail && o.count > 1 {
			text += ", last: " + o.title
		} else if detail {
			text += ": " + o.title
		}
		words = append(words, text)
	}
	for _, o := range h.mute {
		text := name(o.who) + " silenced " + kit.Number(int64(o.count))
		if !o.since.IsZero() {
			text += " until " + kit.Clock(s.now, s.in(o.since))
		}
		words = append(words, text)
	}
	return words
}

// name is who did something, where that is known.
func name(who string) string { return cmp.Or(who, "somebody") }

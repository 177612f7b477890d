package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// overviewPane answers in five seconds: the headline, logins per minute, the
// worst findings, what happened last, what is seen and how freshly.
type overviewPane struct {
	pen   *kit.Pen
	keys  *keyMap
	at    overviewAreas
	scene scene
	head  headline
	table findingTable
}

func newOverview(p *kit.Pen, k *keyMap) overviewPane {
	return overviewPane{pen: p, keys: k, table: newFindingTable(p, k), scene: scene{board: &mesoswatch.Board{}}}
}

func (o *overviewPane) setSize(w, h int) {
	o.at = layoutOverview(rect{0, 0, w, h})
	o.table.setSize(o.at.findings.w, o.at.findings.h)
}

func (o *overviewPane) setBoard(s scene) {
	o.scene = s
	o.head = newHeadline(o.pen, s)
	o.table.setBoard(s)
}

func (o *overviewPane) update(msg tea.KeyPressMsg) intent {
	k := o.keys
	switch {
	case key.Matches(msg, k.Enter):
		if id := o.table.selected(); id != "" {
			return intent{finding: id}
		}
	case key.Matches(msg, k.Back):
		o.table.reset()
	default:
		return o.table.update(msg)
	}
	return intent{}
}

func (o *overviewPane) ShortHelp() []key.Binding {
	k := o.keys
	return []key.Binding{k.Down, k.Enter, k.ToLog, k.Ack, k.Filter, k.Pause, k.Help, k.Quit}
}

func (o *overviewPane) view() []string {
	hint := "work on it"
	if o.table.selected() != o.head.id {
		hint = ""
	}
	lines := o.head.view(o.pen, o.at.headline, hint)
	lines = append(lines, o.logins()...)
	findings, feed := o.table.view(true, "No findings."), o.feed()
	if o.at.feed.x > 0 {
		gap := o.pen.Row(2, o.pen.Text)
		for i := range findings {
			findings[i] += gap + feed[i]
		}
		lines = append(lines, findings...)
	} else {
		lines = append(lines, findings...)
		lines = append(lines, feed...)
	}
	return append(lines, o.sources()...)
}

// logins are two rows of bars, one cell a minute as far back as fits (two hours
// at most), on one scale so that they compare.
func (o *overviewPane) logins() []string {
	r := o.at.logins
	if r.h == 0 {
		return nil
	}
	p := o.pen
	const label, tail = 18, 32
	n := min(max(r.w-label-tail, 0), 120)
	minutes := o.scene.board.Logins.Minutes(o.scene.now, max(n, 1))
	ok, failed := make([]int, len(minutes)), make([]int, len(minutes))
	for i, m := range minutes {
		ok[i], failed[i] = m.OK, m.Failed
	}
	top := max(slices.Max(ok), slices.Max(failed))
	last := o.scene.board.Logins.LastFailed
	tailText := kit.Count(o.scene.board.Logins.Failed, "failure")
	if !last.IsZero() {
		tailText += ", last " + kit.Ago(o.scene.now, last)
	}
	row := func(lead, name string, values []int, style, word kit.Span) string {
		bars := ""
		if n > 0 {
			bars = p.Spark(values, top)
		}
		return p.Row(r.w, p.Text, kit.Span{Text: " " + p.Fit(lead, 9), Style: p.Dim}, kit.Span{Text: p.Fit(name, 8), Style: p.Dim},
			kit.Span{Text: bars, Style: style.Style}, kit.Plain("  "), kit.Span{Text: p.Cut(word.Text, tail), Style: word.Style})
	}
	bad := kit.Span{Style: p.Dim}
	word := kit.Span{Text: tailText, Style: p.Dim}
	if slices.Max(failed) > 0 {
		bad.Style, word.Style = p.Bad, p.Strong
	}
	okWord := fmt.Sprintf("%s this minute, top %s", kit.Number(int64(ok[len(ok)-1])), kit.Number(int64(top)))
	lines := []string{
		row("Logins", "ok", ok, kit.Span{Style: p.OK}, kit.Span{Text: okWord, Style: p.Dim}),
		row(fmt.Sprintf("%d min", max(n, 1)), "failed", failed, bad, word),
	}
	return sized(lines, r.h)
}

// feed is what the logs told last, the newest at the bottom: only messages that
// were recognised.
func (o *overviewPane) feed() []string {
	r := o.at.feed
	if r.h == 0 {
		return nil
	}
	p := o.pen
	lines := make([]string, 0, r.h)
	title := " Events"
	rows := o.latest(max(r.h-1, 0))
	lines = append(lines, p.Row(r.w, p.Text, kit.Span{Text: title, Style: p.Title}))
	if len(rows) == 0 {
		return sized(append(lines, p.Row(r.w, p.Text, kit.Span{Text: "   No event recognised yet.", Style: p.Dim})), r.h)
	}
	cols := kit.Layout(r.w-1, 2, feedColumns())
	for _, e := range rows {
		kind := kit.Cell{Text: strings.ReplaceAll(e.Kind, "-", " ")}
		if mesoswatch.IsFailedLogin(e) || e.Kind == mesoswatch.KindAuthRefused || e.Kind == mesoswatch.KindAuthzDenied {
			kind.Style = p.Bad
		}
		lines = append(lines, " "+cols.Row(p, r.w-1, p.Text,
			kit.Cell{Text: o.scene.in(e.Time).Format("15:04:05"), Style: p.Dim},
			kit.Cell{Text: shortSource(e), Style: p.Dim}, kind, kit.Cell{Text: e.Message}))
	}
	return sized(lines, r.h)
}

func feedColumns() []kit.Column {
	return []kit.Column{{Width: 8}, {Width: 10, Drop: 2}, {Width: 18, Drop: 1}, {Width: 10, Grow: 1}}
}

// lookBack bounds how many events are looked at for those that were recognised.
const lookBack = 2_000

func (o *overviewPane) latest(n int) []*mesoswatch.Event {
	log := &o.scene.board.Log
	var out []*mesoswatch.Event
	for i := log.End() - 1; i >= log.First() && i > log.End()-lookBack && len(out) < n; i-- {
		if e := log.At(i); e.Kind != "" {
			out = append(out, e)
		}
	}
	slices.Reverse(out)
	return out
}

// sources are one row each when there is room, those in trouble first; else one
// row of them.
func (o *overviewPane) sources() []string {
	r := o.at.sources
	if r.h == 0 {
		return nil
	}
	p := o.pen
	hs := slices.Clone(o.scene.board.Sources())
	slices.SortStableFunc(hs, func(a, b mesoswatch.Health) int { return int(bit(a.OK)) - int(bit(b.OK)) })
	lines := []string{p.Row(r.w, p.Text, kit.Span{Text: " Sources", Style: p.Title}, kit.Span{Text: "  " + strconv.Itoa(len(hs)), Style: p.Dim})}
	if len(hs) == 0 {
		return sized(append(lines, p.Row(r.w, p.Text, kit.Span{Text: "   No source has reported yet.", Style: p.Dim})), r.h)
	}
	cols := kit.Layout(r.w-1, 2, []kit.Column{{Width: 6}, {Width: 20, Grow: 1, Most: 60}, {Width: 5, Drop: 1, Right: true}, {Width: 24, Grow: 2}})
	for i, h := range hs {
		if len(lines) == r.h-1 && i < len(hs)-1 {
			lines = append(lines, p.Row(r.w, p.Text, kit.Span{Text: "   and " + strconv.Itoa(len(hs)-i) + " more", Style: p.Dim}))
			break
		}
		word, style, age := sourceState(o.scene, h), p.Dim, ""
		if !h.OK {
			style = p.Bad
		}
		if o.scene.live {
			age = kit.Age(o.scene.now, h.At)
		}
		lines = append(lines, " "+cols.Row(p, r.w-1, p.Text,
			kit.Cell{Text: sourceWord(h), Style: p.Dim}, kit.Cell{Text: h.Source}, kit.Cell{Text: age, Style: p.Dim}, kit.Cell{Text: word, Style: style}))
	}
	return sized(lines, r.h)
}

func bit(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// sourceState is one source in words.
func sourceState(s scene, h mesoswatch.Health) string {
	switch {
	case !h.OK && h.Why != "":
		return "blind: " + h.Why
	case !h.OK:
		return "blind"
	case s.live && s.now.Sub(h.At) > stale:
		return "silent"
	case h.Log != nil:
		text := kit.Count(h.Log.Lines, "line")
		if h.Log.Behind > 0 {
			text += ", behind " + kit.Bytes(h.Log.Behind)
		}
		if h.Log.LostBytes > 0 {
			text += ", lost " + kit.Bytes(h.Log.LostBytes)
		}
		return text + ", " + kit.Number(h.Log.Unrecognised) + " not recognised"
	case h.Silent:
		return "answers, but has nothing new"
	}
	return "seen"
}

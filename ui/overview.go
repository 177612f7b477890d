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
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// overviewPane answers in five seconds: the headline, logins per minute, the
// worst findings, what happened last, what is seen and how freshly.
type overviewPane struct {
	pen   *kit.Pen
	keys  *keyMap
	body  rect
	at    overviewAreas
	scene scene
	head  headline
	table findingTable

	changes changes
}

func newOverview(p *kit.Pen, k *keyMap) overviewPane {
	return overviewPane{pen: p, keys: k, table: newFindingTable(p, k, happenedFirst), scene: scene{board: &mesoswatch.Board{}}}
}

func (o *overviewPane) setSize(w, h int) {
	o.body = rect{0, 0, w, h}
	o.fold()
}

// fold lays the pane out for its size and the findings there are.
func (o *overviewPane) fold() {
	o.at = layoutOverview(o.body, max(len(o.table.rows), 1), len(o.scene.board.Sources()), len(o.changes.words) > 0)
	o.table.setSize(o.at.findings.w, o.at.findings.h)
}

func (o *overviewPane) setBoard(s scene) tea.Cmd {
	o.scene = s
	o.head = newHeadline(o.pen, s)
	o.changes.update(s)
	o.table.setBoard(s)
	o.fold()
	return nil
}

func (o *overviewPane) visited() {}

func (o *overviewPane) chosen() string { return o.table.selected() }

func (o *overviewPane) update(msg tea.KeyPressMsg) intent {
	k := o.keys
	switch {
	case key.Matches(msg, k.Enter):
		if id := o.table.selected(); id != "" {
			return intent{finding: id}
		}
	case key.Matches(msg, k.Back):
		o.table.Reset()
	default:
		return o.table.update(msg)
	}
	return intent{}
}

func (o *overviewPane) ShortHelp() []key.Binding {
	k := o.keys
	return []key.Binding{k.Down, k.Enter, k.WorkOn, k.ToLog, k.Ack, k.Filter, k.Pause, k.Help, k.Quit}
}

func (o *overviewPane) view() (lines []string, tee int) {
	hint := key.NewBinding()
	if o.table.selected() == o.head.id {
		hint.SetHelp(o.keys.WorkOn.Help().Key, "work on it")
	}
	lines = o.head.view(o.pen, o.at.headline, hint)
	lines = append(lines, o.logins()...)
	findings, feed := o.table.view(true, "No findings."), o.feed()
	if o.at.feed.x > 0 {
		gap, empty := o.pen.Row(2, o.pen.Text), o.pen.Row(o.at.findings.w, o.pen.Text)
		for i := range findings {
			if findings[i] == "" {
				findings[i] = empty
			}
			findings[i] += gap + feed[i]
		}
		feed = nil
	}
	lines = append(append(lines, findings...), feed...)
	if o.at.changes.h > 0 {
		lines = append(sized(lines, o.at.changes.y), o.changes.view(o.pen, o.at.changes.w))
	}
	return append(sized(lines, max(o.at.sources.y, 0)), o.sources()...), -1
}

// logins are two rows of bars, one cell a minute as far back as fits (two hours
// at most), on one scale so that they compare.
func (o *overviewPane) logins() []string {
	r := o.at.logins
	if r.h == 0 {
		return nil
	}
	p, b := o.pen, o.scene.board
	const label, tail = 18, 30
	n := min(max(r.w-label-tail, 1), 120)
	ok, failed := make([]int, n), make([]int, n)
	sum := 0
	for i, m := range b.Logins.Minutes(o.scene.now, n) {
		ok[i], failed[i] = m.OK, m.Failed
		sum += m.Failed
	}
	top := max(slices.Max(ok), slices.Max(failed))
	okWord := fmt.Sprintf("%s this minute, most %s", kit.Number(int64(ok[n-1])), kit.Number(int64(slices.Max(ok))))
	badWord, badStyle, wordStyle := "none seen", p.Dim, p.Dim
	switch last := b.Logins.LastFailed; {
	case sum > 0:
		badWord, badStyle, wordStyle = fmt.Sprintf("%s, the last %s ago", kit.Number(int64(sum)), kit.Age(o.scene.now, last)), p.Bad, p.Strong
	case !last.IsZero():
		badWord = "the last one " + kit.Ago(o.scene.now, last)
	}
	row := func(lead, name, bars, word string, bar, text theme.Style) string {
		return p.Row(r.w, p.Text, kit.Span{Text: " " + p.Fit(lead, 9) + p.Fit(name, 8), Style: p.Dim},
			kit.Span{Text: bars, Style: bar}, kit.Plain("  "), kit.Span{Text: p.Cut(word, tail), Style: text})
	}
	return sized([]string{
		row("Logins", "ok", p.Spark(ok, top), okWord, p.OK, p.Dim),
		row(kit.Digits(int64(n))+" min", "failed", p.Spark(failed, top), badWord, badStyle, wordStyle),
	}, r.h)
}

// sources are one row each when there is room, those in trouble first; else one
// row that says what cannot be seen.
func (o *overviewPane) sources() []string {
	r := o.at.sources
	if r.h == 0 {
		return nil
	}
	p, hs := o.pen, slices.Clone(o.scene.board.Sources())
	lines := []string{o.sourceLine(hs)}
	if r.h == 1 || len(hs) == 0 {
		return sized(lines, r.h)
	}
	slices.SortStableFunc(hs, func(a, b mesoswatch.Health) int { return int(bit(a.OK)) - int(bit(b.OK)) })
	cols := kit.Layout(r.w-2, 2, []kit.Column{{Width: 6}, {Width: 20, Grow: 1, Most: 60}, {Width: 5, Drop: 1, Right: true}, {Width: 24, Grow: 2}})
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
		lines = append(lines, strings.Repeat(" ", min(r.w, 2))+cols.Row(p, r.w-2, p.Text,
			kit.Cell{Text: sourceWord(h), Style: p.Dim}, kit.Cell{Text: h.Source, Tail: true}, kit.Cell{Text: age, Style: p.Dim}, kit.Cell{Text: word, Style: style}))
	}
	return sized(lines, r.h)
}

// sourceLine sums the sources up.
func (o *overviewPane) sourceLine(hs []mesoswatch.Health) string {
	p, w := o.pen, o.at.sources.w
	blind := blindIn(o.scene)
	switch {
	case len(hs) == 0:
		return p.Row(w, p.Text, kit.Span{Text: " Sources   ", Style: p.Title}, kit.Span{Text: "none has reported yet", Style: p.Dim})
	case len(blind) == 0:
		return p.Row(w, p.Text, kit.Span{Text: " Sources   ", Style: p.Title}, kit.Span{Text: fmt.Sprintf("%d, all seen", len(hs)), Style: p.Dim})
	}
	more := []kit.Span{{Text: " " + o.keys.Never.Help().Key, Style: p.Key}, {Text: " " + o.keys.Never.Help().Desc + " ", Style: p.KeyWord}}
	if o.at.sources.h > 1 {
		return p.Ends(w, p.Text, []kit.Span{{Text: " Sources   ", Style: p.Title}, {Text: fmt.Sprintf("blind in %d of %d", len(blind), len(hs)), Style: p.Bad}}, more)
	}
	if w < 100 {
		more[1].Text = " more "
	}
	return p.Ends(w, p.Text, []kit.Span{{Text: " Blind in  ", Style: p.Bad}, kit.Plain(p.Cut(strings.Join(blind, "; "), w-12-kit.SpanWidth(more)))}, more)
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
	case isRetired(h):
		return "not asked any more"
	case !h.OK && h.Why != "":
		return "blind: " + h.Why
	case !h.OK:
		return "blind"
	case s.live && isSilent(s, h):
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

package ui

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// isLog tells whether a collector reads logs.
func isLog(collector string) bool {
	return strings.HasPrefix(collector, "mesoslog")
}

// empty says why there is no line to be seen.
func (l *logPane) empty() []string {
	all, n := logSources(l.scene.board), l.lines.log.Len()
	switch {
	case !l.lines.filter.Empty() && n > 0 && l.matching:
		return l.saying("Matching " + kit.Count(int64(n), "line") + l.pen.Marks.Ellipsis)
	case !l.lines.filter.Empty() && n > 0:
		return l.saying("No line of " + kit.Number(int64(n)) + " matches; " + l.keys.Back.Help().Key + " takes the filter away.")
	case len(all) > 0:
		return l.waitingFor()
	case slices.ContainsFunc(l.waits, isLog):
		return l.saying("No lines yet: the logs are being opened" + l.sinceWhen() + ".")
	case !l.scene.live:
		return l.saying("No line was read.")
	case len(l.scene.board.Sources()) > 0:
		return l.saying("No log is followed: mesoswatch --log FILE")
	}
	return l.saying("No lines yet: waiting for the first source" + l.sinceWhen() + ".")
}

// waitingFor says which logs are waited for, and which cannot be seen and why.
func (l *logPane) waitingFor() []string {
	var waited, out []string
	p := l.pen
	for _, h := range logSources(l.scene.board) {
		switch {
		case h.OK:
			waited = append(waited, h.Source)
		default:
			out = append(out, p.Row(l.w, p.Text, kit.Span{Text: spaces(3) + p.Cut("blind: "+h.Source+": "+h.Why, l.w-3), Style: p.Bad}))
		}
	}
	if len(waited) > 0 {
		out = slices.Insert(out, 0, l.saying("No lines yet: waiting for "+strings.Join(waited, ", ")+l.sinceWhen()+".")...)
	}
	return out
}

// sinceWhen is how long there has been no line.
func (l *logPane) sinceWhen() string {
	if l.since.IsZero() || !l.scene.live {
		return ""
	}
	return ", since " + kit.Clock(l.scene.in(l.scene.now), l.scene.in(l.since))
}

// saying is a sentence where lines would stand.
func (l *logPane) saying(text string) []string {
	p := l.pen
	var out []string
	for _, s := range p.Wrap(text, l.w-4, max(l.h-1, 1)) {
		out = append(out, p.Row(l.w, p.Text, kit.Span{Text: spaces(3) + s, Style: p.Dim}))
	}
	return out
}

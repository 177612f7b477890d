package ui

import (
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// sheet is all lines that pass the filter, and those around them; a mark tells which
// pass, and which are evidence.
func (l *logPane) sheet() table.Sheet {
	lines, s, proofs, p := l.lines, l.scene, l.proofs, l.pen
	return table.Sheet{Rows: lines.size(), Cells: func(i int) []string {
		e := lines.event(i)
		if e == nil {
			return nil
		}
		mark := ""
		if lines.surrounded() && lines.passes(i) {
			mark = p.Marks.Here
		}
		if f := proofs.of(e); f != nil {
			mark += p.Marks.Level(f.Level) + " " + f.Level.String()
		}
		return []string{mark, kit.Full(s.in(e.Time)), e.Severity, e.Source, e.Message}
	}}
}

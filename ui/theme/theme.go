// Package theme holds every colour, mark and line character of the dashboard,
// by role.
//
// In: the name of a theme and what the terminal can do. Out: a Theme, a plain
// value. Nothing else in the program may name a colour. Colours are written for
// true colour; the renderer of the terminal library takes them down to 256, 16
// or none. A level is never carried by colour alone: its mark and its word stand
// beside it.
package theme

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch"
)

// Options say what the terminal can show.
type Options struct {
	// Name is dark, light or mono; empty is dark.
	Name string
	// NoColor leaves only bold, faint, underline and reverse.
	NoColor bool
	// Sixteen takes the terminal's own sixteen colours.
	Sixteen bool
	// ASCII replaces every mark and line by characters below 0x80.
	ASCII bool
	// Thin draws lines with ASCII: a cell of them is one byte, not three.
	Thin bool
}

// Names lists the themes.
func Names() []string { return []string{"dark", "light", "mono"} }

// Theme is a style for each role and a mark for each meaning.
type Theme struct {
	Name  string
	Color bool
	Marks Marks

	Text, Dim, Strong, Title Style
	Border                   Style
	Accent, Link, Changed    Style // cursor and prompts; names that lead somewhere; changed since the last look
	Cursor, Unfocused        Style // the row under the cursor, in the pane with the keys and in another
	Tab, TabActive           Style
	Key, KeyWord             Style // a key at the foot and what it does
	OK, Bad, Suspect, Match  Style

	levels     [5]Style
	severities map[string]Style
	palette    palette
}

// New builds a theme; an unknown name is an error that lists the known ones.
func New(o Options) (Theme, error) {
	if o.Name == "" {
		o.Name = Names()[0]
	}
	from := palettes()
	if o.Sixteen {
		from = sixteen()
	}
	p, known := from[o.Name]
	if !known {
		return Theme{}, fmt.Errorf("unknown theme %q: one of %v", o.Name, Names())
	}
	if o.NoColor {
		p = palette{}
	}
	t := Theme{Name: o.Name, Color: p != palette{}, Marks: unicodeMarks(), palette: p}
	if o.ASCII {
		t.Marks = asciiMarks()
	}
	if o.Thin {
		t.Marks.thin()
	}
	t.roles(p)
	return t, nil
}

// roles gives each role its look. Without colours bold, faint, underline and
// reverse keep apart what must be told apart.
func (t *Theme) roles(p palette) {
	t.Text = Style{}
	t.Dim = fg(p.dim)
	if p.dim == "" {
		t.Dim = faint
	}
	t.Strong = bold
	t.Title = bold.With(fg(p.title))
	t.Border = fg(p.border)
	if p.border == "" {
		t.Border = faint
	}
	t.Accent = bold.With(fg(p.accent))
	t.Link = fg(p.link)
	t.Changed = bold.With(fg(p.changed))
	t.Cursor = bg(p.cursor)
	t.Unfocused = bg(p.unfocused)
	if p.cursor == "" {
		t.Cursor, t.Unfocused = reverse, underline
	}
	t.Tab = fg(p.dim)
	t.TabActive = bold.With(fg(p.accent)).With(underline)
	t.Key = bold.With(fg(p.accent))
	t.KeyWord = t.Dim
	t.OK = fg(p.ok)
	t.Bad = bold.With(fg(p.critical))
	t.Suspect = bold.With(fg(p.suspect))
	t.Match = bold.With(fg(p.matchText)).With(bg(p.match))
	if p.match == "" {
		t.Match = bold.With(reverse)
	}
	t.levels = [5]Style{fg(p.informational), fg(p.low), fg(p.medium), bold.With(fg(p.high)), bold.With(fg(p.critical))}
	t.severities = map[string]Style{
		"I": t.Dim, "W": fg(p.high), "E": bold.With(fg(p.critical)), "F": bold.With(fg(p.critical)).With(reverse),
	}
}

// Level is the style of a level's mark and word.
func (t *Theme) Level(l mesoswatch.Level) Style {
	return t.levels[min(max(int(l), 0), len(t.levels)-1)]
}

// Severity is the style of a log line's letter; an unknown letter is plain.
func (t *Theme) Severity(letter string) Style { return t.severities[letter] }

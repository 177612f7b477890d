package theme

import "github.com/mesoswatch/mesoswatch"

// Marks are the characters that carry meaning. Width is how many cells the
// widest level mark takes; all are padded to it where they stand in a column.
type Marks struct {
	ASCII      bool
	Width      int
	level      [5]string
	Horizontal string
	Vertical   string
	TeeDown    string // the border line above a split
	TeeUp      string // the border line below a split
	Cross      string
	Ellipsis   string
	Spark      []rune // from nothing to full, eight steps and the empty one first
	UpDown     string // the arrow keys
	Suspect    string // stands before a line that may be forged
	Here       string // stands before the line that was asked for
	Gap        string // what stands for nothing seen
	Unseen     string // the same in one cell of a strip
	Dot        string // separates two facts
	Times      string // stands before how often
	Rising     string // behind the name of the column a table is sorted by: smallest first
	Falling    string // the same, largest first
	Full       string // one cell of a bar that is full, and one that is not
	Free       string
	Play       string // a replay that plays, that stands still, that is on its way
	Pause      string
	Seek       string
	Crumb      string // between a place and the one it leads to
	Knob       string // where in its span a replay is
}

// Cell is the mark of a level where there is one cell for it.
func (m *Marks) Cell(l mesoswatch.Level) string {
	if m.ASCII && l >= mesoswatch.Critical {
		return "#"
	}
	return m.Level(l)
}

// Level is the mark of a level.
func (m *Marks) Level(l mesoswatch.Level) string {
	return m.level[min(max(int(l), 0), len(m.level)-1)]
}

func unicodeMarks() Marks {
	return Marks{
		Width: 1, level: [5]string{"·", "·", "▪", "▲", "●"},
		Horizontal: "─", Vertical: "│", TeeDown: "┬", TeeUp: "┴", Cross: "┼", Ellipsis: "…",
		Spark: []rune(" ▁▂▃▄▅▆▇█"), UpDown: "↑↓", Suspect: "‼", Here: "▶", Gap: "┄", Unseen: "┄", Dot: "·", Times: "×",
		Rising: "↑", Falling: "↓", Full: "━", Free: "─",
		Play: "▶", Pause: "‖", Seek: "»", Knob: "◆", Crumb: "›",
	}
}

// thin takes the lines of ASCII.
func (m *Marks) thin() {
	a := asciiMarks()
	m.Horizontal, m.Vertical, m.TeeDown, m.TeeUp, m.Cross = a.Horizontal, a.Vertical, a.TeeDown, a.TeeUp, a.Cross
}

func asciiMarks() Marks {
	return Marks{
		ASCII: true, Width: 2, level: [5]string{"-", "-", "+", "!", "!!"},
		Horizontal: "-", Vertical: "|", TeeDown: "+", TeeUp: "+", Cross: "+", Ellipsis: "~",
		Spark: []rune(" ._-=+*oO")[:9], UpDown: "j k", Suspect: "?!", Here: ">", Gap: "-", Unseen: " ", Dot: "-", Times: "x",
		Rising: "^", Falling: "v", Full: "#", Free: ".",
		Play: ">", Pause: "=", Seek: ">>", Knob: "@", Crumb: ">",
	}
}

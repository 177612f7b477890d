package kit

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"
)

// pieces are what rows are made of: blanks, words, and words that touch them.
var pieces = []string{" ", "  ", "a", "ab c", " x ", "x  y", "─", "   ●", ""}

// penned are sequences as themes, cursors and rendered Markdown have them.
var penned = []string{"", "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[7m", "\x1b[38;2;138;147;158m", "\x1b[38;2;7;4;48m", "\x1b[48;2;43;66;87m", "\x1b[48;2;43;66;87;1;38;2;1;2;3m",
	"\x1b[38;5;7m", "\x1b[90m", "\x1b[44m", "\x1b[104m", "\x1b[91;1m", "\x1b[44;91;1m", "\x1b[1;38;2;9;9;9;4m", "\x1b[3m", "\x1b[9m", "\x1b[21m", "\x1b[22m", "\x1b[24m", "\x1b[27m", "\x1b[49m", "\x1b[39m", "\x1b[m", "\x1b[0m"}

// What is thrifty shows the same, and is no longer.
func TestThriftShowsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for i := range rapid.IntRange(1, 4).Draw(t, "rows") {
			if i > 0 {
				b.WriteByte('\n')
			}
			for range rapid.IntRange(0, 12).Draw(t, "spans") {
				b.WriteString(rapid.SampledFrom(penned).Draw(t, "pen"))
				b.WriteString(rapid.SampledFrom(pieces).Draw(t, "text"))
				if rapid.Bool().Draw(t, "plain") {
					b.WriteString("\x1b[m")
				}
			}
			b.WriteString("\x1b[m")
		}
		frame := b.String()
		thrifty := Thrift(frame)
		if where, same := sameLook(frame, thrifty, 80, 4); !same {
			t.Fatalf("%q becomes %q, which differs at %s", frame, thrifty, where)
		}
	})
}

func TestThriftSaves(t *testing.T) {
	for frame, want := range map[string]string{
		"":                                       "",
		"a":                                      "a",
		"\x1b[2ma\x1b[m \x1b[2mb\x1b[m     \n\n": "\x1b[2ma b\x1b[m\n\n",
		"\x1b[1m \x1b[m\x1b[2mx\x1b[m":           " \x1b[2mx\x1b[m",
		"\x1b[44m a\x1b[m\x1b[44;1m b\x1b[m\x1b[44m  \x1b[m":       "\x1b[44m a \x1b[m\x1b[44;1mb  \x1b[m",
		"\x1b[38;2;4;7;48ma\x1b[m  \x1b[38;2;4;7;48mb\x1b[m   \nc": "\x1b[38;2;4;7;48ma  b\x1b[m\nc",
		"\x1b[4mx y\x1b[m  \x1b[1mz\x1b[m":                         "\x1b[4mx y\x1b[m  \x1b[1mz\x1b[m",
	} {
		if got := Thrift(frame); got != want {
			t.Errorf("%q: %q, want %q", frame, got, want)
		}
	}
}

// sameLook tells whether two frames show the same on a terminal, and where not.
func sameLook(a, b string, w, h int) (string, bool) {
	left, right := drawn(a, w, h), drawn(b, w, h)
	for y := range h {
		for x := range w {
			l, r := shown(left.CellAt(x, y)), shown(right.CellAt(x, y))
			if !l.Equal(&r) {
				return uv.Pos(x, y).String(), false
			}
		}
	}
	return "", true
}

func drawn(frame string, w, h int) uv.ScreenBuffer {
	s := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(frame).Draw(s, s.Bounds())
	return s
}

// shown is a cell without what cannot be seen of a blank.
func shown(c *uv.Cell) uv.Cell {
	if c == nil {
		return uv.EmptyCell
	}
	cell := *c
	const colours = uv.AttrReverse | uv.AttrStrikethrough
	if cell.Content == " " && cell.Style.Underline == uv.UnderlineNone && cell.Style.Attrs&colours == 0 {
		cell.Style.Fg, cell.Style.Attrs = nil, 0
	}
	return cell
}

package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// StandOut paints the matches of a search in a line that is painted already, in the
// w cells from x on. find answers where in a text the first match stands, from < 0
// without one.
func (p *Pen) StandOut(line string, x, w int, find func(string) (from, to int)) string {
	plain := ansi.Strip(line)
	at := len(ansi.TruncateWc(plain, x, ""))
	end := len(ansi.TruncateWc(plain, x+w, ""))
	var hits [][2]int
	for at < end {
		from, to := find(plain[at:end])
		if from < 0 || to <= from {
			break
		}
		hits = append(hits, [2]int{at + from, at + to})
		at += to
	}
	if len(hits) == 0 {
		return line
	}
	return p.repaint(line, hits)
}

// repaint gives ranges of the plain text of a line the look of a match, and all else
// the look it had.
func (p *Pen) repaint(line string, hits [][2]int) string {
	const off = "\x1b[m"
	var b strings.Builder
	b.Grow(len(line) + len(hits)*16)
	style, at, in := "", 0, false // what is turned on, how far in the plain text, within a match
	for i := 0; i < len(line); {
		if len(hits) > 0 && in && at == hits[0][1] {
			if !strings.HasPrefix(line[i:], off) { // which does as well
				b.WriteString(off + style)
			}
			in, hits = false, hits[1:]
		}
		if line[i] == 0x1b {
			n := strings.IndexByte(line[i:], 'm') + 1
			if n <= 0 {
				n = 1
			}
			seq := line[i : i+n]
			if style += seq; seq == off {
				style = ""
			}
			if !in {
				b.WriteString(seq)
			}
			i += n
			continue
		}
		if len(hits) > 0 && !in && at == hits[0][0] {
			if style != "" {
				b.WriteString(off)
			}
			b.WriteString(p.Match.Open())
			in = true
		}
		b.WriteByte(line[i])
		i++
		at++
	}
	if in {
		b.WriteString(off)
	}
	return b.String()
}

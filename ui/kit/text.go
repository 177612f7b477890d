// Package kit holds the small pieces panes are made of: text that fits its
// cells, rows, lists that keep their cursor, sparklines, ages and clocks.
//
// In: foreign or own text and sizes in cells. Out: strings that are safe for a
// terminal and exactly as wide as was asked. It knows nothing of findings, logs
// or keys, reads no clock and does no I/O.
package kit

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// maxCluster is how many bytes one character on the screen may have: a letter
// under hundreds of combining marks would cost its weight on the wire and
// smear over its neighbours.
const maxCluster = 24

// Pen writes text in one theme. It is a value shared by all panes; its methods
// change nothing.
type Pen struct{ theme.Theme }

// Clean makes foreign text harmless (mesoswatch.Printable) and steady: what two
// ways of measuring (by code point, by grapheme) take for different widths is
// spelled out, since no column behind it would stand where it is drawn. In ASCII
// everything above 0x7f is spelled out.
func (p *Pen) Clean(s string) string {
	s = mesoswatch.Printable(s)
	i := ascii(s)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for s != "" {
		n := ascii(s)
		if n > 0 && n < len(s) {
			n-- // the last one may be the base of a combining mark
		}
		if n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(cluster):]
		switch {
		case p.Marks.ASCII:
			spell(&b, cluster, 0)
		case len(cluster) <= maxCluster && w == ansi.StringWidthWc(cluster) && w > 0:
			b.WriteString(cluster)
		default:
			spell(&b, cluster, firstSteady(cluster))
		}
	}
	return b.String()
}

// ascii counts the leading bytes below 0x80.
func ascii(s string) int {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// firstSteady is the length of the first rune if it has one width for all.
func firstSteady(cluster string) int {
	_, n := utf8.DecodeRuneInString(cluster)
	if w := ansi.StringWidth(cluster[:n]); w > 0 && w == ansi.StringWidthWc(cluster[:n]) {
		return n
	}
	return 0
}

// spell keeps the first bytes of a cluster and writes at most four further runes
// as marks; the rest is counted.
func spell(b *strings.Builder, cluster string, keep int) {
	b.WriteString(cluster[:keep])
	left := cluster[keep:]
	for n := 0; left != "" && n < 4; n++ {
		r, size := utf8.DecodeRuneInString(left)
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			spellRune(b, r)
		}
		left = left[size:]
	}
	if left != "" {
		b.WriteString(`\+` + strconv.Itoa(utf8.RuneCountInString(left)))
	}
}

func spellRune(b *strings.Builder, r rune) {
	h, digits, lead := strconv.FormatUint(uint64(r), 16), 4, `\u`
	if r >= 0x10000 {
		digits, lead = 8, `\U`
	}
	b.WriteString(lead)
	for range digits - len(h) {
		b.WriteByte('0')
	}
	b.WriteString(h)
}

// Width is how many cells cleaned text takes.
func Width(s string) int {
	if ascii(s) == len(s) {
		return len(s)
	}
	return ansi.StringWidthWc(s)
}

// Cut cleans s and cuts it to at most w cells, the last one an ellipsis when
// something was cut. Its cost follows w, not the length of s.
func (p *Pen) Cut(s string, w int) string {
	if w <= 0 {
		return ""
	}
	whole := len(s)
	if most := maxCluster * (w + 1); whole > most {
		s = head(s, most)
	}
	c := p.Clean(s)
	if len(s) == whole && (len(c) <= w && ascii(c) == len(c) || Width(c) <= w) {
		return c
	}
	return ansi.TruncateWc(c, max(w-Width(p.Marks.Ellipsis), 0), "") + cutMark(p.Marks.Ellipsis, w)
}

func cutMark(mark string, w int) string {
	if Width(mark) > w {
		return ""
	}
	return mark
}

// head is s cut at n bytes, not in the middle of a rune.
func head(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// CutLeft is Cut that keeps the end: what tells two paths apart.
func (p *Pen) CutLeft(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if most := maxCluster * (w + 1); len(s) > most {
		n := len(s) - most
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n++
		}
		s = s[n:]
	}
	c := p.Clean(s)
	over := Width(c) - w
	if over <= 0 {
		return c
	}
	over += Width(p.Marks.Ellipsis)
	rest := ansi.TruncateLeftWc(c, over, "")
	if Width(rest)+Width(p.Marks.Ellipsis) > w { // half of a wide character was to go
		rest = ansi.TruncateLeftWc(c, over+1, "")
	}
	return p.Marks.Ellipsis + rest
}

// CutMiddle is Cut that keeps both ends: of ids the end tells them apart.
func (p *Pen) CutMiddle(s string, w int) string {
	if most := maxCluster * (w + 1); w < 8 || len(s) <= most && Width(p.Clean(s)) <= w {
		return p.Cut(s, w)
	}
	first := ansi.TruncateWc(p.Clean(head(s, min(maxCluster*(w/2+1), len(s)-1))), w/2, "")
	return first + p.CutLeft(s, w-Width(first))
}

// Fit is Cut, filled with blanks to exactly w cells.
func (p *Pen) Fit(s string, w int) string { return pad(p.Cut(s, w), w) }

// FitRight is Cut, filled on the left: for numbers.
func (p *Pen) FitRight(s string, w int) string {
	c := p.Cut(s, w)
	return blank(w-Width(c)) + c
}

func pad(c string, w int) string { return c + blank(w-Width(c)) }

func blank(n int) string { return strings.Repeat(" ", max(n, 0)) }

// Wrap cleans s and breaks it into lines of at most w cells: at blanks where
// there are some, so that what is copied (an address, a name) stays in one piece
// if it fits. Line breaks of s are kept; at most most lines come back, the last
// one ending in an ellipsis when there were more.
func (p *Pen) Wrap(s string, w, most int) []string {
	if w <= 0 || most <= 0 {
		return nil
	}
	if room := maxCluster * (w + 1) * most; len(s) > room {
		s = head(s, room) + p.Marks.Ellipsis
	}
	var lines []string
	for _, l := range mesoswatch.PrintableLines(s) {
		lines = wrapLine(lines, p.Clean(l), w, most)
		if len(lines) > most {
			lines = lines[:most]
			last := lines[most-1]
			lines[most-1] = ansi.TruncateWc(last, max(w-Width(p.Marks.Ellipsis)-1, 0), "") + cutMark(" "+p.Marks.Ellipsis, w)
			break
		}
	}
	return lines
}

// cutWord takes as much off a word as fits into w cells. Its cost follows w, unless
// there are SGR sequences in the word.
func cutWord(word string, w int) (piece, rest string) {
	if strings.IndexByte(word, 0x1b) >= 0 {
		return ansi.TruncateWc(word, w, ""), ansi.TruncateLeftWc(word, w, "")
	}
	for rest = word; rest != ""; {
		cluster, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		if w -= ansi.StringWidthWc(cluster); w < 0 {
			break
		}
		rest = rest[len(cluster):]
	}
	return word[:len(word)-len(rest)], rest
}

// wrapLine appends the pieces of one clean line to lines, and gives up when there
// are more than most. SGR sequences in it take no room.
func wrapLine(lines []string, s string, w, most int) []string {
	line, used := "", 0
	for word := range strings.SplitSeq(s, " ") {
		n := ansi.StringWidthWc(word)
		switch {
		case line == "" && used == 0:
		case used+1+n <= w:
			line += " "
			used++
		default:
			if lines = append(lines, line); len(lines) > most {
				return lines
			}
			line, used = "", 0
		}
		for used+n > w { // longer than a line: cut hard
			piece, rest := cutWord(word, w)
			if ansi.StringWidthWc(piece) == 0 { // not even one character fits
				return append(lines, line)
			}
			if lines = append(lines, piece); len(lines) > most {
				return lines
			}
			word = rest
			n -= ansi.StringWidthWc(piece)
		}
		line += word
		used += n
	}
	return append(lines, strings.TrimRight(line, " "))
}

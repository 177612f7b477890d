package kit

import "strings"

// CutWords is Cut that ends at a word, with the ellipsis behind a blank. A word that
// is longer than half of the room is cut all the same.
func (p *Pen) CutWords(s string, w int) string {
	c := p.Cut(s, w)
	if c == p.Clean(s) {
		return c
	}
	mark := " " + p.Marks.Ellipsis
	cut := strings.TrimSuffix(p.Cut(s, w-1), p.Marks.Ellipsis)
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
		return strings.TrimRight(cut[:at], " ,;:") + mark
	}
	return c
}

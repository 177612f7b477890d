package main

import (
	"fmt"
	"strings"
)

// Lines and blocks are drawn, not set: those of a font seldom reach the next row.
const (
	thin  = 1.2
	thick = 2.4
)

// arms of a character of lines: how thick it goes left, right, up and down from
// the middle of its cell.
type arms struct{ left, right, up, down float64 }

var lines = map[rune]arms{
	'─': {thin, thin, 0, 0}, '│': {0, 0, thin, thin}, '━': {thick, thick, 0, 0}, '┃': {0, 0, thick, thick},
	'┌': {0, thin, 0, thin}, '┐': {thin, 0, 0, thin}, '└': {0, thin, thin, 0}, '┘': {thin, 0, thin, 0},
	'╭': {0, thin, 0, thin}, '╮': {thin, 0, 0, thin}, '╰': {0, thin, thin, 0}, '╯': {thin, 0, thin, 0},
	'├': {0, thin, thin, thin}, '┤': {thin, 0, thin, thin}, '┬': {thin, thin, 0, thin}, '┴': {thin, thin, thin, 0},
	'┼': {thin, thin, thin, thin},
}

// isShape tells whether a character is drawn.
func isShape(r rune) bool {
	_, line := lines[r]
	return line || r >= '▁' && r <= '█'
}

// shapes is the path of a run of them that begins at a place of the picture. Equal
// neighbours become one shape, where they go from side to side.
func shapes(text string, x, y float64) string {
	var path strings.Builder
	cells := []rune(text)
	for i := 0; i < len(cells); {
		r, from := cells[i], i
		across := lines[r] == (arms{lines[r].left, lines[r].left, 0, 0})
		for i++; across && i < len(cells) && cells[i] == r; i++ {
		}
		shape(&path, r, box{x + float64(from)*cellW, y, float64(i-from) * cellW, cellH})
	}
	return path.String()
}

// box is a rectangle of the picture.
type box struct{ x, y, w, h float64 }

func (b box) path(to *strings.Builder) {
	fmt.Fprintf(to, "M%.1f %.1fh%.1fv%.1fh%.1fz", b.x, b.y, b.w, b.h, -b.w)
}

func shape(to *strings.Builder, r rune, cell box) {
	a, line := lines[r]
	if !line { // ▁ to █: eighths from below
		h := cell.h * float64(r-'▁'+1) / 8
		box{cell.x, cell.y + cell.h - h, cell.w, h}.path(to)
		return
	}
	mx, my := cell.x+cell.w/2, cell.y+cell.h/2
	if a.left == a.right && a.left > 0 {
		box{cell.x, my - a.left/2, cell.w, a.left}.path(to)
		a.left, a.right = 0, 0
	}
	if a.up == a.down && a.up > 0 {
		box{mx - a.up/2, cell.y, a.up, cell.h}.path(to)
		a.up, a.down = 0, 0
	}
	if a.left > 0 {
		box{cell.x, my - a.left/2, mx - cell.x + a.left/2, a.left}.path(to)
	}
	if a.right > 0 {
		box{mx - a.right/2, my - a.right/2, cell.x + cell.w - mx + a.right/2, a.right}.path(to)
	}
	if a.up > 0 {
		box{mx - a.up/2, cell.y, a.up, my - cell.y}.path(to)
	}
	if a.down > 0 {
		box{mx - a.down/2, my, a.down, cell.y + cell.h - my}.path(to)
	}
}

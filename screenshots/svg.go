package main

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/hinshun/vt10x"
	"github.com/mattn/go-runewidth"
)

// A cell of the picture, in units of the picture.
const (
	cellW, cellH = 8.4, 18.0
	fontSize     = 14
	margin       = 12.0
)

// The bits of vt10x's Glyph.Mode that are drawn. Reverse is in its colours
// already, and what blinks is faint: see stream.
const (
	modeUnderline = 1 << 1
	modeBold      = 1 << 2
	modeFaint     = 1 << 5
)

// look is how a run of cells is drawn.
type look struct {
	fg, bg                 vt10x.Color
	bold, faint, underline bool
	kind                   kind
}

// kind is how a character gets on the picture: set with its neighbours, set alone,
// since its font may be another one with another width, or drawn.
type kind int

const (
	set kind = iota
	alone
	drawn
)

func kindOf(r rune) kind {
	switch {
	case isShape(r):
		return drawn
	case r == '…':
		return set
	case r > 0x2000 || runewidth.RuneWidth(r) > 1:
		return alone
	}
	return set
}

// extent is how large the picture of a screen is, in its units.
func extent(w, h int) (width, height float64) {
	return float64(w)*cellW + 2*margin, float64(h)*cellH + 2*margin
}

// pixels is extent as the browser draws it.
func pixels(w, h int) (width, height int) {
	x, y := extent(w, h)
	return int(math.Round(x)), int(math.Round(y))
}

// picture is a screen as SVG, on the ground a theme is meant for. Each run of cells
// with one look is one piece of text with its length given, so that columns stand
// whatever font there is.
func picture(screen vt10x.View, title string, ground colours) []byte {
	w, h := screen.Size()
	var b bytes.Buffer
	width, height := extent(w, h)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.1f %.1f" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="%d">`+"\n", width, height, width, height, fontSize)
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(title))
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground.bg)
	for y := range h {
		drawRow(&b, screen, y, w, ground)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func drawRow(b *bytes.Buffer, s vt10x.View, y, w int, ground colours) {
	for x := 0; x < w; {
		r := run{x: x, y: y, look: lookAt(s.Cell(x, y))}
		var text strings.Builder
		for x < w && lookAt(s.Cell(x, y)) == r.look {
			c := shown(s.Cell(x, y))
			text.WriteRune(c)
			x += max(runewidth.RuneWidth(c), 1)
			if r.kind == alone {
				break
			}
		}
		r.text, r.wide = text.String(), min(x, w)-r.x
		r.draw(b, ground)
	}
}

// shown is the character of a cell; one that was never written is blank.
func shown(g vt10x.Glyph) rune {
	if g.Char == 0 {
		return ' '
	}
	return g.Char
}

func lookAt(g vt10x.Glyph) look {
	return look{g.FG, g.BG, g.Mode&modeBold != 0, g.Mode&modeFaint != 0, g.Mode&modeUnderline != 0, kindOf(shown(g))}
}

// run is some cells of one row that look the same.
type run struct {
	text       string
	x, y, wide int
	look
}

func (r run) draw(b *bytes.Buffer, ground colours) {
	x, y := margin+float64(r.x)*cellW, margin+float64(r.y)*cellH
	if bg := ground.of(r.bg); bg != ground.bg { // in whole pixels: a seam would show between two
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" shape-rendering="crispEdges"/>`, x, y, float64(r.wide)*cellW+0.3, cellH+0.3, bg)
	}
	fill := fmt.Sprintf(`fill="%s"`, ground.of(r.fg))
	if r.faint {
		fill += ` fill-opacity=".65"`
	}
	if r.kind == drawn {
		fmt.Fprintf(b, `<path %s d="%s"/>`+"\n", fill, shapes(r.text, x, y))
		return
	}
	if r.underline { // under blanks too, and all as one line
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="1" %s/>`, x, y+cellH-2, float64(r.wide)*cellW, fill)
	}
	if r.bold {
		fill += ` font-weight="bold"`
	}
	for _, p := range pieces(r.text) {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`+"\n",
			x+float64(p.at)*cellW, y+cellH*0.75, float64(runewidth.StringWidth(p.text))*cellW, fill, html.EscapeString(p.text))
	}
}

// piece is a part of a run's text, and how many cells of it are before.
type piece struct {
	text string
	at   int
}

// pieces are what stands between two blanks or more: those would be taken for one.
func pieces(text string) []piece {
	var all []piece
	at := 0
	for len(text) > 0 {
		blank := len(text) - len(strings.TrimLeft(text, " "))
		text, at = text[blank:], at+blank
		word, _, _ := strings.Cut(text, "  ")
		if word = strings.TrimRight(word, " "); word == "" {
			break
		}
		all = append(all, piece{word, at})
		text, at = text[len(word):], at+runewidth.StringWidth(word)
	}
	return all
}

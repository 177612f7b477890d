package main

import (
	"bytes"
	"fmt"
	"html"
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

// The bits of vt10x's Glyph.Mode that are drawn.
const (
	modeUnderline = 1 << 1
	modeBold      = 1 << 2
)

// look is how a run of cells is drawn.
type look struct {
	fg, bg          vt10x.Color
	bold, underline bool
}

// picture is the screen as SVG. Each run of cells with one look is one piece of
// text with its length given, so that columns stand whatever font there is.
func (t *terminal) picture(title string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	w, h := t.screen.Size()
	ground := paper(t.screen, w, h)
	var b bytes.Buffer
	width, height := float64(w)*cellW+2*margin, float64(h)*cellH+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.1f %.1f" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="%d">`+"\n", width, height, width, height, fontSize)
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(title))
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground.bg)
	for y := range h {
		drawRow(&b, t.screen, y, w, ground)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func drawRow(b *bytes.Buffer, s vt10x.View, y, w int, ground colours) {
	for x := 0; x < w; {
		l := lookAt(s.Cell(x, y))
		var text strings.Builder
		from := x
		for x < w && lookAt(s.Cell(x, y)) == l {
			c := s.Cell(x, y).Char
			if c == 0 {
				c = ' '
			}
			text.WriteRune(c)
			x += max(runewidth.RuneWidth(c), 1)
		}
		drawRun(b, run{text.String(), from, y, x - from, l}, ground)
	}
}

func lookAt(g vt10x.Glyph) look {
	return look{g.FG, g.BG, g.Mode&modeBold != 0, g.Mode&modeUnderline != 0}
}

type run struct {
	text       string
	x, y, wide int
	look
}

func drawRun(b *bytes.Buffer, r run, ground colours) {
	x, y := margin+float64(r.x)*cellW, margin+float64(r.y)*cellH
	if bg := ground.of(r.bg); bg != ground.bg {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x, y, float64(r.wide)*cellW+0.3, cellH+0.3, bg)
	}
	trimmed := strings.TrimLeft(r.text, " ")
	lead := len(r.text) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, " ")
	if trimmed == "" {
		return
	}
	x += float64(lead) * cellW
	style := ""
	if r.bold {
		style += ` font-weight="bold"`
	}
	if r.underline {
		style += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
		x, y+cellH*0.75, float64(runewidth.StringWidth(trimmed))*cellW, ground.of(r.fg), style, html.EscapeString(trimmed))
}

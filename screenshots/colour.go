package main

import (
	"fmt"

	"github.com/hinshun/vt10x"
)

// colours are those of the terminal itself: what a program gets that names none.
type colours struct{ fg, bg string }

// paper is the terminal a theme is meant for; mono takes any, and gets the dark one.
func paper(theme string) colours {
	if theme == "light" {
		return colours{"#1d2126", "#fbfbfa"}
	}
	return colours{"#d5dade", "#14171a"}
}

// of is a colour in the words of SVG.
func (c colours) of(v vt10x.Color) string {
	switch {
	case v == vt10x.DefaultBG:
		return c.bg
	case v >= vt10x.DefaultFG:
		return c.fg
	case v < 16:
		return [16]string{
			"#1c1c1c", "#c0392b", "#3a9d5d", "#b8860b", "#3b6fb5", "#8e5aa8", "#2f9aa0", "#c8ccd0",
			"#6b7278", "#ff6a4d", "#5fd38a", "#f0e442", "#8ab8ff", "#e58ac6", "#56d0e0", "#ffffff",
		}[v]
	case v < 232:
		v -= 16
		step := func(n vt10x.Color) vt10x.Color {
			if n == 0 {
				return 0
			}
			return 55 + 40*n
		}
		return fmt.Sprintf("#%02x%02x%02x", step(v/36), step(v/6%6), step(v%6))
	case v < 256:
		g := 8 + 10*(v-232)
		return fmt.Sprintf("#%02x%02x%02x", g, g, g)
	}
	return fmt.Sprintf("#%06x", uint32(v)&0xffffff)
}

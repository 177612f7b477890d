package theme

import (
	"math"
	"testing"

	"github.com/lucasb-eyer/go-colorful"
)

// backgrounds are what terminals come with.
var backgrounds = map[string][]string{
	"dark":  {"#000000", "#1c1c1c", "#1e1e2e", "#002b36"},
	"light": {"#ffffff", "#f5f5f5", "#fdf6e3"},
}

// Least contrasts by WCAG 2.1 (success criteria 1.4.3 and 1.4.11): text, and what
// is no text. Text under the cursor is in the brightest place of the screen and
// short; it may come down to that of large text.
const (
	textContrast   = 4.5
	cursorContrast = 3.0
	lineContrast   = 1.5 // borders are decoration: they carry nothing
)

// leastDistance is CIEDE2000 times 100, where 2.3 can just be noticed.
const leastDistance = 8

func TestContrast(t *testing.T) {
	for name, p := range palettes() {
		if name == "mono" {
			continue
		}
		texts := map[string]string{
			"dim": p.dim, "title": p.title, "accent": p.accent, "link": p.link, "changed": p.changed, "ok": p.ok, "suspect": p.suspect,
			"informational": p.informational, "low": p.low, "medium": p.medium, "high": p.high, "critical": p.critical,
		}
		for role, c := range texts {
			for _, b := range backgrounds[name] {
				if got := contrast(t, c, b); got < textContrast {
					t.Errorf("%s: %s %s on %s has a contrast of %.2f", name, role, c, b, got)
				}
			}
			for where, b := range map[string]string{"cursor": p.cursor, "unfocused": p.unfocused} {
				if got := contrast(t, c, b); got < cursorContrast {
					t.Errorf("%s: %s %s on %s %s has a contrast of %.2f", name, role, c, where, b, got)
				}
			}
		}
		if got := contrast(t, p.matchText, p.match); got < textContrast {
			t.Errorf("%s: matches have a contrast of %.2f", name, got)
		}
		for _, b := range backgrounds[name] {
			if got := contrast(t, p.border, b); got < lineContrast {
				t.Errorf("%s: borders on %s have a contrast of %.2f", name, b, got)
			}
		}
	}
}

// TestColourBlind: what stands beside each other in another colour is another
// colour to eyes that lack one kind of cones, too.
func TestColourBlind(t *testing.T) {
	for name, p := range palettes() {
		if name == "mono" {
			continue
		}
		levels := []struct{ role, c string }{
			{"informational", p.informational}, {"low", p.low}, {"medium", p.medium}, {"high", p.high}, {"critical", p.critical},
		}
		type pair struct{ a, b, ca, cb string }
		pairs := []pair{{"ok", "bad", p.ok, p.critical}, {"ok", "unknown", p.ok, p.dim}, {"suspect", "critical", p.suspect, p.critical}, {"warning", "error", p.high, p.critical}, {"link", "dim", p.link, p.dim}}
		for i, a := range levels {
			for _, b := range levels[i+1:] {
				pairs = append(pairs, pair{a.role, b.role, a.c, b.c})
			}
		}
		for _, x := range pairs {
			for kind, see := range eyes {
				if got := 100 * see(parse(t, x.ca)).DistanceCIEDE2000(see(parse(t, x.cb))); got < leastDistance {
					t.Errorf("%s: to %s eyes %s %s and %s %s are %.1f apart", name, kind, x.a, x.ca, x.b, x.cb, got)
				}
			}
		}
	}
}

func parse(t *testing.T, c string) colorful.Color {
	t.Helper()
	got, err := colorful.Hex(c)
	if err != nil {
		t.Fatalf("%q: %v", c, err)
	}
	return got
}

// contrast is that of WCAG 2.1, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light := func(c string) float64 {
		r, g, b := parse(t, c).LinearRgb()
		return 0.2126*r + 0.7152*g + 0.0722*b
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// eyes simulate what is seen, by the matrices of Machado, Oliveira and Fernandes
// (2009) for the whole lack of one kind of cones, on linear RGB.
var eyes = map[string]func(colorful.Color) colorful.Color{
	"full":         func(c colorful.Color) colorful.Color { return c },
	"protanopic":   lacking([9]float64{0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998}),
	"deuteranopic": lacking([9]float64{0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}),
	"tritanopic":   lacking([9]float64{1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}),
}

func lacking(m [9]float64) func(colorful.Color) colorful.Color {
	unit := func(v float64) float64 { return math.Min(math.Max(v, 0), 1) }
	return func(c colorful.Color) colorful.Color {
		r, g, b := c.LinearRgb()
		return colorful.LinearRgb(unit(m[0]*r+m[1]*g+m[2]*b), unit(m[3]*r+m[4]*g+m[5]*b), unit(m[6]*r+m[7]*g+m[8]*b))
	}
}

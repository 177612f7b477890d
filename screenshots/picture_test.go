package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

// drawing is what a program writes, as a picture.
func drawing(t *testing.T, w, h int, written ...string) string {
	t.Helper()
	screen := vt10x.New(vt10x.WithSize(w, h), vt10x.WithWriter(io.Discard))
	to := &stream{to: screen}
	for _, s := range written {
		if _, err := io.WriteString(to, s); err != nil {
			t.Fatal(err)
		}
	}
	svg := string(picture(screen, "A <title>", paper("dark")))
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return svg
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestPicture(t *testing.T) {
	for _, c := range []struct {
		name, written string
		want          []string
		not           string
	}{
		{"text", "plain <&>", []string{">plain &lt;&amp;&gt;<", "A &lt;title&gt;", `x="12.0" y="25.5" textLength="75.6"`}, "bold"},
		{"colours", "\x1b[38;2;255;106;77mred\x1b[m \x1b[31mansi\x1b[m \x1b[38;5;208mcube", []string{`fill="#ff6a4d">red`, `fill="#c0392b">ansi`, `fill="#ff8700">cube`}, "bold"},
		{"background", "a\x1b[48;2;43;66;87mback", []string{`<rect x="20.4" y="12.0" width="33.9" height="18.3" fill="#2b4257" shape-rendering="crispEdges"/>`}, ""},
		{"bold ends", "\x1b[1;38;2;2;2;2mbold\x1b[22mplain", []string{`fill="#020202" font-weight="bold">bold`, `fill="#020202">plain`}, "opacity"},
		{"faint ends", "\x1b[2mfaint\x1b[22mplain", []string{`fill-opacity=".65">faint`, `fill="#d5dade">plain`}, ""},
		{"a colour is not faint", "\x1b[38;2;1;2;2m\x1b[48;5;2mtext", []string{`fill="#010202">text`}, "opacity"},
		{"underline", "\x1b[4m a b\x1b[24mc", []string{`<rect x="12.0" y="28.0" width="33.6" height="1" fill="#d5dade"/>`, ">a b<", ">c<"}, "text-decoration"},
		{"reverse", "\x1b[7mrev", []string{`fill="#d5dade" shape-rendering="crispEdges"/>`, `fill="#14171a">rev`}, ""},
		{"two blanks part", "ab  c d", []string{`x="12.0" y="25.5" textLength="16.8"`, `x="45.6" y="25.5" textLength="25.2"`, ">c d<"}, ""},
		{"wide", "日x", []string{`x="12.0" y="25.5" textLength="16.8"`, `x="28.8" y="25.5" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#d5dade">x<`}, ""},
		{"marks stand alone", "a●b", []string{`x="20.4" y="25.5" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#d5dade">●<`, ">b<"}, ""},
		{"no width", "a\u200bb\u0301c", []string{">abc<"}, ""},
		{"a title is not text", "\x1b]0;title\ax\x1b]52;c;Zm9v\x1b\\y\x1b[>4;2mz", []string{">xyz<"}, "opacity"},
	} {
		t.Run(c.name, func(t *testing.T) {
			svg := drawing(t, 20, 2, c.written)
			for _, want := range c.want {
				if !strings.Contains(svg, want) {
					t.Errorf("%s is missing in\n%s", want, svg)
				}
			}
			if c.not != "" && strings.Contains(svg, c.not) {
				t.Errorf("%s stands in\n%s", c.not, svg)
			}
		})
	}
}

// Lines meet the edges of their cells, so that those of neighbours meet.
func TestShapes(t *testing.T) {
	for _, c := range []struct{ name, written, want string }{
		{"a rule is one piece", "───", `d="M12.0 20.4h25.2v1.2h-25.2z"`},
		{"an upright goes to the next row", "│", `d="M15.6 12.0h1.2v18.0h-1.2z"`},
		{"a corner", "┐", `d="M12.0 20.4h4.8v1.2h-4.8zM15.6 21.0h1.2v9.0h-1.2z"`},
		{"a crossing", "┼", `d="M12.0 20.4h8.4v1.2h-8.4zM15.6 12.0h1.2v18.0h-1.2z"`},
		{"eighths from below", "▁█", `d="M12.0 27.8h8.4v2.2h-8.4zM20.4 12.0h8.4v18.0h-8.4z"`},
	} {
		if svg := drawing(t, 5, 1, c.written); !strings.Contains(svg, c.want) {
			t.Errorf("%s: %s is missing in\n%s", c.name, c.want, svg)
		}
	}
}

// What comes in pieces, as a pseudo-terminal gives it, looks the same.
func TestStreamInPieces(t *testing.T) {
	all := "a…\x1b[2;38;2;255;106;77m日●\x1b]0;no\x1b\\\x1b[m─\x1b(Bé\x1b[2;3Hend"
	want := drawing(t, 20, 3, all)
	for i := range len(all) {
		if got := drawing(t, 20, 3, all[:i], all[i:]); got != want {
			t.Fatalf("cut at byte %d:\n%s\nwant\n%s", i, got, want)
		}
	}
	if got := drawing(t, 20, 3, strings.Split(all, "")...); got != want {
		t.Errorf("character by character:\n%s\nwant\n%s", got, want)
	}
}

// Every picture is of a scene and stands in the README; in the dark theme every
// scene has one.
func TestScenes(t *testing.T) {
	want := map[string]bool{}
	for _, s := range scenes() {
		if want[s.file()] {
			t.Errorf("%s is taken twice", s.file())
		}
		want[s.file()] = true
		if _, err := os.Stat(s.file()); err != nil {
			t.Errorf("not taken: %v", err)
		}
		if last := s.steps[len(s.steps)-1]; last.press != "" || last.see == "" {
			t.Errorf("%s does not wait for what it shows", s.file())
		}
	}
	if len(want) != len(views())*9 {
		t.Errorf("%d scenes of %d views, three themes and three sizes", len(want), len(views()))
	}
	have, err := filepath.Glob("*.*g")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range have {
		if !want[strings.TrimSuffix(strings.TrimSuffix(name, ".png"), ".svg")+".svg"] {
			t.Errorf("%s is of no scene", name)
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, after, _ := strings.Cut(string(readme), listBegin); !strings.HasPrefix(after, "\n"+listed(".")+"\n"+listEnd) {
		t.Errorf("the list of pictures in the README is another one; go run ./screenshots -readme screenshots/README.md")
	}
}

func TestList(t *testing.T) {
	readme := filepath.Join(t.TempDir(), "README.md")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(readme, "before\n")
	if err := list(readme); err == nil {
		t.Error("a list was written where none has a place")
	}
	write(readme, "before\n"+listBegin+"old\n"+listEnd+"after\n")
	for _, name := range []string{"log-80x24.svg", "log-80x24.png", "log-200x60-mono.svg", "other.svg"} {
		write(filepath.Join(filepath.Dir(readme), name), "")
	}
	for range 2 { // the second time changes nothing
		if err := list(readme); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(readme)
		text := string(b)
		if err != nil || !strings.HasPrefix(text, "before\n"+listBegin) || !strings.HasSuffix(text, listEnd+"after\n") || strings.Contains(text, "old") || strings.Contains(text, "other") ||
			!strings.Contains(text, "| Log, filtered and searched | [80x24](log-80x24.svg) [png](log-80x24.png) | | [200x60](log-200x60-mono.svg) |\n") {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// A screen of many colours gets few, the rare ones among them, and stays within its
// bytes.
func TestEncoded(t *testing.T) {
	from, rare := image.NewRGBA(image.Rect(0, 0, 40, 40)), color.RGBA{63, 199, 154, 255}
	for i := range 40 * 40 { // a ground, and more colours than a palette holds
		c := color.RGBA{20, 23, 26, 255}
		if i >= 800 {
			c = color.RGBA{uint8(i % 100), uint8(i % 100), uint8(i / 8), 255}
		}
		from.SetRGBA(i%40, i/40, c)
	}
	from.SetRGBA(39, 39, rare)
	b, err := encoded(from)
	if err != nil {
		t.Fatal(err)
	}
	to, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := to.(*image.Paletted); !ok || len(p.Palette) > 16 || p.Bounds() != from.Bounds() {
		t.Fatalf("%T %v is not a small picture of the same size", to, to.Bounds())
	}
	if ground, only := at(to, 3, 3), at(to, 39, 39); ground != (color.RGBA{20, 23, 26, 255}) || distance(only, rare) > 3000 {
		t.Errorf("the ground is %v, the rare one %v", ground, only)
	}
	noise, rnd := image.NewRGBA(image.Rect(0, 0, 1000, 1000)), rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(rnd.IntN(2)) * 255
	}
	if b, err := encoded(noise); err == nil {
		t.Errorf("noise has %d bytes", len(b))
	}
}

// A sheet is cut where its pictures are, and holds no more than can be drawn.
func TestSheets(t *testing.T) {
	all, n := scenes(), 0
	for _, s := range sheets(all) {
		if s.h > maxSheet || s.h <= 0 {
			t.Errorf("a sheet is %d high", s.h)
		}
		page := string(s.page("/pictures"))
		for i, one := range s.scenes {
			if w, h := pixels(one.w, one.h); one.file() != all[n].file() || s.at[i].Dx() != w || s.at[i].Dy() != h || i > 0 && s.at[i].Min.Y != s.at[i-1].Max.Y {
				t.Errorf("%s stands at %v", one.file(), s.at[i])
			}
			if !strings.Contains(page, fmt.Sprintf("top:%dpx\" src=\"file:///pictures/%s\"", s.at[i].Min.Y, one.file())) {
				t.Errorf("%s is not on its page", one.file())
			}
			n++
		}
	}
	if n != len(all) {
		t.Errorf("%d of %d pictures", n, len(all))
	}
	folder, two := t.TempDir(), sheets(all[:2])[0]
	whole := image.NewRGBA(image.Rect(0, 0, two.w, two.h))
	second := color.RGBA{200, 10, 10, 255}
	draw.Draw(whole, two.at[1], image.NewUniform(second), image.Point{}, draw.Src)
	if _, err := two.cut(whole, folder); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(folder, strings.TrimSuffix(all[1].file(), "svg")+"png"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(b))
	if err != nil || got.Bounds().Dx() != two.at[1].Dx() || at(got, 0, 0) != second {
		t.Errorf("%v: %v", err, got.Bounds())
	}
	if _, err := two.cut(image.NewRGBA(image.Rect(0, 0, 3, 3)), folder); err == nil {
		t.Error("a sheet that was drawn in part was cut")
	}
}

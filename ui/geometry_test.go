package ui

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// sound asserts that a frame fits its size by both ways of measuring, and that
// no control character but SGR and line breaks is in it.
func sound(t *testing.T, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) > h {
		t.Errorf("%dx%d: %d lines", w, h, len(lines))
	}
	for i, l := range lines {
		if a, b := ansi.StringWidth(l), ansi.StringWidthWc(l); a > w || b > w || a != b {
			t.Errorf("%dx%d: line %d is %d (%d) cells wide: %q", w, h, i, a, b, l)
		}
		harmless(t, l)
	}
}

func harmless(t *testing.T, l string) {
	t.Helper()
	for rest := l; rest != ""; {
		c, n := rune(rest[0]), 1
		if c >= 0x80 {
			c, n = firstRune(rest)
		}
		switch {
		case c == 0x1b:
			end := strings.IndexByte(rest, 'm')
			if end < 0 || len(rest) < 2 || rest[1] != '[' || strings.Trim(rest[2:end], "0123456789;:") != "" {
				t.Fatalf("an escape sequence that is not SGR: %q", rest[:min(20, len(rest))])
			}
			n = end + 1
		case c == unicode.ReplacementChar && n == 1, unicode.Is(unicode.C, c):
			t.Fatalf("%U in %q", c, l)
		}
		rest = rest[n:]
	}
}

func firstRune(s string) (rune, int) {
	for i, r := range s {
		if i > 0 {
			return []rune(s[:i])[0], i
		}
		_ = r
	}
	return []rune(s)[0], len(s)
}

// roam visits every face of the dashboard at one size.
func roam(t *testing.T, r *rig, w, h int) {
	t.Helper()
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	for _, keys := range [][]string{
		{"1"}, {"j", "G"}, {"E", "["}, {"{", "e", "j"}, {"}", "esc"}, {"2"}, {"j", "enter"}, {"G"}, {"r"}, {"esc", "l"}, {"G", "g", "esc"}, {"3"}, {"k", "f", "'e", "enter", "n"},
		{"enter", "esc"}, {"/", "'a"}, {"esc", "?"}, {"G", "?"}, {"G", "tab"}, {"esc", ":", "'messages"}, {"enter", "esc"}, {"space"}, {"space", "6"}, {"1", "/", "'q"}, {"esc", "esc", "1"},
		{"4", "j", "s"}, {"enter"}, {"G"}, {"tab", "S"}, {"j", "enter"}, {"G", "l", "esc"}, {"esc", "esc", "esc"}, {"5", "G", "s"}, {"/", "'1"}, {"enter", "enter"}, {"tab"}, {"esc", "esc", "esc", "1"},
		{"7", "j", "s"}, {"tab", "enter"}, {"G", "esc"}, {"tab", "G", "enter"}, {"G", "l", "esc"}, {"/", "'0"}, {"enter", "esc", "esc", "1"},
		{"8", "j", "s"}, {"enter", "o", "G"}, {"o", "o", "o", "o", "enter"}, {"j", "enter"}, {"G", "r"}, {"l"}, {"esc", "esc"}, {"/", "'e"}, {"enter", "enter", "a"}, {"esc", "esc", "esc", "esc", "1"},
		{"9", "G"}, {"space", "Y"}, {"esc", "tab", "k"}, {"t", "z"}, {"esc", "tab", "j"}, {"L", "G"}, {"esc", "M"}, {"esc", "esc", "1"},
	} {
		r.keys(keys...)
		sound(t, r.m.View().Content, w, h)
		if t.Failed() {
			t.Fatalf("at %dx%d after %v", w, h, keys)
		}
	}
}

// some is the whole list, or with the race detector every sixth of it and the last.
func some[T any](all []T) []T {
	if !racing {
		return all
	}
	var picked []T
	for i := 0; i < len(all)-1; i += 6 {
		picked = append(picked, all[i])
	}
	return append(picked, all[len(all)-1])
}

func upTo(n int) []int {
	var all []int
	for i := 1; i <= n; i++ {
		all = append(all, i)
	}
	return all
}

func TestEverySize(t *testing.T) {
	t.Parallel()
	r := newRig(t, liveOptions(), 80, 24, slices.Concat(stage.Cluster(), stage.PortsBad(), stage.PostureBad()))
	for _, w := range some([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 17, 20, 23, 28, 32}) {
		for _, h := range some(upTo(13)) {
			roam(t, r, w, h)
		}
	}
	for _, w := range some([]int{60, 79, 80, 81, 119, 120, 121, 139, 140, 141, 200, 300}) {
		for _, h := range some([]int{1, 5, 18, 24, 25, 36, 60, 100}) {
			roam(t, r, w, h)
		}
	}
}

func TestHostileText(t *testing.T) {
	opt := liveOptions()
	opt.Runbook = stage.HostileRunbook
	opt.Cluster = strings.Join(stage.Names(), "")
	for _, ascii := range []bool{false, true} {
		opt.ASCII = ascii
		for _, i := range some([]int{4, 9, len(stage.Names()) - 1}) { // the worst ones get to the top by and by
			r := newRig(t, opt, 100, 30, stage.Hostile()[:5*i+5])
			for _, size := range some([][2]int{{1, 1}, {7, 5}, {40, 12}, {80, 24}, {150, 40}}) {
				roam(t, r, size[0], size[1])
			}
		}
	}
}

// Each name gets its turn under the cursor, in the list, in detail, with its task.
func TestHostileCluster(t *testing.T) {
	t.Parallel()
	opt := liveOptions()
	for _, ascii := range []bool{false, true} {
		opt.ASCII = ascii
		r := newRig(t, opt, 100, 30, stage.HostileCluster())
		sizes := [][2]int{{1, 1}, {40, 12}, {100, 30}, {200, 60}}
		if ascii {
			sizes = sizes[2:3]
		}
		for _, size := range some(sizes) {
			r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			for _, view := range []string{"4", "5"} {
				r.keys(view, "g")
				for range some(stage.Names()) {
					for _, k := range []string{"enter", "G", "tab", "enter", "G", "esc", "esc", "esc", "j"} {
						r.keys(k)
						if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
							t.Fatalf("%v, view %s after %s:\n%s", size, view, k, r.frame())
						}
					}
				}
			}
			for range 3 {
				r.keys("7", "tab", "g")
				for range some(stage.Names()) {
					for _, k := range []string{"enter", "G", "esc", "j"} {
						r.keys(k)
						if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
							t.Fatalf("%v, ports after %s:\n%s", size, k, r.frame())
						}
					}
				}
			}
			r.keys("8", "g", "g", "enter", "g")
			for range some(stage.Names()) {
				for _, k := range []string{"enter", "enter", "G", "r", "esc", "esc", "j"} {
					r.keys(k)
					if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
						t.Fatalf("%v, posture after %s:\n%s", size, k, r.frame())
					}
				}
			}
			r.keys("2", "g", "i")
			for range some(stage.Names()) {
				for _, k := range []string{"G", "Y", "esc", "S-tab", "G", "tab", "esc", "j", "i"} {
					r.keys(k)
					if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
						t.Fatalf("%v, incident after %s:\n%s", size, k, r.frame())
					}
				}
			}
			roam(t, r, size[0], size[1])
		}
	}
}

func TestHostileErrors(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident())
	for _, n := range stage.Names() {
		r.send(actedMsg{mesoswatch.Action{What: n}, hostileError(n)})
		sound(t, r.m.View().Content, 80, 24)
		r.send(boardMsg{err: hostileError(n)})
		sound(t, r.m.View().Content, 80, 24)
		r.keys("l")
		r.send(contextMsg{id: r.m.log.near.id, err: hostileError(n)})
		sound(t, r.m.View().Content, 80, 24)
		r.keys("esc", "3", "/")
		r.send(tea.PasteMsg{Content: n})
		sound(t, r.m.View().Content, 80, 24)
		r.keys("enter", "f")
		r.send(tea.PasteMsg{Content: "~(" + n})
		r.keys("enter")
		sound(t, r.m.View().Content, 80, 24)
		r.keys("esc", "esc", "1")
	}
}

type hostileError string

func (e hostileError) Error() string { return string(e) }

func TestNoSize(t *testing.T) {
	m := New(nil, Options{})
	m.Update(boardMsg{board: &mesoswatch.Board{}})
	if got := m.View().Content; got != "" {
		t.Errorf("a frame without a size: %q", got)
	}
}

package theme

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestNames(t *testing.T) {
	for _, n := range append(Names(), "") {
		if _, err := New(Options{Name: n}); err != nil {
			t.Error(err)
		}
	}
	if _, err := New(Options{Name: "pink"}); err == nil || !strings.Contains(err.Error(), "dark") {
		t.Errorf("an unknown theme: %v", err)
	}
}

// Marks differ where levels must be told apart without colours.
func TestMarks(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th, _ := New(Options{ASCII: ascii})
		seen := map[string]mesoswatch.Level{}
		for _, l := range []mesoswatch.Level{mesoswatch.Low, mesoswatch.Medium, mesoswatch.High, mesoswatch.Critical} {
			m := th.Marks.Level(l)
			if other, twice := seen[m]; twice {
				t.Errorf("%v and %v share the mark %s", l, other, m)
			}
			seen[m] = l
		}
		if len(th.Marks.Spark) != 9 {
			t.Errorf("%d steps of bars", len(th.Marks.Spark))
		}
		if th.Marks.Level(99) != th.Marks.Level(mesoswatch.Critical) || th.Marks.Level(-1) == "" {
			t.Error("a level that does not exist has no mark")
		}
	}
}

func TestNoColor(t *testing.T) {
	for _, o := range []Options{{NoColor: true}, {Name: "mono"}, {Name: "light", NoColor: true}} {
		th, _ := New(o)
		for _, s := range []Style{th.Dim, th.Cursor, th.Bad, th.Match, th.Level(mesoswatch.Critical), th.Severity("E"), th.TabActive, th.Suspect} {
			if open := s.Open(); strings.Contains(open, "38;") || strings.Contains(open, "48;") {
				t.Errorf("%+v: %q", o, open)
			}
		}
		if th.Cursor == (Style{}) || th.Cursor == th.Unfocused {
			t.Errorf("%+v: the cursor cannot be seen", o)
		}
	}
}

// With 16 colours levels still differ, and nothing names a colour beyond them.
func TestSixteenColours(t *testing.T) {
	for _, name := range []string{"dark", "light"} {
		th, err := New(Options{Name: name, Sixteen: true})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, l := range []mesoswatch.Level{mesoswatch.Low, mesoswatch.Medium, mesoswatch.High, mesoswatch.Critical} {
			open := th.Level(l).Open()
			if seen[open] || strings.Contains(open, "38;") {
				t.Errorf("%s: %v is %q", name, l, open)
			}
			seen[open] = true
		}
	}
}

func TestEnvironment(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	if NoColor(env()) || NoColor(env("NO_COLOR", "")) || !NoColor(env("NO_COLOR", "0")) || !NoColor(env("NO_COLOR", "anything")) {
		t.Error("NO_COLOR")
	}
	if ASCII(env("LANG", "de_DE.UTF-8")) || ASCII(env("LC_ALL", "C.utf8")) || !ASCII(env("LC_ALL", "C", "LANG", "de_DE.UTF-8")) || !ASCII(env()) {
		t.Error("locale")
	}
}

func TestStyles(t *testing.T) {
	if got := bold.With(fg("#010203")).Paint("x"); got != "\x1b[1;38;2;1;2;3mx\x1b[m" {
		t.Errorf("%q", got)
	}
	if got := fg("9").Open() + bg("4").Open(); got != "\x1b[91m\x1b[44m" {
		t.Errorf("%q", got)
	}
	for _, bad := range []string{"", "red", "#12345", "#gggggg", "16", "-1"} {
		if fg(bad) != (Style{}) {
			t.Errorf("%q is a colour", bad)
		}
	}
}

package kit

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// hostile are texts that would harm a terminal or a column.
func hostile() []string {
	return []string{
		"\x1b[2J\x1b[H\x1b]0;owned\x07 cleared", "\x1bPq#0;2;0\x1b\\\x1b]52;c;cm0gLXJm\x07", "back\rforged", "line\nbreak\ttab\x00nul\x7fdel",
		"\u202egnp.exe\u202c \u200bzero\u200dwidth", "\xff\xfe\x9b31m invalid \xc3", "\u009b31m c1 \u0085next", "日本語の枠組み 한국어 ｆｕｌｌ",
		"e\u0301\u0302\u0303 " + strings.Repeat("Z\u0310\u0348\u035c", 30), "a" + strings.Repeat("\u0301", 4000),
		"👩\u200d👩\u200d👧 🇩🇪 👍🏽 ❤\ufe0f 🏳\ufe0f\u200d🌈", "שלום עולם مرحبا", "हिन्दी का नाम ไทย", strings.Repeat("x", 30_000), strings.Repeat("語", 10_000),
		"\u3164\u115f\u034f\ufe0f invisible \U000e0041", "",
	}
}

func pen(t testing.TB, ascii bool) *Pen {
	th, err := theme.New(theme.Options{ASCII: ascii})
	if err != nil {
		t.Fatal(err)
	}
	return &Pen{th}
}

func TestFit(t *testing.T) {
	p := pen(t, false)
	for _, c := range []struct {
		in   string
		w    int
		want string
	}{
		{"abc", 5, "abc  "}, {"abcdef", 5, "abcd…"}, {"abcde", 5, "abcde"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日… "},
		{"", 2, "  "}, {"abc", 0, ""}, {"abc", 1, "…"}, {"日", 1, "…"}, {"a\rb", 6, `a\rb  `}, {"\x1b[2Jx", 4, `\x1…`},
	} {
		if got := p.Fit(c.in, c.w); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.in, c.w, got, c.want)
		}
	}
	if got := p.FitRight("12", 4); got != "  12" {
		t.Errorf("FitRight = %q", got)
	}
	if got := p.CutLeft("/var/log/mesos", 6); got != "…mesos" {
		t.Errorf("CutLeft = %q", got)
	}
}

// steady asserts that text is harmless and as wide by one measure as by the other.
func steady(t *testing.T, s string, w int) {
	t.Helper()
	if a, b := ansi.StringWidth(s), ansi.StringWidthWc(s); a != b || a > w {
		t.Errorf("%q: %d or %d cells of %d", s, a, b, w)
	}
	for _, r := range s {
		if r < 0x20 || r == 0x7f || unicode.Is(unicode.C, r) {
			t.Errorf("%U in %q", r, s)
		}
	}
}

func TestHostileNamesFit(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		p := pen(t, ascii)
		for _, name := range hostile() {
			for _, w := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 20, 39} {
				steady(t, p.Fit(name, w), w)
				steady(t, p.CutLeft(name, w), w)
				if n := Width(p.Fit(name, w)); n != w {
					t.Errorf("Fit(%.20q, %d) is %d cells", name, w, n)
				}
				for _, l := range p.Wrap(name, w, 4) {
					steady(t, l, w)
				}
				if len(p.Fit(name, w)) > maxCluster*w {
					t.Errorf("Fit(%.20q, %d) has %d bytes", name, w, len(p.Fit(name, w)))
				}
			}
		}
	}
}

func FuzzFit(f *testing.F) {
	for _, n := range hostile() {
		f.Add(n, 12)
	}
	p := pen(f, false)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = w & 0x7f
		steady(t, p.Fit(s, w), w)
		steady(t, p.CutLeft(s, w), w)
		for _, l := range p.Wrap(s, w, 5) {
			steady(t, l, w)
		}
	})
}

func TestWrap(t *testing.T) {
	p := pen(t, false)
	got := strings.Join(p.Wrap("one two-three four\nfive", 9, 9), "|")
	if got != "one|two-three|four|five" {
		t.Errorf("Wrap = %q", got)
	}
	if got := strings.Join(p.Wrap("abcdefgh", 3, 9), "|"); got != "abc|def|gh" {
		t.Errorf("a long word: %q", got)
	}
	if got := strings.Join(p.Wrap("a b c d e f", 1, 2), "|"); got != "a|…" && got != "a|" {
		t.Errorf("too many lines: %q", got)
	}
	painted := p.WrapPainted("  \x1b[1mbold words\x1b[m end", 12, 4)
	if got := strings.Join(painted, "|"); got != "  \x1b[1mbold\x1b[m|    \x1b[1mwords\x1b[m|    end" {
		t.Errorf("painted: %q", got)
	}
}

func TestOnlyColours(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "\x1b[1;38;2;1;2;3mx\x1b[m": "\x1b[1;38;2;1;2;3mx\x1b[m", "\x1b]8;;http://x\x07link\x1b]8;;\x1b\\": "link",
		"\x1b[2Jx": "x", "\x1b[?25lx": "x", "a\rb\tc": "abc", "\x1b": "", "\x1b[": "", "\x1bPq\x1b\\x": "x", "\x1b[>4mx": "x",
	} {
		if got := OnlyColours(in); got != want {
			t.Errorf("OnlyColours(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		d               time.Duration
		age, ago, when_ string
	}{
		{-time.Second, "<1s", "just now", "<1s"}, {300 * time.Millisecond, "<1s", "just now", "<1s"}, {12 * time.Second, "12s", "12 seconds ago", "12s"},
		{90 * time.Second, "1m", "1 minute ago", "1m"}, {59 * time.Minute, "59m", "59 minutes ago", "59m"}, {2 * time.Hour, "2h", "2 hours ago", "12:00"},
		{47 * time.Hour, "47h", "47 hours ago", "Nov 18"}, {72 * time.Hour, "3d", "3 days ago", "Nov 17"}, {400 * 24 * time.Hour, "400d", "400 days ago", "2025-10"},
	} {
		at := now.Add(-c.d)
		if age, ago, when := Age(now, at), Ago(now, at), When(now, at); age != c.age || ago != c.ago || when != c.when_ {
			t.Errorf("%v: %q %q %q", c.d, age, ago, when)
		}
	}
	if Number(-1234567) != "-1,234,567" || Number(999) != "999" || Count(1, "line") != "1 line" || Bytes(12_300) != "12 kB" || Bytes(1023) != "1023 B" || Bytes(1500) != "1.5 kB" || Bytes(3<<30) != "3 GB" {
		t.Error("numbers")
	}
}

func TestSinceAndClock(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration][2]string{
		-time.Second: {"<1 s ago", "14:00"}, 12 * time.Second: {"12 s ago", "13:59"}, 3 * time.Minute: {"3 min ago", "13:57"},
		2 * time.Hour: {"2 h ago", "12:00"}, 47 * time.Hour: {"47 h ago", "Nov 18 15:00"}, 96 * time.Hour: {"4 d ago", "Nov 16 14:00"},
		400 * 24 * time.Hour: {"400 d ago", "2025-10-16 14:00"},
	} {
		if got := [2]string{Since(now, now.Add(-d)), Clock(now, now.Add(-d))}; got != want {
			t.Errorf("%v: %q", d, got)
		}
	}
	if Since(now, time.Time{}) != "at an unknown time" || Clock(now, time.Time{}) != "an unknown time" {
		t.Error("no time")
	}
}

func TestSizes(t *testing.T) {
	for n, want := range map[float64]string{0: "0 MB", 512: "512 MB", 1024: "1 GB", 64000: "62.5 GB", 1.3 * 1024 * 1024: "1.3 TB", 5e9: "4.7 PB", 1e300: "9.31e+290 PB"} {
		if got := Megabytes(n); got != want {
			t.Errorf("Megabytes(%v) = %q", n, got)
		}
	}
	for n, want := range map[float64]string{0: "0", 0.25: "0.25", 0.1: "0.1", 0.001: "0", 1: "1", 12.54: "12.5", 1024: "1,024", 1024.5: "1024.5", -3: "-3", -0.001: "0", 100: "100", 1e18: "1e+18"} {
		if got := Decimal(n); got != want {
			t.Errorf("Decimal(%v) = %q, want %q", n, got, want)
		}
	}
	if Percent(0) != "0 %" || Percent(0.004) != "<1 %" || Percent(0.344) != "34 %" || Percent(1) != "100 %" {
		t.Error("Percent")
	}
}

func TestBar(t *testing.T) {
	p := pen(t, true)
	for share, want := range map[float64]string{-1: ".....", 0: ".....", 0.01: "#....", 0.5: "###..", 0.99: "####.", 1: "#####", 7: "#####"} {
		if got := p.Bar(share, 5); got != want {
			t.Errorf("%v: %q", share, got)
		}
	}
	if p.Bar(0.5, 0) != "" || p.Bar(0.5, -1) != "" {
		t.Error("a bar without room")
	}
}

func TestColumnsGoInOrder(t *testing.T) {
	cols := []Column{{Width: 4}, {Width: 10, Grow: 1, Most: 30}, {Width: 6, Drop: 2}, {Width: 6, Drop: 1}}
	for w, want := range map[int][4]int{100: {4, 30, 6, 6}, 40: {4, 18, 6, 6}, 25: {4, 11, 0, 6}, 17: {4, 11, 0, 0}, 5: {4, 10, 0, 0}} {
		c := Layout(w, 2, cols)
		if got := [4]int{c.Width(0), c.Width(1), c.Width(2), c.Width(3)}; got != want {
			t.Errorf("%d cells: %v, want %v", w, got, want)
		}
	}
}

func TestListHoldsItsRow(t *testing.T) {
	rows := []string{"a", "b", "c", "d", "e", "f"}
	var l List[string]
	sync := func() {
		l.Sync(len(rows), func(i int) string { return rows[i] }, func(k string) (int, bool) {
			for i, r := range rows {
				if r == k {
					return i, true
				}
			}
			return 0, false
		})
	}
	l.SetHeight(4)
	sync()
	rows = append([]string{"0"}, rows...)
	sync()
	if l.Index() != 0 || l.Above() != 0 {
		t.Errorf("an untouched list: at %d, %d above", l.Index(), l.Above())
	}
	l.Move(2, func(i int) string { return rows[i] }) // on b
	rows = append([]string{"x", "y"}, rows...)
	sync()
	if from, _ := l.Window(); rows[l.Index()] != "b" || l.Index()-from != 2 || l.Above() != 2 {
		t.Errorf("at %s, row %d, %d above", rows[l.Index()], l.Index()-from, l.Above())
	}
	rows = rows[:3] // b is gone
	sync()
	if l.Index() != 2 {
		t.Errorf("after its row went: at %d", l.Index())
	}
	rows = append(rows, "d", "e", "f", "g")
	sync()
	l.SetHeight(2)
	l.Put(6, func(i int) string { return rows[i] })
	l.SetHeight(5)
	if from, to := l.Window(); from != 2 || to != 7 {
		t.Errorf("after it grew: %d to %d of 7", from, to)
	}
	rows = nil
	sync()
	if l.Index() != -1 {
		t.Errorf("an empty list: at %d", l.Index())
	}
}

func TestSpark(t *testing.T) {
	p := pen(t, false)
	if got := p.Spark([]int{0, 1, 50, 99, 100, 400}, 100); got != " ▁▄███" && got != " ▁▄▇██" && got != " ▁▄██" {
		t.Errorf("%q", got)
	}
	if got := Fold([]int{1, 2, 3, 4, 5, 6}, 3); len(got) != 3 || got[0] != 3 || got[2] != 11 {
		t.Errorf("%v", got)
	}
}

func TestCutMiddle(t *testing.T) {
	p := pen(t, false)
	for _, c := range []struct {
		text string
		w    int
		want string
	}{
		{"short", 8, "short"},
		{"5fdb8d57-11ce-0011", 12, "5fdb8d" + p.Marks.Ellipsis + "-0011"},
		{"5fdb8d57-11ce-0011", 5, "5fdb" + p.Marks.Ellipsis},
		{strings.Repeat("a", 10_000) + "end", 9, "aaaa" + p.Marks.Ellipsis + "aend"},
		{"世界世界世界世界", 9, "世界" + p.Marks.Ellipsis + "世界"},
	} {
		got := p.CutMiddle(c.text, c.w)
		if got != c.want || Width(got) > c.w {
			t.Errorf("%q in %d: %q, want %q", c.text, c.w, got, c.want)
		}
	}
}

func TestCutMiddleHostile(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		p := pen(t, ascii)
		for _, s := range hostile() {
			for w := range 30 {
				if got := p.CutMiddle(s, w); Width(got) > w || strings.ContainsAny(got, "\x1b\r\n\x00") {
					t.Errorf("%q in %d cells is %q", s, w, got)
				}
			}
		}
	}
}

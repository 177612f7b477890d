package rules

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestMinerWords(t *testing.T) {
	m := newMiners()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"xmrig", "xmrig"},
		{"evil/xmrig:latest", "xmrig"},
		{"registry.example.org:5000/a/XMRig@sha256:00", "xmrig"},
		{"minergate2/notarig", "minergate"},
		{"web.minerd.0f3ab1c2", "minerd"},
		{"determinerd", ""},
		{"minerds", ""},
		{"xmrig_x", "xmrig"},
		{"taxmr", ""},
		{"a xmr b", "xmr"},
		{"examiner data-miner", ""},
		{"0123456789", ""},
		{"./x -o stratum+tcp://pool:3333", "stratum+tcp"},
		{"STRATUM+SSL://pool", "stratum+ssl"},
		{"stratum2+tcp://pool", "stratum+tcp"},
		{"stratum+tcp", ""},
		{"stratum", ""},
		{"substratum+tcp://x", ""},
		{"geology of the stratum", ""},
		{strings.Repeat("x", 100) + " monero", "monero"},
		{strings.Repeat("a", maxMinerWord+1) + "xmrig", ""},
		{"\xff\xfexmrig\x00", "xmrig"},
	} {
		if got := m.find(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// The list holds what can be found by it.
func TestMinerListsAreSound(t *testing.T) {
	m := newMiners()
	seen := map[string]bool{}
	for _, w := range minerWords {
		if m.find(w) != w || seen[w] || len(w) > maxMinerWord || !regexp.MustCompile(`^[a-z0-9]*[a-z]$`).MatchString(w) {
			t.Errorf("%q: %q", w, m.find(w))
		}
		seen[w] = true
	}
	for _, i := range minerImages {
		if strings.ToLower(i) != i || strings.ContainsAny(i, ":@") || !strings.Contains(i, "/") {
			t.Errorf("%q", i)
		}
	}
}

// FuzzMiners: what is found is what a plain reading of the text, word by word,
// finds.
func FuzzMiners(f *testing.F) {
	m := newMiners()
	word, scheme := regexp.MustCompile(`[A-Za-z0-9]+`), regexp.MustCompile(`(?i)^\+(tcp|ssl|tls|udp)://`)
	for _, s := range []string{"xmrig", "a/xmr2:x", "stratum1+tcp://x", "minerd.0f3ab1c2-5c1e", "\xffmonero"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := false
		for _, at := range word.FindAllStringIndex(text, -1) {
			name := strings.TrimRight(strings.ToLower(text[at[0]:at[1]]), "0123456789")
			if at[1]-at[0] <= maxMinerWord {
				want = want || slices.Contains(minerWords, name) || name == "stratum" && scheme.MatchString(text[at[1]:])
			}
		}
		if got := m.find(text); (got != "") != want {
			t.Errorf("%q: %q, want %v", text, got, want)
		}
	})
}

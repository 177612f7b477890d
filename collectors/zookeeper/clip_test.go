package zookeeper

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClipIsShortWhateverTheBytes(t *testing.T) {
	for _, s := range []string{"", "follower", strings.Repeat("x", 80), strings.Repeat("x", 81), strings.Repeat("\xff", 80), strings.Repeat("a\xff", 40), strings.Repeat("é\xc3", 60)} {
		got := clip(s)
		if len(got) > 80+len("…") || !utf8.ValidString(got) {
			t.Errorf("clip(%q) is %q, %d bytes", s, got, len(got))
		}
	}
}

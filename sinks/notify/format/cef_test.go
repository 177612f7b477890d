package format

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// cefKey is an entry of the extension dictionary: its length and what a value is.
type cefKey struct {
	most int
	is   func(string) bool
}

// cefDictionary holds the keys that we write, as the CEF implementation standard has
// them. What has no length there has the length of its largest value.
func cefDictionary() map[string]cefKey {
	any := func(string) bool { return true }
	number := func(s string) bool { _, err := strconv.ParseInt(s, 10, 64); return err == nil }
	port := func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n >= 0 && n <= 65535 }
	v4 := func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }
	v6 := func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() }
	d := map[string]cefKey{
		"rt": {20, number}, "start": {20, number}, "end": {20, number}, "cnt": {20, number}, "src": {16, v4}, "spt": {5, port},
		"c6a2": {45, v6}, "c6a2Label": {1023, any}, "externalId": {40, any}, "act": {63, any}, "outcome": {63, any}, "cat": {1023, any},
		"deviceExternalId": {255, any}, "msg": {1023, any}, "reason": {1023, any}, "suser": {1023, any}, "dhost": {1023, any},
		"request": {1023, any}, "requestMethod": {1023, any}, "requestClientApplication": {1023, any},
	}
	for i := 1; i <= 6; i++ {
		key := "cs" + strconv.Itoa(i)
		d[key], d[key+"Label"] = cefKey{4000, any}, cefKey{1023, any}
	}
	return d
}

// Every key of the dictionary here is written of one sample or the other.
func TestCEFWritesAllKeys(t *testing.T) {
	written := map[string]bool{}
	for _, n := range []string{"v4", "v6"} {
		s := withLog(sample())
		if n == "v6" {
			s = ipv6(s)
		}
		line, err := Writer{Format: CEF, Version: "1.2.3"}.Line(s)
		if err != nil {
			t.Fatal(err)
		}
		holdsCEF(t, s, string(line), 0)
		c, _ := parseCEF(string(line))
		for key := range c.ext {
			written[key] = true
		}
		if n == "v4" && (c.ext["src"] != "203.0.113.7" || c.ext["suser"] != "marathon" || c.ext["outcome"] != "failure" || c.ext["msg"] != s.Finding.Evidence[2].Text) {
			t.Errorf("%+v", c.ext)
		}
	}
	for key := range cefDictionary() {
		if !written[key] {
			t.Errorf("%s is not written", key)
		}
	}
}

func TestCEFHeader(t *testing.T) {
	n := sample()
	n.Finding.Title, n.Finding.Rule = `pipes | and \ slashes`, `r|1`
	line, err := Writer{Format: CEF, Version: "1|2"}.Line(n)
	if err != nil || !strings.HasPrefix(string(line), `CEF:0|mesoswatch|mesoswatch|1\|2|r\|1|pipes \| and \\ slashes|8|rt=`) {
		t.Errorf("%v %s", err, line)
	}
}

func TestSeverity(t *testing.T) {
	last := 0
	for _, l := range mesoswatch.Levels() {
		if s := severity(l); s <= last || s > 10 {
			t.Errorf("%s: %d", l, s)
		} else {
			last = s
		}
	}
}

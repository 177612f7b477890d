package format

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// mark stands where text was cut.
const mark = "…"

// cut leaves the first bytes of s, whole characters, with a mark where something is
// missing. It is most bytes long with its mark.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := max(most-len(mark), 0)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// plain is s made printable and cut. What lies far behind the cut is not looked at.
func plain(s string, most int) string {
	if len(s) > most+utf8.UTFMax {
		s = s[:most+utf8.UTFMax]
	}
	return cut(mesoswatch.Printable(s), most)
}

// The most bytes of a name and of a text, where the format does not say.
const (
	mostName = 1024
	mostText = 8192
)

func name(s string) string { return plain(s, mostName) }

func names(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in[:min(len(in), 64)] {
		if s != "" {
			out = append(out, name(s))
		}
	}
	return out
}

// text is n in one line for people.
func text(n *notice.Notice) string {
	f := &n.Finding
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s: %s", f.Level, turnWord(n.Turn), name(f.Title), whom(f))
	if n.Cluster != "" {
		b.WriteString(" in " + name(n.Cluster))
	}
	fmt.Fprintf(&b, "; seen %s", times(f.Count))
	if !f.FirstSeen.IsZero() {
		b.WriteString(", first " + clock(f.FirstSeen))
	}
	if f.LastSeen.After(f.FirstSeen) {
		b.WriteString(", last " + clock(f.LastSeen))
	}
	fmt.Fprintf(&b, " [%s %s]", name(f.Rule), name(f.ID))
	if f.Remediation != "" && !n.Over() {
		b.WriteString(" -- " + plain(f.Remediation, mostText))
	}
	return b.String()
}

// whom is what it is about. An address that only a peer named is called a claim.
func whom(f *mesoswatch.Finding) string {
	kind := name(f.Subject.Kind)
	if kind == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		kind = "claimed address"
	}
	return kind + " " + name(f.Subject.Name)
}

func turnWord(t mesoswatch.Turn) string {
	if t == mesoswatch.NoTurn {
		return "told"
	}
	return plain(string(t), 32)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// clock is a time to the second, with its zone.
func clock(t time.Time) string { return t.UTC().Format(time.RFC3339) }

package ui

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// tlsVersions are all there are, the oldest first; Endpoint.Versions has them by
// these names.
func tlsVersions() []string { return []string{"SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"} }

// outdated tells of a version that RFC 7568 or RFC 8996 takes out of use.
func outdated(version string) bool {
	return version == "SSLv3" || version == "TLS 1.0" || version == "TLS 1.1"
}

// acceptedBy are the versions an endpoint accepts, the oldest first, names we do not
// know last.
func acceptedBy(e *mesoswatch.Endpoint) []string {
	var all []string
	for _, v := range tlsVersions() {
		if e.Versions[v] {
			all = append(all, v)
		}
	}
	for _, v := range slices.Sorted(maps.Keys(e.Versions)) {
		if e.Versions[v] && !slices.Contains(tlsVersions(), v) {
			all = append(all, v)
		}
	}
	return all
}

// versionsWord are the versions that an endpoint accepts; "?" where none is known.
func versionsWord(e *mesoswatch.Endpoint) string {
	switch all := acceptedBy(e); {
	case len(all) > 0:
		return strings.ReplaceAll(strings.Join(all, " "), "TLS ", "")
	case e.TLS != nil && !*e.TLS:
		return "none"
	}
	return "?"
}

// versionSpans is versionsWord with what lies between two versions left out:
// "1.0-1.3".
func versionSpans(e *mesoswatch.Endpoint) string {
	all := tlsVersions()
	var spans []string
	for from := 0; from < len(all); from++ {
		to := from
		for to < len(all) && e.Versions[all[to]] {
			to++
		}
		switch to - from {
		case 0:
		case 1:
			spans = append(spans, all[from])
		default:
			spans = append(spans, all[from]+"-"+all[to-1])
		}
		from = max(from, to-1)
	}
	if len(spans) == 0 {
		return versionsWord(e)
	}
	return strings.ReplaceAll(strings.Join(spans, " "), "TLS ", "")
}

// The sorts of what is to be noted about an endpoint.
const (
	noTLS       = "without TLS"
	alsoPlain   = "also plain"
	expired     = "expired"
	endsSoon    = "end soon"
	notYet      = "not yet valid"
	oldVersions = "old versions"
	weakCiphers = "weak ciphers"
	notVerified = "not verified"
	notKnown    = "not known"
	nothingOdd  = "nothing odd seen"
)

// soon is how many days before its end a certificate is spoken of.
const soon = 30

// note is one thing to be noted, and its sort, which is counted.
type note struct {
	sort, text string
	look       mesoswatch.Level
}

// notesOf are what is to be noted, the gravest first; never empty. What is not
// known is noted too.
func notesOf(a *around, e *mesoswatch.Endpoint) []note {
	var all []note
	add := func(l mesoswatch.Level, sort, text string) { all = append(all, note{sort, text, l}) }
	if e.TLS != nil && !*e.TLS {
		add(mesoswatch.High, noTLS, "speaks no TLS")
	} else if e.Plain != nil && *e.Plain {
		add(mesoswatch.High, alsoPlain, "answers plain too")
	}
	if c := e.Certificate; c != nil {
		all = append(all, certificateNotes(a, c)...)
	}
	if old := slices.DeleteFunc(acceptedBy(e), func(v string) bool { return !outdated(v) }); len(old) > 0 {
		add(mesoswatch.Medium, oldVersions, "accepts "+strings.Join(old, ", "))
	}
	if len(e.Weak) > 0 {
		add(mesoswatch.Medium, weakCiphers, strings.Join(e.Weak, ", "))
	}
	if e.Why != "" || e.TLS == nil {
		add(mesoswatch.Low, notKnown, "not known: "+cmp.Or(e.Why, "it did not answer"))
	}
	if len(all) == 0 {
		add(mesoswatch.Informational, nothingOdd, nothingOdd)
	}
	slices.SortStableFunc(all, func(x, y note) int { return cmp.Compare(y.look, x.look) })
	return all
}

// certificateNotes judge by the clock of the board: in a replay by its time.
func certificateNotes(a *around, c *mesoswatch.Certificate) []note {
	var all []note
	switch days := daysLeft(a, c); {
	case c.NotAfter.IsZero():
		all = append(all, note{notKnown, "no end is known", mesoswatch.Low})
	case !a.board.Now.Before(c.NotAfter):
		all = append(all, note{expired, endWord(a, c), mesoswatch.Critical})
	case days < soon:
		all = append(all, note{endsSoon, "ends " + endWord(a, c), mesoswatch.Medium})
	}
	if a.board.Now.Before(c.NotBefore) {
		all = append(all, note{notYet, "not valid yet", mesoswatch.Medium})
	}
	if !c.Verified {
		all = append(all, note{notVerified, "not verified: " + unverified(c), mesoswatch.Medium})
	}
	return all
}

// unverified says why a chain could not be verified.
func unverified(c *mesoswatch.Certificate) string {
	why := c.Wrong
	if c.SelfSigned && !strings.Contains(why, "self") {
		why = strings.TrimPrefix(why+", self-signed", ", ")
	}
	return cmp.Or(why, "no reason is known")
}

// daysLeft are the whole days until a certificate ends, negative behind that.
func daysLeft(a *around, c *mesoswatch.Certificate) int {
	return int(math.Floor(c.NotAfter.Sub(a.board.Now).Hours() / 24))
}

// endWord is how long a certificate is still good: "in 41 d", "expired 3 d ago".
func endWord(a *around, c *mesoswatch.Certificate) string {
	switch left := c.NotAfter.Sub(a.board.Now); {
	case c.NotAfter.IsZero():
		return "?"
	case left <= 0:
		return "expired " + kit.Since(a.board.Now, c.NotAfter)
	case left < 48*time.Hour:
		return "in " + strings.TrimSuffix(kit.Since(c.NotAfter, a.board.Now), " ago")
	}
	return "in " + kit.Number(int64(daysLeft(a, c))) + " d"
}

// noteWords are all notes in a row.
func noteWords(a *around, e *mesoswatch.Endpoint) string {
	var all []string
	for _, n := range notesOf(a, e) {
		all = append(all, n.text)
	}
	return strings.Join(all, "; ")
}

func noteStyle(p *kit.Pen, l mesoswatch.Level) theme.Style {
	if l == mesoswatch.Informational {
		return p.Dim
	}
	return p.Level(l)
}

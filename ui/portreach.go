package ui

import (
	"cmp"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// reachSpec is the list of ports that were tried from here.
func reachSpec() subjectSpec {
	return subjectSpec{
		kind: mesoswatch.SubjectPort, title: "Reachable from here", noun: "port",
		table:  reachTable,
		tally:  func(_ *around, s snapshot, count func(string)) { count(expectedWord(s.Port)) },
		loud:   func(word string) bool { return word == unexpectedOpen || word == butClosed || word == butSilent },
		sight:  func(s scene) sighting { return sightingOfParts(s, mesoswatch.SubjectPort) },
		name:   func(s snapshot) string { return atPort(s.Port.Host, s.Port.Port) },
		search: func(s snapshot) string { return literally(s.Port.Host) },
		facts:  reachFacts,
		empty:  "No port was tried.",
		never:  "no port was tried: --probe looks at those of the cluster",
	}
}

// What a port is against what the baseline says of it.
const (
	unexpectedOpen = "unexpected open"
	butClosed      = "expected, is closed"
	butSilent      = "expected, is silent"
	asExpected     = "as expected"
	openUnjudged   = "open, not in baseline"
	notOpen        = "not open"
	portUnknown    = "unknown"
)

// expectedWord compares a port with the baseline.
func expectedWord(p *mesoswatch.Port) string {
	switch {
	case p.State != "open" && p.State != "closed" && p.State != "silent":
		return portUnknown
	case p.State == "open" && p.Expected == "closed":
		return unexpectedOpen
	case p.State == "closed" && p.Expected == "open":
		return butClosed
	case p.State == "silent" && p.Expected == "open":
		return butSilent
	case p.Expected != "":
		return asExpected
	case p.State == "open":
		return openUnjudged
	}
	return notOpen
}

// oddness is how grave it is that a port is not as expected.
func oddness(port *mesoswatch.Port) mesoswatch.Level {
	switch expectedWord(port) {
	case unexpectedOpen:
		return mesoswatch.High
	case butClosed, butSilent:
		return mesoswatch.Medium
	}
	return mesoswatch.Informational
}

func expectedStyle(p *kit.Pen, port *mesoswatch.Port) theme.Style {
	if l := oddness(port); l > mesoswatch.Informational {
		return p.Level(l)
	}
	switch expectedWord(port) {
	case portUnknown:
		return p.Changed
	case asExpected, openUnjudged:
		return p.Text
	}
	return p.Dim
}

// leastExpected puts first what the baseline did not expect, then what is not
// known, then what is open.
func leastExpected(a, b snapshot) int {
	odd := func(p *mesoswatch.Port) int {
		for i, w := range []string{unexpectedOpen, butClosed, butSilent, portUnknown, openUnjudged, asExpected} {
			if expectedWord(p) == w {
				return i
			}
		}
		return 6
	}
	x, y := a.Port, b.Port
	return cmp.Or(odd(x)-odd(y), table.Natural(x.Host, y.Host), x.Port-y.Port)
}

func aboutPort(a *around, s snapshot) []*mesoswatch.Finding {
	return a.findings(mesoswatch.SubjectPort, s.Subject().Name, atPort(s.Port.Host, s.Port.Port))
}

// reachTable are the columns; on narrow screens they go in this order: who named
// the host, findings, when it changed, service.
func reachTable(p *kit.Pen) table.Spec[*around, snapshot] {
	mark, found := aboutFields(p, aboutPort, 3)
	mark = markedToo(p, mark, func(_ *around, s snapshot) mesoswatch.Level { return oddness(s.Port) }, func(s snapshot) bool { return expectedWord(s.Port) == portUnknown })
	dim := func(snapshot) theme.Style { return p.Dim }
	style := func(s snapshot) theme.Style { return expectedStyle(p, s.Port) }
	return table.Spec[*around, snapshot]{Rank: leastExpected, Order: table.Order{Field: -1}, Fields: []subjectField{
		mark,
		painted(word("baseline", kit.Column{Head: "baseline", Width: len(openUnjudged)}, func(_ *around, s snapshot) string { return expectedWord(s.Port) }), style),
		word("host", kit.Column{Head: "host", Width: 15, Grow: 2, Most: 45}, func(_ *around, s snapshot) string { return s.Port.Host }),
		small(number("port", kit.Column{Head: "port", Width: 6}, func(_ *around, s snapshot) (float64, bool) { return float64(s.Port.Port), true }, digits)),
		word("service", kit.Column{Head: "service", Width: 10, Grow: 1, Most: 24, Drop: 1}, func(_ *around, s snapshot) string { return s.Port.Service }),
		painted(word("state", kit.Column{Head: "state", Width: 8}, func(_ *around, s snapshot) string { return cmp.Or(s.Port.State, "?") }), style),
		painted(changedField(2), dim),
		painted(word("expected", kit.Column{Head: "expected", Width: 8, Drop: 5}, func(_ *around, s snapshot) string { return cmp.Or(s.Port.Expected, "-") }), dim),
		painted(word("by", kit.Column{Head: "named by", Width: 10, Grow: 1, Most: 24, Drop: 4}, func(_ *around, s snapshot) string { return s.Port.NamedBy }), dim),
		found,
		word("why", kit.Column{}, func(_ *around, s snapshot) string { return s.Port.Why }),
	}}
}

// reachFacts are everything of a port.
func reachFacts(d *document, a *around, row snapshot, _ *taskSum) {
	port := row.Port
	d.factIn("state", stateSentence(port), expectedStyle(d.pen, port))
	d.factIn("baseline", expectedSentence(port), expectedStyle(d.pen, port))
	d.fact("host", port.Host)
	d.fact("port", strconv.Itoa(port.Port))
	d.fact("service", cmp.Or(port.Service, "none that is usual there"))
	d.fact("named by", port.NamedBy)
	d.add(nil)
	d.findings(a, aboutPort(a, row))
	d.samePort(a, row.Subject(), port.Port, port.Host)
	d.told(a, row)
}

func stateSentence(p *mesoswatch.Port) string {
	switch p.State {
	case "open":
		return "open: a connection from here was accepted"
	case "closed":
		return "closed: the host refused the connection"
	case "silent":
		return "silent: no answer; a firewall drops it, or the host is down"
	}
	why := cmp.Or(p.Why, "no reason is known")
	return "unknown: " + why
}

func expectedSentence(p *mesoswatch.Port) string {
	switch expectedWord(p) {
	case unexpectedOpen:
		return "unexpected open: the baseline says it is closed"
	case butClosed, butSilent:
		return expectedWord(p) + ": the baseline says it is open"
	case asExpected:
		return "as expected: the baseline says it is " + p.Expected
	case portUnknown:
		return "not to be compared"
	}
	return "the baseline says nothing of it"
}

package ui

import (
	"cmp"
	"net"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// endpointsSpec is the list of endpoints that were asked for a TLS handshake.
func endpointsSpec() subjectSpec {
	return subjectSpec{
		kind: mesoswatch.SubjectEndpoint, title: "TLS", noun: "endpoint",
		table: endpointTable,
		tally: func(a *around, s snapshot, count func(string)) {
			for _, n := range notesOf(a, s.Endpoint) {
				count(n.sort)
			}
		},
		loud:   func(word string) bool { return word == noTLS || word == alsoPlain || word == expired },
		sight:  func(s scene) sighting { return sightingOfParts(s, mesoswatch.SubjectEndpoint) },
		name:   func(s snapshot) string { return s.Endpoint.Address },
		search: func(s snapshot) string { return literally(hostAlone(s.Endpoint.Address)) },
		facts:  endpointFacts,
		empty:  "No TLS endpoint is known.",
		never:  "no handshake was tried: --probe looks at the TLS ports of the cluster",
	}
}

// hostAlone is the host of host:port.
func hostAlone(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

func aboutEndpoint(a *around, s snapshot) []*mesoswatch.Finding {
	return a.findings(mesoswatch.SubjectEndpoint, s.Endpoint.Address)
}

// endpointTable are the columns; on narrow screens they go in this order: to whom
// the certificate was issued, findings, service, whether it was verified, plain
// answers, the client's certificate. What is to be noted, in words, stays.
func endpointTable(p *kit.Pen) table.Spec[*around, snapshot] {
	mark, found := aboutFields(p, aboutEndpoint, 6)
	mark = markedToo(p, mark, func(a *around, s snapshot) mesoswatch.Level { return notesOf(a, s.Endpoint)[0].look }, func(s snapshot) bool { return s.Endpoint.TLS == nil })
	dim := func(snapshot) theme.Style { return p.Dim }
	fields := []subjectField{
		mark,
		word("address", kit.Column{Head: "address", Width: 19, Grow: 1, Most: 45}, func(_ *around, s snapshot) string { return s.Endpoint.Address }),
		word("service", kit.Column{Head: "service", Width: 10, Grow: 1, Most: 20, Drop: 5}, func(_ *around, s snapshot) string { return s.Endpoint.Service }),
		{Column: kit.Column{Head: "TLS", Width: 9}, Name: "tls", Text: func(_ *around, s snapshot) string { return versionsWord(s.Endpoint) },
			Cell: func(_ *around, s snapshot) kit.Cell {
				return kit.Cell{Text: versionSpans(s.Endpoint), Style: versionsStyle(p, s.Endpoint)}
			}},
		{Column: kit.Column{Head: "ends", Width: 10}, Name: "ends", Joined: true, Small: true, Number: endsNumber, Cell: func(a *around, s snapshot) kit.Cell { return endsCell(p, a, s) }},
		noteField(p),
		word("plain", kit.Column{Head: "plain", Width: 5, Drop: 3}, func(_ *around, s snapshot) string { return maybe(s.Endpoint.Plain) }),
		word("client", kit.Column{Head: "client cert", Width: 11, Drop: 2}, func(_ *around, s snapshot) string { return cmp.Or(s.Endpoint.ClientCertificate, "?") }),
		word("verified", kit.Column{Head: "verified", Width: 8, Drop: 4}, func(_ *around, s snapshot) string { return verifiedWord(s.Endpoint) }),
		painted(word("subject", kit.Column{Head: "issued to", Width: 14, Grow: 1, Most: 40, Drop: 7}, func(_ *around, s snapshot) string {
			return certificateText(s, func(c *mesoswatch.Certificate) string { return c.Subject })
		}), dim),
		found,
		word("issuer", kit.Column{}, func(_ *around, s snapshot) string {
			return certificateText(s, func(c *mesoswatch.Certificate) string { return c.Issuer })
		}),
		word("name", kit.Column{}, func(_ *around, s snapshot) string {
			return certificateText(s, func(c *mesoswatch.Certificate) string { return strings.Join(c.Names, " ") })
		}),
		word("cipher", kit.Column{}, func(_ *around, s snapshot) string { return strings.Join(s.Endpoint.Ciphers, " ") }),
	}
	const notes = 5
	return table.Spec[*around, snapshot]{Fields: fields, Order: table.Order{Field: notes, Down: true}}
}

// noteField is what is to be noted. It sorts by how grave that is, and of equals
// what ends first comes first.
func noteField(p *kit.Pen) subjectField {
	const century = 36_525
	return subjectField{Column: kit.Column{Head: "to be noted", Width: 26, Grow: 3, Most: 90}, Name: "note", Joined: true,
		Text: func(a *around, s snapshot) string { return noteWords(a, s.Endpoint) },
		Number: func(a *around, s snapshot) (float64, bool) {
			days, known := endsNumber(a, s)
			if !known {
				days = century
			}
			return float64(notesOf(a, s.Endpoint)[0].look)*2*century - min(max(days, -century), century), true
		},
		Cell: func(a *around, s snapshot) kit.Cell {
			return kit.Cell{Text: noteWords(a, s.Endpoint), Style: noteStyle(p, notesOf(a, s.Endpoint)[0].look)}
		}}
}

func versionsStyle(p *kit.Pen, e *mesoswatch.Endpoint) theme.Style {
	switch all := acceptedBy(e); {
	case e.TLS != nil && !*e.TLS:
		return p.Level(mesoswatch.High)
	case len(all) == 0:
		return p.Changed
	case outdated(all[0]):
		return p.Level(mesoswatch.Medium)
	}
	return p.Text
}

// endsNumber is in days.
func endsNumber(a *around, s snapshot) (float64, bool) {
	c := s.Endpoint.Certificate
	if c == nil || c.NotAfter.IsZero() {
		return 0, false
	}
	return float64(daysLeft(a, c)), true
}

// endsCell is the day a certificate ends; how far off that is stands among the notes
// once it matters.
func endsCell(p *kit.Pen, a *around, s snapshot) kit.Cell {
	c := s.Endpoint.Certificate
	if c == nil {
		return kit.Cell{Text: "?", Style: p.Dim}
	}
	if c.NotAfter.IsZero() {
		return kit.Cell{Text: "?", Style: endStyle(p, a, c)}
	}
	return kit.Cell{Text: a.in(c.NotAfter).Format(time.DateOnly), Style: endStyle(p, a, c)}
}

func endStyle(p *kit.Pen, a *around, c *mesoswatch.Certificate) theme.Style {
	switch days := daysLeft(a, c); {
	case c.NotAfter.IsZero():
		return p.Changed
	case !a.board.Now.Before(c.NotAfter):
		return p.Bad
	case days < soon:
		return p.Level(mesoswatch.Medium)
	}
	return p.Text
}

func verifiedWord(e *mesoswatch.Endpoint) string {
	if e.Certificate == nil {
		return "?"
	}
	return yesNo(e.Certificate.Verified)
}

func certificateText(s snapshot, text func(*mesoswatch.Certificate) string) string {
	if s.Endpoint.Certificate == nil {
		return ""
	}
	return text(s.Endpoint.Certificate)
}

// maybe is yes, no, or ? where it is not known.
func maybe(b *bool) string {
	if b == nil {
		return "?"
	}
	return yesNo(*b)
}

package ui

import (
	"net"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// endpointFacts are everything of an endpoint.
func endpointFacts(d *document, a *around, row snapshot, _ *taskSum) {
	e := row.Endpoint
	for i, n := range notesOf(a, e) {
		name := ""
		if i == 0 {
			name = "to be noted"
		}
		d.factIn(name, n.text, noteStyle(d.pen, n.look))
	}
	d.fact("address", e.Address)
	d.fact("service", e.Service)
	d.add(nil)
	d.findings(a, aboutEndpoint(a, row))
	d.speaks(e)
	d.certificate(a, e.Certificate)
	if host, port, err := net.SplitHostPort(e.Address); err == nil {
		if n, err := strconv.Atoi(port); err == nil {
			d.samePort(a, row.Subject(), n, host)
		}
	}
	d.told(a, row)
}

// speaks is what it answered in handshakes.
func (d *document) speaks(e *mesoswatch.Endpoint) {
	p := d.pen
	d.section("Handshakes", "")
	switch {
	case e.TLS == nil:
		d.factIn("speaks TLS", "not known", p.Changed)
	case *e.TLS:
		d.fact("speaks TLS", "yes")
	default:
		d.factIn("speaks TLS", "no", p.Level(mesoswatch.High))
	}
	switch {
	case e.Plain == nil:
		d.factIn("answers plain", "not known", p.Changed)
	case *e.Plain:
		d.factIn("answers plain", "yes: whoever speaks no TLS is served too", p.Level(mesoswatch.High))
	default:
		d.fact("answers plain", "no")
	}
	for _, v := range tlsVersions() {
		switch is, known := e.Versions[v]; {
		case !known:
			d.factIn(v, "not known", p.Dim)
		case is && outdated(v):
			d.factIn(v, "accepted, out of use", p.Level(mesoswatch.Medium))
		case is:
			d.fact(v, "accepted")
		default:
			d.factIn(v, "refused", p.Dim)
		}
	}
	for _, v := range acceptedBy(e) {
		if !strings.Contains(strings.Join(tlsVersions(), "\n"), v) {
			d.fact(v, "accepted")
		}
	}
	switch e.ClientCertificate {
	case "":
		d.factIn("client cert", "not known", p.Changed)
	case "none":
		d.fact("client cert", "none: anyone may shake hands")
	default:
		d.fact("client cert", e.ClientCertificate)
	}
	if len(e.Weak) > 0 {
		d.factIn("weak", strings.Join(e.Weak, ", "), p.Level(mesoswatch.Medium))
	}
	d.ciphers(e.Ciphers)
	d.fact("not known", e.Why)
	d.add(nil)
}

// ciphers are a line each, as the endpoint prefers them.
func (d *document) ciphers(all []string) {
	const most = 30
	for i, c := range all {
		name := ""
		switch i {
		case 0:
			name = "ciphers"
		case most:
			d.add(nil, kit.Span{Text: d.pen.Fit("", nameRoom) + "and " + kit.Number(int64(len(all)-most)) + " more", Style: d.pen.Dim})
			return
		}
		d.fact(name, c)
	}
}

// certificate is what the endpoint showed.
func (d *document) certificate(a *around, c *mesoswatch.Certificate) {
	p := d.pen
	if c == nil {
		d.section("Certificate", "none was seen")
		d.add(nil)
		return
	}
	d.section("Certificate", "")
	switch {
	case c.Verified:
		d.fact("verified", "yes")
	default:
		d.factIn("verified", "no: "+unverified(c), p.Level(mesoswatch.Medium))
	}
	d.factIn("ends", fullMoment(a, c), endStyle(p, a, c))
	d.fact("valid from", fullDay(a, c))
	d.fact("issued to", c.Subject)
	d.fact("names", strings.Join(c.Names, ", "))
	issuer := c.Issuer
	if c.SelfSigned {
		issuer += ", which is itself"
	}
	d.fact("issued by", issuer)
	d.fact("key", keyWords(c))
	d.fact("signature", c.Signature)
	d.fact("chain", kit.Count(int64(c.Chain), "certificate"))
	d.fact("SHA-256", c.SHA256)
	d.add(nil)
}

// fullMoment is the end of a certificate, and how far off it is.
func fullMoment(a *around, c *mesoswatch.Certificate) string {
	if c.NotAfter.IsZero() {
		return "not known"
	}
	return a.in(c.NotAfter).Format("2006-01-02 15:04:05 MST") + ", " + endWord(a, c)
}

func fullDay(a *around, c *mesoswatch.Certificate) string {
	if c.NotBefore.IsZero() {
		return "not known"
	}
	return a.in(c.NotBefore).Format("2006-01-02 15:04:05 MST")
}

// keyWords are the kind of a key, with its bits where the kind does not say them.
func keyWords(c *mesoswatch.Certificate) string {
	bits := strconv.Itoa(c.KeyBits)
	if c.KeyBits <= 0 || strings.Contains(c.Key, bits) {
		return c.Key
	}
	return strings.TrimSpace(c.Key + " " + bits + " bits")
}

package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

func (p *plane) masterAt(url string) *masterSeen {
	for _, m := range p.masters {
		if m.url == url {
			return m
		}
	}
	return nil
}

func masterPage() page {
	return page{
		title: func(_ *plane, url string) string { return hostPort(url) },
		sight: func(p *plane, url string) sighting { return sightingFrom(p.scene, mesoswatch.SubjectMaster, url) },
		write: func(d *document, p *plane, url string) bool {
			m := p.masterAt(url)
			if m != nil {
				masterFacts(d, p, m)
			}
			return m != nil
		},
	}
}

// masterFacts are everything a master says of itself, and what it was asked.
func masterFacts(d *document, p *plane, m *masterSeen) {
	d.leading(p, m)
	d.fact("asked at", m.url+map[bool]string{true: ", which was named", false: ", which was found"}[m.told.Named])
	d.fact("version", m.told.Version+trimmed(", built ", m.told.Built)+trimmed(", from ", m.told.GitSHA))
	d.fact("claimed host", m.told.Hostname)
	d.fact("claimed address", m.told.PID)
	d.fact("id", m.told.ID+trimmed(", ", map[bool]string{true: "new with each start"}[m.told.ID != ""]))
	d.fact("started", lasting(p, m.told.Started))
	d.factIn("healthy", told(m.told.Healthy, "yes, by its own word", "no, by its own word"), look(d, no(m.told.Healthy)))
	d.fact("event stream", streamWords(m.told.Stream))
	d.add(nil)
	found := (&planeRow{to: m.subject(), known: m.names()}).findings(p)
	d.happened(p.around, found)
	d.realms(p, m)
	d.hidden(p, m)
	d.standsAs(p, m)
	if m.health.Source != "" {
		d.exchanges(p, measured(m.health))
	}
	d.weaknesses(p.around, found)
	if m.row != nil {
		d.told(p.around, m.row)
	}
}

// leading says whether it leads and whom it names.
func (d *document) leading(p *plane, m *masterSeen) {
	switch {
	case !m.seen():
		d.factIn("leads", "unknown", d.pen.Bad)
	case m.leads():
		d.factIn("leads", "yes, by its own word", d.pen.Strong)
	default:
		d.fact("leads", told(m.told.Elected, "", "no"))
	}
	d.fact("elected", lasting(p, m.told.ElectedAt))
	if m.told.Recovering {
		d.factIn("registry", "not read yet: the cluster it tells of is empty", d.pen.Level(mesoswatch.High))
	}
	_, astray := p.astray(m)
	at := m.told.PointsAt
	switch to := p.master(at); {
	case m.told.NoLeader:
		d.factIn("points at", "nobody: it says that no master is elected", d.pen.Bad)
	case at == "":
		d.fact("points at", "it does not say who leads")
	case to == m:
		d.fact("points at", at+", itself")
	case to == nil:
		d.factIn("points at", at+", which is not asked", look(d, true))
	default:
		d.add(&intent{subject: ptr(to.subject())}, kit.Span{Text: d.pen.Fit("points at", nameRoom-1) + " ", Style: d.pen.Dim},
			kit.Span{Text: d.pen.Cut(at+p.agreement(to), max(d.w-2-nameRoom, 1)), Style: map[bool]theme.Style{true: d.pen.Bad, false: d.pen.Link}[astray]})
	}
}

// agreement says of a master that another one points at whether it leads.
func (p *plane) agreement(m *masterSeen) string {
	if m.leads() {
		return ", which leads"
	}
	return p.standing(m.address)
}

func ptr[T any](v T) *T { return &v }

// look is loud for what is wrong, else the terminal's.
func look(d *document, wrong bool) theme.Style {
	if wrong {
		return d.pen.Bad
	}
	return d.pen.Text
}

// trimmed is text with what leads to it, nothing without text.
func trimmed(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + text
}

// lasting is a whole time and how long ago that was.
func lasting(p *plane, t time.Time) string { return fullTime(p.around, t) }

func streamWords(state string) string {
	switch state {
	case "":
		return "not told"
	case "absent":
		return "absent: it does not lead, or is older than 1.0"
	}
	return state
}

// realms says of each realm whether it lets in who has no credential, and how that
// is known.
func (d *document) realms(p *plane, m *masterSeen) {
	g := sightingFrom(p.scene, mesoswatch.SubjectRealm, m.url)
	d.section("Realms, asked without a credential", g.fresh)
	for _, r := range m.realms {
		state, style := "unknown", d.pen.Changed
		switch {
		case yes(r.Enforced):
			state, style = "enforced", d.pen.Text
		case no(r.Enforced):
			state, style = "open to anyone", d.pen.Bad
		}
		d.factIn(strings.TrimPrefix(r.Name, "mesos-master-"), state+trimmed(", by ", r.How), style)
	}
	if len(m.realms) == 0 {
		d.fact("", "it is not known whether any is enforced")
	}
	if g.why != "" {
		d.factIn("", g.why, g.style(d.pen))
	}
	d.add(nil)
}

// hidden says what it keeps from us.
func (d *document) hidden(p *plane, m *masterSeen) {
	var all []string
	for _, k := range []struct{ kind, words string }{{mesoswatch.SubjectFlag, "flags"}, {mesoswatch.SubjectMetrics, "numbers"}} {
		if g := sightingFrom(p.scene, k.kind, m.url); g.old() {
			all = append(all, k.words+": "+g.why)
		}
	}
	if len(all) == 0 {
		return
	}
	d.section("Kept from us", "")
	for _, why := range all {
		d.text(mesoswatch.Printable(why), 3, d.pen.Bad)
	}
	d.add(nil)
}

// standsAs lists its candidates in ZooKeeper.
func (d *document) standsAs(p *plane, m *masterSeen) {
	d.section("In ZooKeeper", p.tree.sight.fresh)
	n := 0
	for i, row := range p.tree.candidates {
		if m.stands(row.Znode) {
			n++
			d.link("candidate", nodeName(row.Znode)+", "+ordinal(i), row.Subject())
		}
	}
	switch {
	case p.tree.sight.grade < partly:
		d.factIn("candidate", p.tree.sight.why, p.tree.sight.style(d.pen))
	case n == 0:
		d.factIn("candidate", "it is none", look(d, m.leads()))
	}
	d.add(nil)
}

// ordinal is a place in words.
func ordinal(i int) string {
	if i == 0 {
		return "the first, who leads"
	}
	return "number " + kit.Digits(int64(i+1))
}

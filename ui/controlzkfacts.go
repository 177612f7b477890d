package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

func serverPage() page {
	return page{
		title: func(_ *plane, name string) string { return name },
		sight: func(p *plane, name string) sighting {
			return sightingFrom(p.scene, mesoswatch.SubjectZooKeeper, name)
		},
		write: func(d *document, p *plane, name string) bool {
			for _, v := range p.servers {
				if v.name == name {
					serverFacts(d, p, v)
					return true
				}
			}
			return false
		},
	}
}

// serverFacts are everything a server of ZooKeeper says of itself.
func serverFacts(d *document, p *plane, v *serverSeen) {
	z := v.told
	d.factIn("mode", modeWord(v), look(d, v.service() != serviceGiven))
	text, level := p.quorum()
	d.factIn("ensemble", text, look(d, level >= mesoswatch.High))
	d.fact("version", z.Version)
	d.fact("told over", map[string]string{"": "the plain port", "tls": "TLS", "admin": "the AdminServer"}[z.Via])
	d.fact("takes writes", told(z.ReadOnly, "no, it is read-only", "yes"))
	d.add(nil)
	found := p.findings(mesoswatch.SubjectZooKeeper, v.name, "ensemble")
	d.happened(p.around, found)
	d.section("Words", "what came of each")
	for _, word := range slices.Sorted(maps.Keys(z.Words)) {
		outcome := z.Words[word]
		d.factIn(word, outcomeWords(outcome), look(d, outcome != "answered" && outcome != "refused"))
	}
	if len(z.Words) == 0 {
		d.fact("", "none was sent yet")
	}
	d.add(nil)
	if v.service() == serviceGiven {
		d.section("Numbers", "")
	}
	d.fact("zxid", trimmedAll(z.Zxid, behind(z.Lag)))
	for _, n := range []struct {
		name string
		of   *int64
	}{
		{"connections", z.Connections}, {"queued requests", z.Outstanding}, {"znodes", z.Nodes}, {"ephemeral", z.Ephemerals},
		{"watches", z.Watches}, {"followers", z.Followers}, {"in step", z.Synced},
	} {
		if n.of != nil {
			d.fact(n.name, kit.Number(*n.of))
		}
	}
	d.fact("answers in", latencies(z))
	if v.service() == serviceGiven {
		d.add(nil)
	}
	if len(z.Config) > 0 {
		d.section("Configuration", "by conf and envi")
		for _, name := range slices.Sorted(maps.Keys(z.Config)) {
			d.fact(name, z.Config[name])
		}
		d.add(nil)
	}
	if len(z.Clients) > 0 {
		d.section("Clients", "where connections come from")
		d.text(strings.Join(z.Clients, "  "), 12, d.pen.Text)
		d.add(nil)
	}
	if v.health.Source != "" {
		d.exchanges(p, measured(v.health))
	}
	d.weaknesses(p.around, found)
	if v.row != nil {
		d.told(p.around, v.row)
	}
}

// outcomeWords says what came of a four-letter word.
func outcomeWords(outcome string) string {
	switch outcome {
	case "refused":
		return "refused: it is not in the whitelist"
	case "not-serving":
		return "answered that it does not serve: it sees no quorum"
	case "wrong-protocol":
		return "what answers there is no ZooKeeper, or wants TLS"
	}
	return outcome
}

func behind(lag *int64) string {
	switch {
	case lag == nil:
		return ""
	case *lag == 0:
		return "as far as any"
	}
	return kit.Count(*lag, "transaction") + " behind the furthest"
}

// trimmedAll joins what there is of some texts.
func trimmedAll(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func latencies(z *mesoswatch.ZooKeeper) string {
	var parts []string
	for _, l := range []struct {
		name string
		of   *float64
	}{{"least", z.LatencyMin}, {"average", z.LatencyAvg}, {"most", z.LatencyMax}} {
		if l.of != nil {
			parts = append(parts, l.name+" "+seconds(*l.of/1000))
		}
	}
	return strings.Join(parts, ", ")
}

func znodePage() page {
	return page{
		title: func(_ *plane, path string) string { return path },
		sight: func(p *plane, _ string) sighting { return p.tree.sight },
		write: func(d *document, p *plane, path string) bool {
			row := p.board.Subjects(mesoswatch.SubjectZnode).Get(path)
			if row != nil {
				znodeFacts(d, p, row)
			}
			return row != nil
		},
	}
}

// znodeFacts are everything that is known of a znode. What its data says is the
// claim of who wrote it.
func znodeFacts(d *document, p *plane, row snapshot) {
	z := row.Znode
	d.fact("path", z.Path)
	d.fact("is", map[string]string{"candidate": "a candidate for leader", "replica": "a replica of the registry's log", "replicas": "the folder of the log's replicas", "path": "the path of the election"}[z.What])
	if z.What == "candidate" {
		for i, c := range p.tree.candidates {
			if c == row {
				d.fact("place", ordinal(i))
			}
		}
	}
	d.fact("made", lasting(p, z.Created))
	d.fact("session", z.Session)
	d.add(nil)
	found := p.findings(mesoswatch.SubjectZnode, z.Path)
	d.happened(p.around, found)
	if z.What == "candidate" || z.What == "replica" {
		d.section("Claims", "what stands in it")
		d.fact("claimed address", cmp.Or(z.Address, "none"))
		d.fact("claimed host", z.Hostname)
		d.fact("upid", z.PID)
		d.fact("id", z.ID)
		d.fact("version", z.Version)
		d.compared(p, z)
		d.add(nil)
	}
	d.section("Who may do what", anyoneMay(z))
	for _, entry := range z.ACL {
		open := strings.HasPrefix(entry, "world:anyone:") && anyoneWord([]string{entry}) == "change it"
		d.factIn(entry, aclWords(entry), look(d, open))
	}
	if z.ACL == nil {
		d.fact("", "its ACL is not told to us")
	}
	d.weaknesses(p.around, found)
	d.told(p.around, row)
}

// compared sets a candidate against what the master at its address says of itself.
func (d *document) compared(p *plane, z *mesoswatch.Znode) {
	if z.What != "candidate" {
		return
	}
	var m *masterSeen
	for _, one := range p.masters {
		if one.stands(z) {
			m = one
		}
	}
	if m == nil {
		d.factIn("master there", "nobody that is asked", look(d, true))
		return
	}
	d.link("master there", m.address+map[bool]string{true: ", which leads", false: ""}[m.leads()], m.subject())
	if !m.seen() {
		d.factIn("", m.sight.why, m.sight.style(d.pen))
		return
	}
	for _, f := range []struct{ name, claim, own string }{{"id", z.ID, m.told.ID}, {"version", z.Version, m.told.Version}, {"host", z.Hostname, m.told.Hostname}, {"upid", z.PID, m.told.PID}} {
		if f.claim != "" && f.own != "" && f.claim != f.own {
			d.factIn("", "but that one says "+f.name+" "+f.own, d.pen.Bad)
		}
	}
}

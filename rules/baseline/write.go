package baseline

import (
	"bytes"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// header explains the file to whoever opens it.
const header = `# What is normal on this cluster, for mesoswatch: rules compare what they see
# with it, and say "rogue" or "unexpected" of what is not here.
#
# Read it before you trust it, edit it, keep it under version control. What an
# entry does not state is not compared. A key that is missing altogether
# (frameworks, agents …) is not judged; "frameworks: []" says that none belongs
# here. Names are compared letter by letter; name_pattern or hostname_pattern, in
# place of the name, know * (any text) and ? (one character).
# An image without a tag stands for all tags; image_pattern is a pattern too.
# networks: 10.0.0.0/24, or one address. note, by and at tell why, who and when.
`

// YAML writes the file. The order is that of the sections; text that is foreign
// stands in quotes, and nothing in it can end a line.
func (b *Baseline) YAML() []byte {
	w := &writer{}
	w.raw(header)
	w.baseline(b, nil)
	return w.Bytes()
}

// writer writes the format; small and strict enough to be written by hand, which
// gives quotes and comments where they belong.
type writer struct{ bytes.Buffer }

func (w *writer) raw(s string) { w.WriteString(s) }

// hints are comments behind entries, by section; nil means none.
type hints map[string][]string

func (h hints) at(section string, i int) string {
	if i < len(h[section]) && h[section][i] != "" {
		return "  # " + h[section][i]
	}
	return ""
}

func (w *writer) baseline(b *Baseline, h hints) {
	fmt.Fprintf(w, "baseline: %d\n", Format)
	if b.Cluster != "" {
		fmt.Fprintf(w, "cluster: %s\n", quote(b.Cluster))
	}
	if c := b.Captured; c != nil {
		var p pairs
		p.time("from", c.From)
		p.time("to", c.To)
		p.texts("sources", c.Sources)
		if len(p) == 0 {
			w.raw("captured: {}\n")
		} else {
			w.raw("captured:\n  " + strings.Join(p, "\n  ") + "\n")
		}
	}
	section(w, h, "frameworks", b.Frameworks)
	section(w, h, "agents", b.Agents)
	section(w, h, "principals", b.Principals)
	section(w, h, "operators", b.Operators)
	section(w, h, "masters", b.Masters)
	section(w, h, "ports", b.Ports)
	section(w, h, "versions", b.Versions)
	section(w, h, "images", b.Images)
}

// section writes one list; nil is left out, which is not the same as empty.
func section[E interface{ pairs() pairs }](w *writer, h hints, name string, entries []E) {
	if entries == nil {
		return
	}
	if len(entries) == 0 {
		fmt.Fprintf(w, "\n%s: []\n", name)
		return
	}
	fmt.Fprintf(w, "\n%s:\n", name)
	for i, e := range entries {
		w.raw(item(e.pairs(), "  ", h.at(name, i)))
	}
}

// item writes one entry of a list, its dash behind indent.
func item(p pairs, indent, comment string) string {
	return indent + "- " + p[0] + comment + "\n" + strings.Join(indented(p[1:], indent+"  "), "")
}

func indented(p pairs, indent string) []string {
	out := make([]string, len(p))
	for i, s := range p {
		out[i] = indent + s + "\n"
	}
	return out
}

// pairs are the lines "key: value" of one entry.
type pairs []string

func (p *pairs) put(key, value string) { *p = append(*p, key+": "+value) }

func (p *pairs) text(key, s string) {
	if s != "" {
		p.put(key, quote(s))
	}
}

func (p *pairs) texts(key string, ss []string) {
	if len(ss) > 0 {
		q := make([]string, len(ss))
		for i, s := range ss {
			q[i] = quote(s)
		}
		p.put(key, "["+strings.Join(q, ", ")+"]")
	}
}

func (p *pairs) networks(key string, ns []netip.Prefix) {
	if len(ns) > 0 {
		q := make([]string, len(ns))
		for i, n := range ns {
			q[i] = scalar(showNetwork(n))
		}
		p.put(key, "["+strings.Join(q, ", ")+"]")
	}
}

func (p *pairs) time(key string, t time.Time) {
	if !t.IsZero() {
		p.put(key, t.Format(time.RFC3339Nano))
	}
}

func (p *pairs) accepted(a Accepted) {
	p.text("note", a.Note)
	p.text("by", a.By)
	p.time("at", a.At)
}

func (f Framework) pairs() (p pairs) {
	if f.NamePattern != "" {
		p.text("name_pattern", f.NamePattern)
	} else {
		p.put("name", quote(f.Name))
	}
	p.text("principal", f.Principal)
	p.texts("roles", f.Roles)
	p.texts("users", f.Users)
	p.networks("networks", f.Networks)
	p.accepted(f.Accepted)
	return p
}

func (a Agent) pairs() (p pairs) {
	p.text("hostname_pattern", a.HostnamePattern)
	p.text("hostname", a.Hostname)
	p.text("principal", a.Principal)
	p.networks("networks", a.Networks)
	p.accepted(a.Accepted)
	return p
}

func (n Principal) pairs() (p pairs) {
	p.put("name", quote(n.Name))
	p.texts("uses", n.Uses)
	p.networks("networks", n.Networks)
	p.accepted(n.Accepted)
	return p
}

func (o Operator) pairs() (p pairs) {
	p.put("network", scalar(showNetwork(o.Network)))
	p.accepted(o.Accepted)
	return p
}

func (m Master) pairs() (p pairs) {
	p.text("hostname", m.Hostname)
	if m.Address.IsValid() {
		p.put("address", scalar(m.Address.String()))
	}
	p.accepted(m.Accepted)
	return p
}

func (o Port) pairs() (p pairs) {
	p.put("service", scalar(o.Service))
	p.put("port", strconv.Itoa(o.Port))
	p.accepted(o.Accepted)
	return p
}

func (v Version) pairs() (p pairs) {
	p.put("service", scalar(v.Service))
	p.put("version", quote(v.Version))
	p.accepted(v.Accepted)
	return p
}

func (i Image) pairs() (p pairs) {
	p.text("image_pattern", i.ImagePattern)
	p.text("image", i.Image)
	p.texts("allows", i.Allows)
	p.accepted(i.Accepted)
	return p
}

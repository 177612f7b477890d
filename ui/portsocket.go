package ui

import (
	"cmp"
	"net"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// socketsSpec is the list of sockets that listen on this host.
func socketsSpec() subjectSpec {
	return subjectSpec{
		kind: mesoswatch.SubjectSocket, title: "Listening sockets", noun: "socket",
		table: socketTable,
		tally: func(_ *around, s snapshot, count func(string)) { count(reachWord(s.Socket)) },
		loud:  func(word string) bool { return word == allAddresses || word == "public" },
		sight: func(s scene) sighting { return sightingOfParts(s, mesoswatch.SubjectSocket) },
		name:  func(s snapshot) string { return s.Socket.Protocol + " " + atPort(s.Socket.Address, s.Socket.Port) },
		facts: socketFacts,
		empty: "No socket listens here.",
		never: "nobody has looked: run mesoswatch on the host itself, or with --root",
	}
}

const allAddresses = "all addresses"

// reachWord is how far the address of a socket reaches.
func reachWord(s *mesoswatch.Socket) string {
	if s.Reach == "all" {
		return allAddresses
	}
	return cmp.Or(s.Reach, "?")
}

func reachStyle(p *kit.Pen, s *mesoswatch.Socket) theme.Style {
	switch s.Reach {
	case "all", "public":
		return p.Level(mesoswatch.High)
	case "private":
		return p.Text
	case "loopback":
		return p.Dim
	}
	return p.Changed
}

// widest orders by how far the address reaches, the widest first, then by port.
func widest(a, b snapshot) int {
	wide := func(s *mesoswatch.Socket) int {
		switch s.Reach {
		case "all":
			return 0
		case "public":
			return 1
		case "private":
			return 3
		case "loopback":
			return 4
		}
		return 2 // not known: it may be wide
	}
	x, y := a.Socket, b.Socket
	return cmp.Or(wide(x)-wide(y), table.Natural(x.Host, y.Host), x.Port-y.Port, cmp.Compare(x.Protocol, y.Protocol), table.Natural(x.Address, y.Address))
}

// socketTable are the columns; on narrow screens they go in this order: when it
// came, host, findings, number of the process, user, service. The reach stays.
func socketTable(p *kit.Pen) table.Spec[*around, snapshot] {
	mark, found := aboutFields(p, func(a *around, s snapshot) []*mesoswatch.Finding { return aboutSocket(a, s) }, 6)
	dim := func(snapshot) theme.Style { return p.Dim }
	seen := func(s snapshot) theme.Style {
		if s.Socket.Process == "" {
			return p.Dim
		}
		return p.Text
	}
	return table.Spec[*around, snapshot]{Rank: widest, Order: table.Order{Field: -1}, Fields: []subjectField{
		mark,
		painted(word("reach", kit.Column{Head: "reach", Width: len(allAddresses)}, func(_ *around, s snapshot) string { return reachWord(s.Socket) }), func(s snapshot) theme.Style { return reachStyle(p, s.Socket) }),
		small(number("port", kit.Column{Head: "port", Width: 6}, func(_ *around, s snapshot) (float64, bool) { return float64(s.Socket.Port), true }, digits)),
		word("protocol", kit.Column{Head: "proto", Width: 5}, func(_ *around, s snapshot) string { return s.Socket.Protocol }),
		word("address", kit.Column{Head: "address", Width: 12, Grow: 1, Most: 39}, func(_ *around, s snapshot) string { return s.Socket.Address }),
		painted(word("process", kit.Column{Head: "process", Width: 12, Grow: 1, Most: 30}, func(_ *around, s snapshot) string { return cmp.Or(s.Socket.Process, "not seen") }), seen),
		painted(small(number("pid", kit.Column{Head: "pid", Width: 7, Drop: 4}, func(_ *around, s snapshot) (float64, bool) { return float64(s.Socket.PID), s.Socket.PID > 0 }, digits)), dim),
		word("user", kit.Column{Head: "user", Width: 8, Grow: 1, Most: 16, Drop: 3}, func(_ *around, s snapshot) string { return s.Socket.User }),
		word("service", kit.Column{Head: "service", Width: 12, Grow: 1, Most: 24, Drop: 2}, func(_ *around, s snapshot) string { return s.Socket.Service }),
		painted(word("host", kit.Column{Head: "host", Width: 10, Grow: 1, Most: 30, Drop: 7}, func(_ *around, s snapshot) string { return s.Socket.Host }), dim),
		painted(changedField(8), dim),
		found,
	}}
}

// changedField is when a subject last changed, or came.
func changedField(drop int) subjectField {
	return moment("changed", kit.Column{Head: "changed", Width: 7, Drop: drop}, func(_ *around, s snapshot) time.Time { return s.At }, whenever)
}

// digits writes a number that is a name: of a port, of a process.
func digits(n float64) string { return kit.Digits(int64(n)) }

// small sorts a column of numbers smallest first when it is chosen.
func small(f subjectField) subjectField {
	f.Small = true
	return f
}

// atPort writes an address and a port, IPv6 in brackets.
func atPort(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// aboutSocket are the findings about it, by its name or by its port.
func aboutSocket(a *around, s snapshot) []*mesoswatch.Finding {
	return a.findings(mesoswatch.SubjectSocket, s.Subject().Name, atPort(s.Socket.Address, s.Socket.Port))
}

// socketFacts are everything of a socket.
func socketFacts(d *document, a *around, row snapshot, _ *taskSum) {
	s := row.Socket
	d.factIn("reach", reachSentence(s), reachStyle(d.pen, s))
	d.fact("address", s.Address)
	d.fact("port", strconv.Itoa(s.Port))
	d.fact("protocol", s.Protocol)
	d.fact("host", s.Host)
	d.add(nil)
	d.findings(a, aboutSocket(a, row))
	d.section("Behind it", "")
	if s.Process == "" {
		d.factIn("process", "not to be seen with our rights: root may see it", d.pen.Changed)
	} else {
		d.fact("process", s.Process)
	}
	if s.PID > 0 {
		d.fact("pid", strconv.Itoa(s.PID))
	}
	d.fact("user", s.User)
	d.fact("service", cmp.Or(s.Service, "none that is usual there"))
	d.add(nil)
	d.samePort(a, row.Subject(), s.Port, s.Host, s.Address)
	d.told(a, row)
}

func reachSentence(s *mesoswatch.Socket) string {
	switch s.Reach {
	case "all":
		return allAddresses + ": whoever reaches any address of this host reaches it, unless a firewall is between"
	case "public":
		return "public: the address is one of the internet"
	case "private":
		return "private: the address is one of an internal network"
	case "loopback":
		return "loopback: this host only"
	}
	return cmp.Or(s.Reach, "not known")
}

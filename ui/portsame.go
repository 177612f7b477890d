package ui

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
)

// samePort leads to what else is known of a port: the socket behind it, whether it
// is reached from here, what it says in a TLS handshake. The host may have several
// names.
func (d *document) samePort(a *around, self mesoswatch.Subject, port int, hosts ...string) {
	var all []mesoswatch.Subject
	for _, host := range hosts {
		all = append(all, mesoswatch.Subject{Kind: mesoswatch.SubjectPort, Name: host + " " + strconv.Itoa(port)},
			mesoswatch.Subject{Kind: mesoswatch.SubjectEndpoint, Name: atPort(host, port)})
	}
	for row := range a.board.Subjects(mesoswatch.SubjectSocket).All() {
		if s := row.Socket; s.Port == port && (slices.Contains(hosts, s.Host) || slices.Contains(hosts, s.Address)) {
			all = append(all, row.Subject())
		}
	}
	all = slices.DeleteFunc(all, func(s mesoswatch.Subject) bool { return s == self || a.board.Subjects(s.Kind).Get(s.Name) == nil })
	slices.SortFunc(all, func(x, y mesoswatch.Subject) int {
		return cmp.Or(cmp.Compare(y.Kind, x.Kind), cmp.Compare(x.Name, y.Name))
	})
	all = slices.Compact(all)
	if len(all) == 0 {
		return
	}
	const most = 12
	d.section("The same port", "")
	for _, s := range all[:min(len(all), most)] {
		row := a.board.Subjects(s.Kind).Get(s.Name)
		switch {
		case row.Socket != nil:
			d.link("listens here", row.Socket.Protocol+" "+atPort(row.Socket.Address, row.Socket.Port)+", "+reachWord(row.Socket), s)
		case row.Port != nil:
			d.link("from here", atPort(row.Port.Host, row.Port.Port)+" is "+cmp.Or(row.Port.State, "?")+", "+expectedWord(row.Port), s)
		default:
			d.link("TLS", versionsWord(row.Endpoint)+"; "+noteWords(a, row.Endpoint), s)
		}
	}
	d.add(nil)
}

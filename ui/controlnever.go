package ui

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// neverPage lists what cannot be seen now, and what Mesos never tells.
func neverPage(never []mesoswatch.Blindspot) page {
	return page{
		title: func(*plane, string) string { return "What is not seen" },
		sight: func(*plane, string) sighting { return sighting{grade: wellSeen} },
		write: func(d *document, p *plane, _ string) bool {
			blind := blindIn(p.scene)
			d.section("Now", "")
			for _, why := range blind {
				d.text(mesoswatch.Printable(why), 4, d.pen.Bad)
			}
			if len(blind) == 0 {
				d.text("All that is asked is seen.", 1, theme.Style{})
			}
			if p.cluster != nil && len(p.cluster.Cut) > 0 {
				d.add(nil)
				d.section("Left out", "of what masters answer us")
				for _, cut := range p.cluster.Cut {
					d.text(mesoswatch.Printable(cut), 4, d.pen.Level(mesoswatch.Medium))
				}
			}
			d.add(nil)
			d.section("Never", "what Mesos tells nobody, whatever is configured")
			for _, n := range never {
				d.add(nil)
				d.text(n.What, 4, d.pen.Strong)
				d.fact("why", n.Why)
				d.fact("instead", n.Instead)
			}
			if len(never) == 0 {
				d.text("No list of it was given.", 1, d.pen.Dim)
			}
			return true
		},
	}
}

package ui

import (
	"cmp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// rowsOf lists the subjects of a kind.
func rowsOf(kind string, row func(snapshot) *planeRow) func(*plane) []*planeRow {
	return func(p *plane) []*planeRow {
		subjects := p.board.Subjects(kind)
		rows := make([]*planeRow, 0, subjects.Len())
		for s := range subjects.All() {
			r := row(s)
			r.to = s.Subject()
			r.id = r.to.Name
			rows = append(rows, r)
		}
		return rows
	}
}

// summary is what subjects of a kind come to, empty without any.
type summary struct {
	of   edition
	text string
}

// summaryOf sums them up, unless an earlier summary still holds.
func summaryOf(s scene, kind string, earlier summary, words func(*mesoswatch.Subjects) string) summary {
	now := s.board.Subjects(kind)
	if earlier.of.holds(now) {
		return earlier
	}
	sum := summary{of: editionOf(now)}
	if now.Len() > 0 {
		sum.text = words(now)
	}
	return sum
}

func maintenanceBlock() blockSpec {
	kind := mesoswatch.SubjectMachine
	return blockSpec{title: "Maintenance", since: func(p *plane) edition { return p.inMaintenance.of }, spec: machineTable, says: maintenanceHead,
		rows: rowsOf(kind, func(s snapshot) *planeRow { return &planeRow{machine: s.Machine} })}
}

func maintenanceHead(p *plane) blockHead {
	h := blockHead{sight: sightingOf(p.scene, mesoswatch.SubjectMachine)}
	switch {
	case p.inMaintenance.text != "":
		h.text = p.inMaintenance.text
	case h.sight.grade >= partly:
		h.text = "no machine is in it"
	default:
		h.text = "nothing is known"
	}
	return h
}

// machinesWords count machines by their mode.
func machinesWords(machines *mesoswatch.Subjects) string {
	var modes tally
	for s := range machines.All() {
		modes.add(s.Machine.Mode)
	}
	return kit.Count(int64(machines.Len()), "machine") + ": " + counted(&modes)
}

// counted lists what was counted most often: "3 draining, 1 down".
func counted(t *tally) string {
	most, _ := t.most(4)
	var parts []string
	for _, c := range most {
		parts = append(parts, kit.Number(int64(c.n))+" "+c.word)
	}
	return strings.Join(parts, ", ")
}

func machineTable(pen *kit.Pen) planeSpec {
	when := func(r *planeRow) time.Time { return r.machine.Start }
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, accused),
		word("machine", kit.Column{Head: "machine", Width: 20, Grow: 2, Most: 60}, func(_ *plane, r *planeRow) string { return cmp.Or(r.machine.Hostname, r.machine.IP) }),
		word("address", kit.Column{Head: "address", Width: 15, Grow: 1, Most: 40, Drop: 1}, func(_ *plane, r *planeRow) string { return r.machine.IP }),
		seenAs("mode", kit.Column{Head: "mode", Width: 9}, func(_ *plane, r *planeRow) string { return r.machine.Mode }, func(_ *plane, r *planeRow) theme.Style {
			if r.machine.Mode == "up" {
				return pen.Text
			}
			return pen.Level(mesoswatch.Medium)
		}),
		planeMoment("from", kit.Column{Head: "from", Width: 7}, when),
		planeNumber("for", kit.Column{Head: "for", Width: 11}, func(r *planeRow) (float64, bool) { return r.machine.Duration, true }, func(s float64) string {
			if s <= 0 {
				return "without end"
			}
			return pause(s)
		}),
	}}
}

func rolesBlock() blockSpec {
	kind := mesoswatch.SubjectRole
	return blockSpec{title: "Roles", since: func(p *plane) edition { return p.ofRoles.of }, spec: roleTable, says: rolesHead,
		rows: rowsOf(kind, func(s snapshot) *planeRow { return &planeRow{role: s.Role} })}
}

func rolesHead(p *plane) blockHead {
	h := blockHead{sight: sightingOf(p.scene, mesoswatch.SubjectRole)}
	switch {
	case p.ofRoles.text != "":
		h.text = p.ofRoles.text
	case h.sight.grade >= partly:
		h.text = "no role is in use"
	default:
		h.text = "nothing is known"
	}
	return h
}

// rolesWords count roles, and those with quota.
func rolesWords(roles *mesoswatch.Subjects) string {
	limited, unknown := 0, 0
	for s := range roles.All() {
		switch q := s.Role.Quota; {
		case q == nil:
			unknown++
		case *q:
			limited++
		}
	}
	n := roles.Len()
	if unknown == n {
		return kit.Count(int64(n), "role") + "; whether they have quota is not told"
	}
	return kit.Count(int64(n), "role") + ", " + kit.Number(int64(limited)) + " with quota"
}

// quotaWord is the quota of a role in a few words.
func quotaWord(r *mesoswatch.Role) string {
	switch {
	case r.Quota == nil:
		return "?"
	case !*r.Quota:
		return "none"
	case r.Guarantee != nil && r.Limit != nil:
		return resourceWord(r.Guarantee) + ", at most " + resourceWord(r.Limit)
	case r.Limit != nil:
		return "at most " + resourceWord(r.Limit)
	case r.Guarantee != nil:
		return resourceWord(r.Guarantee)
	}
	return "yes"
}

// resourceWord is the most important of some resources: "8 cpus 16 GB".
func resourceWord(r *mesoswatch.Resources) string {
	if r == nil {
		return "?"
	}
	return kit.Decimal(r.CPUs) + " cpus " + kit.Megabytes(r.Mem)
}

func roleTable(pen *kit.Pen) planeSpec {
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, accused),
		word("role", kit.Column{Head: "role", Width: 17, Grow: 2, Most: 50}, func(_ *plane, r *planeRow) string { return r.role.Name }),
		planeNumber("frameworks", kit.Column{Head: "fw", Width: 4}, func(r *planeRow) (float64, bool) { return float64(len(r.role.Frameworks)), true }, orNone(whole)),
		planeNumber("weight", kit.Column{Head: "weight", Width: 6, Drop: 1}, func(r *planeRow) (float64, bool) {
			if r.role.Weight == nil {
				return 0, false
			}
			return *r.role.Weight, true
		}, kit.Decimal),
		word("quota", kit.Column{Head: "quota", Width: 20, Grow: 2, Most: 50}, func(_ *plane, r *planeRow) string { return quotaWord(r.role) }),
		word("used", kit.Column{Head: "uses", Width: 18, Grow: 1, Most: 40, Drop: 2}, func(_ *plane, r *planeRow) string { return resourceWord(r.role.Used) }),
	}}
}

package ui

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// frameworksSpec is the view of frameworks.
func frameworksSpec() subjectSpec {
	return subjectSpec{
		kind: mesoswatch.SubjectFramework, title: "Frameworks", noun: "framework",
		table: frameworkTable,
		tally: func(_ *around, s snapshot, count func(string)) { count(frameworkState(s.Framework)) },
		loud:  func(word string) bool { return word == "disconnected" || word == "recovered" },
		name:  func(s snapshot) string { return cmp.Or(s.Framework.Name, s.Framework.ID) },
		facts: frameworkFacts,
		search: func(s snapshot) string {
			return literally(s.Framework.ID)
		},
		tasks: func(s snapshot) func(*mesoswatch.Task) bool {
			id := s.Framework.ID
			return func(t *mesoswatch.Task) bool { return t.FrameworkID == id }
		},
		taskTable: tasksOfFramework,
		empty:     "No framework is registered.",
	}
}

// literally is a filter for the log that finds an id and none that only begins so.
func literally(id string) string {
	if id == "" {
		return ""
	}
	if last := id[len(id)-1]; last != '_' && (last|0x20 < 'a' || last|0x20 > 'z') && (last < '0' || last > '9') {
		return "~" + regexp.QuoteMeta(id) // where no word ends, none can go on
	}
	return "~" + regexp.QuoteMeta(id) + `\b`
}

// frameworkState is what a framework is doing, the worst first where several are
// true. Older masters tell of it in part.
func frameworkState(f *mesoswatch.Framework) string {
	is := func(b *bool, what bool) bool { return b != nil && *b == what }
	switch {
	case f.Completed:
		return "completed"
	case is(f.Recovered, true):
		return "recovered"
	case is(f.Connected, false):
		return "disconnected"
	case is(f.Active, false):
		return "inactive"
	case is(f.Active, true):
		return "active"
	}
	return "unknown"
}

func frameworkStyle(p *kit.Pen, f *mesoswatch.Framework) theme.Style {
	switch frameworkState(f) {
	case "active":
		return p.Text
	case "completed":
		return p.Dim
	}
	return p.Level(mesoswatch.Medium)
}

// connectedSince is when the scheduler last registered.
func connectedSince(_ *around, s snapshot) time.Time {
	f := s.Framework
	if f.Reregistered.After(f.Registered) {
		return f.Reregistered
	}
	return f.Registered
}

// shareOf is the larger of the shares of cpus and memory; false when either sum is
// not known.
func shareOf(used, total *mesoswatch.Resources) (float64, bool) {
	if used == nil || total == nil || total.CPUs <= 0 || total.Mem <= 0 {
		return 0, false
	}
	return max(used.CPUs/total.CPUs, used.Mem/total.Mem), true
}

func (a *around) total() *mesoswatch.Resources {
	if a.cluster == nil {
		return nil
	}
	return a.cluster.Total
}

// shortID keeps of an id what is told apart by: its beginning and its end.
func shortID(id string, ellipsis string) string {
	if len(id) <= 12 || strings.IndexFunc(id, func(r rune) bool { return r < 0x20 || r > 0x7e }) >= 0 {
		return id
	}
	return id[:4] + ellipsis + id[len(id)-4:]
}

// tasksIn counts tasks in some states; false when the master does not tell.
func tasksIn(tasks map[string]int64, states ...string) (float64, bool) {
	n := int64(0)
	for _, s := range states {
		n += tasks[s]
	}
	return float64(n), tasks != nil
}

// claimed marks what nobody has proven.
func claimed(what string, proven *bool) string {
	if what == "" || proven != nil && *proven {
		return what
	}
	return what + "?"
}

// byRank sorts what has ended last, and the rest by name.
func byRank(a, b snapshot) int {
	ended := func(s snapshot) int {
		if s.Framework.Completed {
			return 1
		}
		return 0
	}
	return cmp.Or(ended(a)-ended(b), table.Natural(a.Framework.Name, b.Framework.Name))
}

// frameworkTable are the columns; on narrow screens they go in this order: what is
// starting, id, offers, findings, roles, share, since, memory, cpus, user,
// principal, tasks. The mark of findings, name and state stay.
func frameworkTable(p *kit.Pen) table.Spec[*around, snapshot] {
	about := func(a *around, s snapshot) []*mesoswatch.Finding {
		return a.findings(mesoswatch.SubjectFramework, s.Framework.ID, s.Framework.PID)
	}
	mark, found := aboutFields(p, about, 9)
	principal := word("principal", kit.Column{Head: "principal", Width: 10, Grow: 1, Most: 24, Drop: 2}, func(a *around, s snapshot) string {
		return claimed(s.Framework.Principal, a.proof(s.Framework))
	})
	share := number("share", kit.Column{Head: "share %", Width: 7, Drop: 7}, func(a *around, s snapshot) (float64, bool) { return shareOf(s.Framework.Used, a.total()) }, orNone(wholePercent))
	fields := []subjectField{
		word("name", kit.Column{Head: "name", Width: 14, Grow: 4, Most: 50}, func(_ *around, s snapshot) string { return s.Framework.Name }),
		{Column: kit.Column{Head: "id", Width: 9, Drop: 11}, Name: "id", Text: func(_ *around, s snapshot) string { return s.Framework.ID },
			Cell: func(_ *around, s snapshot) kit.Cell {
				return kit.Cell{Text: shortID(s.Framework.ID, p.Marks.Ellipsis), Tail: true}
			}},
		joined(principal),
		word("user", kit.Column{Head: "user", Width: 7, Grow: 1, Most: 16, Drop: 3}, func(_ *around, s snapshot) string { return s.Framework.User }),
		word("role", kit.Column{Head: "roles", Width: 9, Grow: 1, Most: 30, Drop: 8}, func(_ *around, s snapshot) string { return strings.Join(s.Framework.Roles, ", ") }),
		word("state", kit.Column{Head: "state", Width: 12}, func(_ *around, s snapshot) string { return frameworkState(s.Framework) }),
		moment("since", kit.Column{Head: "since", Width: 7, Drop: 6}, connectedSince, whenever),
		number("tasks", kit.Column{Head: "tasks", Width: 6, Drop: 1}, func(_ *around, s snapshot) (float64, bool) { return tasksIn(s.Framework.Tasks, "TASK_RUNNING") }, orNone(whole)),
		number("starting", kit.Column{Head: "starting", Width: 8, Drop: 12}, func(_ *around, s snapshot) (float64, bool) {
			return tasksIn(s.Framework.Tasks, "TASK_STAGING", "TASK_STARTING")
		}, orNone(whole)),
		number("cpu", kit.Column{Head: "cpu", Width: 6, Drop: 4}, func(_ *around, s snapshot) (float64, bool) { return cpus(s.Framework.Used) }, orNone(amount)),
		number("mem", kit.Column{Head: "mem GB", Width: 7, Drop: 5}, func(_ *around, s snapshot) (float64, bool) { return mem(s.Framework.Used) }, orNone(gigabytes)),
		joined(share),
		number("offers", kit.Column{Head: "offers", Width: 7, Drop: 10}, offersOf, orNone(whole)),
	}
	const state = 5
	for i := range fields {
		fields[i] = painted(fields[i], func(s snapshot) theme.Style {
			if i == state || s.Framework.Completed {
				return frameworkStyle(p, s.Framework)
			}
			return p.Text
		})
	}
	return table.Spec[*around, snapshot]{Rank: byRank, Order: table.Order{Field: -1}, Fields: append(append([]subjectField{mark}, fields...), found)}
}

// wholePercent writes a share for a column of percent.
func wholePercent(share float64) string { return strings.TrimSuffix(kit.Percent(share), " %") }

// offersOf is how many offers it holds.
func offersOf(_ *around, s snapshot) (float64, bool) {
	if s.Framework.Offers == nil {
		return 0, false
	}
	return float64(*s.Framework.Offers), true
}

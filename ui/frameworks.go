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
	state := func(s snapshot) theme.Style { return frameworkStyle(p, s.Framework) }
	text := func(s snapshot) theme.Style {
		if s.Framework.Completed {
			return p.Dim
		}
		return p.Text
	}
	principal := joinedWord("principal", kit.Column{Head: "principal", Width: 10, Grow: 1, Most: 24, Drop: 2}, func(a *around, s snapshot) string {
		return claimed(s.Framework.Principal, a.proof(s.Framework))
	}, text)
	return table.Spec[*around, snapshot]{Rank: byRank, Order: table.Order{Field: -1}, Fields: []subjectField{
		mark,
		word("name", kit.Column{Head: "name", Width: 12, Grow: 3, Most: 50}, func(_ *around, s snapshot) string { return s.Framework.Name }, text),
		{Column: kit.Column{Head: "id", Width: 9, Drop: 11}, Name: "id", Text: func(_ *around, s snapshot) string { return s.Framework.ID },
			Cell: func(_ *around, s snapshot) kit.Cell {
				return kit.Cell{Text: shortID(s.Framework.ID, p.Marks.Ellipsis), Style: p.Dim, Tail: true}
			}},
		principal,
		word("user", kit.Column{Head: "user", Width: 7, Grow: 1, Most: 16, Drop: 3}, func(_ *around, s snapshot) string { return s.Framework.User }, text),
		word("role", kit.Column{Head: "roles", Width: 6, Grow: 1, Most: 30, Drop: 8}, func(_ *around, s snapshot) string { return strings.Join(s.Framework.Roles, ", ") }, text),
		word("state", kit.Column{Head: "state", Width: 12}, func(_ *around, s snapshot) string { return frameworkState(s.Framework) }, state),
		atMoment("since", kit.Column{Head: "since", Width: 7, Drop: 6}, connectedSince, text),
		number("tasks", kit.Column{Head: "tasks", Width: 6, Drop: 1}, func(_ *around, s snapshot) (float64, bool) {
			return tasksIn(s.Framework.Tasks, "TASK_RUNNING")
		}, whole, text),
		number("starting", kit.Column{Head: "starting", Width: 8, Drop: 12}, func(_ *around, s snapshot) (float64, bool) {
			return tasksIn(s.Framework.Tasks, "TASK_STAGING", "TASK_STARTING")
		}, whole, text),
		number("cpu", kit.Column{Head: "cpu", Width: 6, Drop: 4}, func(_ *around, s snapshot) (float64, bool) { return cpus(s.Framework.Used) }, kit.Decimal, text),
		number("mem", kit.Column{Head: "mem", Width: 8, Drop: 5}, func(_ *around, s snapshot) (float64, bool) { return mem(s.Framework.Used) }, memory, text),
		joined(number("share", kit.Column{Head: "share", Width: 6, Drop: 7}, func(a *around, s snapshot) (float64, bool) {
			return shareOf(s.Framework.Used, a.total())
		}, kit.Percent, text)),
		number("offers", kit.Column{Head: "offers", Width: 7, Drop: 10}, func(_ *around, s snapshot) (float64, bool) {
			if s.Framework.Offers == nil {
				return 0, false
			}
			return float64(*s.Framework.Offers), true
		}, whole, text),
		found,
	}}
}

// joined says of a column that it depends on other subjects too.
func joined(f subjectField) subjectField {
	f.Joined = true
	return f
}

// frameworkFacts are everything of a framework.
func frameworkFacts(d *document, a *around, row snapshot, tasks *taskSum) {
	f := row.Framework
	d.factIn("state", frameworkState(f), frameworkStyle(d.pen, f))
	d.fact("name", f.Name)
	d.fact("id", f.ID)
	d.principal(a, f)
	d.fact("user", f.User)
	d.fact("roles", strings.Join(f.Roles, ", "))
	d.fact("claimed address", addressWords(f.PID))
	d.fact("claimed host", f.Hostname)
	d.fact("web page", f.WebUI)
	d.add(nil)
	d.findings(a, a.findings(mesoswatch.SubjectFramework, f.ID, f.PID))
	d.section("Holds", "")
	d.resources("uses", f.Used)
	if share, known := shareOf(f.Used, a.total()); known {
		d.fact("share", kit.Percent(share)+" of the cluster")
	}
	if f.Offered != nil {
		d.resources("is offered", f.Offered)
	}
	if f.Offers != nil {
		d.fact("offers", kit.Number(*f.Offers))
	}
	d.taskStates(f.Tasks)
	d.add(nil)
	d.runs(tasks)
	d.section("Life", "")
	d.fact("registered", fullTime(a, f.Registered))
	d.fact("again", fullTime(a, f.Reregistered))
	d.fact("ended", fullTime(a, f.Unregistered))
	if f.FailoverTimeout != nil {
		d.fact("failover timeout", time.Duration(*f.FailoverTimeout*float64(time.Second)).Round(time.Second).String())
	}
	if f.Checkpoint != nil {
		d.fact("checkpoint", yesNo(*f.Checkpoint))
	}
	d.fact("capabilities", strings.ToLower(strings.Join(f.Capabilities, ", ")))
	d.told(a, row)
}

// principal says whose it claims to be, and what that is worth.
func (d *document) principal(a *around, f *mesoswatch.Framework) {
	proof := a.proof(f)
	switch {
	case f.Principal == "":
		d.factIn("principal", "none", d.pen.Level(mesoswatch.Medium))
	case proof == nil:
		d.fact("principal", f.Principal+", a claim: whether frameworks must log in is not known")
	case *proof:
		d.fact("principal", f.Principal+", which it had to prove")
	default:
		d.factIn("principal", f.Principal+", a claim: frameworks need not log in", d.pen.Level(mesoswatch.Medium))
	}
}

// addressWords are the address of a UPID; without one the peer speaks HTTP.
func addressWords(upid string) string {
	if upid == "" {
		return "none: it speaks HTTP"
	}
	if u, ok := mesoswatch.ParseUPID(upid); ok {
		return u.IP + ":" + u.Port + "  " + upid
	}
	return upid
}

// runs sums up what the tasks run and may do.
func (d *document) runs(t *taskSum) {
	if t.n == 0 {
		return
	}
	d.section("Runs", kit.Count(int64(t.n), "task")+" listed")
	d.tallied("images", &t.images)
	d.tallied("host paths", &t.paths)
	d.tallied("own users", &t.users)
	if t.privileged > 0 {
		d.factIn("privileged", kit.Count(int64(t.privileged), "task"), d.pen.Level(mesoswatch.High))
	}
	d.add(nil)
}

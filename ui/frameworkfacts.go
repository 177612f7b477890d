package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// frameworkFacts are everything of a framework.
func frameworkFacts(d *document, a *around, row snapshot, tasks *taskSum) {
	f := row.Framework
	d.factIn("state", frameworkState(f), frameworkStyle(d.pen, f))
	d.fact("name", f.Name)
	d.fact("id", f.ID)
	d.principal(a, f)
	d.fact("user", f.User)
	d.fact("roles", strings.Join(f.Roles, ", "))
	d.address(f.PID)
	d.fact("claimed host", f.Hostname)
	d.fact("web page", f.WebUI)
	d.add(nil)
	found := a.findings(mesoswatch.SubjectFramework, f.ID, f.PID)
	d.happened(a, found)
	d.runs(tasks)
	d.section("Holds", "")
	d.resources("uses", f.Used)
	if share, known := shareOf(f.Used, a.total()); known {
		d.fact("share", kit.Percent(share)+" of the cluster")
	}
	if f.Offered != nil && *f.Offered != (mesoswatch.Resources{}) {
		d.resources("is offered", f.Offered)
	}
	if f.Offers != nil {
		d.fact("offers", kit.Number(*f.Offers))
	}
	d.taskStates(f.Tasks)
	d.add(nil)
	d.section("Life", "")
	d.fact("registered", fullTime(a, f.Registered))
	d.fact("again", fullTime(a, f.Reregistered))
	d.fact("ended", fullTime(a, f.Unregistered))
	if f.FailoverTimeout != nil {
		d.fact("failover timeout", kit.Short(time.Duration(*f.FailoverTimeout*float64(time.Second))))
	}
	if f.Checkpoint != nil {
		d.fact("checkpoint", yesNo(*f.Checkpoint))
	}
	d.fact("capabilities", strings.ToLower(strings.Join(f.Capabilities, ", ")))
	d.weaknesses(a, found)
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

// address is what a UPID claims, and the UPID itself; without one the peer speaks
// HTTP.
func (d *document) address(upid string) {
	u, ok := mesoswatch.ParseUPID(upid)
	switch {
	case upid == "":
		d.fact("claimed address", "none: it speaks HTTP")
	case ok:
		d.fact("claimed address", u.IP+":"+u.Port)
	}
	if room := d.w - 2 - nameRoom; kit.Width(d.pen.Clean(upid)) > room {
		upid = strings.Replace(upid, "@", " @", 1) // breaks there
	}
	d.fact("upid", upid)
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

package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// answer says of an incident in a few sentences what is asked first: who, from where,
// as whom, since when, did it succeed, and what runs of it now.
type answer struct {
	pen    *kit.Pen
	scene  scene
	of     answerOf
	client client
	known  bool                // whose
	lead   *mesoswatch.Finding // nil without any
	text   string
}

// answerOf is what it was read from.
type answerOf struct {
	version, findings int64
	id                string
}

// show reads the answer anew where something has happened.
func (a *answer) show(s scene, in mesoswatch.Incident, findings []mesoswatch.Finding) {
	a.scene = s
	of := answerOf{s.board.Timeline.Version(), int64(len(findings)), in.ID}
	if of != a.of {
		a.of = of
		a.client, a.known = newClient(s.board, leadOf(findings), findings)
	}
	a.lead = leadOf(findings)
	w := words{pen: a.pen}
	switch {
	case a.lead == nil:
	case a.known:
		a.who(&w)
		a.what(&w, findings)
	default:
		w.say(sentence(*a.lead, s.now))
	}
	a.text = w.String()
}

// lines are the sentences in at most most rows of w cells.
func (a *answer) lines(w, most int) []string {
	lines := a.pen.WrapPainted(a.text, w, 0)
	if len(lines) > most && most > 0 {
		lines = lines[:most]
		lines[most-1] = a.pen.EndPainted(lines[most-1], w)
	}
	return lines
}

// words are sentences in which the values stand out. What is foreign is cleaned, and
// cut to what a name may take.
type words struct {
	pen *kit.Pen
	strings.Builder
}

const nameCells = 28

func (w *words) say(own string) { w.WriteString(w.pen.Clean(own)) }

func (w *words) name(foreign string, look theme.Style) {
	w.WriteString(look.Paint(w.pen.Cut(foreign, nameCells)))
}

// who tells of the client and whether it got in.
func (a *answer) who(w *words) {
	c, s, p := &a.client, a.scene, a.pen
	w.say("Claimed ")
	w.name(c.address, p.Strong)
	if c.peer != "" {
		w.say(", peer ")
		w.name(c.peer, p.Strong)
		w.say(",")
	}
	if !c.guessed {
		w.say(" failed to log in ")
		if c.failures > 0 {
			w.say(kit.Count(int64(c.failures), "time") + ", ")
		}
		w.say("from " + stamped(s, c.from) + " to " + stamped(s, c.last) + ", " + kit.Since(s.now, c.last) + ". ")
		a.outcome(w)
		return
	}
	w.say(" got in as ")
	w.name(cmp.Or(c.principal, "a principal that is not told"), p.Strong)
	w.say(" at ")
	w.name(stamped(s, c.in), p.Strong)
	times := "failures"
	if c.failures > 0 {
		times = kit.Count(int64(c.failures), "failure")
	}
	w.say(", " + kit.Since(s.now, c.in) + ", after " + times + ".")
	if c.others > 0 {
		w.say(" " + kit.Count(int64(c.others), "other address") + " got in too.")
	}
	if c.forged {
		w.WriteString(" " + p.Suspect.Paint(p.Marks.Suspect+" A line of this may be forged."))
	}
}

// outcome says what is known of a client of which failures were found.
func (a *answer) outcome(w *words) {
	p, c := a.pen, &a.client
	if !c.in.IsZero() {
		w.say("The same claimed address logged in as ")
		w.name(cmp.Or(c.principal, "a principal that is not told"), p.Strong)
		w.say(" at ")
		w.name(stamped(a.scene, c.in), p.Strong)
		w.say(".")
		return
	}
	for _, h := range a.scene.board.Sources() {
		if h.Log != nil && !isRetired(h) && !h.OK {
			w.WriteString(p.Bad.Paint("Whether it got in is unknown: blind in " + p.Cut(h.Source, 2*nameCells) + ": " + p.Cut(h.Why, 2*nameCells) + "."))
			return
		}
	}
	w.say("No login of it was seen.")
}

// what tells what the client did once it was in, and what runs of that.
func (a *answer) what(w *words, findings []mesoswatch.Finding) {
	if a.client.in.IsZero() {
		return
	}
	all := a.client.frameworks
	if len(all) == 0 {
		if a.client.guessed {
			w.say(" No framework of it was seen.")
		}
		return
	}
	w.say(" It registered ")
	for i, one := range all[:min(len(all), 2)] {
		if i > 0 {
			w.say("; ")
		}
		a.framework(w, one, findings)
	}
	if more := len(all) - 2; more > 0 {
		w.say("; and " + kit.Number(int64(more)) + " more")
	}
	w.say(".")
}

// framework names one, its user, and what it runs.
func (a *answer) framework(w *words, one clientFramework, findings []mesoswatch.Finding) {
	p, id, name, user := a.pen, one.id, one.name, one.user
	row := a.scene.board.Subjects(mesoswatch.SubjectFramework).Get(id)
	if row != nil {
		name, user = cmp.Or(row.Framework.Name, name), cmp.Or(row.Framework.User, user)
	}
	for i := range findings {
		if f := &findings[i]; f.Fields["framework_id"] == id || f.Subject.Kind == mesoswatch.SubjectFramework && f.Subject.Name == id {
			name, user = cmp.Or(name, f.Fields["framework_name"]), cmp.Or(user, f.Fields["user"])
		}
	}
	w.name(cmp.Or(name, shortID(id, p.Marks.Ellipsis)), p.Strong)
	if user != "" && (row == nil || row.Framework.Tasks["TASK_RUNNING"] == 0) {
		w.say(" as user ")
		w.name(user, p.Strong)
	}
	if row != nil && !row.Gone && !row.Framework.Completed && row.Framework.Active != nil && !*row.Framework.Active {
		w.say(", inactive now")
	}
	sight := sightingOf(a.scene, mesoswatch.SubjectFramework)
	switch {
	case row == nil && sight.grade == wellSeen:
		w.say(", which is not there any more")
	case row == nil:
		w.say("; what it runs is unknown: " + mesoswatch.Printable(sight.why))
	case row.Gone || row.Framework.Completed:
		w.say(", which has ended")
	case row.Framework.Tasks == nil:
		w.say("; what it runs is not told")
	default:
		a.runs(w, row.Framework, findings)
	}
}

// runs tells how many tasks a framework runs, and of those that are suspicious as
// whom and where.
func (a *answer) runs(w *words, f *mesoswatch.Framework, findings []mesoswatch.Finding) {
	p, n := a.pen, f.Tasks["TASK_RUNNING"]
	if n == 0 {
		w.say(", which runs no task now")
		return
	}
	w.say(", which runs ")
	w.name(kit.Count(n, "task"), p.Strong)
	users, hosts := a.where(f, findings)
	if len(users) == 0 && f.User != "" {
		users = []string{f.User}
	}
	if len(users) > 0 {
		w.say(" as ")
		w.name(strings.Join(users, ", "), p.Strong)
	}
	if len(hosts) > 0 {
		w.say(" on ")
		w.name(strings.Join(hosts, ", "), p.Strong)
	}
}

// where are the users and hosts of tasks of a framework that somebody has looked at.
func (a *answer) where(f *mesoswatch.Framework, findings []mesoswatch.Finding) (users, hosts []string) {
	for i := range findings {
		one := &findings[i]
		if one.Subject.Kind != mesoswatch.SubjectTask || one.Fields["framework_id"] != f.ID {
			continue
		}
		if u := one.Fields["user"]; u != "" && !slices.Contains(users, u) {
			users = append(users, u)
		}
		host := one.Fields["agent_id"]
		if row := a.scene.board.Subjects(mesoswatch.SubjectAgent).Get(host); row != nil {
			host = cmp.Or(row.Agent.Hostname, host)
		}
		if host != "" && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return users, hosts
}

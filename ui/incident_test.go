package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// desk is a dashboard whose actions come back through the board, as those of a store
// do.
type desk struct {
	*rig
	script stage.Script
	sent   []mesoswatch.Action
	now    time.Time
	fails  error
	copied string
}

func newDesk(t *testing.T, w, h int, s stage.Script) *desk {
	d := &desk{script: s, now: stage.Now()}
	opt := liveOptions()
	opt.Now = func() time.Time { return d.now }
	opt.Act = func(a mesoswatch.Action) error {
		d.sent = append(d.sent, a)
		return d.fails
	}
	opt.Env = func(name string) string { return map[string]string{"TERM": "xterm-256color"}[name] }
	d.rig = newRig(t, opt, w, h, s)
	return d
}

// arrive lets what was sent come back, done by somebody.
func (d *desk) arrive(who string) {
	for _, a := range d.sent {
		a.Who = who
		d.script = append(d.script, mesoswatch.Record{Action: &a})
	}
	d.sent = nil
	d.now = d.now.Add(time.Second)
	d.board(d.script.Board())
}

// press gives a key and catches what goes to the terminal as it is.
func (d *desk) press(name string) {
	_, cmd := d.m.Update(press(name))
	d.catch(cmd)
}

func (d *desk) catch(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.catch(c)
		}
	case tea.RawMsg:
		d.copied, _ = msg.Msg.(string)
	default:
		d.send(msg)
	}
}

func (d *desk) last() mesoswatch.Action {
	d.t.Helper()
	if len(d.sent) == 0 {
		d.t.Fatalf("nothing was done:\n%s", d.frame())
	}
	return d.sent[len(d.sent)-1]
}

func TestIncidentOfTheMostUrgent(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("9")
	r.shows("Login after failures")
	r.shows("claimed address 10.0.9.9")
	r.shows("Nobody yet")
	newRig(t, liveOptions(), 120, 36, nil).keys("9").shows("No incident: nothing is known yet, good or bad.")
	newRig(t, liveOptions(), 80, 24, stage.Quiet()).keys("9").shows("No incident: nothing known to be wrong.")
}

func TestIncidentFromAnywhereAndBack(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident())
	r.keys("j", "j", "i")
	r.shows("for Brute force")
	r.keys("esc")
	if r.m.at != viewOverview {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
	r.keys("2", "j", "j", "j", "enter", "i")
	r.shows("Frameworks may register without logging in")
	r.keys("enter")
	r.keys("esc")
	if r.m.at != viewFindings || !r.m.findings.reading {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
	// From an incident to one of its findings, and from there to another incident.
	r.keys("1", "i", "S-tab", "enter")
	if r.m.at != viewFindings {
		t.Fatalf("view %d", r.m.at)
	}
	first := r.m.incident.id
	r.keys("tab", "j", "j", "j", "j", "i")
	if r.m.incident.id == first {
		t.Fatal("the same incident")
	}
	r.keys("esc", "esc")
	if r.m.at == viewIncident {
		return
	}
	r.keys("esc")
	if r.m.at != viewIncident || r.m.incident.id != first {
		t.Errorf("Esc leads to view %d, incident %s", r.m.at, r.m.incident.id)
	}
}

func TestLinkAndUnlink(t *testing.T) {
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("9", "L")
	d.shows("Link a finding to this incident")
	d.hides("Login after failures")
	d.keys("/", "'comes and goes", "enter", "enter")
	flapping := stage.Finding("agent-flapping").ID
	if a := d.last(); a.What != mesoswatch.Link || a.Other != d.m.incident.id || a.Finding != flapping {
		t.Errorf("%+v", a)
	}
	d.arrive("maria")
	d.shows("Agent comes and goes")
	d.shows("by maria")
	d.keys("S-tab", "U")
	d.shows("choose another one")
	d.m.incident.facts.put(flapping)
	d.keys("U")
	if a := d.last(); a.What != mesoswatch.Unlink || a.Finding != flapping {
		t.Errorf("%+v", a)
	}
	d.arrive("maria")
	if strings.Contains(strings.Join(d.m.incident.in.Findings, " "), flapping) {
		t.Errorf("still linked: %+v", d.m.incident.in)
	}
}

func TestExport(t *testing.T) {
	newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("9", "X").shows("cannot be exported")
	opt := liveOptions()
	var got mesoswatch.Incident
	var fails error
	opt.Export = func(_ context.Context, in mesoswatch.Incident) (string, string, error) {
		got = in
		return "/tmp/an incident.zip", "sha256:0123", fails
	}
	r := newRig(t, opt, 120, 36, stage.Incident()).keys("9", "X")
	r.shows("mesoswatch verify '/tmp/an incident.zip' --expect sha256:0123")
	r.shows("exported; the hash is on the timeline too: /tmp/an incident.zip")
	r.keys("esc").hides("mesoswatch verify")
	if got.ID != r.m.incident.in.ID || got.ID == "" {
		t.Errorf("exported %+v", got)
	}
	fails = errors.New("no room")
	r.keys("X").shows("not exported: no room")
	fails = fmt.Errorf("writing the bundle: %w", &fs.PathError{Op: "open", Path: "/srv/" + strings.Repeat("x", 200), Err: fs.ErrPermission})
	r.keys("X").shows("not exported: permission denied: /srv/x")
}

func TestTimelineRows(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Worked()).keys("9", "S-tab", "S-tab")
	r.shows("14:05:30  ┄┄ not seen until 14:06:25, 55 s: 10.0.0.13:5051: 401 realm mesos-agent-readonly ┄┄")
	r.shows("following")
	all, mine := r.m.incident.timeline.all, len(r.m.incident.timeline.rows)
	if mine >= all {
		t.Fatalf("%d of %d moments belong to the incident", mine, all)
	}
	r.keys("t")
	if n := len(r.m.incident.timeline.rows); n != all {
		t.Errorf("%d of %d with everything", n, all)
	}
	r.keys("t", "/", "'jonas", "enter")
	if n := len(r.m.incident.timeline.rows); n == 0 || n >= mine {
		t.Errorf("%d of %d by jonas", n, mine)
	}
	r.keys("esc", "E")
	if got := r.m.incident.timeline.selected(); got.Kind != mesoswatch.MomentFinding {
		t.Errorf("on %+v", got)
	}
	r.hides("following")
	for r.m.incident.timeline.selected().Kind != mesoswatch.MomentEvent {
		r.keys("k")
	}
	at := r.m.incident.timeline.selected().N
	r.keys("enter")
	if r.m.at != viewLog || !r.m.log.near.open {
		t.Fatalf("Enter on an event leads to view %d", r.m.at)
	}
	r.keys("esc")
	if r.m.at != viewIncident || r.m.incident.timeline.selected().N != at {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
}

// Each incident, and each runbook, is found again as it was left.
func TestWhereOneWas(t *testing.T) {
	r := newRig(t, liveOptions(), 100, 30, stage.Incident()).keys("9", "j", "j")
	id, step := r.m.incident.id, r.m.incident.book.id()
	r.keys("2", "j", "j", "i")
	if r.m.incident.id == id {
		t.Fatal("the same incident")
	}
	r.keys("g", "2", "g", "i")
	if r.m.incident.id != id || r.m.incident.book.id() != step {
		t.Errorf("came back to %s of %s, not %s of %s", r.m.incident.book.id(), r.m.incident.id, step, id)
	}
}

package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestIncidentFrames are the states of an incident beside those of all views.
func TestIncidentFrames(t *testing.T) {
	for _, s := range []struct {
		name   string
		script stage.Script
		keys   []string
		replay bool
	}{
		{"runs", stage.Cluster(), []string{"9"}, false},
		{"failed", onlyFailures(true), []string{"9"}, false},
		{"blind", onlyFailures(false), []string{"9"}, false},
		{"done", resolved(), []string{"2", "/", "'Login after", "enter", "i"}, false},
		{"unfolded", stage.Incident(), []string{"9", "k", "enter"}, false},
		{"noted", noted(), []string{"9"}, false},
		{"end", stage.Worked(), []string{"9", "tab"}, true},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				opt := liveOptions()
				if s.replay {
					d := newDeck()
					d.s.At = d.s.To
					opt = playOptions(d)
				}
				golden.RequireEqual(t, newRig(t, opt, size[0], size[1], s.script).keys(s.keys...).frame())
			})
		}
	}
}

// onlyFailures is the incident without the login, and its log read or not.
func onlyFailures(read bool) stage.Script {
	var s stage.Script
	for _, r := range stage.Incident() {
		switch {
		case r.Finding != nil && (r.Finding.Rule == ruleGotIn || r.Finding.Rule == "framework-registered"), r.Event != nil && r.Event.ClaimedIP == "10.0.9.9" && r.Event.Kind != mesoswatch.KindAuthFailed:
		default:
			s = append(s, r)
		}
	}
	if !read {
		s = append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: "/var/log/mesos/mesos-master.INFO", Collector: "mesoslog", Why: "permission denied", Log: &mesoswatch.LogHealth{}}})
	}
	return s
}

// resolved is the incident when all of it is over.
func resolved() stage.Script {
	s := stage.Worked()
	for i, rule := range []string{ruleGotIn, "auth-brute-force"} {
		s = append(s, mesoswatch.Record{Action: &mesoswatch.Action{ID: fmt.Sprint("r", i), At: stage.Now(), Who: "maria", What: mesoswatch.Resolve, Finding: stage.Finding(rule).ID, Text: "rotated"}})
	}
	return s
}

// noted is the incident with a note on its first step.
func noted() stage.Script {
	f := stage.Finding(ruleGotIn)
	book, _ := stage.Runbook(f)
	a := mesoswatch.Action{ID: "n", At: stage.Now(), Who: "maria", What: mesoswatch.Note, Finding: f.ID, Runbook: book.ID, Step: book.Steps[0].ID, Text: "the peer is 10.0.9.9 itself, by the flow log of the firewall"}
	return append(stage.Incident(), mesoswatch.Record{Action: &a})
}

// A note that is written on a step stands below it.
func TestNoteOnStep(t *testing.T) {
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("9", "j", "c", "'nobody else does", "enter")
	if a := d.last(); a.What != mesoswatch.Note || a.Step == "" || a.Runbook != "login-after-failures" || a.Text != "nobody else does" {
		t.Fatalf("%+v", a)
	}
	d.arrive("maria")
	d.shows("nobody else does")
	d.shows("maria 14:07:10")
}

// What a client says of itself in a line that may be forged is not told as what
// happened.
func TestForgedLinesTellNothing(t *testing.T) {
	s := onlyFailures(true)
	at := stage.Now().Add(-time.Minute)
	forged := &mesoswatch.Event{Time: at, Source: "/var/log/mesos/mesos-master.INFO", Kind: mesoswatch.KindAuthOK, Principal: "ops", ClaimedIP: "10.0.9.9", Suspect: []string{"inside-a-name"}}
	newRig(t, liveOptions(), 120, 36, append(s, mesoswatch.Record{Event: forged})).keys("9").shows("No login of it was seen.")
	honest := *forged
	honest.Suspect = nil
	newRig(t, liveOptions(), 120, 36, append(s, mesoswatch.Record{Event: &honest})).keys("9").shows("The same claimed address logged in")
}

// The name that a command leaves to the shell is told where the command is.
func TestShellNames(t *testing.T) {
	opt := liveOptions()
	opt.Runbook = func(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
		md := "## Meaning\n\nIt is bad.\n\nIn the commands `MASTER` is the URL of the leading master, and `AGENT` that of one agent.\n\n## Diagnose\n\n" +
			"- [ ] look\n\n```sh\ncurl $MASTER/state ${AGENT}\n```\n\n- [ ] other\n\n```sh\necho $MASTERS\n```\n"
		return mesoswatch.FilledRunbook{ID: "x", Title: "T", Markdown: md, Steps: mesoswatch.Steps(md)}, true
	}
	r := newRig(t, opt, 120, 50, stage.Cluster()).keys("9")
	r.shows("MASTER is http://10.0.0.11:5050, which leads now")
	r.shows("AGENT is for you to set")
	if n := strings.Count(r.frame(), "MASTER is"); n != 1 {
		t.Errorf("told %d times:\n%s", n, r.frame())
	}
	r.hides("In the commands")
	r.keys("enter").shows("In the commands MASTER is the URL")
	r.keys("enter").hides("In the commands")
}

// Short gaps that follow upon each other are one quiet row; a long one stands out.
func TestShortGaps(t *testing.T) {
	s := stage.Incident()
	begin := stage.Now().Add(-4 * time.Minute)
	look := func(after time.Duration, ok bool) {
		h := mesoswatch.Health{At: begin.Add(after), Source: "http://10.0.0.15:5051", Collector: "agent", OK: ok}
		if !ok {
			h.Why = "timeout"
		}
		s = append(s, mesoswatch.Record{Health: &h})
	}
	for i := range 6 {
		look(time.Duration(2*i)*time.Second, i%2 == 0)
	}
	look(11*time.Second, true)
	look(60*time.Second, true)
	look(61*time.Second, false)
	look(120*time.Second, true)
	r := newRig(t, liveOptions(), 120, 60, s).keys("9", "tab")
	r.shows("3 gaps: 10.0.0.15:5051: timeout")
	r.shows("┄┄ not seen until 14:05:10")
}

// Whatever a client calls itself, the frame stays whole and says no more than it does.
func TestHostileClient(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		opt := liveOptions()
		opt.ASCII = ascii
		sizes := [][2]int{{1, 1}, {30, 8}, {80, 24}, {200, 60}}
		if ascii {
			sizes = sizes[2:3]
		}
		for i, name := range some(stage.Names()) {
			r := newRig(t, opt, 80, 24, hostileClient(fmt.Sprint(i, name)))
			for _, size := range some(sizes) {
				r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				for _, keys := range [][]string{{"9"}, {"j"}, {"g", "k", "enter"}, {"G"}, {"tab", "G", "g"}, {"tab", "j"}, {"enter", "j"}, {"esc", "tab"}, {"1"}} {
					r.keys(keys...)
					if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
						t.Fatalf("%q at %v after %v:\n%s", name, size, keys, r.frame())
					}
				}
			}
		}
	}
}

// hostileClient is one that got in, and whatever is told of it is name.
func hostileClient(name string) stage.Script {
	at := stage.Now().Add(-time.Minute)
	subject := mesoswatch.Subject{Kind: "address", Name: name}
	f := mesoswatch.Finding{ID: mesoswatch.FindingID(ruleGotIn, subject), Rule: ruleGotIn, Title: name, Level: mesoswatch.Critical, Status: mesoswatch.Open, Subject: subject,
		FirstSeen: at, LastSeen: at, Count: 2, Runbook: "x", Fields: map[string]string{"claimed_ip": name, "principal": name, "remote_ip": name, "failures": "99999999999999999999", "framework_id": name, "user": name},
		Evidence: []mesoswatch.Evidence{{Source: "/" + name, Line: 3, Time: at, Text: name, Suspect: []string{name}}}}
	task := f
	task.ID, task.Rule, task.Subject = "f-task", "task-suspicious", mesoswatch.Subject{Kind: mesoswatch.SubjectTask, Name: name + " " + name}
	task.Fields = map[string]string{"framework_id": name, "framework_name": name, "agent_id": name, "user": name, "claimed_ip": name}
	event := func(kind string) mesoswatch.Record {
		return mesoswatch.Record{Event: &mesoswatch.Event{Time: at, Source: "/log", Kind: kind, Principal: name, ClaimedIP: name, FrameworkID: name, FrameworkName: name, User: name}}
	}
	book, _ := stage.Runbook(f)
	note := mesoswatch.Action{ID: "n", At: at, Who: name, What: mesoswatch.Note, Finding: f.ID, Runbook: "x", Step: book.Steps[0].ID, Text: name + " "}
	return stage.Script{event(mesoswatch.KindAuthOK), event("framework-registered"), {Finding: &f}, {Finding: &task}, {Action: &note},
		{Snapshot: &mesoswatch.Snapshot{At: at, Source: name, Framework: &mesoswatch.Framework{ID: name, Name: name, User: name, Tasks: map[string]int64{"TASK_RUNNING": 1 << 60}}}},
		{Health: &mesoswatch.Health{At: at, Source: name, Why: name, Log: &mesoswatch.LogHealth{}}},
		{Snapshot: &mesoswatch.Snapshot{At: at, Source: name, Cluster: &mesoswatch.Cluster{Leader: name}}}}
}

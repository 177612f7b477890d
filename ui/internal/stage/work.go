package stage

import (
	"cmp"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Runbook is a runbook for any finding of the stage that names one.
func Runbook(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
	if f.Runbook == "" {
		return mesoswatch.FilledRunbook{}, false
	}
	return filled(f, "Somebody may know a secret", `## Meaning

A client failed to log in and then got in: the secret of **`+cmp.Or(f.Fields["principal"], "a principal")+`** is probably known to others.

## Impact

Whoever holds it can register frameworks and run commands on the agents. See [the guide](https://mesos.apache.org/documentation/latest/authentication/).

| step | who |
|---|---|
| 1 | on call |
| 2 | owner of the framework |

## Diagnose

- [ ] *reads* Is `+"`"+f.Subject.Name+"`"+` the real peer? The address is a claim: compare the sockets of the master's host.

`+"```sh\nss -tn state established '( sport = :5050 )' | grep -F '"+f.Subject.Name+"'\n```"+`

- [ ] *reads* Who else uses this principal, and since when? Look through the log, then ask the master.

`+"```sh\ngrep -nF '"+f.Subject.Name+"' /var/log/mesos/mesos-master.INFO |\n  tail -n 200\n```"+`

`+"```sh\ncurl -s --netrc-file ops.netrc 'http://10.0.0.11:5050/frameworks' > frameworks.json\n```"+`

- [ ] Ask the owner of the principal whether that was a repair.

## Contain

> Keep the log before it rotates.

- [ ] **changes the cluster** Tear down a framework that nobody knows; this kills its tasks.

`+"```sh\ncurl -X POST 'http://10.0.0.11:5050/master/teardown' -d frameworkId=<framework_id>\n```"+`

## Recover

- [ ] **changes the cluster** Put a new secret into the credentials file and restart the masters, the leading one last.

`+"```sh\nsystemctl restart mesos-master\n```"+`

- [ ] Look at every agent on which a task of that framework ran.

## Prevent

One principal for each framework, with ACLs that name what it may do.
`)
}

func filled(f mesoswatch.Finding, title, markdown string) (mesoswatch.FilledRunbook, bool) {
	return mesoswatch.FilledRunbook{ID: f.Runbook, Title: title, Markdown: markdown, Steps: mesoswatch.Steps(markdown)}, true
}

// Finding is the one of a rule on the stage of the incident.
func Finding(rule string) mesoswatch.Finding {
	for _, f := range Incident().Board().Findings() {
		if f.Rule == rule {
			return f
		}
	}
	return mesoswatch.Finding{}
}

// Worked is the incident while two operators work on it: one acknowledged it, ticked
// steps and took one back, noted and silenced; the log of the master could not be
// read for a while, and there is another leader.
func Worked() Script {
	s := Incident()
	in, flapping := Finding("auth-success-after-failures"), Finding("agent-flapping")
	book, _ := Runbook(in)
	n := 0
	did := func(before time.Duration, who string, a mesoswatch.Action) {
		n++
		a.ID, a.At, a.Who = "a-"+string(rune('a'+n)), Now().Add(-before), who
		s = append(s, mesoswatch.Record{Action: &a})
	}
	step := func(i int, undo bool) mesoswatch.Action {
		return mesoswatch.Action{What: mesoswatch.Step, Finding: in.ID, Runbook: book.ID, Step: book.Steps[i].ID, Text: book.Steps[i].Text, Undo: undo}
	}
	s = append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: Now().Add(-100 * time.Second), Source: "http://10.0.0.13:5051", Collector: "agent", OK: true, Subjects: 4}},
		mesoswatch.Record{Health: &mesoswatch.Health{At: Now().Add(-95 * time.Second), Source: "http://10.0.0.13:5051", Collector: "agent", Why: "401 realm mesos-agent-readonly"}},
		mesoswatch.Record{Health: &mesoswatch.Health{At: Now().Add(-45 * time.Second), Source: "http://10.0.0.13:5051", Collector: "agent", OK: true, Subjects: 4}})
	did(90*time.Second, "maria", mesoswatch.Action{What: mesoswatch.Acknowledge, Finding: in.ID, Text: "looking at the firewall log"})
	did(80*time.Second, "maria", step(0, false))
	did(60*time.Second, "jonas", step(1, false))
	did(50*time.Second, "jonas", step(2, false))
	did(45*time.Second, "jonas", step(2, true))
	did(40*time.Second, "jonas", mesoswatch.Action{What: mesoswatch.Note, Finding: in.ID, Text: "only aurora-prod and this client use the principal"})
	did(30*time.Second, "maria", mesoswatch.Action{What: mesoswatch.Link, Finding: in.ID, Other: flapping.ID})
	did(20*time.Second, "jonas", mesoswatch.Action{What: mesoswatch.Silence, Finding: Finding("weak-config-frameworks").ID, Until: Now().Add(53 * time.Minute), Text: "known until the migration"})
	leader := line(1500, Now().Add(-15*time.Second), mesoswatch.KindLeaderChanged, "detector.cpp:152", "Detected a new leader: (id='18')")
	leader.Leader = "master@10.0.0.12:5050"
	return append(s, event(leader))
}

package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// isolationChecks are about what holds tasks in, beyond single flags. What
// schedulers start is applicationChecks.
func isolationChecks() []Check {
	agents := append(slices.Clone(aclKinds), mesoswatch.SubjectAgentCheck)
	tasks := []string{mesoswatch.SubjectTask, mesoswatch.SubjectFramework}
	return []Check{
		{
			ID: "isolation-root-capable", Title: "Tasks run as root with all capabilities", Level: mesoswatch.High,
			Rationale:   "Where the masters let tasks run as root and the agent does not limit capabilities, every task of a framework that asks for root is root on the host.",
			Remediation: "Start the masters with --no-root_submissions and deny root in the ACL run_tasks; add linux/capabilities to --isolation with --bounding_capabilities.",
			References:  []string{"https://mesos.apache.org/documentation/latest/linux_capabilities/", docAuthz}, Runbook: bookTask, Settle: settleDaemons, Kinds: agents,
			Judge: eachDaemon(Agent, rootCapable),
		},
		{
			ID: "isolation-default-container", Title: "Every container is given the host", Level: mesoswatch.High,
			Rationale:   "--default_container_info adds its volumes to every container that says nothing of its own: with a path of weight each task reads or changes the host.",
			Remediation: "Take host paths out of --default_container_info.",
			References:  []string{docAgent, docVolume}, Runbook: bookTask, Settle: settleAgent, Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, defaultContainer),
		},
		{
			ID: "isolation-task-privileged", Title: "A framework runs privileged tasks", Level: mesoswatch.High,
			Rationale:   "A privileged container has every device and capability of the host: whoever breaks into it has the host.",
			Remediation: "Ask the framework's owner which device or capability is needed, and give only that.",
			References:  []string{docDocker}, Runbook: bookTask, Settle: settleCluster, Finding: "task-suspicious", Kinds: tasks, Judge: eachTask(func(t *mesoswatch.Task) string {
				if t.Privileged {
					return "is privileged"
				}
				return ""
			}),
		},
		{
			ID: "isolation-task-host-paths", Title: "A framework's tasks mount the host", Level: mesoswatch.High,
			Rationale:   "With /, /etc, the socket of the container engine or Mesos' own folders a container becomes root on the host.",
			Remediation: "Ask the framework's owner which folder is needed, and mount only that, read-only where it can be.",
			References:  []string{docVolume}, Runbook: bookTask, Settle: settleCluster, Finding: "task-suspicious", Kinds: tasks, Judge: eachTask(func(t *mesoswatch.Task) string {
				for _, v := range t.Volumes {
					if gravePlace(v) > mesoswatch.Informational {
						return strings.TrimSpace("mounts " + v.Host + " " + v.Mode)
					}
				}
				return ""
			}),
		},
		{
			ID: "isolation-task-root", Title: "A framework's tasks ask for root", Level: mesoswatch.Medium,
			Rationale:   "They name root as their user, whatever the framework's own is: --no-root_submissions does not see that, only the ACL run_tasks does.",
			Remediation: "Deny root in the ACL run_tasks for all but those who need it.",
			References:  []string{docAuthz}, Runbook: bookTask, Settle: settleCluster, Finding: "task-suspicious", Kinds: tasks, Judge: eachTask(func(t *mesoswatch.Task) string {
				if t.User == "root" {
					return "runs as root"
				}
				return ""
			}),
		},
	}
}

// rootAllowed tells whether some master lets tasks run as root; known is false
// where that is not told.
func (f *Facts) rootAllowed() (allowed, known bool, proof []mesoswatch.Evidence) {
	known = len(f.Daemons(Master)) > 0
	for _, d := range f.Daemons(Master) {
		on, told, v := d.On(true, "root_submissions")
		p := f.acl(d)
		switch {
		case p.document != nil:
			decision, err := p.document.Decide(acl.Caller{Principal: acl.Stranger}, "run_tasks", acl.Object{Value: "root"})
			if err == nil && !decision.Allowed {
				continue
			}
			return true, true, append(p.proof, proofOf(v)...)
		case told && on && p.module == "":
			known = false // what the ACLs say is not told
		case !told:
			known = false
		}
	}
	return false, known, nil
}

func rootCapable(f *Facts, d *Daemon) Answer {
	allowed, known, proof := f.rootAllowed()
	isolation, told, v := d.Text("posix/cpu,posix/mem", "isolation")
	containerizers, _, _ := d.Text("mesos", "containerizers")
	limited := slices.Contains(strings.Split(isolation, ","), "linux/capabilities")
	proof = append(proof, proofOf(v)...)
	switch {
	case told && limited:
		return Passed(d.Subject, "the agent limits capabilities", proof...)
	case known && !allowed:
		return Passed(d.Subject, "the masters do not let just anybody run tasks as root", proof...)
	case !known || !told:
		return Undecided(d.Subject, "whether tasks may run as root, and with which capabilities, is not told")
	case !strings.Contains(containerizers, "mesos"):
		return Inapplicable(d.Subject, "containers are Docker's, which limits capabilities itself")
	}
	return Failed(d.Subject, fmt.Sprintf("the masters let tasks run as root, and isolation is %q", isolation), proof...)
}

// defaultContainer reads the protobuf text of /flags or the JSON of a file.
func defaultContainer(_ *Facts, d *Daemon) Answer {
	v, set := d.Flag("default_container_info")
	if !set {
		if known, why := d.Absent("default_container_info"); !known {
			return Undecided(d.Subject, why)
		}
		return Passed(d.Subject, "default_container_info is not set")
	}
	if isPath(v.Text) {
		return Undecided(d.Subject, "what stands in "+v.Text+" was not read", v.Evidence)
	}
	for _, part := range strings.FieldsFunc(v.Text, func(r rune) bool { return strings.ContainsRune(" \n\t\"{}[],:", r) }) {
		if gravePlace(mesoswatch.Volume{Host: part, Mode: "RW"}) > mesoswatch.Informational {
			return Failed(d.Subject, "default_container_info names "+part, v.Evidence)
		}
	}
	return Passed(d.Subject, "default_container_info names no path of weight of the host", v.Evidence)
}

// eachTask makes a judge that answers for each framework whose tasks have
// something wrong; what says what, or nothing.
func eachTask(what func(*mesoswatch.Task) string) func(*Facts) []Answer {
	return func(f *Facts) []Answer {
		wrong := make(map[string][]*mesoswatch.Snapshot)
		n := 0
		for s := range f.board.Subjects(mesoswatch.SubjectTask).All() {
			n++
			if what(s.Task) != "" {
				wrong[s.Task.FrameworkID] = append(wrong[s.Task.FrameworkID], s)
			}
		}
		var out []Answer
		for _, id := range sortedKeys(wrong) {
			out = append(out, frameworkTasks(f, id, wrong[id], what))
		}
		if known, _ := f.Known(mesoswatch.SubjectTask); known && n > 0 && len(out) == 0 {
			out = append(out, Passed(ClusterSubject(), fmt.Sprintf("none of %d tasks", n)))
		}
		return f.gathered(mesoswatch.SubjectTask, out)
	}
}

func frameworkTasks(f *Facts, id string, tasks []*mesoswatch.Snapshot, what func(*mesoswatch.Task) string) Answer {
	slices.SortFunc(tasks, func(a, b *mesoswatch.Snapshot) int { return strings.Compare(a.Task.ID, b.Task.ID) })
	name := ""
	if w := f.Get(mesoswatch.SubjectFramework, id); w != nil {
		name = fmt.Sprintf(" of %q", w.Framework.Name)
	}
	var proof []mesoswatch.Evidence
	var said []string
	for _, s := range tasks[:min(len(tasks), joinedNames)] {
		text := what(s.Task)
		said = append(said, s.Task.ID+" "+text)
		proof = append(proof, Proof(s, fmt.Sprintf("$.tasks[?(@.id==%q)]", s.Task.ID), text))
	}
	return Failed(mesoswatch.Subject{Kind: mesoswatch.SubjectFramework, Name: id}, fmt.Sprintf("%d tasks%s: %s", len(tasks), name, someOf(said, len(tasks))), proof...)
}

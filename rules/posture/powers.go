package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// power is something that ACLs should not let just anybody do.
type power struct {
	id, title string
	level     mesoswatch.Level
	daemon    string
	// way tells of the switches that make callers prove who they are.
	way     func(*Daemon) []login
	actions []string
	// object that is asked for; empty: any that no entry names.
	object                 string
	rationale, remediation string
}

func powerChecks() []Check {
	var checks []Check
	for _, p := range powers {
		settle := settleMaster
		if p.daemon == Agent {
			settle = settleAgent
		}
		checks = append(checks, Check{
			ID: p.id, Title: p.title, Level: p.level, Rationale: p.rationale, Remediation: p.remediation, References: []string{docAuthz}, Runbook: bookConfig,
			Settle: settle, Kinds: aclKinds, Judge: eachDaemon(p.daemon, p.judge),
		})
	}
	return append(checks, Check{
		ID: "authz-root-named", Title: "Principals may run tasks as root", Level: mesoswatch.Low,
		Rationale:   "Whoever has the secret of such a principal is root on every agent. Often one scheduler needs it, rarely several.",
		Remediation: "Give run_tasks an entry for each principal with the users it needs, and end it with principals ANY, users NONE.",
		References:  []string{docAuthz}, Runbook: bookTask, Settle: settleMaster, Kinds: aclKinds, Judge: eachDaemon(Master, rootNamed),
	})
}

func writers(d *Daemon) []login { return []login{d.writeLogin()} }
func readers(d *Daemon) []login { return []login{d.readLogin()} }
func joiners(d *Daemon) []login { return []login{d.agentLogin()} }

// powers does not change.
var powers = []power{
	{
		id: "authz-root", title: "Anybody may run tasks as root", level: mesoswatch.High, daemon: Master, way: (*Daemon).frameworkLogins, actions: []string{"run_tasks"}, object: "root",
		rationale:   "Any principal, or a caller without one, starts tasks as root on every agent.",
		remediation: "Add to run_tasks, behind the entries of those who may, {\"principals\": {\"type\": \"ANY\"}, \"users\": {\"type\": \"NONE\"}}, or set \"permissive\": false.",
	},
	{
		id: "authz-any-role", title: "Anybody may take any role", level: mesoswatch.High, daemon: Master, way: (*Daemon).frameworkLogins, actions: []string{"register_frameworks"},
		rationale:   "A framework takes the offers and reservations of the role it names: with any role it takes those of others, and their volumes with the data.",
		remediation: "End register_frameworks with {\"principals\": {\"type\": \"ANY\"}, \"roles\": {\"type\": \"NONE\"}}, or set \"permissive\": false.",
	},
	{
		id: "authz-teardown", title: "Anybody may tear frameworks down", level: mesoswatch.High, daemon: Master, way: writers, actions: []string{"teardown_frameworks", "shutdown_frameworks"},
		rationale:   "One request ends a framework and kills all its tasks.",
		remediation: "Name the operators in teardown_frameworks (up to 0.26 shutdown_frameworks) and end it with principals ANY, framework_principals NONE.",
	},
	{
		id: "authz-agents", title: "Anybody may join as an agent", level: mesoswatch.High, daemon: Master, way: joiners, actions: []string{"register_agents"},
		rationale:   "Any credential, a scheduler's or a monitor's too, joins a host that is then sent tasks and the secrets in them.",
		remediation: "Name the agents' principals in register_agents and end it with principals ANY, agents NONE (1.3 and later).",
	},
	{
		id: "authz-operate", title: "Anybody may operate the cluster", level: mesoswatch.High, daemon: Master, way: writers,
		actions: []string{
			"reserve_resources", "unreserve_resources", "create_volumes", "destroy_volumes", "resize_volumes", "create_block_disks", "destroy_block_disks", "create_mount_disks",
			"destroy_mount_disks", "destroy_raw_disks", "set_quotas", "remove_quotas", "update_quotas", "update_weights", "set_log_level", "start_maintenances", "stop_maintenances",
			"update_maintenance_schedules", "mark_agents_gone", "drain_agents", "deactivate_agents", "reactivate_agents",
		},
		rationale:   "Any principal destroys volumes, changes quotas and weights, takes machines out or turns logging down.",
		remediation: "Set \"permissive\": false, and name the operators' principals in the actions that they need.",
	},
	{
		id: "authz-view", title: "Anybody may see everything", level: mesoswatch.Low, daemon: Master, way: readers,
		actions: []string{"view_frameworks", "view_tasks", "view_executors", "view_roles", "view_flags", "access_mesos_logs", "get_endpoints", "get_quotas",
			"get_maintenance_schedules", "get_maintenance_statuses"},
		rationale:   "State, flags and logs tell an attacker what runs where, and under which names.",
		remediation: "Set \"permissive\": false, and name those who need to see in the view_… actions, access_mesos_logs and get_endpoints.",
	},
	{
		id: "authz-agent-execute", title: "Anybody may start processes on agents", level: mesoswatch.Critical, daemon: Agent, way: writers,
		actions: []string{"launch_nested_containers_as_user", "launch_nested_containers_under_parent_with_user", "launch_nested_container_sessions_as_user",
			"launch_nested_container_sessions_under_parent_with_user", "attach_containers_input", "launch_standalone_containers"},
		rationale:   "The agent's /api/v1 opens shells in containers and, from 1.5 on, starts processes on the host itself.",
		remediation: "Set \"permissive\": false in the agents' ACLs, and name the operators' principals where sessions are needed.",
	},
	{
		id: "authz-agent-sandboxes", title: "Anybody may read sandboxes", level: mesoswatch.Medium, daemon: Agent, way: readers, actions: []string{"access_sandboxes", "attach_containers_output"},
		rationale:   "Sandboxes hold the output of tasks, their configuration and often their secrets.",
		remediation: "Name those who need them in access_sandboxes of the agents' ACLs, by OS user, and set \"permissive\": false.",
	},
	{
		id: "authz-agent-operate", title: "Anybody may change agents", level: mesoswatch.High, daemon: Agent, way: writers,
		actions: []string{"kill_nested_containers", "remove_nested_containers", "kill_standalone_containers", "remove_standalone_containers", "modify_resource_provider_configs",
			"mark_resource_providers_gone", "prune_images", "set_log_level"},
		rationale:   "Any principal kills containers, changes storage plugins (programs the agent runs as root) or turns logging down.",
		remediation: "Set \"permissive\": false in the agents' ACLs, and name the operators' principals.",
	},
}

// judge says who of those that no entry need name may do it.
func (p power) judge(f *Facts, d *Daemon) Answer {
	if a, known := p.inRelease(d); !known {
		return a
	}
	perms := f.acl(d)
	if a, ok := perms.readable(d); !ok {
		return a
	}
	callers := []acl.Caller{{Principal: acl.Stranger}}
	proven := true
	for _, l := range p.way(d) {
		proven = proven && l.known && l.on
	}
	if !proven {
		callers = append(callers, acl.Caller{Nobody: true})
	}
	proof := perms.proof
	var said []string
	for _, c := range callers {
		var may []string
		for _, action := range p.actions {
			if decision, ok := p.decide(perms.document, c, action); ok {
				may = append(may, action)
				proof = append(proof[:len(proof):len(proof)], mesoswatch.Evidence{Source: perms.proof[0].Source, Time: perms.proof[0].Time, Text: decision.Why})
			}
		}
		if len(may) > 0 {
			said = append(said, fmt.Sprintf("%s may %s", whoIs(c), strings.Join(may, ", ")))
		}
	}
	if len(said) == 0 {
		return Passed(d.Subject, "neither an unknown principal nor, where it could come so far, a caller without one may", proof...)
	}
	return Failed(d.Subject, strings.Join(said, "; "), proof[:min(len(proof), mesoswatch.MaxEvidence)]...)
}

// inRelease tells whether the release has any of the actions. Where it has none
// nothing can deny it, which authz-none tells.
func (p power) inRelease(d *Daemon) (Answer, bool) {
	if !d.Release.Known() {
		return Undecided(d.Subject, "its version is not known"), false
	}
	for _, name := range p.actions {
		if a, ok := acl.Lookup(name); ok && a.In(d.Release, d.Kind) {
			return Answer{}, true
		}
	}
	return Inapplicable(d.Subject, fmt.Sprintf("ACLs of %s have no such action: that is told by authz-none", d.Release)), false
}

// decide tells whether the caller may; false too when the release has no such
// action.
func (p power) decide(doc *acl.Document, c acl.Caller, action string) (acl.Decision, bool) {
	a, ok := acl.Lookup(action)
	if !ok {
		return acl.Decision{}, false
	}
	object := p.object
	if object == "" {
		object = acl.Others
	}
	decision, err := doc.Decide(c, action, acl.Object{Value: object, Anything: a.Whole})
	return decision, err == nil && decision.Allowed
}

func whoIs(c acl.Caller) string {
	if c.Nobody {
		return "a caller without a principal"
	}
	return "any other principal"
}

func rootNamed(f *Facts, d *Daemon) Answer {
	p := f.acl(d)
	if a, ok := p.readable(d); !ok {
		return a
	}
	var may []string
	proof := p.proof
	for _, name := range principalsOf(p.document) {
		decision, err := p.document.Decide(acl.Caller{Principal: name}, "run_tasks", acl.Object{Value: "root"})
		if err == nil && decision.Allowed {
			may = append(may, fmt.Sprintf("%q", name))
			proof = append(proof[:len(proof):len(proof)], mesoswatch.Evidence{Source: p.proof[0].Source, Time: p.proof[0].Time, Text: name + ": " + decision.Why})
		}
	}
	if len(may) == 0 {
		return Passed(d.Subject, "no principal that is named may", p.proof...)
	}
	return Failed(d.Subject, fmt.Sprintf("%d principals may run tasks as root: %s", len(may), someOf(may, len(may))), proof[:min(len(proof), mesoswatch.MaxEvidence)]...)
}

// principalsOf lists the principals that a document names, in order.
func principalsOf(doc *acl.Document) []string {
	names := make(map[string]bool)
	for _, entries := range doc.Entries {
		for _, e := range entries {
			for _, v := range e.Principals.Values {
				names[v] = true
			}
		}
	}
	return sortedKeys(names)
}

package acl

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// Daemons that read ACLs, each its own document.
const (
	Master = "master"
	Agent  = "agent"
)

// Action is a row of the list of what can be allowed or denied.
type Action struct {
	Name string
	// Object is the field that names what is acted on, in the newest version that
	// has the action.
	Object string
	// Whole is set where the object may only be ANY or NONE.
	Whole bool
	// Guards says in words what it lets somebody do.
	Guards string

	since   [2]int
	until   [2]int // first minor release without it; zero: none
	objects []renamed
	master  [2]int // first release whose master uses it; zero with no agent: since
	daemons daemons
	agent   [2]int
}

type daemons uint8

const (
	onMaster daemons = 1 << iota
	onAgent
)

// renamed is an older name of the object's field.
type renamed struct {
	name  string
	until [2]int
}

// In tells whether that release of the daemon reads the action.
func (a *Action) In(r mesoswatch.Release, daemon string) bool {
	if !r.AtLeast(a.since[0], a.since[1]) || a.until != [2]int{} && r.AtLeast(a.until[0], a.until[1]) {
		return false
	}
	from, uses := a.master, a.daemons&onMaster != 0
	if daemon == Agent {
		from, uses = a.agent, a.daemons&onAgent != 0 && r.AtLeast(1, 0) // agents have ACLs from 1.0 on
	}
	return uses && r.AtLeast(from[0], from[1])
}

// object is the name of the object's field in that release.
func (a *Action) object(r mesoswatch.Release) string {
	for _, o := range a.objects {
		if !r.AtLeast(o.until[0], o.until[1]) {
			return o.name
		}
	}
	return a.Object
}

// Actions lists all actions of any version.
func Actions() []Action { return slices.Clone(actions) }

// Lookup finds an action by name.
func Lookup(name string) (*Action, bool) {
	i := slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })
	if i < 0 {
		return nil, false
	}
	return &actions[i], true
}

// endpoints are the only paths that get_endpoints takes
// (src/common/authorization.cpp); any other is fatal at start.
var endpoints = []string{"/containers", "/containerizer/debug", "/files/debug", "/logging/toggle", "/metrics/snapshot", "/monitor/statistics"}

// actions: include/mesos/authorizer/acls.proto (authorizer.proto up to 0.28,
// mesos.proto in 0.19). It does not change.
var actions = slices.Concat(masterActions, agentActions)

var masterActions = []Action{
	{Name: "register_frameworks", since: [2]int{0, 20}, Object: "roles", daemons: onMaster, Guards: "subscribe a framework with a role"},
	{Name: "run_tasks", since: [2]int{0, 19}, Object: "users", daemons: onMaster, Guards: "run tasks and executors as an OS user"},
	{Name: "shutdown_frameworks", since: [2]int{0, 20}, until: [2]int{1, 3}, Object: "framework_principals", daemons: onMaster, Guards: "tear a framework down"},
	{Name: "teardown_frameworks", since: [2]int{0, 27}, Object: "framework_principals", daemons: onMaster, Guards: "tear a framework down"},
	{Name: "register_agents", since: [2]int{1, 3}, Object: "agents", Whole: true, daemons: onMaster, Guards: "join as an agent"},
	{Name: "reserve_resources", since: [2]int{0, 27}, Object: "roles", objects: []renamed{{"resources", [2]int{0, 28}}}, daemons: onMaster, Guards: "reserve resources for a role"},
	{Name: "unreserve_resources", since: [2]int{0, 27}, Object: "reserver_principals", daemons: onMaster, Guards: "free what somebody reserved"},
	{Name: "create_volumes", since: [2]int{0, 27}, Object: "roles", objects: []renamed{{"volume_types", [2]int{0, 28}}}, daemons: onMaster, Guards: "create persistent volumes"},
	{Name: "destroy_volumes", since: [2]int{0, 27}, Object: "creator_principals", daemons: onMaster, Guards: "destroy persistent volumes with their data"},
	{Name: "resize_volumes", since: [2]int{1, 6}, Object: "roles", daemons: onMaster, Guards: "resize persistent volumes"},
	{Name: "create_block_disks", since: [2]int{1, 7}, Object: "roles", daemons: onMaster, Guards: "create block disks"},
	{Name: "destroy_block_disks", since: [2]int{1, 7}, Object: "roles", daemons: onMaster, Guards: "destroy block disks"},
	{Name: "create_mount_disks", since: [2]int{1, 7}, Object: "roles", daemons: onMaster, Guards: "create mount disks"},
	{Name: "destroy_mount_disks", since: [2]int{1, 7}, Object: "roles", daemons: onMaster, Guards: "destroy mount disks"},
	{Name: "destroy_raw_disks", since: [2]int{1, 7}, Object: "roles", daemons: onMaster, Guards: "destroy raw disks"},
	{Name: "set_quotas", since: [2]int{0, 27}, until: [2]int{1, 3}, Object: "roles", daemons: onMaster, Guards: "set quotas"},
	{Name: "remove_quotas", since: [2]int{0, 27}, until: [2]int{1, 3}, Object: "quota_principals", daemons: onMaster, Guards: "remove quotas"},
	{Name: "get_quotas", since: [2]int{1, 0}, Object: "roles", daemons: onMaster, Guards: "see quotas"},
	{Name: "update_quotas", since: [2]int{1, 0}, Object: "roles", daemons: onMaster, Guards: "change quotas"},
	{Name: "update_weights", since: [2]int{1, 0}, Object: "roles", daemons: onMaster, Guards: "change weights"},
	{Name: "view_roles", since: [2]int{1, 0}, Object: "roles", daemons: onMaster | onAgent, agent: [2]int{1, 7}, Guards: "see roles"},
	{Name: "view_frameworks", since: [2]int{1, 0}, Object: "users", daemons: onMaster | onAgent, Guards: "see frameworks of an OS user"},
	{Name: "view_tasks", since: [2]int{1, 0}, Object: "users", daemons: onMaster | onAgent, Guards: "see tasks of an OS user"},
	{Name: "view_executors", since: [2]int{1, 0}, Object: "users", daemons: onMaster | onAgent, Guards: "see executors of an OS user"},
	{Name: "view_flags", since: [2]int{1, 0}, Object: "flags", Whole: true, daemons: onMaster | onAgent, Guards: "see the flags"},
	{Name: "access_mesos_logs", since: [2]int{1, 0}, Object: "logs", Whole: true, daemons: onMaster | onAgent, Guards: "read the daemon's log"},
	{Name: "get_endpoints", since: [2]int{1, 0}, Object: "paths", daemons: onMaster | onAgent, Guards: "read an endpoint such as /metrics/snapshot"},
	{Name: "set_log_level", since: [2]int{1, 2}, Object: "level", Whole: true, daemons: onMaster | onAgent, master: [2]int{1, 4}, Guards: "change the log level"},
	{Name: "get_maintenance_schedules", since: [2]int{1, 4}, Object: "machines", Whole: true, daemons: onMaster, Guards: "see the maintenance schedule"},
	{Name: "get_maintenance_statuses", since: [2]int{1, 4}, Object: "machines", Whole: true, daemons: onMaster, Guards: "see the maintenance status"},
	{Name: "start_maintenances", since: [2]int{1, 4}, Object: "machines", Whole: true, daemons: onMaster, Guards: "take machines down"},
	{Name: "stop_maintenances", since: [2]int{1, 4}, Object: "machines", Whole: true, daemons: onMaster, Guards: "bring machines up"},
	{Name: "update_maintenance_schedules", since: [2]int{1, 4}, Object: "machines", Whole: true, daemons: onMaster, Guards: "change the maintenance schedule"},
	{Name: "mark_agents_gone", since: [2]int{1, 5}, Object: "agents", daemons: onMaster, Guards: "mark agents gone for ever"},
	{Name: "drain_agents", since: [2]int{1, 9}, Object: "agents", Whole: true, daemons: onMaster, Guards: "drain agents"},
	{Name: "deactivate_agents", since: [2]int{1, 9}, Object: "agents", Whole: true, daemons: onMaster, Guards: "deactivate agents"},
	{Name: "reactivate_agents", since: [2]int{1, 9}, Object: "agents", Whole: true, daemons: onMaster, Guards: "reactivate agents"},
	{Name: "receive_offers", since: [2]int{0, 19}, until: [2]int{0, 20}, Object: "roles", daemons: onMaster, Guards: "receive offers for a role"},
}

var agentActions = []Action{
	{Name: "access_sandboxes", since: [2]int{1, 0}, Object: "users", daemons: onAgent, Guards: "read sandboxes of an OS user"},
	{Name: "launch_nested_containers_as_user", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "start processes in a container as an OS user"},
	{Name: "launch_nested_containers_under_parent_with_user", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "start processes in containers of an OS user"},
	{Name: "launch_nested_container_sessions_as_user", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "open a shell in a container as an OS user"},
	{Name: "launch_nested_container_sessions_under_parent_with_user", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "open a shell in containers of an OS user"},
	{Name: "attach_containers_input", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "type into containers of an OS user"},
	{Name: "attach_containers_output", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "read the output of containers of an OS user"},
	{Name: "kill_nested_containers", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "kill nested containers"},
	{Name: "wait_nested_containers", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "wait for nested containers"},
	{Name: "remove_nested_containers", since: [2]int{1, 3}, Object: "users", daemons: onAgent, Guards: "remove nested containers"},
	{Name: "view_containers", since: [2]int{1, 2}, Object: "users", daemons: onAgent, Guards: "see containers"},
	{Name: "launch_standalone_containers", since: [2]int{1, 5}, Object: "users", Whole: true, daemons: onAgent, Guards: "start processes on the host outside of any framework"},
	{Name: "kill_standalone_containers", since: [2]int{1, 5}, Object: "users", Whole: true, daemons: onAgent, Guards: "kill standalone containers"},
	{Name: "wait_standalone_containers", since: [2]int{1, 5}, Object: "users", Whole: true, daemons: onAgent, Guards: "wait for standalone containers"},
	{Name: "remove_standalone_containers", since: [2]int{1, 5}, Object: "users", Whole: true, daemons: onAgent, Guards: "remove standalone containers"},
	{Name: "view_standalone_containers", since: [2]int{1, 5}, Object: "users", Whole: true, daemons: onAgent, Guards: "see standalone containers"},
	{Name: "modify_resource_provider_configs", since: [2]int{1, 5}, Object: "resource_providers", Whole: true, daemons: onAgent, Guards: "change resource providers"},
	{Name: "view_resource_providers", since: [2]int{1, 7}, Object: "resource_providers", Whole: true, daemons: onAgent, Guards: "see resource providers"},
	{Name: "mark_resource_providers_gone", since: [2]int{1, 8}, Object: "resource_providers", Whole: true, daemons: onAgent, Guards: "mark resource providers gone"},
	{Name: "prune_images", since: [2]int{1, 5}, Object: "images", Whole: true, daemons: onAgent, Guards: "remove container images"},
}

package mesosapi

import (
	"maps"
	"slices"
	"strings"
	"unique"
)

// agentFlags are the flags of an agent that are of weight for security, under
// all their names. Those that differ on each agent (address, host name) are left
// out: what thousands of agents have in common is kept once.
func agentFlags() map[string]bool {
	return set(
		// Who may read, change and run things over HTTP, and with which secrets.
		"authenticate_http_readonly", "authenticate_http_readwrite", "authenticate_http", "authenticate_http_executors",
		"http_authenticators", "http_credentials", "credential", "authenticatee", "jwt_secret_key", "executor_secret_key",
		"acls", "authorizer", "firewall_rules", "http_executor_domain_sockets", "domain_socket_location",
		// As whom tasks run and what holds them in.
		"switch_user", "containerizers", "isolation", "launcher", "allowed_capabilities", "effective_capabilities", "bounding_capabilities",
		"seccomp_profile_name", "seccomp_config_dir", "allowed_devices", "disallow_sharing_agent_pid_namespace", "disallow_sharing_agent_ipc_namespace",
		"host_path_volume_force_creation", "default_container_info", "enforce_container_disk_quota", "enforce_container_ports",
		"http_command_executor", "secret_resolver", "docker_volume_chown", "volume_gid_range",
		// Where images and code come from.
		"docker", "docker_socket", "docker_registry", "docker_config", "docker_mesos_image", "image_providers", "appc_simple_discovery_uri_prefix",
		"modules", "modules_dir", "hooks", "launcher_dir", "network_cni_config_dir", "network_cni_plugins_dir", "resource_provider_config_dir",
		"frameworks_home", "hadoop_home", "fetcher_cache_dir", "docker_store_dir", "appc_store_dir", "work_dir", "runtime_dir",
		"executor_environment_variables",
		// What joins it to the cluster, and what is kept of its doings.
		"master", "master_detector", "default_role", "strict", "recover", "reconfiguration_policy", "log_dir", "external_log_file", "logging_level", "quiet", "gc_delay",
	)
}

// mostFlagSets bounds the sets of flags that are shared between agents.
const mostFlagSets = 2_000

// flagSets keeps equal sets of flags once.
type flagSets struct {
	wanted map[string]bool
	known  map[unique.Handle[string]]map[string]string
}

// keep selects the flags of weight, and answers the set that is shared by all
// agents that have them so.
func (f *flagSets) keep(flags map[string]string) map[string]string {
	if f.wanted == nil {
		f.wanted, f.known = agentFlags(), make(map[unique.Handle[string]]map[string]string)
	}
	var text strings.Builder
	chosen := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if f.wanted[name] {
			chosen[name] = unique.Make(flags[name]).Value()
			text.WriteString(name + "\x00" + flags[name] + "\x00")
		}
	}
	key := unique.Make(text.String())
	if shared, known := f.known[key]; known {
		return shared
	}
	if len(f.known) >= mostFlagSets {
		return chosen
	}
	f.known[key] = chosen
	return chosen
}

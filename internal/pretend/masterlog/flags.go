package masterlog

// acls allows what the pretend cluster does, and is there because it makes the
// flag dump span lines, as it does on most clusters with authorization.
const acls = `permissive: true
run_tasks {
  principals {
    values: "marathon"
  }
  users {
    values: "www-data"
  }
}
teardown_frameworks {
  principals {
    values: "ops"
  }
  framework_principals {
    type: ANY
  }
}
`

// SecuredFlags are those of a master that wants logins from everybody.
func SecuredFlags(host, ip, port string) []Flag {
	return []Flag{
		{"acls", acls},
		{"agent_ping_timeout", "15secs"},
		{"agent_reregister_timeout", "10mins"},
		{"allocation_interval", "1secs"},
		{"allocator", "hierarchical"},
		{"authenticate_agents", "true"},
		{"authenticate_frameworks", "true"},
		{"authenticate_http_frameworks", "true"},
		{"authenticate_http_readonly", "true"},
		{"authenticate_http_readwrite", "true"},
		{"authentication_v0_timeout", "15secs"},
		{"authenticators", "crammd5"},
		{"authorizers", "local"},
		{"cluster", "demo"},
		{"credentials", "/etc/mesos-master/credentials"},
		{"filter_gpu_resources", "true"},
		{"framework_sorter", "drf"},
		{"help", "false"},
		{"hostname", host},
		{"hostname_lookup", "true"},
		{"http_authenticators", "basic"},
		{"http_framework_authenticators", "basic"},
		{"initialize_driver_logging", "true"},
		{"ip", ip},
		{"log_auto_initialize", "true"},
		{"log_dir", "/var/log/mesos"},
		{"logbufsecs", "0"},
		{"logging_level", "INFO"},
		{"max_agent_ping_timeouts", "5"},
		{"max_completed_frameworks", "50"},
		{"max_completed_tasks_per_framework", "1000"},
		{"max_operator_event_stream_subscribers", "1000"},
		{"max_unreachable_tasks_per_framework", "1000"},
		{"memory_profiling", "false"},
		{"min_allocatable_resources", "cpus:0.01|mem:32"},
		{"port", port},
		{"publish_per_framework_metrics", "true"},
		{"quiet", "false"},
		{"quorum", "1"},
		{"recovery_agent_removal_limit", "100%"},
		{"registry", "replicated_log"},
		{"registry_fetch_timeout", "1mins"},
		{"registry_gc_interval", "15mins"},
		{"registry_max_agent_age", "2weeks"},
		{"registry_max_agent_count", "102400"},
		{"registry_store_timeout", "20secs"},
		{"registry_strict", "false"},
		{"require_agent_domain", "false"},
		{"role_sorter", "drf"},
		{"root_submissions", "true"},
		{"version", "false"},
		{"webui_dir", "/usr/share/mesos/webui"},
		{"work_dir", "/var/lib/mesos"},
		{"zk", "zk://10.0.1.21:2181/mesos"},
		{"zk_session_timeout", "10secs"},
	}
}

// With is a copy of flags in which one, by its name, has another value.
func With(flags []Flag, name, value string) []Flag {
	changed := make([]Flag, len(flags))
	for i, f := range flags {
		if f.Name == name {
			f.Value = value
		}
		changed[i] = f
	}
	return changed
}

// Release111 is the build that the pretend masters are of.
func Release111() Build {
	return Build{
		Version: "1.11.0", Tag: "1.11.0", SHA: "4c7e1b09a6d25f38c0e19b7ad4f6532810be97dc",
		Date: "2020-11-19 10:41:22", Unix: 1_605_782_482, By: "builder",
	}
}

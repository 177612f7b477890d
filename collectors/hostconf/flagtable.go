package hostconf

// The flags of masters and agents: src/master/flags.cpp, src/slave/flags.cpp and
// src/logging/flags.cpp of 0.14 to 1.12-dev, docs/configuration/*.md. Each line has
// the names, newest first, with the minor release that brought them where that is
// known, and what the value is.

const bothFlags = `
domain:1.4 =text
external_log_file:0.22 =log
firewall_rules:0.23 =text
help bool
hooks:0.22
hostname
hostname_lookup:0.25 bool
initialize_driver_logging:0.20 bool
ip
ip_discovery_command:0.24
log_dir =log-dir
logbufsecs
logging_level:0.19
memory_profiling:1.6 bool
modules:0.21 =secret
modules_dir:1.0
port
quiet bool
version bool
zk_session_timeout
authenticate_http_readonly:1.0 bool
`

const masterFlags = `
acls:0.19 =acls
advertise_ip:0.24
advertise_port:0.24
agent_ping_timeout:1.0 slave_ping_timeout:0.23
agent_removal_rate_limit:1.0 slave_removal_rate_limit:0.22
agent_reregister_timeout:1.0 slave_reregister_timeout:0.19
allocation_interval
allocator:0.23
allocator_agent_recovery_factor
allocator_recovery_timeout
authenticate_agents:1.0 authenticate_slaves:0.19 bool
authenticate_frameworks:1.0 authenticate:0.15 bool
authenticate_http_frameworks:1.0 bool
authenticate_http_readwrite:1.0 authenticate_http:0.27 bool
authentication_v0_timeout:1.4
authenticators:0.21
authorizers:0.24
cluster
credentials:0.15 =credentials
fair_sharing_excluded_resource_names
filter_gpu_resources bool
framework_sorter
http_authenticators:0.27
http_framework_authenticators:1.0
leader
log_auto_initialize bool
master_contender:1.0
master_detector:1.0
max_agent_ping_timeouts:1.0 max_slave_ping_timeouts:0.23
max_completed_frameworks:0.25
max_completed_tasks_per_framework:0.25
max_executors_per_agent:1.0 max_executors_per_slave:0.20
max_operator_event_stream_subscribers:1.8
max_unreachable_tasks_per_framework:1.2
min_allocatable_resources
offer_constraints_re2_max_mem:1.11
offer_constraints_re2_max_program_size:1.11
offer_timeout
publish_per_framework_metrics:1.8 bool
quorum:0.19
rate_limits:0.20 =text
recovery_agent_removal_limit:1.0 recovery_slave_removal_limit:0.19
registry:0.16
registry_fetch_timeout
registry_gc_interval
registry_max_agent_age
registry_max_agent_count
registry_store_timeout
registry_strict:0.19 bool
require_agent_domain:1.5 bool
role_sorter user_sorter
roles
root_submissions bool
webui_dir
weights =text
whitelist =whitelist
work_dir:0.16 =work-dir
zk =text
`

const agentFlags = `
acls:1.0 =acls
advertise_ip:0.27
advertise_port:0.27
agent_features =text
agent_subsystems slave_subsystems
allowed_devices:1.3 =text
appc_simple_discovery_uri_prefix:0.28
appc_store_dir:0.24
attributes
authenticate_http_executors:1.3 bool
authenticate_http_readwrite:1.0 authenticate_http bool
authenticatee:0.22
authentication_backoff_factor:0.28
authentication_timeout_max:1.4
authentication_timeout_min:1.4
authorizer:1.0
bounding_capabilities:1.4 =text
cgroups_cpu_enable_pids_and_tids_count bool
cgroups_destroy_timeout
cgroups_enable_cfs bool
cgroups_hierarchy
cgroups_limit_swap:0.20 bool
cgroups_net_cls_primary_handle
cgroups_net_cls_secondary_handles
cgroups_root
cgroups_subsystems
check_agent_port_range_only:1.5 bool
checkpoint bool
container_disk_watch_interval
container_logger
container_ports_isolated_range:1.8
container_ports_watch_interval
containerizer_path
containerizers:0.20
credential:0.19 =credential
csi_plugin_config_dir:1.11
default_container_dns =text
default_container_image
default_container_info:0.21 =text
default_role
disallow_sharing_agent_ipc_namespace:1.9 bool
disallow_sharing_agent_pid_namespace:1.4 bool
disk_profile_adaptor
disk_watch_interval
docker:0.20
docker_auth_server
docker_config:1.0 =secret
docker_ignore_runtime bool
docker_kill_orphans:0.23 bool
docker_mesos_image:0.23
docker_puller
docker_puller_timeout
docker_registry:0.26
docker_remove_delay
docker_sandbox_directory
docker_socket:0.23
docker_stop_timeout
docker_store_dir:0.26
docker_volume_checkpoint_dir
docker_volume_chown:1.9 bool
domain_socket_location:1.10
effective_capabilities:1.4 allowed_capabilities:1.1 =text
egress_flow_classifier_parent
egress_rate_limit_per_container
egress_unique_flow_per_container bool
enforce_container_disk_quota:0.22 bool
enforce_container_ports:1.7 bool
ephemeral_ports_per_container
eth0_name
executor_environment_variables:0.23 =secret
executor_registration_timeout
executor_reregistration_retry_interval
executor_reregistration_timeout
executor_shutdown_grace_period
fetcher_cache_dir:0.23
fetcher_cache_size
fetcher_stall_timeout
frameworks_home
gc_delay
gc_disk_headroom
gc_non_executor_container_sandboxes bool
hadoop_home
host_path_volume_force_creation:1.8
http_authenticators:1.0
http_command_executor:1.0 bool
http_credentials:1.0 =http-credentials
http_executor_domain_sockets:1.10 bool
http_heartbeat_interval
image_gc_config =text
image_providers:0.25
image_provisioner_backend
ip6:1.4
ip6_discovery_command:1.4
isolation
jwt_secret_key:1.5 executor_secret_key:1.3 =jwt-key
launcher:0.25
launcher_dir
lo_name
master =text
master_detector:1.0
max_completed_executors_per_framework
network_cni_config_dir:1.0
network_cni_metrics bool
network_cni_plugins_dir:1.0
network_cni_root_dir_persist bool
network_enable_snmp_statistics bool
network_enable_snmp_statistics_per_container bool
network_enable_socket_statistics_details bool
network_enable_socket_statistics_summary bool
network_link_speed
nvidia_gpu_devices
oversubscribed_resources_interval
perf_duration
perf_events
perf_interval
provisioner_backends
qos_controller
qos_correction_interval_min
reconfiguration_policy:1.5
recover
recovery_timeout
registration_backoff_factor
resource_estimator
resource_monitoring_interval
resource_provider_config_dir:1.4
resources =text
revocable_cpu_low_priority bool
runtime_dir:1.1
sandbox_directory:0.24
seccomp_config_dir:1.8
seccomp_profile_name:1.8
secret_resolver:1.4
strict bool
switch_user bool
systemd_enable_support bool
systemd_runtime_directory
volume_gid_range:1.8
work_dir =work-dir
xfs_kill_containers bool
xfs_project_range
`

// The tables, read once and never changed.
var tables = map[string]flags{
	master: parseFlags(bothFlags, masterFlags), agent: parseFlags(bothFlags, agentFlags),
	marathon: parseFlags(marathonFlags), chronos: parseFlags(chronosFlags), metronome: parseFlags(metronomeFlags),
}

// knownFlags are the flags of one daemon; nil for one that has none.
func knownFlags(of string) flags { return tables[of] }

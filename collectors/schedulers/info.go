package schedulers

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/secret"
)

// Kinds of schedulers, as in mesoswatch.Scheduler.
const (
	Marathon  = "marathon"
	Chronos   = "chronos"
	Metronome = "metronome"
	Spark     = "spark"
	DCOS      = "dcos"
)

// marathonInfo is /v2/info. Which settings it has differs with the release.
type marathonInfo struct {
	Name      text                       `json:"name"`
	Version   text                       `json:"version"`
	Framework text                       `json:"frameworkId"`
	Leader    text                       `json:"leader"`
	Elected   text                       `json:"elected"`
	Marathon  map[string]json.RawMessage `json:"marathon_config"`
	ZooKeeper map[string]json.RawMessage `json:"zookeeper_config"`
	HTTP      map[string]json.RawMessage `json:"http_config"`
	Events    map[string]json.RawMessage `json:"event_subscriber"`
}

// weighty are the settings that are kept; what is left out are time-outs and sizes.
func weighty() []string {
	return []string{
		"access_control_allow_origin", "checkpoint", "default_accepted_resource_roles", "default_network_name", "env_vars_prefix", "executor", "failover_timeout", "features",
		"framework_name", "ha", "hostname", "local_port_max", "local_port_min", "mesos_authentication", "mesos_leader_ui_url", "mesos_role", "mesos_user", "new_group_enforce_role",
		"webui_url", "zk_session_timeout", "http_port", "https_port", "http_endpoints",
	}
}

// onto adds it to what is known of a Marathon.
func (i *marathonInfo) onto(s *mesoswatch.Scheduler) {
	s.Version, s.Framework = name(i.Version), name(i.Framework)
	s.Role, s.User, s.Principal = setting(i.Marathon["mesos_role"]), setting(i.Marathon["mesos_user"]), setting(i.Marathon["mesos_authentication_principal"])
	s.Master, s.ZK = setting(i.Marathon["master"]), setting(i.ZooKeeper["zk"])
	for _, part := range []map[string]json.RawMessage{i.Marathon, i.ZooKeeper, i.HTTP, i.Events} {
		for _, key := range slices.Sorted(maps.Keys(part)) {
			if value := setting(part[key]); value != "" && slices.Contains(weighty(), key) {
				set(s, key, value)
			}
		}
	}
	set(s, "leader", setting(quoted(string(i.Leader))))
	set(s, "elected", string(i.Elected))
}

// set notes a setting, if it is told.
func set(s *mesoswatch.Scheduler, key, value string) {
	if value == "" {
		return
	}
	if s.Settings == nil {
		s.Settings = make(map[string]string)
	}
	s.Settings[key] = value
}

// setting is a value without what is secret in it; lists are joined.
func setting(raw json.RawMessage) string {
	if null(raw) {
		return ""
	}
	var all texts
	if raw[0] == '{' {
		return ""
	}
	_ = all.UnmarshalJSON(raw)
	for i, v := range all {
		if strings.Contains(v, "://") && !strings.HasPrefix(v, "zk://") {
			all[i] = secret.URI(v)
		}
	}
	return name(secret.Mask(strings.Join(all, ",")))
}

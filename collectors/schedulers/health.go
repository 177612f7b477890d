package schedulers

import (
	"bytes"
	"encoding/json"
	"slices"
)

// healthCheck is one of an app.
type healthCheck struct {
	Protocol text            `json:"protocol"`
	Command  json.RawMessage `json:"command"` // {"value": "…"}
}

func (s *sheet) healthChecks(all []healthCheck) {
	for _, h := range all {
		protocol := string(h.Protocol)
		if protocol == "" {
			protocol = "HTTP" // the default of Marathon up to 1.4
		}
		s.healthy(protocol)
		s.uses(string(h.Command))
	}
}

func (s *sheet) healthy(protocol string) {
	if protocol = name(protocol); !slices.Contains(s.HealthChecks, protocol) && len(s.HealthChecks) < mostNames {
		s.HealthChecks = append(s.HealthChecks, protocol)
	}
}

// podHealth takes the health check of a container in a pod: {"http": {…}}.
func (s *sheet) podHealth(check map[string]json.RawMessage) {
	for _, kind := range []string{"http", "tcp", "exec"} {
		if null(check[kind]) {
			continue
		}
		s.healthy(map[string]string{"http": "HTTP", "tcp": "TCP", "exec": "COMMAND"}[kind])
		s.uses(string(check[kind]))
	}
}

// unreachable takes what is to become of a task whose agent is lost. Defaults say
// nothing: five and ten minutes in 1.4, at once from 1.5 on, and never where a task
// is tied to its volumes.
func (s *sheet) unreachable(strategy json.RawMessage, resident bool) {
	if null(strategy) || bytes.Equal(strategy, []byte("{}")) {
		return
	}
	var v struct {
		Inactive number `json:"inactiveAfterSeconds"`
		Expunge  number `json:"expungeAfterSeconds"`
	}
	_ = json.Unmarshal(strategy, &v)
	usual := resident && string(strategy) == `"disabled"` || v.Inactive.told && (v.Inactive.value == 0 && v.Expunge.value == 0 || v.Inactive.value == 300 && v.Expunge.value == 600)
	s.feature("unreachable-strategy", !usual)
}

// killed takes which instance goes first; the default says nothing.
func (s *sheet) killed(selection text) {
	s.feature("kill-selection", selection != "" && selection != "YOUNGEST_FIRST")
}

package schedulers

import (
	"encoding/json"
	"slices"
	"strings"
)

// network is one of an app of 1.5 and later, a pod or a Metronome job.
type network struct {
	Mode text `json:"mode"`
	Name text `json:"name"`
}

// ipAddress asks for an address per task, up to Marathon 1.4.
type ipAddress struct {
	NetworkName text `json:"networkName"`
	Discovery   struct {
		Ports []discoveryPort `json:"ports"`
	} `json:"discovery"`
}

type discoveryPort struct {
	Number   number                     `json:"number"`
	Name     text                       `json:"name"`
	Protocol text                       `json:"protocol"`
	Labels   map[string]json.RawMessage `json:"labels"`
}

// network keeps the name of one: host, bridge, none, user, container, container/NAME.
func (s *sheet) network(is string) {
	if is = name(is); is != "" && !slices.Contains(s.Networks, is) && len(s.Networks) < mostNames {
		s.Networks = append(s.Networks, is)
	}
}

func (s *sheet) networks(all []network) {
	for _, n := range all {
		switch mode := strings.ToLower(string(n.Mode)); mode {
		case "container/bridge":
			s.network("bridge")
		case "", "container":
			s.network(within(string(n.Name)))
		default:
			s.network(mode)
		}
	}
}

// within is the network of that name.
func within(network string) string {
	if network == "" {
		return "container"
	}
	return "container/" + network
}

// dockerNetwork is what Docker calls a network: host, bridge, none, or one by name.
func dockerNetwork(is string) string {
	switch lower := strings.ToLower(is); lower {
	case "host", "bridge", "none", "user", "":
		return lower
	}
	return within(is)
}

// older takes the networks of Marathon up to 1.4 and of Chronos: what Docker is told,
// and the network that a task has an address in.
func (s *sheet) older(told text, ip *ipAddress) {
	if ip != nil {
		s.feature("ip-per-task", true)
		s.network(within(string(ip.NetworkName)))
		if strings.EqualFold(string(told), "user") {
			return // that is the one
		}
	}
	s.network(dockerNetwork(string(told)))
}

// hosted notes that nothing but the host's network is left: what has no network of
// its own and no ports that are mapped runs there (DockerInfo.network in
// include/mesos/mesos.proto, and what has no container at all).
func (s *sheet) hosted(mapped bool) {
	if len(s.Networks) == 0 && !mapped {
		s.network("host")
	}
}

package schedulers

import (
	"encoding/json"

	"github.com/mesoswatch/mesoswatch"
)

// app is an application of Marathon in all forms from 0.7 to 1.11.
type app struct {
	ID        text                       `json:"id"`
	Version   text                       `json:"version"`
	Instances number                     `json:"instances"`
	Cmd       text                       `json:"cmd"`
	Args      texts                      `json:"args"`
	Executor  text                       `json:"executor"`
	User      text                       `json:"user"`
	Role      text                       `json:"role"` // 1.9 and later
	Env       map[string]json.RawMessage `json:"env"`
	Labels    map[string]json.RawMessage `json:"labels"`
	Secrets   map[string]secretRef       `json:"secrets"`
	Container *container                 `json:"container"`

	Networks        []network        `json:"networks"`  // 1.5 and later
	IPAddress       *ipAddress       `json:"ipAddress"` // up to 1.4
	Ports           []number         `json:"ports"`
	PortDefinitions []portDefinition `json:"portDefinitions"` // 0.15 and later
	RequirePorts    flag             `json:"requirePorts"`

	CPUs   number `json:"cpus"`
	Mem    number `json:"mem"`
	Disk   number `json:"disk"`
	GPUs   number `json:"gpus"`
	Limits struct {
		CPUs json.RawMessage `json:"cpus"`
		Mem  json.RawMessage `json:"mem"`
	} `json:"resourceLimits"` // 1.10 and later

	Constraints   []json.RawMessage `json:"constraints"`
	AcceptedRoles texts             `json:"acceptedResourceRoles"`
	Dependencies  texts             `json:"dependencies"`
	URIs          texts             `json:"uris"` // up to 1.4
	Fetch         []artifact        `json:"fetch"`
	HealthChecks  []healthCheck     `json:"healthChecks"`
	Readiness     []json.RawMessage `json:"readinessChecks"`
	Check         json.RawMessage   `json:"check"`
	Residency     json.RawMessage   `json:"residency"`
	Unreachable   json.RawMessage   `json:"unreachableStrategy"`
	KillSelection text              `json:"killSelection"`
	TTY           flag              `json:"tty"`
	VersionInfo   struct {
		LastConfigChangeAt text `json:"lastConfigChangeAt"`
	} `json:"versionInfo"`
}

type artifact struct {
	URI text `json:"uri"`
}

// application is what is kept of it; further are dependencies of the groups it is in.
func (a *app) application(scheduler string, further []string) *mesoswatch.Application {
	s := &sheet{Application: mesoswatch.Application{
		Scheduler: scheduler, Kind: "app", ID: string(a.ID), Instances: a.Instances.whole(), User: string(a.User), Role: string(a.Role),
		Suspended: a.Instances.told && a.Instances.value == 0, Readiness: len(a.Readiness) > 0,
	}}
	s.changed(a.VersionInfo.LastConfigChangeAt, a.Version)
	s.secrets(a.Secrets)
	s.environment(a.Env)
	s.labels(a.Labels)
	s.commands(append([]string{string(a.Cmd)}, a.Args...)...)
	s.container(a.Container)
	a.connect(s)
	s.resources(a.CPUs, a.Mem, a.Disk, a.GPUs)
	s.constraints(a.Constraints)
	s.roles(a.AcceptedRoles)
	s.healthChecks(a.HealthChecks)
	for _, uri := range a.URIs {
		s.fetched(uri)
	}
	for _, f := range a.Fetch {
		s.fetched(string(f.URI))
	}
	s.depends(a.Dependencies)
	s.Dependencies = append(s.Dependencies, further...)
	s.unreachable(a.Unreachable, !null(a.Residency))
	s.killed(a.KillSelection)
	s.feature("residency", !null(a.Residency))
	s.feature("tty", bool(a.TTY))
	s.feature("check", !null(a.Check))
	s.feature("custom-executor", a.Executor != "" && a.Executor != "//cmd")
	s.feature("resource-limits", !null(a.Limits.CPUs) || !null(a.Limits.Mem))
	return s.done()
}

// connect takes networks and ports, which each release tells otherwise.
func (a *app) connect(s *sheet) {
	var mappings []portMapping
	told := text("")
	if c := a.Container; c != nil {
		mappings = c.PortMappings
		if c.Docker != nil {
			told = c.Docker.Network
			if len(mappings) == 0 {
				mappings = c.Docker.PortMappings
			}
		}
	}
	s.networks(a.Networks)
	s.older(told, a.IPAddress)
	s.hosted(len(mappings) > 0)
	switch {
	case len(mappings) > 0:
		s.mapped(mappings)
	case a.IPAddress != nil:
		s.discovered(a.IPAddress.Discovery.Ports)
	case len(a.PortDefinitions) > 0:
		s.defined(a.PortDefinitions, bool(a.RequirePorts))
	default:
		s.numbered(a.Ports, bool(a.RequirePorts))
	}
}

// resources takes those of one instance; nil where nothing is told.
func (s *sheet) resources(cpus, mem, disk, gpus number) {
	if !cpus.told && !mem.told && !disk.told && !gpus.told {
		return
	}
	if s.Resources == nil {
		s.Resources = &mesoswatch.Resources{}
	}
	s.Resources.CPUs += cpus.value
	s.Resources.Mem += mem.value
	s.Resources.Disk += disk.value
	s.Resources.GPUs += gpus.value
	s.feature("gpu", gpus.value > 0)
}

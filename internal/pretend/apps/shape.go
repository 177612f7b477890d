package apps

import (
	"maps"
	"slices"
	"strings"
)

type object = map[string]any

// Release is a release of Marathon as far as its answers differ.
type Release string

// The releases that answers are told as. What one cannot say it leaves out: pods,
// GPUs and secrets before 1.4, roles of groups before 1.9.
const (
	R011 Release = "0.11.1"
	R14  Release = "1.4.8"
	R111 Release = "1.11.24"
)

// older tells whether networks, ports and URIs are told in the old way.
func (r Release) older() bool { return r != R111 }

// json is an application as a release tells it.
func (a *App) json(r Release) object {
	o := object{
		"id": a.ID, "instances": a.Instances, "cpus": a.CPUs, "mem": a.Mem, "disk": a.Disk, "cmd": orNull(a.Cmd), "executor": "", "user": orNull(a.User),
		"backoffSeconds": 1, "backoffFactor": 1.15, "maxLaunchDelaySeconds": 3600, "requirePorts": a.FixedPorts,
		"env": a.env(r), "labels": orEmpty(a.Labels), "constraints": orNone(a.Constraints), "dependencies": orNone(a.Dependencies),
		"version": a.Changed, "upgradeStrategy": object{"minimumHealthCapacity": 1, "maximumOverCapacity": 1}, "storeUrls": []string{},
		"healthChecks": a.health(), "versionInfo": object{"lastScalingAt": a.Changed, "lastConfigChangeAt": a.Changed},
		"tasksStaged": 0, "tasksRunning": a.Instances, "tasksHealthy": a.Instances, "tasksUnhealthy": 0, "deployments": []any{},
	}
	if len(a.Args) > 0 {
		o["args"] = a.Args
	}
	if len(a.Roles) > 0 {
		o["acceptedResourceRoles"] = a.Roles
	}
	a.fetch(r, o)
	a.container(r, o)
	if r == R011 {
		return o
	}
	o["gpus"] = a.GPUs
	o["secrets"] = a.sources()
	o["killSelection"] = "YOUNGEST_FIRST"
	if a.KillOldest {
		o["killSelection"] = "OLDEST_FIRST"
	}
	o["unreachableStrategy"] = a.unreachable(r)
	if a.Readiness {
		o["readinessChecks"] = []object{{"name": "ready", "protocol": "HTTP", "path": "/ready", "portName": "http"}}
	}
	if a.stateful() {
		o["residency"] = object{"relaunchEscalationTimeoutSeconds": 3600, "taskLostBehavior": "WAIT_FOREVER"}
		o["unreachableStrategy"] = "disabled"
	}
	if a.TTY && !r.older() {
		o["tty"] = true
	}
	return o
}

func (a *App) stateful() bool {
	return slices.ContainsFunc(a.Volumes, func(v Volume) bool { return v.Persistent > 0 })
}

func (a *App) unreachable(r Release) object {
	switch {
	case a.Patient:
		return object{"inactiveAfterSeconds": 3600, "expungeAfterSeconds": 86400}
	case r.older():
		return object{"inactiveAfterSeconds": 300, "expungeAfterSeconds": 600}
	}
	return object{"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0}
}

func (a *App) env(r Release) object {
	all := object{}
	for name, value := range a.Env {
		all[name] = value
	}
	for name := range a.Secrets {
		if r != R011 {
			all[name] = object{"secret": "ref-" + strings.ToLower(name)}
		}
	}
	return all
}

func (a *App) sources() object {
	all := object{}
	for name, source := range a.Secrets {
		all["ref-"+strings.ToLower(name)] = object{"source": source}
	}
	return all
}

func (a *App) health() []object {
	all := []object{}
	for _, protocol := range a.Health {
		all = append(all, object{"protocol": protocol, "path": "/", "portIndex": 0, "gracePeriodSeconds": 30, "intervalSeconds": 10, "timeoutSeconds": 5, "maxConsecutiveFailures": 3})
	}
	return all
}

func (a *App) fetch(r Release, o object) {
	all := []object{}
	for _, uri := range a.Fetch {
		all = append(all, object{"uri": uri, "extract": true, "executable": false, "cache": false})
	}
	if r.older() {
		o["uris"] = orNone(a.Fetch)
	}
	if r != R011 {
		o["fetch"] = all
	}
}

// container says container, networks and ports.
func (a *App) container(r Release, o object) {
	mappings, definitions, ports := a.ports(r)
	if a.Network == "host" {
		if r == R011 {
			o["ports"] = ports
		} else {
			o["portDefinitions"] = definitions
		}
	}
	if !r.older() {
		o["networks"] = []object{a.network()}
	}
	if a.Engine == "" {
		o["container"] = nil
		return
	}
	docker := object{"image": a.Image, "forcePullImage": a.ForcePull}
	c := object{"type": a.Engine, "volumes": a.volumes(), "docker": docker}
	o["container"] = c
	if a.Engine == "DOCKER" {
		docker["privileged"], docker["parameters"] = a.Privileged, a.parameters()
	}
	switch {
	case !r.older():
		if a.Network != "host" {
			c["portMappings"] = mappings
		}
		return
	case a.Network == "host":
		docker["network"] = "HOST"
	case a.Network == "bridge":
		docker["network"], docker["portMappings"] = "BRIDGE", mappings
	default:
		docker["network"], docker["portMappings"] = "USER", mappings
		o["ipAddress"] = object{"networkName": a.Network, "groups": []any{}, "labels": object{}}
	}
	if a.Engine == "MESOS" {
		delete(docker, "network")
	}
}

func (a *App) network() object {
	switch a.Network {
	case "host":
		return object{"mode": "host"}
	case "bridge":
		return object{"mode": "container/bridge"}
	}
	return object{"mode": "container", "name": a.Network}
}

func (a *App) ports(r Release) (mappings, definitions []object, numbers []int) {
	mappings, definitions, numbers = []object{}, []object{}, []int{}
	for _, p := range a.Ports {
		protocol, labels := "tcp", object{}
		if p.UDP {
			protocol = "udp"
		}
		if p.VIP != "" {
			labels["VIP_0"] = p.VIP
		}
		m := object{"containerPort": p.Container, "hostPort": p.Host, "servicePort": p.Service, "protocol": protocol}
		d := object{"port": max(p.Host, p.Service), "protocol": protocol}
		if r != R011 {
			m["name"], m["labels"], d["name"], d["labels"] = p.Name, labels, p.Name, labels
		}
		mappings, definitions, numbers = append(mappings, m), append(definitions, d), append(numbers, max(p.Host, p.Service))
	}
	return mappings, definitions, numbers
}

func (a *App) parameters() []object {
	all := []object{}
	for _, p := range a.Parameters {
		all = append(all, object{"key": p[0], "value": p[1]})
	}
	return all
}

func (a *App) volumes() []object {
	all := []object{}
	for _, v := range a.Volumes {
		o := object{"containerPath": v.Container, "mode": "RW"}
		if v.ReadOnly {
			o["mode"] = "RO"
		}
		switch {
		case v.Persistent > 0:
			o["persistent"] = object{"size": v.Persistent, "type": "root", "constraints": []any{}}
		case v.External != "":
			o["external"] = object{"name": v.External, "provider": "dvdi", "options": object{"dvdi/driver": "rexray"}}
		default:
			o["hostPath"] = v.Host
		}
		all = append(all, o)
	}
	return all
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orNone[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return maps.Clone(m)
}

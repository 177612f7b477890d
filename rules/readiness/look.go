package readiness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// look gives reasons out of one part of a definition.
type look func(Target, *mesoswatch.Application) []Reason

// looks lists them, in reading order.
var looks = []look{image, constraints, network, ports, volumes, container, fetched, health, secrets, order, features}

func reason(id string, e Effort, format string, args ...any) []Reason {
	return []Reason{{id, e, fmt.Sprintf(format, args...)}}
}

// choose takes the text for the target.
func choose(to Target, kubernetes, nomad string) string {
	if to == Nomad {
		return nomad
	}
	return kubernetes
}

func image(to Target, a *mesoswatch.Application) []Reason {
	switch {
	case len(a.Images) > 0:
		return nil
	case to == Nomad:
		return reason("no-image", NeedsWork, "runs a command on the agent without an image: an exec task with its artifacts, or an image to build")
	}
	return reason("no-image", NeedsPlan, "runs a command on the agent without an image: an image has to be built first")
}

// counterpart says what takes the place of a Marathon constraint operator
// (docs/docs/constraints.md of Marathon); empty: nothing does.
func counterpart(to Target, field, operator string) (Effort, string) {
	host := field == "hostname" || field == "@hostname"
	k8s, nomad := map[string]string{
		"UNIQUE":   "topologySpreadConstraints or pod anti-affinity on that label",
		"IS":       "a node selector",
		"LIKE":     "node affinity, which lists values where this has an expression",
		"UNLIKE":   "node affinity with NotIn, which lists values where this has an expression",
		"GROUP_BY": "topologySpreadConstraints",
		"MAX_PER":  "topologySpreadConstraints, which bound the difference, not the number",
	}, map[string]string{
		"UNIQUE":   "distinct_property",
		"IS":       "a constraint",
		"LIKE":     "a constraint with regexp",
		"UNLIKE":   "a constraint with regexp, turned round",
		"GROUP_BY": "spread",
		"MAX_PER":  "distinct_property with a number",
	}
	if host {
		k8s["UNIQUE"], nomad["UNIQUE"] = "pod anti-affinity on the host", "distinct_hosts"
	}
	text := choose(to, k8s[operator], nomad[operator])
	if text == "" {
		return NeedsPlan, ""
	}
	return NeedsWork, text
}

func constraints(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	for _, c := range a.Constraints {
		field, rest, _ := strings.Cut(c, ":")
		operator, _, _ := strings.Cut(rest, ":")
		effort, text := counterpart(to, field, operator)
		if text == "" {
			out = append(out, Reason{"constraint", effort, fmt.Sprintf("constraint %s: %s has no counterpart; where it should run has to be thought over", c, operator)})
			continue
		}
		out = append(out, Reason{"constraint", effort, fmt.Sprintf("constraint %s becomes %s", c, text)})
	}
	return out
}

func network(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	for _, n := range a.Networks {
		switch {
		case n == "host" && to == Kubernetes:
			out = append(out, Reason{"host-network", NeedsWork, "host networking: give it ports of its own and a Service, or hostNetwork with its risks"})
		case strings.HasPrefix(n, "container/"):
			out = append(out, Reason{"container-network", NeedsWork, "network " + strings.TrimPrefix(n, "container/") + ": addresses and policies of that overlay have to be made anew"})
		}
	}
	return out
}

func ports(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	var fixed []string
	for _, p := range a.Ports {
		if p.Host != 0 {
			fixed = append(fixed, fmt.Sprint(p.Host))
		}
	}
	if len(fixed) > 0 {
		out = append(out, Reason{"fixed-port", NeedsWork, fmt.Sprintf("fixed host ports %s: %s", strings.Join(fixed, ", "),
			choose(to, "a Service or hostPort, and whoever connects to them has to know", "static ports; two of them cannot share a host"))})
	}
	if len(a.VIPs) > 0 {
		out = append(out, Reason{"vip", NeedsWork, fmt.Sprintf("virtual addresses %s: %s", strings.Join(a.VIPs, ", "),
			choose(to, "Services, and the names in their clients", "services of Nomad or Consul, and the names in their clients"))})
	}
	return out
}

// system paths are the host's own, not data of an application.
func system(path string) bool {
	for _, p := range []string{"/etc", "/proc", "/sys", "/dev", "/var/run", "/run", "/usr", "/bin", "/lib"} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return path == "/"
}

func volumes(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	for _, v := range a.Volumes {
		switch {
		case v.Host == "":
		case v.Host == "/" || strings.HasSuffix(v.Host, "docker.sock"):
			out = append(out, Reason{"host-control", NeedsPlan, fmt.Sprintf("mounts %s of the host: whoever is in it owns the host, and the new platform should not allow it", v.Host)})
		case v.Mode == "RO" || system(v.Host):
			out = append(out, Reason{"host-path", NeedsWork, fmt.Sprintf("reads %s of the host: %s", v.Host,
				choose(to, "a ConfigMap, or hostPath where policy allows it", "a template, or a host volume that the client is told of"))})
		default:
			out = append(out, Reason{"host-data", NeedsPlan, fmt.Sprintf("keeps data in %s of the host: it is tied to that host until the data has moved", v.Host)})
		}
	}
	if has(a, "persistent-volume") || has(a, "residency") {
		out = append(out, Reason{"persistent-volume", NeedsPlan, "local persistent volumes: the data stands on one agent and has to be copied; " +
			choose(to, "a StatefulSet with claims", "host volumes or CSI") + " take their place"})
	}
	if has(a, "external-volume") {
		out = append(out, Reason{"external-volume", NeedsPlan, "external volumes by a driver: a CSI driver for the same storage has to be there, and the volumes imported"})
	}
	return out
}

func container(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	if a.Privileged {
		out = append(out, Reason{"privileged", NeedsWork, "runs privileged: find out which capability it needs"})
	}
	if len(a.Parameters) > 0 {
		out = append(out, Reason{"docker-parameters", NeedsWork, fmt.Sprintf("%d parameters for the Docker daemon, each without a general counterpart: %s", len(a.Parameters), strings.Join(names(a.Parameters), ", "))})
	}
	if a.User == "root" && to == Kubernetes {
		out = append(out, Reason{"root", NeedsWork, "runs as root, which the restricted pod security standard forbids"})
	}
	return out
}

// names are what stands before the equals sign: a value may be a secret.
func names(parameters []string) []string {
	var out []string
	for _, p := range parameters {
		name, _, _ := strings.Cut(p, "=")
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func fetched(to Target, a *mesoswatch.Application) []Reason {
	if len(a.Fetch) == 0 || to == Nomad { // its artifact stanza does the same
		return nil
	}
	return reason("fetch", NeedsWork, "fetches %d URIs into the sandbox: put them into the image or an init container", len(a.Fetch))
}

func health(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	if a.Readiness {
		out = append(out, Reason{"readiness", NeedsWork, "readiness checks hold up a deployment only; " +
			choose(to, "a readiness probe also takes the pod out of its Service", "health checks of the service decide for the deployment")})
	}
	return out
}

func secrets(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	if len(a.Secrets) > 0 {
		out = append(out, Reason{"secrets", NeedsWork, fmt.Sprintf("%d secrets by name: %s have to be made first", len(a.Secrets), choose(to, "Secrets", "variables or Vault entries"))})
	}
	if len(a.Exposed) > 0 {
		out = append(out, Reason{"exposed-secrets", NeedsWork, "secrets in the clear in " + strings.Join(a.Exposed, ", ") + ": change them and keep them as secrets"})
	}
	return out
}

func order(to Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	if len(a.Dependencies) > 0 {
		if a.Kind == "job" {
			out = append(out, Reason{"job-chain", NeedsPlan, "starts when other jobs have ended: " + choose(to, "a workflow engine", "a periodic job has no such thing: a workflow engine") + " has to take that over"})
		} else {
			out = append(out, Reason{"dependencies", NeedsWork, "is started behind " + strings.Join(a.Dependencies, ", ") + ": the platform has no order, it has to wait or retry by itself"})
		}
	}
	if strings.HasPrefix(a.Schedule, "R") && strings.Contains(a.Schedule, "/P") {
		out = append(out, Reason{"schedule", NeedsWork, "schedule " + a.Schedule + " repeats by intervals; cron counts by the clock"})
	}
	return out
}

// featureReasons are features of Mesos and its schedulers by the collectors' words.
var featureReasons = map[string]Reason{
	"framework":            {"own-framework", NeedsPlan, "is itself a scheduler, written against the Mesos API: it needs an operator or a chart of the same product"},
	"custom-executor":      {"custom-executor", NeedsPlan, "brings its own executor, which only Mesos runs"},
	"resource-roles":       {"resource-roles", NeedsWork, "takes resources of certain roles: quotas and node pools take their place"},
	"gpu":                  {"gpu", NeedsWork, "GPUs: nodes with a device plugin"},
	"unreachable-strategy": {"unreachable-strategy", NeedsWork, "an unreachable strategy: how long to wait for a lost host is set elsewhere"},
	"kill-selection":       {"kill-selection", NeedsWork, "a kill selection: which instance goes first cannot be said"},
	"linux-capabilities":   {"capabilities", NeedsWork, "Linux capabilities: allowed by policy there"},
	"tty":                  {"tty", NeedsWork, "a terminal"},
	"mesos-environment":    {"mesos-environment", NeedsWork, "reads variables that Mesos or Marathon sets ($PORT0, $HOST, $MESOS_…): they have other names there"},
	"ip-per-task":          {"ip-per-task", NeedsWork, "an address per task by the old networking API"},
	"pod":                  {"pod", NeedsWork, "a pod of several containers"},
}

func features(_ Target, a *mesoswatch.Application) []Reason {
	var out []Reason
	for _, f := range a.Features {
		if r := featureReasons[f]; r.ID != "" {
			out = append(out, r)
		}
	}
	for _, variable := range []string{"$PORT", "${PORT", "$MESOS_", "${MESOS_", "$MARATHON_", "${MARATHON_", "$HOST"} {
		if strings.Contains(a.Command, variable) && !has(a, "mesos-environment") {
			return append(out, featureReasons["mesos-environment"])
		}
	}
	return out
}

package schedulers

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// pod is a group of containers of Marathon 1.4 and later.
type pod struct {
	ID         text                       `json:"id"`
	Version    text                       `json:"version"`
	User       text                       `json:"user"`
	Role       text                       `json:"role"`
	Labels     map[string]json.RawMessage `json:"labels"`
	Env        map[string]json.RawMessage `json:"environment"`
	Secrets    map[string]secretRef       `json:"secrets"`
	Containers []podContainer             `json:"containers"`
	Volumes    []podVolume                `json:"volumes"`
	Networks   []network                  `json:"networks"`
	Scaling    struct {
		Instances number `json:"instances"`
	} `json:"scaling"`
	Scheduling struct {
		Placement struct {
			Constraints   []json.RawMessage `json:"constraints"`
			AcceptedRoles texts             `json:"acceptedResourceRoles"`
		} `json:"placement"`
		Unreachable   json.RawMessage `json:"unreachableStrategy"`
		KillSelection text            `json:"killSelection"`
	} `json:"scheduling"`
	Extra     podResources               `json:"executorResources"`
	LinuxInfo map[string]json.RawMessage `json:"linuxInfo"`
	// Spec is the pod itself in answers about its status.
	Spec *pod `json:"spec"`
}

type podResources struct {
	CPUs number `json:"cpus"`
	Mem  number `json:"mem"`
	Disk number `json:"disk"`
	GPUs number `json:"gpus"`
}

// podVolume is one that containers mount by its name.
type podVolume struct {
	Name       text            `json:"name"`
	Host       text            `json:"host"`
	Persistent json.RawMessage `json:"persistent"`
	Secret     text            `json:"secret"`
}

type podContainer struct {
	Name text `json:"name"`
	Exec struct {
		Command struct {
			Shell text  `json:"shell"`
			Argv  texts `json:"argv"`
		} `json:"command"`
	} `json:"exec"`
	Resources podResources `json:"resources"`
	Endpoints []endpoint   `json:"endpoints"`
	Image     *struct {
		ID         text `json:"id"`
		ForcePull  flag `json:"forcePull"`
		PullConfig struct {
			Secret text `json:"secret"`
		} `json:"pullConfig"`
	} `json:"image"`
	Env       map[string]json.RawMessage `json:"environment"`
	Labels    map[string]json.RawMessage `json:"labels"`
	User      text                       `json:"user"`
	Health    map[string]json.RawMessage `json:"healthCheck"`
	Mounts    []volumeMount              `json:"volumeMounts"`
	Artifacts []artifact                 `json:"artifacts"`
	TTY       flag                       `json:"tty"`
	LinuxInfo map[string]json.RawMessage `json:"linuxInfo"`
}

type volumeMount struct {
	Name      text `json:"name"`
	MountPath text `json:"mountPath"`
	ReadOnly  flag `json:"readOnly"`
}

func (p *pod) application(scheduler string, further []string) *mesoswatch.Application {
	if p.Spec != nil {
		p = p.Spec
	}
	s := &sheet{Application: mesoswatch.Application{
		Scheduler: scheduler, Kind: "pod", ID: string(p.ID), Instances: p.Scaling.Instances.whole(), User: string(p.User), Role: string(p.Role),
		Suspended: p.Scaling.Instances.told && p.Scaling.Instances.value == 0, Container: "mesos",
	}}
	s.feature("pod", true)
	s.changed("", p.Version)
	s.secrets(p.Secrets)
	s.environment(p.Env)
	s.labels(p.Labels)
	s.networks(p.Networks)
	mapped := false
	for i := range p.Containers {
		p.Containers[i].onto(s, p.Volumes)
		mapped = mapped || slices.ContainsFunc(p.Containers[i].Endpoints, func(e endpoint) bool { return e.ContainerPort.told })
	}
	s.hosted(mapped)
	s.resources(p.Extra.CPUs, p.Extra.Mem, p.Extra.Disk, p.Extra.GPUs)
	s.constraints(p.Scheduling.Placement.Constraints)
	s.roles(p.Scheduling.Placement.AcceptedRoles)
	s.unreachable(p.Scheduling.Unreachable, slices.Contains(s.Features, "persistent-volume"))
	s.killed(p.Scheduling.KillSelection)
	s.linux(p.LinuxInfo)
	s.Dependencies = append(s.Dependencies, further...)
	return s.done()
}

// onto adds a container to what is known of its pod.
func (c *podContainer) onto(s *sheet, volumes []podVolume) {
	if c.Image != nil {
		s.image(c.Image.ID)
		s.ForcePull = s.ForcePull || bool(c.Image.ForcePull)
		if c.Image.PullConfig.Secret != "" {
			s.secret(string(c.Image.PullConfig.Secret))
		}
	}
	if c.User != "" && (s.User == "" || c.User == "root") { // the one that may do more
		s.User = string(c.User)
	}
	s.environment(c.Env)
	s.labels(c.Labels)
	s.commands(append([]string{string(c.Exec.Command.Shell)}, c.Exec.Command.Argv...)...)
	s.resources(c.Resources.CPUs, c.Resources.Mem, c.Resources.Disk, c.Resources.GPUs)
	s.endpoints(c.Endpoints)
	s.podHealth(c.Health)
	for _, a := range c.Artifacts {
		s.fetched(string(a.URI))
	}
	for _, m := range c.Mounts {
		s.volume(m.of(volumes))
	}
	s.feature("tty", bool(c.TTY))
	s.linux(c.LinuxInfo)
}

// of is the volume that is mounted, as an app would have it.
func (m volumeMount) of(all []podVolume) volume {
	v := volume{ContainerPath: m.MountPath, Mode: "RW"}
	if m.ReadOnly {
		v.Mode = "RO"
	}
	for _, p := range all {
		if p.Name != m.Name {
			continue
		}
		v.Persistent, v.Secret = p.Persistent, p.Secret
		if strings.HasPrefix(string(p.Host), "/") { // others are in the sandbox
			v.HostPath = p.Host
		}
	}
	return v
}

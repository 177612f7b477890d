package schedulers

import (
	"encoding/json"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// metronomeJob is a job of Metronome 0.x (jobspec.schema.json of its sources).
type metronomeJob struct {
	ID           text                       `json:"id"`
	Labels       map[string]json.RawMessage `json:"labels"`
	Dependencies []struct {
		ID text `json:"id"`
	} `json:"dependencies"`
	Schedules []struct {
		Cron    text  `json:"cron"`
		Zone    text  `json:"timezone"`
		Enabled *bool `json:"enabled"`
	} `json:"schedules"`
	Run struct {
		Cmd       text                       `json:"cmd"`
		Args      texts                      `json:"args"`
		User      text                       `json:"user"`
		Env       map[string]json.RawMessage `json:"env"`
		Secrets   map[string]secretRef       `json:"secrets"`
		CPUs      number                     `json:"cpus"`
		Mem       number                     `json:"mem"`
		Disk      number                     `json:"disk"`
		GPUs      number                     `json:"gpus"`
		Artifacts []artifact                 `json:"artifacts"`
		Placement struct {
			Constraints []json.RawMessage `json:"constraints"`
		} `json:"placement"`
		Docker *docker `json:"docker"`
		UCR    *struct {
			Image struct {
				ID        text `json:"id"`
				ForcePull flag `json:"forcePull"`
			} `json:"image"`
			Privileged flag `json:"privileged"`
		} `json:"ucr"`
		Networks []network `json:"networks"`
		Volumes  []volume  `json:"volumes"`
	} `json:"run"`
}

func (j *metronomeJob) application(scheduler string) *mesoswatch.Application {
	r := &j.Run
	s := &sheet{Application: mesoswatch.Application{Scheduler: scheduler, Kind: "job", ID: string(j.ID), User: string(r.User)}}
	j.schedule(s)
	s.secrets(r.Secrets)
	s.environment(r.Env)
	s.labels(j.Labels)
	s.commands(append([]string{string(r.Cmd)}, r.Args...)...)
	if r.Docker != nil {
		s.docker(r.Docker)
		s.Container = "docker"
	}
	if u := r.UCR; u != nil {
		s.image(u.Image.ID)
		s.ForcePull, s.Privileged, s.Container = bool(u.Image.ForcePull), bool(u.Privileged), "mesos"
	}
	for _, v := range r.Volumes {
		s.volume(v)
	}
	s.networks(r.Networks)
	s.hosted(false)
	s.resources(r.CPUs, r.Mem, r.Disk, r.GPUs)
	s.constraints(r.Placement.Constraints)
	for _, a := range r.Artifacts {
		s.fetched(string(a.URI))
	}
	for _, d := range j.Dependencies {
		s.depends([]string{string(d.ID)})
	}
	return s.done()
}

// schedule takes cron lines with their zones; a job none of whose schedules is
// enabled is suspended.
func (j *metronomeJob) schedule(s *sheet) {
	var all []string
	off := len(j.Schedules) > 0
	for _, x := range j.Schedules {
		line := strings.TrimSpace(string(x.Cron))
		if zone := string(x.Zone); zone != "" && zone != "UTC" {
			line += " " + zone
		}
		all = append(all, line)
		off = off && x.Enabled != nil && !*x.Enabled
	}
	s.Schedule, s.Suspended = strings.Join(all, "; "), off
}

package schedulers

import (
	"encoding/json"

	"github.com/mesoswatch/mesoswatch"
)

// chronosJob is a job of Chronos 2 and 3 (docs/docs/api.md of its sources).
type chronosJob struct {
	Name        text              `json:"name"`
	Command     text              `json:"command"`
	Arguments   texts             `json:"arguments"`
	Schedule    text              `json:"schedule"`
	Zone        text              `json:"scheduleTimeZone"`
	Parents     texts             `json:"parents"`
	Executor    text              `json:"executor"`
	User        text              `json:"runAsUser"`
	Disabled    flag              `json:"disabled"`
	CPUs        number            `json:"cpus"`
	Mem         number            `json:"mem"`
	Disk        number            `json:"disk"`
	URIs        texts             `json:"uris"`
	Fetch       []artifact        `json:"fetch"`
	Constraints []json.RawMessage `json:"constraints"`
	Env         []struct {
		Name  text `json:"name"`
		Value text `json:"value"`
	} `json:"environmentVariables"`
	Container *chronosContainer `json:"container"`
}

// chronosContainer has the parts of docker in itself.
type chronosContainer struct {
	docker
	Type         text     `json:"type"`
	Volumes      []volume `json:"volumes"`
	NetworkName  text     `json:"networkName"`
	NetworkInfos []struct {
		Name text `json:"name"`
	} `json:"networkInfos"`
}

func (j *chronosJob) application(scheduler string) *mesoswatch.Application {
	s := &sheet{Application: mesoswatch.Application{
		Scheduler: scheduler, Kind: "job", ID: string(j.Name), User: string(j.User), Suspended: bool(j.Disabled), Schedule: string(j.Schedule),
	}}
	if j.Schedule != "" && j.Zone != "" {
		s.Schedule += " " + string(j.Zone)
	}
	s.commands(append([]string{string(j.Command)}, j.Arguments...)...)
	for _, v := range j.Env {
		s.variable(string(v.Name), string(v.Value))
	}
	if c := j.Container; c != nil {
		s.docker(&c.docker)
		s.containerizer(c.Type, c.Image != "")
		for _, v := range c.Volumes {
			s.volume(v)
		}
		for _, n := range c.NetworkInfos {
			s.network(within(string(n.Name)))
		}
		if c.NetworkName != "" {
			s.network(within(string(c.NetworkName)))
		} else if len(s.Networks) == 0 {
			s.older(c.Network, nil)
		}
	}
	s.hosted(false)
	s.resources(j.CPUs, j.Mem, j.Disk, number{})
	s.constraints(j.Constraints)
	for _, uri := range j.URIs {
		s.fetched(uri)
	}
	for _, f := range j.Fetch {
		s.fetched(string(f.URI))
	}
	s.depends(j.Parents)
	s.feature("custom-executor", j.Executor != "")
	return s.done()
}

package schedulers

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// volume is one of a Marathon app or of a job.
type volume struct {
	ContainerPath text            `json:"containerPath"`
	HostPath      text            `json:"hostPath"`
	Mode          text            `json:"mode"`
	Persistent    json.RawMessage `json:"persistent"`
	External      *external       `json:"external"`
	Secret        text            `json:"secret"`
}

type external struct {
	Name     text `json:"name"`
	Provider text `json:"provider"`
}

func (s *sheet) volume(v volume) {
	m := mesoswatch.Volume{Container: name(v.ContainerPath), Host: name(v.HostPath), Mode: strings.ToUpper(name(v.Mode))}
	switch {
	case !null(v.Persistent):
		m.Source = "persistent"
		s.feature("persistent-volume", true)
	case v.External != nil:
		m.Source = name("external " + strings.Trim(string(v.External.Provider)+"/"+string(v.External.Name), "/"))
		s.feature("external-volume", true)
	case v.Secret != "":
		m.Source = name("secret " + s.secret(string(v.Secret)))
	}
	s.mounts(m)
}

// mounts keeps what a container mounts, each once.
func (s *sheet) mounts(v mesoswatch.Volume) {
	if v == (mesoswatch.Volume{}) || len(s.Volumes) >= mostNames || slices.Contains(s.Volumes, v) {
		return
	}
	s.feature("external-volume", strings.HasPrefix(v.Source, "docker-volume"))
	s.Volumes = append(s.Volumes, v)
}

// bind is a volume as docker run --volume takes it: host:container:mode.
func bind(value string) mesoswatch.Volume {
	parts := strings.SplitN(value, ":", 3)
	if len(parts) == 1 {
		return mesoswatch.Volume{Container: name(value), Mode: "RW"}
	}
	v := mesoswatch.Volume{Container: name(parts[1]), Mode: "RW"}
	if len(parts) == 3 && slices.Contains(strings.Split(parts[2], ","), "ro") {
		v.Mode = "RO"
	}
	if strings.HasPrefix(parts[0], "/") {
		v.Host = name(parts[0])
	} else {
		v.Source = name("docker-volume " + parts[0])
	}
	return v
}

// mount is a volume as docker run --mount takes it: type=bind,source=…,target=….
func mount(value string) mesoswatch.Volume {
	v := mesoswatch.Volume{Mode: "RW"}
	kind, source := "volume", ""
	for option := range strings.SplitSeq(value, ",") {
		key, is, _ := strings.Cut(option, "=")
		switch key {
		case "type":
			kind = is
		case "source", "src":
			source = is
		case "target", "destination", "dst":
			v.Container = name(is)
		case "readonly", "ro":
			if is != "false" {
				v.Mode = "RO"
			}
		}
	}
	if kind == "bind" {
		v.Host = name(source)
	} else {
		v.Source = name(strings.TrimSpace("docker-" + kind + " " + source))
	}
	return v
}

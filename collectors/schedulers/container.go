package schedulers

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/secret"
)

// container is that of a Marathon app (Container in docs/docs/rest-api of its
// sources).
type container struct {
	Type         text                       `json:"type"`
	Docker       *docker                    `json:"docker"`
	AppC         *docker                    `json:"appc"`
	Volumes      []volume                   `json:"volumes"`
	PortMappings []portMapping              `json:"portMappings"` // 1.5 and later
	LinuxInfo    map[string]json.RawMessage `json:"linuxInfo"`
}

// docker is what is said to Docker, or of an image alone.
type docker struct {
	Image          text          `json:"image"`
	ForcePullImage flag          `json:"forcePullImage"`
	Network        text          `json:"network"` // up to 1.4
	Privileged     flag          `json:"privileged"`
	Parameters     []parameter   `json:"parameters"`
	PortMappings   []portMapping `json:"portMappings"` // up to 1.4
	Credential     struct {
		Secret text `json:"secret"`
	} `json:"credential"`
	PullConfig struct {
		Secret text `json:"secret"`
	} `json:"pullConfig"`
}

type parameter struct {
	Key   text `json:"key"`
	Value text `json:"value"`
}

func (s *sheet) container(c *container) {
	if c == nil {
		return
	}
	d := c.Docker
	if d == nil {
		d = c.AppC
	}
	if d != nil {
		s.docker(d)
	}
	s.containerizer(c.Type, d != nil)
	for _, v := range c.Volumes {
		s.volume(v)
	}
	s.linux(c.LinuxInfo)
}

// containerizer takes the type, which is Docker's where an image is told and no type.
func (s *sheet) containerizer(kind text, image bool) {
	s.Container = strings.ToLower(name(kind))
	if s.Container == "" && image {
		s.Container = "docker"
	}
}

func (s *sheet) docker(d *docker) {
	s.image(d.Image)
	s.ForcePull = s.ForcePull || bool(d.ForcePullImage)
	s.Privileged = s.Privileged || bool(d.Privileged)
	for _, p := range d.Parameters {
		s.parameter(string(p.Key), clip(string(p.Value), longestRead))
	}
	if d.Credential.Secret != "" {
		s.expose("(registry credential)")
	}
	if d.PullConfig.Secret != "" {
		s.secret(string(d.PullConfig.Secret))
	}
}

// image takes the name of an image, which may have a login to its registry before
// it when it was written as a URL.
func (s *sheet) image(of text) {
	if of == "" {
		return
	}
	image := string(of)
	if strings.Contains(image, "://") {
		image = secret.URI(image)
	}
	if image = name(image); !slices.Contains(s.Images, image) && len(s.Images) < mostNames {
		s.Images = append(s.Images, image)
	}
}

// parameter takes an option that is given to docker run as it is: what can be asked
// for elsewhere can be asked for here too.
func (s *sheet) parameter(key, value string) {
	s.shown(key, value)
	switch strings.TrimLeft(key, "-") {
	case "env", "e":
		variable, is, _ := strings.Cut(value, "=")
		s.variable(variable, is)
	case "label", "l":
		label, is, _ := strings.Cut(value, "=")
		s.labels(map[string]json.RawMessage{label: quoted(is)})
	case "privileged":
		s.Privileged = s.Privileged || value != "false"
	case "volume", "v":
		s.mounts(bind(value))
	case "mount":
		s.mounts(mount(value))
	case "net", "network":
		s.network(dockerNetwork(value))
	case "user", "u":
		if s.User == "" {
			s.User = value
		}
	case "cap-add", "cap-drop":
		s.feature("linux-capabilities", true)
	case "gpus":
		s.feature("gpu", true)
	case "tty", "t":
		s.feature("tty", value != "false")
	}
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s) // text always has a JSON form
	return b
}

// shown keeps a parameter as key=value without what is secret: all of the value of
// a variable or label, and of others what looks like one.
func (s *sheet) shown(key, value string) {
	if len(s.Parameters) >= mostNames {
		return
	}
	named, is, assigns := strings.Cut(value, "=")
	switch bare := strings.TrimLeft(key, "-"); {
	case bare == "env" || bare == "e" || bare == "label" || bare == "l":
		if assigns {
			value = named + "=" + mesoswatch.Masked
		}
	case assigns && secret.Exposed(named, is):
		s.expose(name("(parameter " + key + " " + named + ")"))
		value = named + "=" + mesoswatch.Masked
	case secret.Exposed(key, value):
		s.expose(name("(parameter " + key + ")"))
		value = mesoswatch.Masked
	}
	s.Parameters = append(s.Parameters, name(secret.Mask(key+"="+value)))
}

// linux takes what the Mesos containerizer is told of the kernel's means.
func (s *sheet) linux(info map[string]json.RawMessage) {
	for key, value := range info {
		if null(value) {
			continue
		}
		key = strings.ToLower(key)
		s.feature("linux-capabilities", strings.Contains(key, "capabilit"))
		s.feature("seccomp", key == "seccomp")
		s.feature("ipc", key == "ipcinfo")
	}
}

package document

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

const (
	maxVolumes   = 100
	maxParameter = 4096
)

// box is what a ContainerInfo says (include/mesos/mesos.proto), the same in the
// endpoints and the operator API.
type box struct {
	kind, image, network string
	privileged           bool
	volumes              []mesoswatch.Volume
}

// onto adds the container to what is known of a task. What the task has already
// stays.
func (b box) onto(t *mesoswatch.Task) {
	if t.Container == "" {
		t.Container = b.kind
	}
	if t.Image == "" {
		t.Image = b.image
	}
	if t.Network == "" {
		t.Network = b.network
	}
	t.Privileged = t.Privileged || b.privileged
	if t.Volumes == nil {
		t.Volumes = b.volumes
		return
	}
	for _, v := range b.volumes {
		t.Volumes = addVolume(t.Volumes, v)
	}
}

func addVolume(to []mesoswatch.Volume, v mesoswatch.Volume) []mesoswatch.Volume {
	for _, known := range to {
		if known == v {
			return to
		}
	}
	if v == (mesoswatch.Volume{}) || len(to) == maxVolumes {
		return to
	}
	return append(to, v)
}

// container reads a ContainerInfo. An agent's executors have the id of their
// container at that key, which says nothing here.
func (d *decoder) container() box {
	var b box
	if d.Kind() == scan.Text {
		return b
	}
	var names []string
	for key := range d.Fields {
		switch string(key) {
		case "type":
			b.kind = d.Name()
		case "docker":
			d.docker(&b)
		case "mesos":
			for key := range d.Fields {
				if string(key) == "image" {
					b.image = d.image()
				}
			}
		case "volumes":
			for range d.Elements {
				b.volumes = addVolume(b.volumes, d.volume())
			}
		case "network_infos":
			names = d.names(maxLabels, "name")
		}
	}
	if b.network == "" || b.network == "USER" { // a network of its own, by name
		b.network = strings.TrimSpace(b.network + " " + strings.Join(names, ","))
	}
	return b
}

// docker reads a DockerInfo.
func (d *decoder) docker(b *box) {
	for key := range d.Fields {
		switch string(key) {
		case "image":
			b.image = d.Name()
		case "network":
			b.network = d.Name()
		case "privileged":
			yes, _ := d.Bool()
			b.privileged = b.privileged || yes
		case "parameters":
			for range d.Elements {
				d.parameter(b)
			}
		}
	}
}

// parameter reads an option that is given to docker run as it is: what can be
// asked for in the DockerInfo can be asked for here too.
func (d *decoder) parameter(b *box) {
	var name, value string
	for key := range d.Fields {
		switch string(key) {
		case "key":
			name = d.Name()
		case "value":
			value = d.Text(maxParameter)
		}
	}
	switch name {
	case "privileged":
		b.privileged = b.privileged || value != "false"
	case "volume", "v":
		b.volumes = addVolume(b.volumes, bind(value))
	case "mount":
		b.volumes = addVolume(b.volumes, mount(value))
	case "net", "network":
		if b.network = value; value == "host" {
			b.network = "HOST"
		}
	}
}

// bind is a volume as docker run --volume takes it: host:container:mode.
func bind(value string) mesoswatch.Volume {
	parts := strings.SplitN(value, ":", 3)
	if len(parts) == 1 {
		return mesoswatch.Volume{Container: value}
	}
	v := mesoswatch.Volume{Container: parts[1], Mode: "RW"}
	if len(parts) == 3 && readOnly(parts[2]) {
		v.Mode = "RO"
	}
	if strings.HasPrefix(parts[0], "/") {
		v.Host = parts[0]
	} else {
		v.Source = "docker-volume " + parts[0]
	}
	return v
}

func readOnly(options string) bool {
	for o := range strings.SplitSeq(options, ",") {
		if o == "ro" || o == "readonly" {
			return true
		}
	}
	return false
}

// mount is a volume as docker run --mount takes it: type=bind,source=…,target=….
func mount(value string) mesoswatch.Volume {
	v := mesoswatch.Volume{Mode: "RW"}
	kind, source := "volume", ""
	for o := range strings.SplitSeq(value, ",") {
		name, is, _ := strings.Cut(o, "=")
		switch name {
		case "type":
			kind = is
		case "source", "src":
			source = is
		case "target", "destination", "dst":
			v.Container = is
		case "readonly", "ro":
			if is != "false" {
				v.Mode = "RO"
			}
		}
	}
	if kind == "bind" {
		v.Host = source
	} else {
		v.Source = strings.TrimSpace("docker-" + kind + " " + source)
	}
	return v
}

// image reads an Image of a Mesos container.
func (d *decoder) image() string {
	var name string
	for key := range d.Fields {
		switch string(key) {
		case "docker":
			name = d.textAt("name", d.Name)
		case "appc":
			name = d.textAt("name", d.Name)
		}
	}
	return name
}

package document

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// volume reads a Volume (include/mesos/mesos.proto).
func (d *decoder) volume() mesoswatch.Volume {
	var v mesoswatch.Volume
	for key := range d.Fields {
		switch string(key) {
		case "host_path":
			v.Host = d.Name()
		case "container_path":
			v.Container = d.Name()
		case "mode":
			v.Mode = d.Name()
		case "image":
			v.Source = "image " + d.image()
		case "source":
			d.volumeSource(&v)
		}
	}
	return v
}

// volumeSource reads a Volume.Source; for a host path it is that, and for others
// it is named in Source.
func (d *decoder) volumeSource(v *mesoswatch.Volume) {
	var kind, what string
	for key := range d.Fields {
		switch string(key) {
		case "type":
			kind = strings.ReplaceAll(strings.ToLower(d.Name()), "_", "-")
		case "host_path":
			v.Host = d.textAt("path", d.Name)
		case "sandbox_path":
			what = d.pair("type", "path", ":")
		case "docker_volume":
			what = d.pair("driver", "name", "/")
		case "csi_volume":
			what = d.pair("plugin_name", "volume_id", "/")
		}
	}
	if kind != "" && kind != "host-path" {
		v.Source = strings.TrimSpace(kind + " " + what)
	}
}

// pair is the texts at two keys of an object.
func (d *decoder) pair(first, second, between string) string {
	var a, b string
	for key := range d.Fields {
		switch string(key) {
		case first:
			a = d.Name()
		case second:
			b = d.Name()
		}
	}
	if a != "" && b != "" {
		return a + between + b
	}
	return a + b
}

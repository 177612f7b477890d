package document

import (
	"math"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// maxPorts bounds the text of port ranges.
const maxPorts = 4096

// resource is one Resource of the operator API (include/mesos/v1/mesos.proto).
type resource struct {
	name   string
	scalar float64
	ports  string // 31000-31005, 31010-31010
	// role it is allocated to, and whether it is reserved for any.
	role     string
	reserved bool
	// revocable ones are not counted among the others, as the endpoints do.
	revocable bool
	volume    *mesoswatch.Volume
}

// resources reads a sum of resources: {"cpus": 4, "ports": "[…]"} of the
// endpoints, or a list of Resource. Null when it is neither.
func (d *decoder) resources() *mesoswatch.Resources {
	sum, _ := d.resourcesAnd(nil)
	return sum
}

// resourcesAnd reads resources and gives each, where they are listed, to also.
func (d *decoder) resourcesAnd(also func(resource)) (sum *mesoswatch.Resources, reserved *mesoswatch.Resources) {
	switch d.Kind() {
	case scan.Array:
		sum, reserved = &mesoswatch.Resources{}, &mesoswatch.Resources{}
		for range d.Elements {
			r := d.resource()
			if r.revocable {
				continue
			}
			put(sum, r)
			if r.reserved {
				put(reserved, r)
			}
			if also != nil {
				also(r)
			}
		}
	case scan.Object:
		sum = &mesoswatch.Resources{}
		d.quantities(sum)
	case scan.Null, scan.None:
	default:
		d.Odd("no resources")
	}
	return sum, reserved
}

// quantities reads {"cpus": 4, …}. A quantity may be an object with its value or a
// scalar, as in quotas of the operator API.
func (d *decoder) quantities(to *mesoswatch.Resources) {
	for key := range d.Fields {
		switch string(key) {
		case "cpus":
			to.CPUs = d.quantity()
		case "gpus":
			to.GPUs = d.quantity()
		case "mem":
			to.Mem = d.quantity()
		case "disk":
			to.Disk = d.quantity()
		case "ports":
			to.Ports = joinPorts("", d.Text(maxPorts))
		}
	}
}

func (d *decoder) quantity() float64 {
	if d.Kind() != scan.Object {
		f, _ := d.Number()
		return f
	}
	var f float64
	for key := range d.Fields {
		switch string(key) {
		case "value":
			f, _ = d.Number()
		case "scalar":
			f = d.quantity()
		}
	}
	return f
}

func (d *decoder) resource() resource {
	var r resource
	for key := range d.Fields {
		switch string(key) {
		case "name":
			r.name = d.Name()
		case "scalar":
			r.scalar = d.quantity()
		case "ranges":
			r.ports = d.ranges()
		case "role":
			role := d.Name()
			r.reserved = r.reserved || role != "" && role != "*"
		case "reservations":
			for range d.Elements {
				r.reserved = true
			}
		case "reservation":
			r.reserved = d.Kind() == scan.Object
		case "allocation_info":
			r.role = d.textAt("role", d.Name)
		case "revocable":
			r.revocable = d.Kind() == scan.Object
		case "disk":
			r.volume = d.diskVolume()
		}
	}
	return r
}

// diskVolume is what a resource of a persistent volume says of it.
func (d *decoder) diskVolume() *mesoswatch.Volume {
	var v mesoswatch.Volume
	var persistent string
	for key := range d.Fields {
		switch string(key) {
		case "volume":
			v = d.volume()
		case "persistence":
			persistent = "persistent " + d.textAt("id", d.Name)
		}
	}
	if persistent != "" {
		v.Source = persistent
	}
	if v == (mesoswatch.Volume{}) {
		return nil
	}
	return &v
}

// ranges reads {"range": [{"begin": 1, "end": 2}]}.
func (d *decoder) ranges() string {
	b := d.ports[:0]
	for key := range d.Fields {
		if string(key) != "range" {
			continue
		}
		for range d.Elements {
			var begin, end int64
			for key := range d.Fields {
				switch string(key) {
				case "begin":
					begin, _ = d.Int()
				case "end":
					end, _ = d.Int()
				}
			}
			if len(b) > maxPorts {
				continue
			}
			if len(b) > 0 {
				b = append(b, ", "...)
			}
			b = append(strconv.AppendInt(b, begin, 10), '-')
			b = strconv.AppendInt(b, end, 10)
		}
	}
	d.ports = b
	return string(b)
}

// put adds r to a sum.
func put(sum *mesoswatch.Resources, r resource) {
	switch r.name {
	case "cpus":
		sum.CPUs = milli(sum.CPUs + r.scalar)
	case "gpus":
		sum.GPUs = milli(sum.GPUs + r.scalar)
	case "mem":
		sum.Mem = milli(sum.Mem + r.scalar)
	case "disk":
		sum.Disk = milli(sum.Disk + r.scalar)
	case "ports":
		sum.Ports = joinPorts(sum.Ports, r.ports)
	}
}

// milli rounds to a thousandth, as Mesos counts resources, so that a sum does not
// show how floats add. A sum that overflows would be no JSON number.
func milli(f float64) float64 {
	f = max(min(f, math.MaxFloat64/1000), -math.MaxFloat64/1000)
	return math.Round(f*1000) / 1000
}

// joinPorts adds ranges, in brackets or not, to others in brackets.
func joinPorts(sum, more string) string {
	more = strings.TrimSuffix(strings.TrimPrefix(more, "["), "]")
	switch {
	case more == "":
		return sum
	case sum == "":
		return "[" + more + "]"
	case len(sum) > maxPorts:
		return sum
	}
	return strings.TrimSuffix(sum, "]") + ", " + more + "]"
}

// sumOf adds what is reserved for each role.
func sumOf(a, b *mesoswatch.Resources) *mesoswatch.Resources {
	return &mesoswatch.Resources{
		CPUs: milli(a.CPUs + b.CPUs), GPUs: milli(a.GPUs + b.GPUs), Mem: milli(a.Mem + b.Mem), Disk: milli(a.Disk + b.Disk),
		Ports: joinPorts(a.Ports, b.Ports),
	}
}

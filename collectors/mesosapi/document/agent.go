package document

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// Bounds of what one agent brings.
const (
	maxAttributes   = 200
	maxFrameworkIDs = 20_000
)

func (d *decoder) agentList(count **int64, state string) {
	if d.to.Agent == nil {
		return
	}
	if d.Kind() == scan.Array {
		add(count, 0)
	}
	for range d.Elements {
		if d.agent(state); d.Err() == nil {
			add(count, 1)
		}
	}
}

// agent reads one agent: of the endpoints (src/master/http.cpp, Full<Slave>), of
// the summary, of the operator API (mesos.v1.master.Response.GetAgents.Agent), or
// a bare AgentInfo of one that has not come back.
func (d *decoder) agent(state string) *mesoswatch.Agent {
	r := agentReader{decoder: d, a: &mesoswatch.Agent{State: state}}
	r.read()
	if len(r.counts) > 0 {
		r.a.Tasks = r.counts.told()
	}
	if r.reserved != nil {
		r.a.Reserved = r.reserved
	}
	switch {
	case d.Err() != nil:
	case r.a.ID == "":
		d.Odd("an agent without an id")
	default:
		handOn(d, r.a, d.to.Agent)
	}
	return r.a
}

type agentReader struct {
	*decoder
	a        *mesoswatch.Agent
	counts   tally
	reserved *mesoswatch.Resources
}

func (r *agentReader) read() {
	for key := range r.Fields {
		if !r.info(key) && !r.known(key) {
			r.summary(key)
		}
	}
}

// info is what an agent says of itself.
func (r *agentReader) info(key []byte) bool {
	a := r.a
	switch string(key) {
	case "agent_info", "slave_info":
		r.read()
	case "id":
		a.ID = r.id()
	case "hostname":
		a.Hostname = r.Text(maxText)
	case "attributes":
		a.Attributes = r.attributes()
	case "domain":
		a.Zone = r.zone()
	case "resources":
		if total, reserved := r.resourcesAnd(nil); a.Total == nil {
			a.Total, r.reserved = total, reserved
		}
	default:
		return false
	}
	return true
}

// known is what the master knows of an agent.
func (r *agentReader) known(key []byte) bool {
	a := r.a
	switch string(key) {
	case "pid":
		a.PID = r.Text(maxText)
	case "version":
		a.Version = r.Name()
	case "registered_time":
		a.Registered = r.time()
	case "reregistered_time":
		a.Reregistered = r.time()
	case "active":
		a.Active = r.bool()
	case "deactivated":
		a.Deactivated = r.bool()
	case "drain_info":
		a.Drain = r.textAt("state", r.Name)
	case "total_resources":
		a.Total, r.reserved = r.resourcesAnd(nil)
	case "used_resources", "allocated_resources":
		a.Used = r.resources()
	case "offered_resources":
		a.Offered = r.resources()
	case "reserved_resources":
		r.perRole()
	default:
		return false
	}
	return true
}

// summary is what /state-summary says of an agent besides.
func (r *agentReader) summary(key []byte) {
	switch {
	case string(key) == "framework_ids":
		r.a.Frameworks = r.names(maxFrameworkIDs, "value")
	case strings.HasPrefix(string(key), "TASK_"):
		r.counts.tell(scan.String(key), r.decoder)
	}
}

// perRole sums {role: resources}.
func (r *agentReader) perRole() {
	if r.Kind() != scan.Object {
		return
	}
	sum := &mesoswatch.Resources{}
	for range r.Fields {
		if more := r.resources(); more != nil {
			sum = sumOf(sum, more)
		}
	}
	r.reserved = sum
}

// attributes reads {name: value} of the endpoints or [{name, text}] of the
// operator API. A name that comes twice, as Mesos allows, has both values.
func (d *decoder) attributes() map[string]string {
	var all map[string]string
	put := func(name, value string) {
		value = mesoswatch.Mask(value)
		switch before, twice := all[name]; {
		case name == "":
		case twice && len(before) < maxText:
			all[name] = before + "," + value
		case len(all) == maxAttributes:
			d.Odd("more attributes than are taken")
		default:
			if all == nil {
				all = map[string]string{}
			}
			all[name] = value
		}
	}
	if d.Kind() != scan.Array {
		for key := range d.Fields {
			put(scan.String(key), d.Text(maxText))
		}
		return all
	}
	for range d.Elements {
		put(d.attribute())
	}
	return all
}

// attribute reads an Attribute: a text, a scalar, ranges or a set.
func (d *decoder) attribute() (name, value string) {
	for key := range d.Fields {
		switch string(key) {
		case "name":
			name = d.Name()
		case "text", "scalar":
			value = d.textAt("value", func() string { return d.Text(maxText) })
		case "ranges":
			value = "[" + d.ranges() + "]"
		case "set":
			for key := range d.Fields {
				if string(key) == "item" {
					value = "{" + strings.Join(d.names(maxAttributes, "value"), ", ") + "}"
				}
			}
		}
	}
	return name, value
}

// zone reads the fault domain of a DomainInfo as region/zone.
func (d *decoder) zone() string {
	var region, zone string
	for key := range d.Fields {
		if string(key) != "fault_domain" {
			continue
		}
		for key := range d.Fields {
			switch string(key) {
			case "region":
				region = d.textAt("name", d.Name)
			case "zone":
				zone = d.textAt("name", d.Name)
			}
		}
	}
	if region == "" && zone == "" {
		return ""
	}
	return region + "/" + zone
}

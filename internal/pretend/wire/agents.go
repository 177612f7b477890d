package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

func (t teller) agents(v world.View, full bool) {
	for a := range v.Agents() {
		t.object(func() {
			t.agent(a)
			if full {
				t.agentResources(a)
			}
		})
	}
}

// agent is an element of "slaves" in /state, /slaves and /state-summary.
func (t teller) agent(a *world.Agent) {
	t.string("id", a.ID)
	t.string("hostname", a.Hostname)
	if t.r.Since(1, 0) {
		t.int("port", int64(a.Port))
	}
	t.attributes(a.Attributes)
	t.optional("pid", a.PID)
	t.seconds("registered_time", a.Registered)
	if !a.Reregistered.IsZero() {
		t.seconds("reregistered_time", a.Reregistered)
	}
	t.resources("resources", a.Total)
	t.resources("used_resources", a.Used)
	t.resources("offered_resources", a.Offered)
	t.reserved(a)
	t.resources("unreserved_resources", a.Unreserved())
	t.bool("active", !a.Inactive)
	if t.r.Since(1, 9) {
		t.bool("deactivated", a.Deactivated)
		if a.Drain != "" {
			t.objectAt("drain_info", func() {
				t.string("state", a.Drain)
				t.objectAt("config", func() { t.bool("mark_gone", false) })
			})
		}
	}
	t.string("version", t.versionOf(a))
	if t.r.Since(1, 3) {
		t.strings("capabilities", t.r.agentCapabilities())
	}
	t.domain(a.Zone)
}

func (t teller) versionOf(a *world.Agent) string {
	if a.Version == "" {
		return t.r.String()
	}
	return a.Version
}

func (t teller) attributes(of []world.Attribute) {
	t.objectAt("attributes", func() {
		for _, a := range of {
			if a.Text == "" {
				t.num(a.Name, a.Number)
			} else {
				t.string(a.Name, a.Text)
			}
		}
	})
}

func (t teller) domain(zone string) {
	region, zone, found := strings.Cut(zone, "/")
	if !found || !t.r.Since(1, 4) {
		return
	}
	t.objectAt("domain", func() {
		t.objectAt("fault_domain", func() {
			t.objectAt("region", func() { t.string("name", region) })
			t.objectAt("zone", func() { t.string("name", zone) })
		})
	})
}

func (t teller) reserved(a *world.Agent) {
	t.objectAt("reserved_resources", func() {
		for _, role := range slices.Sorted(maps.Keys(a.Reserved)) {
			t.resources(role, a.Reserved[role])
		}
	})
}

// agentResources is what /slaves has beside.
func (t teller) agentResources(a *world.Agent) {
	t.objectAt("reserved_resources_full", func() {
		for _, role := range slices.Sorted(maps.Keys(a.Reserved)) {
			t.listAt(role, func() { t.each(a.Reserved[role], marks{role: role}) })
		}
	})
	if t.r.Since(1, 0) {
		t.listAt("unreserved_resources_full", func() { t.each(a.Unreserved(), marks{role: "*"}) })
	}
	used := marks{role: "*"}
	if t.r.Since(1, 2) {
		used.allocated = "*"
	}
	t.listAt("used_resources_full", func() { t.each(a.Used, used) })
	t.listAt("offered_resources_full", func() { t.each(a.Offered, used) })
}

// recovered agents: what the registry tells of them.
func (t teller) recovered(v world.View) {
	if !t.r.Since(1, 2) {
		return
	}
	t.listAt("recovered_slaves", func() {
		for a := range v.Recovered() {
			t.object(func() {
				t.string("id", a.ID)
				t.string("hostname", a.Hostname)
				t.int("port", int64(a.Port))
				t.attributes(a.Attributes)
			})
		}
	})
}

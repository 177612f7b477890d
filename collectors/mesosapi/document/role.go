package document

import (
	"io"
	"maps"
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

func (d *decoder) roleList() {
	if d.to.Role == nil {
		return
	}
	for range d.Elements {
		add(&d.head.Listed.Roles, 1)
		d.role()
	}
}

// role reads one role of /roles (src/master/readonly_handler.cpp) or of the
// operator API (mesos.v1.Role).
func (d *decoder) role() {
	r := &mesoswatch.Role{}
	var resources, allocated *mesoswatch.Resources
	for key := range d.Fields {
		switch string(key) {
		case "name", "role":
			r.Name = d.Name()
		case "weight":
			r.Weight = d.float()
		case "frameworks":
			r.Frameworks = d.names(maxFrameworkIDs, "value")
		case "resources":
			resources = d.resources()
		case "allocated":
			allocated = d.resources()
		case "quota":
			if d.Kind() == scan.Object {
				d.quota(r)
			}
		}
	}
	if r.Used = allocated; r.Used == nil {
		r.Used = resources
	}
	d.handOnRole(r)
}

func (d *decoder) handOnRole(r *mesoswatch.Role) {
	switch {
	case d.Err() != nil:
	case r.Name == "":
		d.Odd("a role without a name")
	default:
		handOn(d, r, d.to.Role)
	}
}

// quota reads what a role is guaranteed and limited to: a QuotaInfo or QuotaConfig
// of /quota, or the quota of /roles, where from 1.9 a role without one has empty
// ones.
func (d *decoder) quota(r *mesoswatch.Role) {
	for key := range d.Fields {
		switch string(key) {
		case "role":
			if role := d.Name(); r.Name == "" {
				r.Name = role
			}
		case "guarantee", "guarantees":
			setQuota(&r.Guarantee, d.resources())
		case "limit", "limits":
			setQuota(&r.Limit, d.resources())
		}
	}
	has := r.Guarantee != nil || r.Limit != nil
	r.Quota = &has
}

// setQuota keeps quantities unless there are none.
func setQuota(to **mesoswatch.Resources, told *mesoswatch.Resources) {
	if told != nil && *told != (mesoswatch.Resources{}) {
		*to = told
	}
}

// Quota reads /quota, and the answer to GET_QUOTA: roles of which only the name
// and the quota are set, in the order of their names. Roles that are not among
// them have none.
func Quota(r io.Reader, to Take) (Head, error) {
	d := newDecoder(r, to)
	roles := map[string]*mesoswatch.Role{}
	d.unwrap(func(key []byte) bool {
		switch string(key) {
		case "infos", "configs": // the same quota in the words of 1.8 and of 1.9
			d.see(partRoles)
			for range d.Elements {
				d.quotaOf(roles)
			}
			return true
		}
		return false
	})
	for _, name := range slices.Sorted(maps.Keys(roles)) {
		d.list(partRoles)
		if to.Role != nil {
			add(&d.head.Listed.Roles, 1)
		}
		handOn(d, roles[name], to.Role)
	}
	return d.finish(wanted{parts: []part{partRoles}, call: "GET_QUOTA", empty: true})
}

// quotaOf adds what one entry says to the role it is about.
func (d *decoder) quotaOf(roles map[string]*mesoswatch.Role) {
	r := &mesoswatch.Role{}
	d.quota(r)
	known := roles[r.Name]
	switch {
	case d.Err() != nil:
	case r.Name == "":
		d.Odd("a quota without a role")
	case known == nil && len(roles) == maxHeld:
		d.Odd("more roles than are taken")
	case known == nil:
		roles[r.Name] = r
	default:
		setQuota(&known.Guarantee, or(r.Guarantee, known.Guarantee))
		setQuota(&known.Limit, or(r.Limit, known.Limit))
		*known.Quota = *known.Quota || *r.Quota
	}
}

func or(a, b *mesoswatch.Resources) *mesoswatch.Resources {
	if a != nil {
		return a
	}
	return b
}

// Weights reads /weights, and the answer to GET_WEIGHTS: roles of which only the
// name and the weight are set. Roles that are not among them weigh 1.
func Weights(r io.Reader, to Take) (Head, error) {
	d := newDecoder(r, to)
	if d.Kind() == scan.Array {
		d.list(partRoles)
		d.roleList()
	} else {
		d.unwrap(func(key []byte) bool {
			if string(key) != "weight_infos" {
				return false
			}
			d.listHere(partRoles)
			d.roleList()
			return true
		})
	}
	return d.finish(wanted{parts: []part{partRoles}, call: "GET_WEIGHTS"})
}

// unwrap reads the object that comes next, and those that the operator API puts
// around what is asked for, down to the keys that each knows.
func (d *decoder) unwrap(each func(key []byte) bool) {
	for key := range d.Fields {
		switch string(key) {
		case "type":
			d.call = d.Name()
		case "get_quota", "get_weights", "status", "get_maintenance_schedule", "schedule", "get_maintenance_status":
			d.unwrap(each)
		default:
			if !each(key) {
				d.see(partUnknown)
			}
		}
	}
}

package mesoswatch

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What of changes.
const (
	ChangeLeader        = "leader"
	ChangeConfiguration = "configuration"
	ChangeFramework     = "framework"
	ChangeAgent         = "agent"
)

// differs says what became of a subject. old is what was known of it, nil for
// nothing; one that was not known has come only when all of its kind were known
// (listed).
type differs struct {
	old, new *Snapshot
	listed   bool
	led      string // the last leader that was told
	out      []changed
}

// changed is one thing that changed; sort tells alike ones apart from others.
type changed struct{ what, sort, text string }

func (d *differs) say(what, sort string, words ...string) {
	d.out = append(d.out, changed{what, sort, strings.Join(words, "")})
}

// value says that a value is another one now.
func (d *differs) value(what, of, was, is string) {
	if was != is {
		d.say(what, what+" changed", of, " is ", quoted(is), ", was ", quoted(was))
	}
}

func quoted(s string) string {
	if s == "" {
		return "not set"
	}
	return clip(s, maxMomentText/3)
}

// came and went say so of a subject that is there, or is not there any more.
func (d *differs) came(what, noun, name string, more ...string) bool {
	switch {
	case d.new.Gone && d.old != nil:
		d.say(what, noun+" went", noun, " ", name, " went")
	case !d.new.Gone && d.old == nil && d.listed:
		w := wording{noun + " " + name + " came"}
		for i := 0; i+1 < len(more); i += 2 {
			w.add(more[i], more[i+1])
		}
		d.say(what, noun+" came", w.String())
	}
	return d.old != nil && !d.new.Gone
}

// changes are what the new snapshot of a subject changes, in the order in which they
// are told.
func (d *differs) changes() []changed {
	old, new := d.old, d.new
	switch {
	case old == nil && (!d.listed || new.Gone):
	case new.Framework != nil:
		d.framework()
	case new.Agent != nil:
		d.agent()
	case new.AgentCheck != nil && old != nil && !new.Gone:
		d.agentCheck()
	case new.Cluster != nil && old != nil && !new.Gone:
		d.cluster()
	case new.Master != nil && old != nil && !new.Gone:
		d.master()
	case new.Znode != nil && old != nil && !new.Gone:
		d.value(ChangeConfiguration, "access to znode "+new.Znode.Path, strings.Join(old.Znode.ACL, " "), strings.Join(new.Znode.ACL, " "))
	default:
		d.setting()
	}
	return d.out
}

func (d *differs) framework() {
	f := d.new.Framework
	name := cmp.Or(f.Name, f.ID)
	var was *Framework
	if d.old != nil {
		if was = d.old.Framework; was.Completed {
			return // it went when it was completed
		}
	}
	switch {
	case was != nil && f.Completed && !d.new.Gone:
		d.say(ChangeFramework, "framework went", "framework ", name, " went")
	case f.Completed:
	case d.came(ChangeFramework, "framework", name, "principal ", f.Principal, "user ", f.User, "at ", f.PID):
		of := "framework " + name
		d.value(ChangeFramework, "address of "+of, was.PID, f.PID)
		d.value(ChangeFramework, "principal of "+of, was.Principal, f.Principal)
		d.value(ChangeFramework, "roles of "+of, strings.Join(was.Roles, ","), strings.Join(f.Roles, ","))
		d.active(ChangeFramework, of, !is(was.Active, false) && !is(was.Connected, false), !is(f.Active, false) && !is(f.Connected, false))
	}
}

func (d *differs) agent() {
	a := d.new.Agent
	name := cmp.Or(a.Hostname, a.ID)
	if !d.came(ChangeAgent, "agent", name, "at ", a.PID) {
		return
	}
	was, of := d.old.Agent, "agent "+name
	d.value(ChangeAgent, "address of "+of, was.PID, a.PID)
	d.value(ChangeAgent, "version of "+of, was.Version, a.Version)
	d.value(ChangeAgent, "state of "+of, was.State, a.State)
	d.value(ChangeAgent, "drain of "+of, was.Drain, a.Drain)
	d.active(ChangeAgent, of, !is(was.Active, false) && !is(was.Deactivated, true), !is(a.Active, false) && !is(a.Deactivated, true))
}

// is tells whether b is known to be v.
func is(b *bool, v bool) bool { return b != nil && *b == v }

func (d *differs) active(what, of string, was, now bool) {
	switch {
	case was && !now:
		d.say(what, what+" inactive", of, " became inactive")
	case !was && now:
		d.say(what, what+" active", of, " is active again")
	}
}

func (d *differs) agentCheck() {
	was, c := d.old.AgentCheck, d.new.AgentCheck
	if was.Flags != nil && c.Flags != nil {
		for _, name := range union(was.Flags, c.Flags) {
			d.value(ChangeConfiguration, "flag "+name+" of agent "+c.URL, was.Flags[name], c.Flags[name])
		}
	}
	for _, name := range union(was.Realms, c.Realms) {
		before, known := was.Realms[name]
		if now, ok := c.Realms[name]; ok && known {
			d.realm(name, c.URL, before, now)
		}
	}
}

func (d *differs) realm(name, of string, was, now bool) {
	if was != now {
		word := map[bool]string{true: "is", false: "is no longer"}[now]
		d.say(ChangeConfiguration, "realm changed", "authentication realm ", name, " of ", of, " ", word, " enforced")
	}
}

func union[V any](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

// cluster tells of the leader. That none can be told is a gap and no change.
func (d *differs) cluster() {
	was, c := d.old.Cluster, d.new.Cluster
	switch {
	case c.Leader != "" && d.led != "" && c.Leader != d.led:
		d.say(ChangeLeader, "leader changed", c.Leader, " leads, it was ", d.led)
	case c.Leader != "" && was.nobody():
		d.say(ChangeLeader, "leader elected", c.Leader, " leads, nobody did")
	case c.nobody() && !was.nobody():
		d.say(ChangeLeader, "leader lost", "no master leads")
	}
}

// nobody tells whether all masters answered and none leads.
func (c *Cluster) nobody() bool {
	return c.Leader == "" && len(c.Leaders) == 0 && len(c.Silent) == 0 && len(c.Masters) > 0
}

func (d *differs) master() {
	was, m := d.old.Master, d.new.Master
	if was.Version != "" && m.Version != "" {
		d.value(ChangeConfiguration, "version of master "+m.URL, was.Version, m.Version)
	}
	if was.ID != "" && m.ID != "" && was.ID != m.ID {
		d.say(ChangeConfiguration, "master restarted", "master ", m.URL, " was started anew")
	}
}

// number is a number that may be unknown, as text.
func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// words are resources as text.
func (r *Resources) words() string {
	if r == nil {
		return ""
	}
	var w wording
	for _, p := range []struct {
		name string
		n    float64
	}{{"cpus ", r.CPUs}, {"gpus ", r.GPUs}, {"mem ", r.Mem}, {"disk ", r.Disk}} {
		if p.n != 0 {
			w.add(p.name, number(&p.n))
		}
	}
	return w.String()
}

package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// mute is how long a candidate may hold its place without anybody answering at
// its address: a master that ended loses its session long before.
const mute = 2 * time.Minute

// doubt is why a candidate may not belong.
type doubt struct {
	why   string
	level mesoswatch.Level
	after time.Duration // it counts when it lasted so long
	by    *voice        // whose answer it is, which must be as new; nil: of nobody
}

// contradiction says what in a candidate's data does not agree with itself.
// Masters write one address everywhere (src/master/master.cpp, Master::Master).
func contradiction(c *mesoswatch.Znode) string {
	name := path.Base(c.Path)
	switch {
	case !masterNode.MatchString(name):
		return fmt.Sprintf("it takes part in the election under a name that no master writes: %q", name)
	case !readable(c) && slices.ContainsFunc(c.ACL, func(a string) bool {
		perms, ok := strings.CutPrefix(a, "world:anyone:")
		return ok && strings.Contains(perms, "r")
	}):
		return "its data, which anyone may read, names no master"
	case c.PID == "":
		return ""
	}
	u, ok := mesoswatch.ParseUPID(c.PID)
	switch {
	case !ok:
		return "its pid is no libprocess address"
	case u.Actor != "master":
		return fmt.Sprintf("its pid names the actor %q, not master", u.Actor)
	case c.Address != "" && !strings.EqualFold(upidAddress(c.PID), c.Address):
		return fmt.Sprintf("its pid is %q and its address %q", c.PID, c.Address)
	}
	return ""
}

// otherWord says how what a master answers differs from what the znode with its
// address claims.
func otherWord(c *mesoswatch.Znode, m *mesoswatch.Master) string {
	for _, f := range []struct{ what, claimed, told string }{
		{"id", c.ID, m.ID}, {"host name", c.Hostname, m.Hostname}, {"version", c.Version, m.Version}, {"pid", c.PID, m.PID},
	} {
		if f.claimed != "" && f.told != "" && f.claimed != f.told {
			return fmt.Sprintf("its znode claims %s %q, the master there says %q", f.what, f.claimed, f.told)
		}
	}
	return ""
}

// stranger says why whoever has that host name and address does not belong to the
// masters: by the baseline or, where that does not describe masters, by the list
// of masters that the user named.
func (j *strangers) stranger(hostname, address string) string {
	ip, _, _ := mesoswatch.SplitAddress(address)
	switch v := j.known.Master(hostname, ip); v.State {
	case baseline.Unknown:
		return "the baseline does not know this master"
	case baseline.Different:
		return "the baseline knows it otherwise: " + v.Why
	case baseline.Known:
		return ""
	}
	if v := j.by(address); v != nil && (v.told == nil || v.told.Named) {
		return ""
	}
	if j.listed == 0 {
		return ""
	}
	return fmt.Sprintf("it is none of the %d masters that were named", j.listed)
}

// list counts the masters that the user named; 0 when those are not all: they are
// when they are as many as the masters' quorum allows or, where that is not told,
// more than one. The address that each advertises must be known, to tell a
// candidate from one of them.
func (j *strangers) list() int {
	n := 0
	for m := j.masters.head; m != nil; m = m.next {
		v := &m.value
		candidate := j.stands[v.address()]
		switch {
		case v.told == nil && candidate: // named or found, it has not said
		case v.told != nil && !v.told.Named:
		case candidate, v.pid() != "":
			n++
		default:
			return 0
		}
	}
	if n < 2*j.quorum-1 || j.quorum == 0 && n < 2 {
		return 0
	}
	return n
}

// by is the master at that address: whose URL it is or, failing that, who says so;
// nil when none is known there.
func (j *strangers) by(address string) *voice {
	var says *voice
	for m := j.masters.head; m != nil; m = m.next {
		v := &m.value
		if strings.EqualFold(v.address(), address) {
			return v
		}
		if v.is(address) && (says == nil || v.url < says.url) {
			says = v
		}
	}
	return says
}

// doubts lists what speaks against a candidate.
func (j *strangers) doubts(c *mesoswatch.Znode) []doubt {
	var all []doubt
	add := func(why string, level mesoswatch.Level, after time.Duration, by *voice) {
		if why != "" {
			all = append(all, doubt{why, level, after, by})
		}
	}
	add(contradiction(c), mesoswatch.High, 0, nil)
	address := or(c.Address, upidAddress(c.PID))
	if address == "" {
		return all
	}
	add(j.stranger(c.Hostname, address), mesoswatch.High, 0, nil)
	v := j.by(address)
	switch {
	case v == nil || j.cluster == nil:
	case j.silent(v.url):
		if !j.expected(c, v) && len(j.answering()) > 0 { // else we see nothing ourselves
			add("nobody answers at its address while it holds its place in ZooKeeper", mesoswatch.Medium, mute, nil)
		}
	case v.told != nil && isMaster(v.told):
		add(otherWord(c, v.told), mesoswatch.High, failover, v)
	case !v.answered.IsZero():
		add("what answers at its address is no master", mesoswatch.High, failover, v)
	}
	return all
}

// expected tells whether that master belongs here, so that its silence alone is
// source-blind's.
func (j *strangers) expected(c *mesoswatch.Znode, v *voice) bool {
	ip, _, _ := mesoswatch.SplitAddress(c.Address)
	return v.told != nil && v.told.Named || j.known.Master(c.Hostname, ip).State == baseline.Known
}

// isMaster tells whether anything was answered that only a master says.
func isMaster(m *mesoswatch.Master) bool {
	return m.Version != "" || m.PID != "" || m.Elected != nil || m.NoLeader || m.PointsAt != ""
}

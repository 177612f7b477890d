package wire

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Master is who tells: one process, what it believes of the election, and what it
// keeps from whoever asks.
type Master struct {
	masterlog.Process
	Started time.Time
	Elected time.Time // zero: it does not lead
	Leader  *Leader   // nil: it knows none
	Cut     Cut
}

// Leader as a master knows it.
type Leader struct {
	ID, PID, Hostname string
	Port              int
}

// Cut is what authorization leaves out of an answer, without a word.
type Cut struct {
	// Flags is the action VIEW_FLAGS denied: no flags, cluster and log folder.
	Flags bool
	// Tasks is VIEW_TASK denied.
	Tasks bool
	// Frameworks is VIEW_FRAMEWORK denied for frameworks of these names.
	Frameworks []string
}

func (c Cut) hides(f *world.Framework) bool {
	for _, name := range c.Frameworks {
		if name == f.Name {
			return true
		}
	}
	return false
}

// UPID of the process, "master@ip:port".
func (m Master) UPID() string { return "master@" + m.Address() }

func (m Master) port() int64 {
	n, _ := strconv.ParseInt(m.Port, 10, 64) // it was printed from a number
	return n
}

// teller writes one answer of a master or an agent.
type teller struct {
	*Encoder
	r Release
}

// build is what /version says, and the top of /state.
func (t teller) build(b masterlog.Build, sorted bool) {
	if !sorted {
		t.string("version", b.Version)
	}
	t.string("build_date", b.Date)
	t.num("build_time", float64(b.Unix))
	t.string("build_user", b.By)
	t.optional("git_sha", b.SHA)
	t.optional("git_tag", b.Tag)
	if sorted {
		t.string("version", b.Version)
	}
}

// Version is /version of masters and agents.
func Version(e *Encoder, b masterlog.Build) {
	e.object(func() { teller{e, e.release}.build(b, true) })
}

// Flags is /flags of masters and agents.
func Flags(e *Encoder, flags []masterlog.Flag) {
	e.object(func() { flagsAt(e, flags) })
}

func flagsAt(e *Encoder, flags []masterlog.Flag) {
	e.objectAt("flags", func() {
		for _, f := range flags {
			e.string(f.Name, f.Value)
		}
	})
}

// masterCapabilities by the release that brought them.
func (r Release) masterCapabilities() []string {
	var all []string
	for _, c := range []struct {
		name  string
		minor int
	}{{"AGENT_UPDATE", 5}, {"AGENT_DRAINING", 9}, {"QUOTA_V2", 9}} {
		if r.Since(1, c.minor) {
			all = append(all, c.name)
		}
	}
	return all
}

func (r Release) agentCapabilities() []string {
	var all []string
	for _, c := range []struct {
		name  string
		minor int
	}{{"MULTI_ROLE", 3}, {"HIERARCHICAL_ROLE", 4}, {"RESERVATION_REFINEMENT", 4}, {"RESOURCE_PROVIDER", 5}, {"RESIZE_VOLUME", 6},
		{"AGENT_OPERATION_FEEDBACK", 7}, {"AGENT_DRAINING", 9}, {"TASK_RESOURCE_LIMITS", 11}} {
		if r.Since(1, c.minor) {
			all = append(all, c.name)
		}
	}
	return all
}

package posture

import (
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// Facts are what is known of the cluster: the last snapshot of each subject, and
// how fresh each kind is.
type Facts struct {
	board  mesoswatch.Board
	starts starts
	// seenOnly: see Engine.SeenOnly.
	seenOnly bool
	daemons  map[string][]*Daemon
	classes  map[*mesoswatch.Snapshot]string // keys of sampled agents, see sampled
	lists    map[string]list
	known    map[string]string // why a kind is not known; empty: it is
	acls     map[aclKey]*acl.Document
}

// list is a kind in order, as long as nothing of it changes.
type list struct {
	version int64
	of      []*mesoswatch.Snapshot
}

// handle takes a record in; it answers the kind that changed, empty for none.
func (f *Facts) handle(r mesoswatch.Record) string {
	switch {
	case r.Snapshot != nil:
		_ = f.board.Handle(r) // a Board takes everything
		kind := r.Snapshot.Subject().Kind
		if slices.Contains(daemonKinds, kind) {
			f.daemons = nil
		}
		return kind
	case r.Health != nil:
		_ = f.board.Handle(r)
		if len(r.Health.Complete) > 0 || len(r.Health.Lacking) > 0 {
			f.daemons, f.known = nil, nil
		}
	case r.Event != nil:
		if f.starts.see(r.Event) {
			f.daemons = nil
			if f.seenOnly && f.board.Subjects(mesoswatch.SubjectMaster).Len() == 0 {
				return "" // nobody whose start it could be is seen
			}
			return mesoswatch.SubjectFlag
		}
	}
	return ""
}

// Now is the latest time any record carried: the clock of everything judged.
func (f *Facts) Now() time.Time { return f.board.Now }

// All lists the snapshots of one kind by name. The caller must not change it.
func (f *Facts) All(kind string) []*mesoswatch.Snapshot {
	s := f.board.Subjects(kind)
	if l, ok := f.lists[kind]; ok && l.version == s.Version() {
		return l.of
	}
	if f.lists == nil {
		f.lists = make(map[string]list)
	}
	l := list{s.Version(), s.Sorted()}
	f.lists[kind] = l
	return l.of
}

// Get looks one subject up; nil when it is not known.
func (f *Facts) Get(kind, name string) *mesoswatch.Snapshot { return f.board.Subjects(kind).Get(name) }

// Known tells whether all subjects of a kind were seen, and if not, why not.
func (f *Facts) Known(kind string) (bool, string) {
	why, told := f.known[kind]
	if !told {
		why = f.unseen(kind)
		if f.known == nil {
			f.known = make(map[string]string)
		}
		f.known[kind] = why
	}
	return why == "", why
}

// whole are kinds that one source tells of as a whole: what it saw last counts.
// Of all others each source tells its own part, and one that is blind leaves a gap.
var whole = []string{mesoswatch.SubjectCluster, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectRole, mesoswatch.SubjectTask, mesoswatch.SubjectMachine}

func (f *Facts) unseen(kind string) string {
	s := f.board.Sight(kind)
	if !slices.Contains(whole, kind) {
		for _, h := range f.board.Sources() {
			if of := f.board.SightOf(kind, h.Source); of.Why != "" {
				s = of
				break
			}
		}
	}
	switch {
	case s.Clear():
		return ""
	case s.Why != "":
		return s.Why
	}
	return "nobody has told of any " + kind
}

// Daemons lists the daemons of one kind with what is known of their settings.
// Sampled agents that are alike are one.
func (f *Facts) Daemons(kind string) []*Daemon {
	ds, ok := f.daemons[kind]
	if ok {
		return ds
	}
	switch kind {
	case Master:
		ds = f.masters()
	case Agent:
		ds = f.agents()
	case ZooKeeper:
		ds = f.servers()
	default:
		ds = f.fronts(kind)
	}
	if f.daemons == nil {
		f.daemons = make(map[string][]*Daemon)
	}
	f.daemons[kind] = ds
	return ds
}

// Files lists files of hosts that are one of these things (File.What).
func (f *Facts) Files(what ...string) []*mesoswatch.Snapshot {
	var out []*mesoswatch.Snapshot
	for _, s := range f.All(mesoswatch.SubjectFile) {
		if slices.Contains(what, s.File.What) {
			out = append(out, s)
		}
	}
	return out
}

// Settings lists the settings of one daemon that have one of these names.
func (f *Facts) Settings(of string, names ...string) []*mesoswatch.Snapshot {
	var out []*mesoswatch.Snapshot
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		if s.Setting.Of == of && slices.Contains(names, s.Setting.Name) {
			out = append(out, s)
		}
	}
	return out
}

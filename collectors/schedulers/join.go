package schedulers

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// owner is a scheduler as the files of a folder tell of it.
type owner struct {
	self   mesoswatch.Scheduler
	at     time.Time
	folder map[string]bool
	apps   map[string]held // by id
	groups map[string][]string
	lists  bool // it is known only by what it runs
	empty  bool // and one of these lists was empty
}

// held is an application with where it was read.
type held struct {
	app  *mesoswatch.Application
	path string
	at   time.Time
}

// owners finds out which files are of the same scheduler. Marathons are the same by
// their framework id; of DC/OS there is one. A list is of the scheduler that is
// known in its folder, else of the only one there is, else of one that is known by
// its lists.
func (s *shelf) owners() []*owner {
	var all []*owner
	for _, f := range s.files { // the oldest first
		if f.sort.kind != DCOS && f.self.Version == "" && f.self.Framework == "" && f.self.Settings == nil {
			continue // it says nothing of the scheduler itself
		}
		i := slices.IndexFunc(all, func(o *owner) bool { return o.same(f) })
		if i < 0 {
			all = append(all, f.owner())
			continue
		}
		all[i].hears(f)
	}
	for _, f := range s.files {
		if f.sort.subject == mesoswatch.SubjectApplication {
			all = f.shelve(all)
		}
	}
	return slices.DeleteFunc(all, func(o *owner) bool { return o.lists && len(o.apps) == 0 && !o.empty })
}

func (f *file) owner() *owner {
	o := &owner{self: f.self, at: f.at, folder: map[string]bool{f.folder: true}, apps: make(map[string]held), groups: make(map[string][]string)}
	o.self.URL = f.path
	return o
}

// same tells whether a file is about that scheduler.
func (o *owner) same(f *file) bool {
	switch {
	case o.self.Kind != f.sort.kind:
		return false
	case f.sort.kind == DCOS:
		return true
	case o.self.Framework != "" || f.self.Framework != "":
		return o.self.Framework == f.self.Framework
	}
	return o.folder[f.folder]
}

// hears takes in what a newer file says of it.
func (o *owner) hears(f *file) {
	url, settings := o.self.URL, o.self.Settings
	if f.self.Version == "" && f.self.Framework == "" {
		f.self.Version, f.self.Framework = o.self.Version, o.self.Framework
	}
	o.self, o.at = f.self, f.at
	o.self.URL = url
	for key, value := range settings {
		if o.self.Settings[key] == "" {
			set(&o.self, key, value)
		}
	}
	o.folder[f.folder] = true
}

// shelve gives the applications of a file to their scheduler.
func (f *file) shelve(all []*owner) []*owner {
	var of []*owner
	for _, o := range all {
		if o.self.Kind == f.sort.kind && o.folder[f.folder] {
			of = append(of, o)
		}
	}
	if len(of) == 0 {
		for _, o := range all {
			if o.self.Kind == f.sort.kind && !o.lists {
				of = append(of, o)
			}
		}
	}
	if len(of) != 1 {
		o := f.owner()
		o.lists = true
		all, of = append(all, o), []*owner{o}
	}
	o := of[0]
	o.empty = o.empty || len(f.apps) == 0 && f.sort.whole != 0
	maps.Copy(o.groups, f.groups)
	for _, a := range f.apps {
		if o.lists && elsewhere(all, o, a) {
			continue
		}
		if old, twice := o.apps[a.ID]; !twice || !older(a, f.at, old) {
			o.apps[a.ID] = held{a, f.path, f.at}
		}
	}
	return all
}

// elsewhere tells whether another scheduler has the very same application: one that
// is known by its lists only may be the same as another, seen at another master.
func elsewhere(all []*owner, o *owner, a *mesoswatch.Application) bool {
	return a.Version != "" && slices.ContainsFunc(all, func(other *owner) bool {
		h, has := other.apps[a.ID]
		return other != o && has && other.self.Kind == o.self.Kind && h.app.Version == a.Version
	})
}

// older tells whether what is held is newer than a.
func older(a *mesoswatch.Application, at time.Time, than held) bool {
	if !a.Changed.IsZero() && !than.app.Changed.IsZero() {
		return a.Changed.Before(than.app.Changed)
	}
	return at.Before(than.at)
}

// snapshots are all that is told of the folder, in order.
func (s *shelf) snapshots() []mesoswatch.Snapshot {
	owners := s.owners()
	slices.SortStableFunc(owners, func(a, b *owner) int { return strings.Compare(a.self.URL, b.self.URL) })
	var all []mesoswatch.Snapshot
	for _, o := range owners {
		all = append(all, mesoswatch.Snapshot{At: o.at, Source: o.self.URL, Scheduler: &o.self})
	}
	n := 0
	for _, o := range owners {
		for _, id := range slices.Sorted(maps.Keys(o.apps)) {
			if n++; n > mostApplications {
				s.over++
				continue
			}
			h := o.apps[id]
			h.app.Scheduler = o.self.URL
			h.app.Dependencies = list(append(h.app.Dependencies, further(o.groups, id)...))
			all = append(all, mesoswatch.Snapshot{At: h.at, Source: h.path, Application: h.app})
		}
	}
	return append(all, s.permitted(owners)...)
}

// permitted are the grants. Accounts of services are called that, where a list of
// accounts says so.
func (s *shelf) permitted(owners []*owner) []mesoswatch.Snapshot {
	i := slices.IndexFunc(owners, func(o *owner) bool { return o.self.Kind == DCOS })
	if i < 0 {
		return nil
	}
	var all []mesoswatch.Snapshot
	for _, g := range s.grants.all(owners[i].self.URL) {
		if uid, user := strings.CutPrefix(g.Who, "user:"); user && s.services[uid] {
			g.Who = "service:" + uid
		}
		all = append(all, mesoswatch.Snapshot{At: owners[i].at, Source: owners[i].self.URL, Grant: g})
	}
	return all
}

// missing are the accounts whose permissions no file told.
func (s *shelf) missing() int {
	n := 0
	for who := range s.accounts {
		if !s.granted[who] {
			n++
		}
	}
	return n
}

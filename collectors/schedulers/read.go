package schedulers

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// reader reads answers of schedulers, and hands applications on as they come.
type reader struct {
	scheduler string // what they are said to be of
	take      func(*mesoswatch.Application) error
	// groups are dependencies of Marathon's groups by their ids, which count for all
	// that is in them; found are those that were read.
	groups, found map[string][]string
	// odd counts values of a wrong type that were passed over; where is the first.
	odd   int64
	where string
}

func newReader(scheduler string, take func(*mesoswatch.Application) error) *reader {
	return &reader{scheduler: scheduler, take: take, found: make(map[string][]string)}
}

// read runs one reading of a document, and notes what was odd in it.
func (r *reader) read(from io.Reader, do func(*stream) error) error {
	s := newStream(from)
	err := do(s)
	if r.odd += s.odd; r.where == "" {
		r.where = s.where
	}
	return err
}

// apps reads {"apps": […]}, and {"app": {…}} of a single one.
func (r *reader) apps(from io.Reader) error {
	return r.read(from, func(s *stream) error {
		found := false
		err := s.fields(func(key string) error {
			switch key {
			case "apps":
				found = true
				return s.elements(func() error { return r.app(s) })
			case "app":
				found = true
				return r.app(s)
			}
			return s.skip()
		})
		return orMissing(err, found, "apps")
	})
}

// orMissing is the error of a document that has not what it should have.
func orMissing(err error, found bool, key string) error {
	if err == nil && !found {
		return fmt.Errorf("%w: no %q in it", errOther, key)
	}
	return err
}

func (r *reader) app(s *stream) error {
	var a app
	if err := s.value(&a); err != nil || a.ID == "" {
		return err
	}
	return r.take(a.application(r.scheduler, r.further(string(a.ID))))
}

// pods reads a list of pods, or of their status.
func (r *reader) pods(from io.Reader) error {
	return r.read(from, func(s *stream) error { return s.elements(func() error { return r.pod(s) }) })
}

func (r *reader) pod(s *stream) error {
	var p pod
	if err := s.value(&p); err != nil || p.ID == "" {
		return err
	}
	return r.take(p.application(r.scheduler, r.further(string(p.ID))))
}

// deepest is how far groups may be in groups; what is deeper is passed over.
const deepest = 50

// tree reads the groups of Marathon into found; what is in them is handed on when
// take is set. The dependencies of a group may stand behind what is in it.
func (r *reader) tree(from io.Reader) error {
	return r.read(from, func(s *stream) error { return r.group(s, 0) })
}

func (r *reader) group(s *stream, depth int) error {
	var id text
	var dependencies texts
	found := false
	err := s.fields(func(key string) error {
		switch {
		case key == "id":
			found = true
			return s.value(&id)
		case key == "dependencies":
			return s.value(&dependencies)
		case key == "groups" && depth < deepest:
			found = true
			return s.elements(func() error { return r.group(s, depth+1) })
		case key == "apps" && r.take != nil:
			found = true
			return s.elements(func() error { return r.app(s) })
		case key == "pods" && r.take != nil:
			return s.elements(func() error { return r.pod(s) })
		}
		return s.skip()
	})
	if len(dependencies) > 0 && len(r.found) < mostGroups {
		r.found[string(id)] = dependencies
	}
	return orMissing(err, found || depth > 0, "groups")
}

// further are the dependencies of the groups that id is in, from the inner to the
// outer.
func (r *reader) further(id string) []string { return further(r.groups, id) }

func further(groups map[string][]string, id string) []string {
	var all []string
	for at := id; len(groups) > 0 && at != "/" && at != "." && len(all) < mostNames; {
		at = path.Dir(at)
		for _, d := range groups[at] {
			if !strings.HasPrefix(d, "/") {
				d = path.Join(path.Dir(at), d)
			}
			all = append(all, d)
		}
	}
	return all
}

// chronos reads the jobs of Chronos.
func (r *reader) chronos(from io.Reader) error {
	return r.read(from, func(s *stream) error {
		return s.elements(func() error {
			var j chronosJob
			if err := s.value(&j); err != nil || j.Name == "" {
				return err
			}
			return r.take(j.application(r.scheduler))
		})
	})
}

// metronome reads the jobs of Metronome.
func (r *reader) metronome(from io.Reader) error {
	return r.read(from, func(s *stream) error { return s.elements(func() error { return r.metronomeJob(s) }) })
}

func (r *reader) metronomeJob(s *stream) error {
	var j metronomeJob
	if err := s.value(&j); err != nil || j.ID == "" {
		return err
	}
	return r.take(j.application(r.scheduler))
}

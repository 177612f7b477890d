package schedulers

import (
	"io"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// sort is a sort of answer that can be saved.
type sort struct {
	name    string
	kind    string // of scheduler
	subject string // what it tells of
	// whole is set where it lists all there is of something.
	whole whole
	is    func(*saved.Shape) bool
	read  func(f *file, r *reader, from io.Reader) error
}

// whole is what a sort of answer lists completely.
type whole uint8

const (
	wholeApps whole = 1 << iota
	wholePods
	wholeAccounts
)

// sorts are all that are known again; the first that fits counts.
func sorts() []sort {
	return append(append(marathonSorts(), jobSorts()...), dcosSorts()...)
}

// recognise tells what sort of answer a document is; nil when it is none of a
// scheduler.
func recognise(shape *saved.Shape) *sort {
	for _, s := range sorts() {
		if s.is(shape) {
			return &s
		}
	}
	return nil
}

// one reads an entry that stands alone, or a list of such.
func one(read func(r *reader, s *stream) error) func(*file, *reader, io.Reader) error {
	return func(f *file, r *reader, from io.Reader) error {
		return r.read(from, func(s *stream) error {
			if f.kind == saved.Array {
				return s.elements(func() error { return read(r, s) })
			}
			return read(r, s)
		})
	}
}

func reading(read func(*reader, io.Reader) error) func(*file, *reader, io.Reader) error {
	return func(_ *file, r *reader, from io.Reader) error { return read(r, from) }
}

func marathonSorts() []sort {
	app := func(s *saved.Shape) bool {
		return s.Has("id") && s.HasAny("cpus", "mem", "instances") && s.HasAny("cmd", "args", "container", "executor")
	}
	return []sort{
		{"Marathon's configuration", Marathon, mesoswatch.SubjectScheduler, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("marathon_config") }, (*file).marathon},
		{"Marathon's groups", Marathon, mesoswatch.SubjectApplication, wholeApps | wholePods,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Object && s.Has("id", "groups") && s.Values["groups"] == saved.Array
			}, reading((*reader).tree)},
		{"Marathon's applications", Marathon, mesoswatch.SubjectApplication, wholeApps,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Values["apps"] == saved.Array }, reading((*reader).apps)},
		{"an application of Marathon", Marathon, mesoswatch.SubjectApplication, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Below("app", "id") }, reading((*reader).apps)},
		{"pods of Marathon", Marathon, mesoswatch.SubjectApplication, wholePods,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Array && s.Has("id") && s.HasAny("containers", "spec")
			}, one((*reader).pod)},
		{"a pod of Marathon", Marathon, mesoswatch.SubjectApplication, 0,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Object && s.Has("id") && (s.Values["containers"] == saved.Array || s.Below("spec", "containers"))
			}, one((*reader).pod)},
		{"definitions of Marathon's applications", Marathon, mesoswatch.SubjectApplication, 0,
			func(s *saved.Shape) bool { return s.Kind != saved.Records && app(s) }, one((*reader).app)},
		{"Marathon's deployments", Marathon, mesoswatch.SubjectScheduler, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Array && s.Has("affectedApps", "steps") }, nothingOf},
	}
}

func jobSorts() []sort {
	return []sort{
		{"jobs of Chronos", Chronos, mesoswatch.SubjectApplication, wholeApps | wholePods,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Array && s.Has("name", "command") && s.HasAny("schedule", "parents", "epsilon")
			}, reading((*reader).chronos)},
		{"jobs of Metronome", Metronome, mesoswatch.SubjectApplication, wholeApps | wholePods,
			func(s *saved.Shape) bool { return s.Kind == saved.Array && s.Has("id") && s.Below("run", "cpus") }, one((*reader).metronomeJob)},
		{"a job of Metronome", Metronome, mesoswatch.SubjectApplication, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("id") && s.Below("run", "cpus") }, one((*reader).metronomeJob)},
		{"Metronome's version", Metronome, mesoswatch.SubjectScheduler, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("version", "libVersion") }, (*file).metronome},
		{"a driver of a Spark dispatcher", Spark, mesoswatch.SubjectApplication, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("action", "serverSparkVersion") }, (*file).spark},
	}
}

func dcosSorts() []sort {
	listOf := func(key string, others ...string) func(*saved.Shape) bool {
		return func(s *saved.Shape) bool {
			if s.Kind != saved.Object || len(s.Keys) != 1 || s.Values["array"] != saved.Array || !s.Below("array", key) {
				return false
			}
			for _, o := range others {
				if !s.Below("array", o) {
					return false
				}
			}
			return true
		}
	}
	return []sort{
		{"version of DC/OS", DCOS, mesoswatch.SubjectScheduler, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("version", "bootstrap-id") }, (*file).dcosVersion},
		{"security mode of DC/OS", DCOS, mesoswatch.SubjectScheduler, 0,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Object && s.Values["security"] == saved.Text && len(s.Keys) <= 8
			}, (*file).dcosSecurity},
		{"permissions of a group of DC/OS", DCOS, mesoswatch.SubjectGrant, 0, listOf("rid", "actions"), (*file).permissions},
		{"resources of DC/OS with permissions", DCOS, mesoswatch.SubjectScheduler, 0, listOf("rid"), (*file).resources},
		{"accounts of DC/OS", DCOS, mesoswatch.SubjectGrant, wholeAccounts, listOf("uid"), (*file).accounts},
		{"groups of DC/OS", DCOS, mesoswatch.SubjectGrant, wholeAccounts, listOf("gid"), (*file).accounts},
		{"an account of DC/OS", DCOS, mesoswatch.SubjectGrant, 0,
			func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has("uid", "permissions") }, (*file).account},
		{"permissions of an account of DC/OS", DCOS, mesoswatch.SubjectGrant, 0,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Object && s.Values["direct"] == saved.Array && s.Values["groups"] == saved.Array
			}, (*file).permissions},
		{"permissions for a resource of DC/OS", DCOS, mesoswatch.SubjectGrant, 0,
			func(s *saved.Shape) bool {
				return s.Kind == saved.Object && (s.Below("users", "uid") && s.Below("users", "actions") || s.Below("groups", "gid") && s.Below("groups", "actions"))
			}, (*file).permissions},
	}
}

// nothingOf is for answers that are known and tell nothing that is kept.
func nothingOf(*file, *reader, io.Reader) error { return nil }

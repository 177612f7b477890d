package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

// Facts are what is known of the cluster: the last snapshot of each subject, and
// how fresh each kind is.
type Facts struct {
	board   mesoswatch.Board
	logs    map[string]*Daemon // of start-up lines, by source
	daemons map[string][]*Daemon
}

// maxLogs bounds daemons that are only known from start-up lines.
const maxLogs = 1000

// handle takes a record in; it answers the kind that changed, empty for none.
func (f *Facts) handle(r mesoswatch.Record) string {
	switch {
	case r.Snapshot != nil:
		_ = f.board.Handle(r) // a Board takes everything
		f.daemons = nil
		return r.Snapshot.Subject().Kind
	case r.Health != nil:
		_ = f.board.Handle(r)
		f.daemons = nil
	case r.Event != nil:
		if d := startUp(r.Event); d != nil && (f.logs[d.Subject.Name] != nil || len(f.logs) < maxLogs) {
			if f.logs == nil {
				f.logs = make(map[string]*Daemon)
			}
			f.logs[d.Subject.Name] = d
			f.daemons = nil
			return mesoswatch.SubjectFlag
		}
	}
	return ""
}

// All lists the snapshots of one kind by name.
func (f *Facts) All(kind string) []*mesoswatch.Snapshot { return f.board.Subjects(kind).Sorted() }

// Get looks one subject up; nil when it is not known.
func (f *Facts) Get(kind, name string) *mesoswatch.Snapshot { return f.board.Subjects(kind).Get(name) }

// Sight says how fresh a kind of subjects is.
func (f *Facts) Sight(kind string) mesoswatch.Sight { return f.board.Sight(kind) }

// Sources lists the last Health of each source.
func (f *Facts) Sources() []mesoswatch.Health { return f.board.Sources() }

// Known tells whether all subjects of a kind were seen, and if not, why not.
func (f *Facts) Known(kind string) (bool, string) {
	s := f.board.Sight(kind)
	switch {
	case s.Clear():
		return true, ""
	case s.Why != "":
		return false, s.Why
	}
	return false, "nobody has told of any " + kind
}

// Daemons lists masters or agents with what is known of their flags.
func (f *Facts) Daemons(kind string) []*Daemon {
	if f.daemons == nil {
		f.daemons = map[string][]*Daemon{Master: f.masters(), Agent: f.agents()}
	}
	return f.daemons[kind]
}

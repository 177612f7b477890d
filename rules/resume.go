package rules

import "github.com/mesoswatch/mesoswatch"

// adopter is a judge that can take over a finding that is open in the store and of
// which it learned nothing from what was restored: it began before that.
type adopter interface{ adopt(*mesoswatch.Finding) }

// resume takes over a finding as it is stored.
func (e *Engine) resume(f *mesoswatch.Finding) {
	if f.Status == mesoswatch.Resolved {
		return
	}
	for i, u := range e.cat.units {
		if s := e.states[i]; u.Name == f.Rule && s.adopt != nil {
			s.adopt(f)
			if s.told.peek(f.Subject.String()) == nil {
				*s.told.put(f.Subject.String()) = told{f.Subject, f.FirstSeen, f.LastSeen}
			}
		}
	}
}

// adopt remembers trouble that was told before, so that its end is told.
func (t *troubles) adopt(f *mesoswatch.Finding) {
	if key := f.Subject.String(); t.open.peek(key) == nil {
		*t.open.put(key) = trouble{said: f.LastSeen, since: f.FirstSeen}
	}
}

// takeOver remembers a condition that was told before, so that its end is told. It
// is for judges that look when a source speaks: the others have what they need from
// the snapshots that are restored.
func (t *standing) takeOver(f *mesoswatch.Finding) {
	if key := f.Subject.String(); t.open.peek(key) == nil {
		*t.open.put(key) = stood{subject: f.Subject, since: f.FirstSeen, said: f.LastSeen}
	}
}

func (j *downs) adopt(f *mesoswatch.Finding)     { j.takeOver(f) }
func (j *quorums) adopt(f *mesoswatch.Finding)   { j.takeOver(f) }
func (j *sluggards) adopt(f *mesoswatch.Finding) { j.takeOver(f) }

package rules

import "github.com/mesoswatch/mesoswatch"

// adopter is a judge that can take over a finding that is open in the store and of
// which it learned nothing from what was restored: it began before that.
type adopter interface{ adopt(*mesoswatch.Finding) }

// maxSupposed bounds what is remembered of what was said of restored records.
const maxSupposed = maxSubjects

// resumed sets what is judged once more against what is stored. The words of sources
// are stored only when they change, so that a source which was there all the time
// can seem to have been away: what is said of restored records is not taken for
// told unless the store has it.
type resumed struct {
	// supposed are the ids of findings that restored records opened and the store
	// does not have open.
	supposed map[string]bool
}

// suppose takes what was said of a restored record.
func (r *resumed) suppose(said []mesoswatch.Record) {
	for _, rec := range said {
		switch f := rec.Finding; {
		case f == nil:
		case f.Status == mesoswatch.Resolved:
			delete(r.supposed, f.ID)
		case len(r.supposed) < maxSupposed:
			if r.supposed == nil {
				r.supposed = make(map[string]bool)
			}
			r.supposed[f.ID] = true
		}
	}
}

// told leaves the end of what was never told out of what is said now.
func (r *resumed) told(said []mesoswatch.Record) []mesoswatch.Record {
	if len(r.supposed) == 0 {
		return said
	}
	out := said[:0]
	for _, rec := range said {
		f := rec.Finding
		ends := f != nil && f.Status == mesoswatch.Resolved && r.supposed[f.ID]
		if f != nil {
			delete(r.supposed, f.ID)
		}
		if !ends {
			out = append(out, rec)
		}
	}
	return out
}

// resume takes over a finding as it is stored.
func (e *Engine) resume(f *mesoswatch.Finding) {
	if f.Status == mesoswatch.Resolved {
		return
	}
	delete(e.supposed, f.ID)
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

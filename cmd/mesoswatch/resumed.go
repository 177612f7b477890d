package main

import "github.com/mesoswatch/mesoswatch"

// resumed is a judge that has judged once more what is stored. What it said of that
// is not told. Not all of it is in the store: a check that has half of the cluster
// before it fails, and passes when it has the rest. The end of what was never told
// is not told either.
type resumed struct {
	judge mesoswatch.Evaluator
	// supposed are the ids of findings that restored records opened and that are not
	// open in the store.
	supposed map[string]bool
}

// maxSupposed bounds them.
const maxSupposed = 20_000

// restore judges a stored record. Findings come behind what they rest on.
func (r *resumed) restore(rec mesoswatch.Record) {
	for _, said := range r.judge.Evaluate(rec) {
		switch f := said.Finding; {
		case f == nil:
		case f.Status == mesoswatch.Resolved:
			delete(r.supposed, f.ID)
		case len(r.supposed) < maxSupposed:
			r.supposed[f.ID] = true
		}
	}
	if f := rec.Finding; f != nil && f.Status != mesoswatch.Resolved {
		delete(r.supposed, f.ID)
	}
}

// Evaluate judges what is new.
func (r *resumed) Evaluate(rec mesoswatch.Record) []mesoswatch.Record {
	said := r.judge.Evaluate(rec)
	if len(r.supposed) == 0 {
		return said
	}
	out := said[:0]
	for _, one := range said {
		f := one.Finding
		ends := f != nil && f.Status == mesoswatch.Resolved && r.supposed[f.ID]
		if f != nil {
			delete(r.supposed, f.ID)
		}
		if !ends {
			out = append(out, one)
		}
	}
	return out
}

package follow

import (
	"errors"
	"os"
)

// tellWaiting tells, once for each reason, of patterns that give nothing.
func (r *run) tellWaiting() error {
	for _, p := range r.pats {
		why := ""
		err := r.whyWaiting(p)
		if err != nil {
			why = err.Error()
		}
		if why == p.told {
			continue
		}
		p.told = why
		if err == nil {
			continue
		}
		if err := r.status(Status{State: Waiting, File: FileInfo{Pattern: p.raw, Path: p.raw}, Err: err}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) whyWaiting(p *pattern) error {
	if p.err != nil {
		return p.err
	}
	if p.denied != nil {
		return p.denied
	}
	if p.kind != listed && p.kind != globbed {
		return nil
	}
	for _, dir := range p.dirs {
		if d := r.folders[dir]; d != nil && d.err != nil {
			return d.err
		}
	}
	for _, g := range r.gens {
		if g.pat == p {
			return nil
		}
	}
	return describe("following", p.raw, errNoFile)
}

var errNoFile = errors.New("no log there yet")

// deny notes that a file cannot be opened.
func (c candidate) deny(err error) {
	if !errors.Is(err, os.ErrNotExist) && c.pat.denied == nil {
		c.pat.denied = err
	}
}

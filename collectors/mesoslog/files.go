package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/mesoswatch/mesoswatch"
)

// Files reads old logs from start to end: files, folders with all below, globs,
// compressed ones, standard input ("-"). It emits their events in one order and
// for each source, at its end, a Health with its counts, the year and zone used
// and what was set aside; sources that cannot be read give a Health that says why.
type Files struct {
	Paths []string
	Options
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Done counts bytes read, for a display of progress; Total what there is to
	// read as far as known. Both may be read while Run runs.
	Done, Total atomic.Int64
}

// Name is that of the package.
func (f *Files) Name() string { return "mesoslog" }

// BlindError says that something that was asked for by name could not be read.
type BlindError struct {
	Errs []error
	// Read is how many other inputs were read.
	Read int
}

func (e *BlindError) Error() string { return errors.Join(e.Errs...).Error() }
func (e *BlindError) Unwrap() []error {
	return e.Errs
}

// Run reads everything. It returns a Permanent *BlindError when something that
// was named could not be read; what else there is has been read then.
func (f *Files) Run(ctx context.Context, emit mesoswatch.Emit) error {
	found := gather(f.Paths, f.Options, f.Stdin)
	blind := &BlindError{}
	for _, t := range found.troubles {
		if err := f.report(t, emit); err != nil {
			return err
		}
		if t.named {
			blind.Errs = append(blind.Errs, t.err)
		}
	}
	for _, in := range found.inputs {
		f.Total.Add(in.info.Size)
	}
	if err := f.noteAside(found.aside, emit); err != nil {
		return err
	}
	var healthErr error
	m := &merge{opt: f.Options, crew: newCrew(f.parser(), max(2, runtime.GOMAXPROCS(0))), emit: emit, waiting: found.inputs, done: &f.Done}
	m.health = func(l *lane) {
		if l.rd.err != nil && ctx.Err() == nil {
			blind.Errs = append(blind.Errs, l.rd.err)
		} else {
			blind.Read++
		}
		if err := emit(mesoswatch.Record{Health: l.health()}); err != nil && healthErr == nil {
			healthErr = err
		}
	}
	if len(found.inputs) > 1 {
		m.ids = newRepeats()
	}
	err := m.run(ctx)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	case healthErr != nil:
		return healthErr
	case len(blind.Errs) > 0:
		return mesoswatch.Permanent(blind)
	}
	return nil
}

func (f *Files) report(t trouble, emit mesoswatch.Emit) error {
	h := mesoswatch.Health{At: f.now(), Source: t.path, Collector: f.Name(), Asked: []string{t.path}, Why: mesoswatch.Mask(t.err.Error())}
	return emit(mesoswatch.Record{Health: &h})
}

// noteAside says which files of the folders were left out, and why.
func (f *Files) noteAside(aside map[string]int, emit mesoswatch.Emit) error {
	if len(aside) == 0 {
		return nil
	}
	var notes []string
	for why, n := range aside {
		notes = append(notes, fmt.Sprintf("%d left out: %s", n, why))
	}
	sort.Strings(notes)
	h := mesoswatch.Health{At: f.now(), Source: strings.Join(f.Paths, " "), Collector: f.Name(), OK: true, Log: &mesoswatch.LogHealth{Notes: notes}}
	return emit(mesoswatch.Record{Health: &h})
}

// health is the account of a source at its end.
func (l *lane) health() *mesoswatch.Health {
	s := l.rd.src
	log := s.health
	if n := log.SetAside; n > 0 {
		log.Notes = append(log.Notes, fmt.Sprintf("%d of its %d recognised messages stand in a richer source too and were set aside", n, log.Recognised))
	}
	if s.longLines > 0 {
		log.Notes = append(log.Notes, s.firstLong)
	}
	if log.Lines == 0 && l.rd.err == nil {
		log.Notes = append(log.Notes, "empty")
	} else if !s.log && log.Recognised == 0 && l.rd.err == nil {
		log.Notes = append(log.Notes, "no line looks like a log of Mesos")
	}
	h := &mesoswatch.Health{At: s.clock.last, Source: s.name, Collector: "mesoslog", Asked: []string{s.name}, OK: l.rd.err == nil, Log: &log}
	if h.At.IsZero() {
		h.At = s.opt.now()
	}
	if l.rd.err != nil {
		h.Why = mesoswatch.Mask(l.rd.err.Error())
	}
	return h
}

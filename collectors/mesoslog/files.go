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
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Files reads old logs from start to end: files, folders with all below, globs,
// compressed ones, standard input ("-"). It emits their events in one order and
// for each source, at its end, a Health with its counts, the year and zone used
// and what was set aside. Sources that cannot be read give a Health that says
// why, at the end: the time of a Health is that of the lines, not of today.
type Files struct {
	Paths []string
	Options
	// Stdin is what "-" reads. Reading a file or a pipe of the system ends when
	// the context does; of another Reader the Read that is under way is awaited.
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

// Told says that a Health was emitted for each of the sources.
func (e *BlindError) Told() bool { return true }

// Unwrap gives what could not be read.
func (e *BlindError) Unwrap() []error { return e.Errs }

// Run reads everything. It returns a Permanent *BlindError when something that
// was named, or a log in a folder that was named, could not be read to its end;
// what else there is has been read then.
func (f *Files) Run(ctx context.Context, emit mesoswatch.Emit) error {
	found := gather(f.Paths, f.Options, pipes{ctx: ctx, stdin: f.Stdin})
	for _, in := range found.inputs {
		f.Total.Add(in.info.Size)
	}
	r := filesRun{Files: f, emit: emit, blind: &BlindError{}}
	p := f.parser()
	p.hashes = len(found.inputs) > 1
	if !p.hashes && !f.All {
		p.wants = newWants(f.Wanted)
	}
	m := &merge{
		opt: f.Options, crew: newCrew(p, max(2, runtime.GOMAXPROCS(0)), len(found.inputs)), emit: emit,
		waiting: found.inputs, ended: r.ended, done: &f.Done,
	}
	if p.hashes {
		m.ids = new(repeats)
	}
	err := m.run(ctx)
	for _, in := range m.waiting {
		in.close()
	}
	if err == nil {
		err = r.report(found)
	}
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	case len(r.blind.Errs) > 0:
		return mesoswatch.Permanent(r.blind)
	}
	return nil
}

// filesRun is one Run.
type filesRun struct {
	*Files
	emit  mesoswatch.Emit
	blind *BlindError
	last  time.Time // the newest line
}

// ended tells of a source that was read.
func (r *filesRun) ended(l *lane) error {
	if l.rd.err != nil {
		if errors.Is(l.rd.err, context.Canceled) || errors.Is(l.rd.err, context.DeadlineExceeded) {
			return l.rd.err
		}
		r.blind.Errs = append(r.blind.Errs, l.rd.err)
	} else {
		r.blind.Read++
	}
	h := l.health()
	if h.Log.LastLine.After(r.last) {
		r.last = h.Log.LastLine
	}
	if h.At.IsZero() {
		h.At = r.at()
	}
	return r.emit(mesoswatch.Record{Health: h})
}

// at is the time of what has none: that of the newest line.
func (r *filesRun) at() time.Time {
	if r.last.IsZero() {
		return r.now()
	}
	return r.last
}

// report tells what could not be read, and which files of the folders were left
// out and why.
func (r *filesRun) report(f *found) error {
	for _, t := range f.troubles {
		if t.blind {
			r.blind.Errs = append(r.blind.Errs, t.err)
		}
		h := mesoswatch.Health{At: r.at(), Source: t.path, Collector: r.Name(), Asked: mesoswatch.Asked(t.path), Why: mesoswatch.Mask(t.err.Error())}
		if err := r.emit(mesoswatch.Record{Health: &h}); err != nil {
			return err
		}
	}
	if len(f.aside) == 0 {
		return nil
	}
	var notes []string
	for why, n := range f.aside {
		notes = append(notes, fmt.Sprintf("%d left out: %s", n, why))
	}
	sort.Strings(notes)
	h := mesoswatch.Health{At: r.at(), Source: strings.Join(r.Paths, " "), Collector: r.Name(), Asked: mesoswatch.Asked(r.Paths...), OK: true, Log: &mesoswatch.LogHealth{Notes: notes}}
	return r.emit(mesoswatch.Record{Health: &h})
}

// health is the account of a source at its end.
func (l *lane) health() *mesoswatch.Health {
	s := l.rd.src
	log := s.health
	log.Notes = s.notes()
	if n := log.SetAside; n > 0 {
		log.Notes = append(log.Notes, fmt.Sprintf("%d messages stand in a richer source too and were set aside", n))
	}
	switch {
	case l.rd.err != nil:
	case log.Lines == 0:
		log.Notes = append(log.Notes, "empty")
	case !s.log && log.Recognised == 0:
		log.Notes = append(log.Notes, "no line looks like a log of Mesos")
	}
	h := &mesoswatch.Health{At: log.LastLine, Source: s.name, Collector: "mesoslog", Asked: mesoswatch.Asked(s.name), OK: l.rd.err == nil, Log: &log}
	if h.At.IsZero() {
		h.At = l.in.info.ModTime
	}
	if l.rd.err != nil {
		h.Why = mesoswatch.Mask(l.rd.err.Error())
	}
	return h
}

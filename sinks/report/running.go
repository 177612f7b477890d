package report

import (
	"fmt"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Running is a Sink for a watch: a line when a finding opens, rises in level,
// reopens or resolves, and for repeats at most one a minute of the data's time.
//
// What was restored is known and not told; what becomes of it later is. Neither is
// what another process found told as new: that process tells it. A silenced finding
// is told only when it rises in level, an acknowledged one only then and when it is
// over.
type Running struct {
	W    io.Writer
	JSON bool
	// Events writes recognised events too, each as it comes.
	Events bool
	// Before stands in front of each line of a finding; nil: nothing.
	Before func(*mesoswatch.Finding) string

	known map[string]*told
	now   time.Time // the clock of the data
	// decided are what operators did on findings that are not known yet.
	decided map[string][]mesoswatch.Action
	waits   int
}

// told is a finding and when it was last told.
type told struct {
	finding mesoswatch.Finding
	at      time.Time
}

// Handle writes what is worth a line.
func (r *Running) Handle(rec mesoswatch.Record) error {
	if at := rec.At(); at.After(r.now) {
		r.now = at
	}
	switch {
	case rec.Event != nil && r.Events && rec.Origin != mesoswatch.Restored:
		return Events{r.W}.Handle(rec)
	case rec.Finding != nil:
		return r.finding(*rec.Finding, rec.Origin)
	case rec.Action != nil:
		return r.action(*rec.Action, rec.Origin)
	}
	return nil
}

const repeatPause = time.Minute

func (r *Running) finding(f mesoswatch.Finding, from mesoswatch.Origin) error {
	if r.known == nil {
		r.known = make(map[string]*told)
	}
	t := r.known[f.ID]
	if t == nil {
		return r.first(f, from)
	}
	is := f
	switch from {
	case mesoswatch.Fresh:
		is = t.finding.Merge(f)
	case mesoswatch.Foreign:
		is = t.finding.Join(f)
	}
	return r.turn(t, is, f.LastSeen, from)
}

// first takes in a finding that was not known.
func (r *Running) first(f mesoswatch.Finding, from mesoswatch.Origin) error {
	if len(r.known) >= maxFindings {
		return nil
	}
	for _, a := range r.decided[f.ID] {
		f = f.Apply(a)
	}
	r.waits -= len(r.decided[f.ID])
	delete(r.decided, f.ID)
	f = f.Heard(r.now)
	r.known[f.ID] = &told{f, f.LastSeen}
	switch {
	case from != mesoswatch.Fresh, f.Status == mesoswatch.Silenced, f.Status == mesoswatch.Acknowledged:
		return nil
	case f.Status == mesoswatch.Resolved:
		return r.write("resolved", f) // it was found before this process began
	}
	return r.write("new", f)
}

// action applies what an operator did.
func (r *Running) action(a mesoswatch.Action, from mesoswatch.Origin) error {
	if t := r.known[a.Finding]; t != nil {
		return r.turn(t, t.finding.Apply(a), a.At, from)
	}
	if a.Finding != "" && r.waits < maxFindings {
		if r.decided == nil {
			r.decided = make(map[string][]mesoswatch.Action)
		}
		r.decided[a.Finding] = append(r.decided[a.Finding], a)
		r.waits++
	}
	return nil
}

// turn tells what became of a finding, if that is worth a line.
func (r *Running) turn(t *told, is mesoswatch.Finding, at time.Time, from mesoswatch.Origin) error {
	was := t.finding.Heard(r.now)
	is = is.Heard(r.now)
	t.finding = is
	turn := mesoswatch.TurnOf(&was, is)
	word := ""
	switch quiet := is.Status == mesoswatch.Silenced || is.Status == mesoswatch.Acknowledged; {
	case from == mesoswatch.Restored, was.Status == mesoswatch.Silenced && turn == mesoswatch.Ended:
	case turn == mesoswatch.Rose:
		word = "worse"
	case quiet:
	case turn == mesoswatch.Ended:
		word = "resolved"
	case turn == mesoswatch.Reopened:
		word = "again"
	case turn == mesoswatch.Repeated && from == mesoswatch.Fresh && at.Sub(t.at) >= repeatPause:
		word = "more"
	}
	if word == "" {
		return nil
	}
	t.at = at
	return r.write(word, is)
}

func (r *Running) write(word string, f mesoswatch.Finding) error {
	if r.Before != nil {
		if _, err := io.WriteString(r.W, r.Before(&f)); err != nil {
			return err
		}
	}
	if r.JSON {
		return writeLine(r.W, f)
	}
	_, err := fmt.Fprintf(r.W, "%s %-8s %s, %s\n", f.LastSeen.Format("2006-01-02T15:04:05Z07:00"), word, Line(f), count(f.Count))
	return err
}

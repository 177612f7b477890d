package report

import (
	"fmt"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Running is a Sink for a watch: a line when a finding opens, rises in level,
// reopens or resolves, and for repeats at most one a minute of the data's time.
type Running struct {
	W    io.Writer
	JSON bool
	// Events writes recognised events too, each as it comes.
	Events bool

	known map[string]*told
}

// told is what was last said of a finding.
type told struct {
	finding mesoswatch.Finding
	at      time.Time
}

// Handle writes what is worth a line.
func (r *Running) Handle(rec mesoswatch.Record) error {
	switch {
	case rec.Event != nil && r.Events:
		return Events{r.W}.Handle(rec)
	case rec.Finding != nil:
		return r.finding(*rec.Finding)
	}
	return nil
}

const repeatPause = time.Minute

func (r *Running) finding(f mesoswatch.Finding) error {
	if r.known == nil {
		r.known = make(map[string]*told)
	}
	t := r.known[f.ID]
	if t == nil {
		if len(r.known) >= maxFindings {
			return nil
		}
		r.known[f.ID] = &told{f, f.LastSeen}
		return r.write("new", f)
	}
	was := t.finding
	t.finding = was.Merge(f)
	word := ""
	switch {
	case t.finding.Status == mesoswatch.Resolved && was.Status != mesoswatch.Resolved:
		word = "resolved"
	case t.finding.Status == mesoswatch.Resolved:
		return nil
	case was.Status == mesoswatch.Resolved:
		word = "again"
	case t.finding.Level > was.Level:
		word = "worse"
	case f.LastSeen.Sub(t.at) >= repeatPause:
		word = "more"
	default:
		return nil
	}
	t.at = f.LastSeen
	return r.write(word, t.finding)
}

func (r *Running) write(word string, f mesoswatch.Finding) error {
	if r.JSON {
		return writeLine(r.W, f)
	}
	_, err := fmt.Fprintf(r.W, "%s %-8s %s, %s\n", f.LastSeen.Format("2006-01-02T15:04:05Z07:00"), word, Line(f), count(f.Count))
	return err
}

package report

import (
	"fmt"
	"io"

	"github.com/mesoswatch/mesoswatch"
)

// WriteJSONL writes findings as bare objects, one a line.
func WriteJSONL(w io.Writer, fs []mesoswatch.Finding) error {
	for _, f := range fs {
		if err := writeLine(w, f); err != nil {
			return err
		}
	}
	return nil
}

func writeLine(w io.Writer, v any) error {
	b, err := mesoswatch.MarshalLine(v)
	if err != nil {
		return fmt.Errorf("writing report: %w", err)
	}
	_, err = w.Write(b)
	return err
}

// Events is a Sink that writes each recognised event as a line
// {"event":{…}} when it comes.
type Events struct {
	W io.Writer
}

// Handle writes an event.
func (e Events) Handle(r mesoswatch.Record) error {
	if r.Event == nil || r.Event.Template == "" {
		return nil
	}
	return writeLine(e.W, mesoswatch.Record{Event: r.Event})
}

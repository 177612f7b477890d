// Package replay is the collector of recordings: in come the JSON Lines a
// mesoswatch.Recorder wrote, out go the same records, but for findings and
// verdicts, which are judged afresh.
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mesoswatch/mesoswatch"
)

// Recording reads one recording. Errors are Permanent and name the file and line.
type Recording struct {
	Path string
	// R is read instead of Path when set.
	R io.Reader
}

// Name names the collector.
func (r Recording) Name() string { return "replay" }

// Run emits the records in their order.
func (r Recording) Run(ctx context.Context, emit mesoswatch.Emit) error {
	in := r.R
	if in == nil {
		f, err := os.Open(r.Path)
		if err != nil {
			return mesoswatch.Permanent(fmt.Errorf("opening recording: %w", err))
		}
		defer f.Close()
		in = f
	}
	var broken []error
	for rec, err := range mesoswatch.Records(in) {
		if err != nil {
			if len(broken) < maxBroken {
				broken = append(broken, fmt.Errorf("recording %q: %w", r.Path, err))
			}
			continue
		}
		if rec.Finding != nil || rec.Verdict != nil {
			continue
		}
		if err := emit(rec); err != nil {
			return nil // the pipeline has ended
		}
		if ctx.Err() != nil {
			return nil
		}
	}
	return mesoswatch.Permanent(errors.Join(broken...))
}

// maxBroken is how many broken lines are named.
const maxBroken = 10

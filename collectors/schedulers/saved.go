package schedulers

import (
	"context"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// Saved reads answers of schedulers, and definitions of applications, that were
// saved: a folder with JSON files, packed or not, a diagnostics bundle of DC/OS or
// its zip. What a file holds is known by what is in it, not by its name.
//
// The source of a record is the file, that of Health the folder with " (schedulers)"
// behind it, since others may read the same one. Scheduler.URL is the file with the answer
// about the scheduler itself, or else the first that lists what it runs; several
// files about the same application (of the masters of one bundle, of an app and
// its group) count once, by id and version.
type Saved struct {
	// Dir is a folder, a zip or a file.
	Dir string
	// Interval is the rest after a look; 0: there is only one, and Run returns.
	Interval time.Duration

	told found.Told
}

// Name implements mesoswatch.Collector.
func (c *Saved) Name() string { return Name }

// Run reads until ctx is cancelled, or once. A folder that cannot be read is a
// Permanent error.
func (c *Saved) Run(ctx context.Context, emit mesoswatch.Emit) error {
	return found.Looks{Interval: c.Interval}.Run(ctx, func(ctx context.Context, _ bool) error { return c.look(ctx, emit) })
}

func (c *Saved) look(ctx context.Context, emit mesoswatch.Emit) error {
	began := time.Now()
	folder, err := saved.Open(ctx, c.Dir)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer folder.Close()
	answers, err := folder.Answers(ctx)
	if err != nil {
		return err
	}
	s := newShelf()
	for i := range answers {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.read(&answers[i])
	}
	s.others += folder.Others + folder.Skipped
	return c.tell(emit, s, began)
}

// tell emits what differs from the last look, and how this one went.
func (c *Saved) tell(emit mesoswatch.Emit, s *shelf, began time.Time) error {
	all := s.snapshots()
	still := make(map[mesoswatch.Subject]bool, len(all))
	for _, one := range all {
		still[one.Subject()] = true
		if err := c.told.Tell(emit, one); err != nil {
			return err
		}
	}
	now := time.Now()
	if err := c.told.Gone(emit, now, func(subject mesoswatch.Subject) bool { return still[subject] }); err != nil {
		return err
	}
	return emit(mesoswatch.Record{Health: s.health(c.Dir, now, now.Sub(began), len(all))})
}

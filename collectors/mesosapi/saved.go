package mesosapi

import (
	"context"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// Saved reads answers of masters and agents that were saved: a folder with JSON
// files, packed or not, with or without their HTTP heads, a diagnostics bundle of
// DC/OS or its zip. What a file holds is known by what is in it, not by its name;
// only an empty object or list is known by its name.
//
// It says the same as Collector would have: the source of a record is the file, its
// time that of the answer (Date of its head, else when the file was written). The
// URL of a process is derived from its own answers (its PID, or its flags, or the
// name of its node's folder in a bundle); where nothing tells it, the folder stands
// for it. What is said of the cluster is the word of the leader that was asked last;
// answers of others are listed in Health.Asked and not used.
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
	still := make(map[mesoswatch.Subject]bool)
	a := newArchive(func(s mesoswatch.Snapshot) error {
		still[s.Subject()] = true
		if c.Interval <= 0 { // nothing to compare with
			return emit(mesoswatch.Record{Snapshot: &s})
		}
		return c.told.Tell(emit, s)
	})
	for i := range answers {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a.add(&answers[i])
	}
	if err := a.tell(ctx); err != nil {
		return err
	}
	if err := c.told.Gone(emit, time.Now(), func(s mesoswatch.Subject) bool { return still[s] }); err != nil {
		return err
	}
	return emit(mesoswatch.Record{Health: a.health(c.Dir, began, folder.Others+folder.Skipped, len(still))})
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// What the zero Options mean.
const (
	defaultAge        = 90 * 24 * time.Hour
	defaultSize       = 512 << 20
	defaultSpan       = 25 * time.Hour // a day, as the longest correlation, and an hour
	defaultSpanEvents = 200_000
)

// Options of a store. The zero value is usable.
type Options struct {
	// Keep tells which events are kept; nil: those of a known kind.
	Keep func(*mesoswatch.Event) bool
	// Age and Size bound what is kept; 0: 90 days, 512 MB. Findings that are not
	// resolved stay, and so do the events they rest on.
	Age  time.Duration
	Size int64
	// Span is how far back, from the last record, Restore goes record by record;
	// 0: 25 hours. SpanEvents is how many events that are at most; 0: 200,000.
	Span       time.Duration
	SpanEvents int
	// Log takes what Health has no room for; nil: nobody.
	Log *slog.Logger
	// Now is the clock of leases and retention; nil: time.Now.
	Now func() time.Time
	// Command and User describe this process to the others: Holder.
	Command, User string
	// MaxPages bounds the file as a full disk does (PRAGMA max_page_count); 0: no
	// bound of its own.
	MaxPages int
}

func (o *Options) fill() {
	if o.Keep == nil {
		o.Keep = func(e *mesoswatch.Event) bool { return e.Kind != "" }
	}
	if o.Age == 0 {
		o.Age = defaultAge
	}
	if o.Size == 0 {
		o.Size = defaultSize
	}
	if o.Span == 0 {
		o.Span = defaultSpan
	}
	if o.SpanEvents == 0 {
		o.SpanEvents = defaultSpanEvents
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	path string
	o    Options
	file os.FileInfo // what was opened, to see when another file takes its place

	// write has one connection: what this process writes goes one after the other.
	write, read *sql.DB

	queue      queue
	state      state
	lease      lease
	wake       chan struct{} // something of ours was committed
	full       chan struct{} // a whole batch is waiting
	flush      sync.Mutex    // one commit of the queue at a time
	statements statements
	every      time.Duration // flushEvery; tests are in a hurry
	at         atomic.Int64  // position: what is stored up to here was given out
	placed     atomic.Bool   // at is set
	known      healths       // what the sources said last
	thin       thinned       // metrics of the last minutes

	throughMu sync.Mutex
	through   map[string]time.Time
}

// Name is the name of the collector, and the source of its Health.
func (s *Store) Name() string { return source }

const source = "store"

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// Close writes what is waiting, gives the lease back and closes the file. Its error
// says what could not be written. Run must have returned.
func (s *Store) Close() error {
	err := s.Release()
	s.statements.close()
	return errors.Join(err, s.read.Close(), s.write.Close())
}

// Through is the time of the last Health of that source that is committed: what the
// source emitted before it is committed too. Zero: none is.
func (s *Store) Through(source string) time.Time {
	s.throughMu.Lock()
	defer s.throughMu.Unlock()
	return s.through[source]
}

func (s *Store) passed(through map[string]time.Time) {
	s.throughMu.Lock()
	defer s.throughMu.Unlock()
	for source, at := range through {
		if len(s.through) < maxSources || !s.through[source].IsZero() {
			s.through[source] = at
		}
	}
}

// maxSources bounds every table by source.
const maxSources = 1_000

// nudge wakes whoever waits on c, now or next.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// reading is a transaction that sees one state of everything.
func (s *Store) reading(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return s.explain("reading", err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return s.explain("reading", err)
	}
	return nil
}

package store

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Options of a store. The zero value is usable.
type Options struct {
	// Keep tells which events are kept; nil: those of a known kind.
	Keep func(*mesoswatch.Event) bool
	// Age and Size bound what is kept; 0: 90 days, 512 MB. Findings that are not
	// resolved stay, and so do the events they rest on.
	Age  time.Duration
	Size int64
	// Span is how far back, from the last record, Restore goes event by event;
	// 0: 25 hours. SpanEvents bounds it; 0: 200,000.
	Span       time.Duration
	SpanEvents int
	// Log takes what Health has no room for; nil: nobody.
	Log *slog.Logger
	// Now is the clock of leases and retention; nil: time.Now.
	Now func() time.Time
	// Command and User describe this process to others: Holder.
	Command, User string
	// MaxPages bounds the file like a full disk does (PRAGMA max_page_count); 0:
	// no bound.
	MaxPages int
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	path string
	o    Options
}

// Open opens the store at path, making folder and file where there are none, and
// brings an older one up to date. Errors are *OpenError.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	return &Store{path: path, o: o}, nil
}

// Close writes what is waiting, gives the lease back and closes the file.
func (s *Store) Close() error { return nil }

// Claim makes this process the writer unless another one is: then it answers who.
func (s *Store) Claim(ctx context.Context) (held Holder, ok bool, err error) {
	return Holder{}, true, nil
}

// Release gives the writer's lease back.
func (s *Store) Release() error { return nil }

// Name is the name of the collector.
func (s *Store) Name() string { return "store" }

// Run is the collector.
func (s *Store) Run(ctx context.Context, emit mesoswatch.Emit) error { <-ctx.Done(); return nil }

// Handle takes a record in.
func (s *Store) Handle(r mesoswatch.Record) error { return nil }

// Restore gives what is stored.
func (s *Store) Restore(ctx context.Context) iter.Seq2[mesoswatch.Record, error] {
	return func(func(mesoswatch.Record, error) bool) {}
}

// Act stores what an operator did.
func (s *Store) Act(ctx context.Context, a mesoswatch.Action) (mesoswatch.Action, error) {
	return a, errors.ErrUnsupported
}

// Through is the time of the last Health of the source that is committed.
func (s *Store) Through(source string) time.Time { return time.Time{} }

// Once wraps a collector.
func (s *Store) Once(c mesoswatch.Collector) mesoswatch.Collector { return c }

// Findings lists all findings.
func (s *Store) Findings(ctx context.Context) ([]mesoswatch.Finding, error) { return nil, nil }

// History lists what became of a finding.
func (s *Store) History(ctx context.Context, id string) ([]Change, error) { return nil, nil }

// Actions lists what operators did.
func (s *Store) Actions(ctx context.Context) ([]mesoswatch.Action, error) { return nil, nil }

package mesoswatch

import (
	"context"
	"io"
	"sync"
)

// Feed is the Sink the screen reads from: it keeps a Board and hands out copies,
// conflated, so that a burst of records costs the reader one copy.
type Feed struct {
	mu    sync.Mutex
	board Board
	given int64
	ended bool
	news  chan struct{}
}

// NewFeed keeps at most logSize events for the screen; 0 means DefaultLog.
func NewFeed(logSize int) *Feed {
	f := &Feed{news: make(chan struct{}, 1)}
	f.board.Log.Max = logSize
	return f
}

// Handle takes one record in; it never waits for a reader.
func (f *Feed) Handle(r Record) error {
	f.mu.Lock()
	err := f.board.Handle(r)
	f.mu.Unlock()
	f.wake()
	return err
}

// Board is a copy of the board as it is now, for others than the reader: it is not
// given to Next instead.
func (f *Feed) Board() *Board {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.board.copy()
}

// End says that no more records will come: Next then answers io.EOF behind the
// last board.
func (f *Feed) End() {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	f.wake()
}

func (f *Feed) wake() {
	select {
	case f.news <- struct{}{}:
	default:
	}
}

// Next waits until there is something the last call did not give and returns a
// copy of the board that the caller may keep. It is meant for one reader, which
// paces itself. Errors: ctx's, or io.EOF after End.
func (f *Feed) Next(ctx context.Context) (*Board, error) {
	for {
		f.mu.Lock()
		if f.board.Seq != f.given {
			f.given = f.board.Seq
			b := f.board.copy()
			f.mu.Unlock()
			return b, nil
		}
		ended := f.ended
		f.mu.Unlock()
		if ended {
			return nil, io.EOF
		}
		select {
		case <-f.news:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

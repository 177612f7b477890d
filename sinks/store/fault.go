package store

import "errors"

// Reasons why a store cannot be opened.
var (
	ErrNewer       = errors.New("made by a newer version")
	ErrDamaged     = errors.New("damaged")
	ErrNotWritable = errors.New("not writable")
)

// ErrVacant ends Run of a reader: nobody writes any more. Claim it.
var ErrVacant = errors.New("nobody keeps the store any more")

// OpenError says why a store cannot be opened and what to do about it.
type OpenError struct {
	Path   string
	Reason string // in words
	Hint   string // a way out; empty: none is known
	Err    error  // ErrNewer, ErrDamaged, ErrNotWritable or another one
}

func (e *OpenError) Error() string { return "opening store \"" + e.Path + "\": " + e.Reason }

// Unwrap is Err.
func (e *OpenError) Unwrap() error { return e.Err }

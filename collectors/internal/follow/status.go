package follow

import "context"

// State is what happened to a source.
type State string

// States. A source is Opened or Resumed before its first chunk and Finished
// behind its last; a finished one that is written to again is Resumed.
const (
	// Opened: reading begins; Offset tells where.
	Opened State = "opened"
	// Resumed: reading goes on at a saved position, Behind bytes of it unread.
	Resumed State = "resumed"
	// Truncated: the content was taken away (copytruncate). See Lost.
	Truncated State = "truncated"
	// Finished: read to its end; a successor exists, or it is an ended stream.
	// Followed tells them apart.
	Finished State = "finished"
	// Vanished: the file is gone and was not read to its end. See Lost.
	Vanished State = "vanished"
	// Waiting: not there yet or not readable; Err says why. Looked for again.
	Waiting State = "waiting"
	// Failed: a read error; Err says which. Tried again.
	Failed State = "failed"
)

// Status tells what happened to one source.
type Status struct {
	State State
	// File is what is known of it; for Waiting perhaps only Pattern and Path.
	File FileInfo
	// Offset of the next byte to be read.
	Offset int64
	// Behind is how many bytes are written but not read.
	Behind int64
	// Lost is how many bytes are known to have been written and can no longer be
	// read. AtLeast says that more may have been written unseen: after a
	// truncation that is so whenever the last size seen is not known to have been
	// the last one.
	Lost    int64
	AtLeast bool
	// Recovered is how many unread bytes a copy beside the truncated file gives;
	// their chunks follow.
	Recovered int64
	// Followed: a newer file of the series goes on behind a finished one.
	Followed bool
	Err      error
}

// Progress is how far one open source has been read.
type Progress struct {
	Pattern, Source string
	Gen             uint64
	Offset, Size    int64
	Behind          int64
}

// Round is the state of all sources, told about once a second.
type Round struct {
	Open []Progress
	// Behind is the sum over all sources, Lost since Run began.
	Behind, Lost int64
	// Waiting holds the patterns that have no source, with the reason.
	Waiting map[string]error
	// Evicted counts files and positions that a full table had to forget.
	Evicted int64
	// Unsaved is why the positions could not be saved the last time.
	Unsaved error
}

// Handler takes what Follower finds, one call at a time. An error ends Run,
// which returns it as it is.
type Handler interface {
	Chunk(context.Context, Chunk) error
	Status(context.Context, Status) error
	Round(context.Context, Round) error
}

// Funcs is a Handler of functions; nil ones are left out.
type Funcs struct {
	OnChunk  func(context.Context, Chunk) error
	OnStatus func(context.Context, Status) error
	OnRound  func(context.Context, Round) error
}

// Chunk calls OnChunk.
func (f Funcs) Chunk(ctx context.Context, c Chunk) error {
	if f.OnChunk == nil {
		return nil
	}
	return f.OnChunk(ctx, c)
}

// Status calls OnStatus.
func (f Funcs) Status(ctx context.Context, s Status) error {
	if f.OnStatus == nil {
		return nil
	}
	return f.OnStatus(ctx, s)
}

// Round calls OnRound.
func (f Funcs) Round(ctx context.Context, r Round) error {
	if f.OnRound == nil {
		return nil
	}
	return f.OnRound(ctx, r)
}

package follow

import (
	"bytes"
	"iter"
	"time"
)

// Chunk is a run of whole lines of one generation of one file.
type Chunk struct {
	// Pattern is what the user named; Source is the real file (not the link) by
	// the name it had when this generation was first seen. "-" is standard input.
	Pattern, Source string
	// Gen numbers the generation within this process. It changes when a file is
	// replaced or truncated, and stays when it is renamed: state that belongs to
	// a file (its year, its format) is kept by it.
	Gen uint64
	// Dev and Inode identify the file; both are 0 for a pipe. After copytruncate
	// the lines recovered from the copy carry those of the original.
	Dev, Inode uint64
	// Offset of Data[0] in the file, for a compressed file in its content.
	Offset int64
	// Line is the number of the first line, from 1; 0 if reading began in the
	// middle of the file.
	Line int64
	// Data holds whole lines, each ended by '\n', except the last one when Cut or
	// Final is set. It is valid only during the call.
	Data []byte
	// Cut: the last line was longer than the limit. Data ends with its beginning;
	// Skipped bytes (its '\n' among them) follow in the file and were left out.
	Cut     bool
	Skipped int64
	// Final: the file will not go on, and its last line has no '\n'.
	Final bool
	// ModTime of the file when it was read.
	ModTime time.Time
}

// End is the position behind the chunk, for Positions.Commit.
func (c Chunk) End() Position {
	return c.Position(int64(len(c.Data))+c.Skipped, c.count())
}

// Position is a position inside the chunk: bytes and lines from its start.
func (c Chunk) Position(bytes, lines int64) Position {
	p := Position{Gen: c.Gen, Offset: c.Offset + bytes}
	if c.Line > 0 {
		p.Line = c.Line + lines
	}
	return p
}

func (c Chunk) count() int64 {
	n := int64(bytes.Count(c.Data, newline))
	if len(c.Data) > 0 && c.Data[len(c.Data)-1] != '\n' {
		n++
	}
	return n
}

var newline = []byte{'\n'}

// Line is one line of a chunk.
type Line struct {
	// Number from 1, or 0 if not known.
	Number int64
	Offset int64
	// Text without its '\n'; valid only as long as the chunk's Data.
	Text []byte
	// Cut is set on a line of which only the beginning was kept.
	Cut bool
}

// Lines yields the lines of the chunk in order.
func (c Chunk) Lines() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		l := Line{Number: c.Line, Offset: c.Offset}
		for rest := c.Data; len(rest) > 0; {
			i := bytes.IndexByte(rest, '\n')
			step := i + 1
			if i < 0 {
				i, step = len(rest), len(rest)
				l.Cut = c.Cut
			}
			l.Text = rest[:i:i]
			if !yield(l) {
				return
			}
			rest = rest[step:]
			l.Offset += int64(step)
			if l.Number > 0 {
				l.Number++
			}
		}
	}
}

package mesoswatch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Recorder writes every record as one line of JSON, but those that were restored:
// they did not come now, and a recording of then has them, nor what other machines
// saw: a replay would judge it as seen here. What it writes, Records
// reads; a replay of it under the same rules writes the identical file.
type Recorder struct {
	w *bufio.Writer
	// Flush makes each record leave at once, for pipes that are read live.
	Flush bool
}

// NewRecorder writes to w. Call Close at the end; it does not close w.
func NewRecorder(w io.Writer) *Recorder { return &Recorder{w: bufio.NewWriterSize(w, 64<<10)} }

// Handle writes one record.
func (rec *Recorder) Handle(r Record) error {
	if r.Origin == Restored || r.Origin == Foreign && r.Action == nil {
		return nil
	}
	b, err := MarshalLine(r)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	if _, err := rec.w.Write(b); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	if rec.Flush {
		return rec.Close()
	}
	return nil
}

// Close writes out what is buffered.
func (rec *Recorder) Close() error {
	if err := rec.w.Flush(); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	return nil
}

// MarshalLine is v as one line of JSON, line break included, in which DEL, C1
// controls, and bidirectional and other format characters are escaped too, so
// that printing the line does nothing to a terminal.
func MarshalLine(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escapeFormat(buf.Bytes()), nil
}

// maxRecord bounds one line of a recording.
const maxRecord = 64 << 20

// ErrCut is wrapped by the error of a last line that is no record and has no line
// break: who wrote it was ended while writing.
var ErrCut = errors.New("is cut: the program that wrote it was ended there")

// Records reads a recording. It yields each record or an error that names the
// line; it goes on behind a line that is no record, and ends at a read error.
func Records(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		br := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			line, err := readLine(br)
			if len(bytes.TrimSpace(line)) > 0 {
				rec, perr := parseRecord(line)
				if perr != nil {
					if errors.Is(err, io.EOF) {
						perr = ErrCut
					}
					perr = fmt.Errorf("line %d: %w", n, perr)
				}
				if !yield(rec, perr) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(Record{}, fmt.Errorf("line %d: %w", n, err))
				}
				return
			}
		}
	}
}

func readLine(br *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := br.ReadSlice('\n')
		if len(line)+len(part) > maxRecord {
			return nil, fmt.Errorf("longer than %d MB: not a recording", maxRecord>>20)
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func parseRecord(line []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(line, &r); err != nil {
		return Record{}, fmt.Errorf("not a record: %w", err)
	}
	if err := r.Validate(); err != nil {
		return Record{}, err
	}
	return r, nil
}

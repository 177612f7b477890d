package loggen

import (
	"bytes"
	"fmt"
	"io"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// chunk is how much is handed to the writer at once.
const chunk = 256 << 10

// Write writes a log of the size, ending with the first line that reaches it.
// It goes on for days: about one for each 200 MB. An error is that of w.
func Write(w io.Writer, size int64, seed uint64) (Truth, error) {
	m := newMaster(seed)
	buf := append(make([]byte, 0, chunk+64<<10), masterlog.Header(m.truth.First, m.process.Host)...)
	m.truth.Lines = 3
	var written int64
	for written+int64(len(buf)) < size {
		e := m.calendar.next()
		m.now = e.at
		if e.begin != nil {
			e.begin()
			continue
		}
		from := len(buf)
		buf = e.line.Append(buf, e.at, e.thread)
		m.note(e, buf[from:])
		if len(buf) < chunk {
			continue
		}
		n, err := w.Write(buf)
		written += int64(n)
		if err != nil {
			return m.truth, fmt.Errorf("writing the log: %w", err)
		}
		buf = buf[:0]
	}
	n, err := w.Write(buf)
	m.truth.Bytes = written + int64(n)
	if err != nil {
		return m.truth, fmt.Errorf("writing the log: %w", err)
	}
	return m.truth, nil
}

// note counts a line that was written, with those that continue it.
func (m *master) note(e entry, text []byte) {
	m.truth.Messages++
	m.truth.Lines++
	m.truth.Last = e.at
	if torn := bytes.IndexByte(text, '\n') + 1; torn < len(text) {
		m.truth.Lines += int64(bytes.Count(text[torn:], []byte{'\n'}))
	}
	if e.count != nil {
		e.count(&m.truth)
	}
}

package emit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
)

// faulty takes so many bytes and then fails, until it is mended.
type faulty struct {
	bytes.Buffer
	room int
}

func (f *faulty) Write(p []byte) (int, error) {
	if f.room < 0 || len(p) <= f.room {
		f.room -= min(len(p), max(f.room, 0))
		return f.Buffer.Write(p)
	}
	n, _ := f.Buffer.Write(p[:f.room])
	f.room = 0
	return n, errors.New("no space")
}

func TestStream(t *testing.T) {
	one, err := lines(format.Writer{Format: format.CEF}, notices(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	to := &faulty{room: len(one)*2 + 10}
	s := &Stream{To: to, Line: format.Writer{Format: format.CEF}}
	for range 2 {
		if err := s.Deliver(t.Context(), notices(1, 4)); err == nil {
			t.Fatal("a writer that fails is no error")
		}
	}
	to.room = -1
	if err := s.Deliver(t.Context(), notices(1, 5)); err != nil {
		t.Fatal(err)
	}
	var whole []string
	for line := range strings.Lines(to.String()) {
		if k := keysIn([]byte(line)); k != "" {
			whole = append(whole, k)
		}
	}
	if got, want := strings.Join(whole, " "), keysOf(notices(1, 5)); got != want {
		t.Errorf("%s, want %s in\n%s", got, want, to.String())
	}
}

// A pipe that nobody reads gives up with its context, and says its line once when
// somebody reads again.
func TestStreamThatNobodyReads(t *testing.T) {
	r, w := io.Pipe()
	s := &Stream{To: w}
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		if err := s.Deliver(ctx, notices(1, 2)); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("%v", err)
		}
		cancel()
	}
	read := make(chan []byte)
	go func() {
		b, _ := io.ReadAll(r)
		read <- b
	}()
	if err := s.Deliver(t.Context(), notices(1, 2)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if got, want := bytes.Count(<-read, []byte("\n")), 2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

func TestStreamWhoseReaderLeft(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	if err := (&Stream{To: w}).Deliver(t.Context(), notices(1, 1)); err == nil {
		t.Error("delivered to nobody")
	}
}

func TestProgress(t *testing.T) {
	var p progress
	p.took("key-0001")
	p.took("key-0002")
	if got := keysOf(p.rest(notices(1, 4))); got != "key-0003 key-0004" {
		t.Error(got)
	}
	if got := keysOf(p.rest(notices(2, 2))); got != "key-0002 key-0003" {
		t.Errorf("another batch: %s", got)
	}
	if got := keysOf(p.rest(notices(1, 1))); got != "key-0001" {
		t.Errorf("forgotten behind another batch: %s", got)
	}
}

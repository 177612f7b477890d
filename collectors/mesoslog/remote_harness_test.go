package mesoslog

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// logProcess is a pretend master whose log is served by /files/read.
type logProcess struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	text    []byte
	bytes   bool                                              // each byte that is not ASCII as \u00XX, as up to 0.28
	old     bool                                              // only /files/read.json
	refuse  func(w http.ResponseWriter, r *http.Request) bool // answers itself
	notes   func(r *http.Request, second int) string          // what is logged of a request
	delay   time.Duration                                     // of an answer
	seconds int                                               // for notes
	asked   []string                                          // offset and length
	busy    int
	overlap bool
}

func newLogProcess(t *testing.T, text string) *logProcess {
	t.Helper()
	p := &logProcess{t: t, text: []byte(text)}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *logProcess) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy++; p.busy > 1 {
		p.overlap = true
	}
	defer func() { p.busy-- }()
	if p.delay > 0 {
		<-time.After(p.delay)
	}
	if p.refuse != nil && p.refuse(w, r) {
		return
	}
	q := r.URL.Query()
	if p.old != strings.HasSuffix(r.URL.Path, ".json") || !strings.HasPrefix(r.URL.Path, "/files/read") || q.Get("path") != "/master/log" && q.Get("path") != "/slave/log" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if p.notes != nil {
		p.text = append(p.text, p.notes(r, p.seconds)...)
		p.seconds++
	}
	offset, err1 := strconv.ParseInt(q.Get("offset"), 10, 64)
	length, err2 := strconv.Atoi(q.Get("length"))
	if err1 != nil || err2 != nil || offset < -1 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.asked = append(p.asked, fmt.Sprintf("%d+%d", offset, length))
	p.page(w, offset, length)
}

// page answers as _read of src/files/files.cpp.
func (p *logProcess) page(w http.ResponseWriter, offset int64, length int) {
	size := int64(len(p.text))
	data := ""
	switch {
	case offset == -1:
		offset = size
	case offset < size:
		data = string(p.text[offset:min(size, offset+int64(min(length, 16*4096)))])
	case p.bytes:
		offset = size
	}
	w.Header().Set("Content-Type", "application/json")
	if p.bytes {
		fmt.Fprintf(w, `{"offset":%d,"data":"%s"}`, offset, escaped(data, 0x7f))
		return
	}
	fmt.Fprintf(w, `{"data":"%s","offset":%d}`, escaped(data, 0x100), offset)
}

// escaped writes a JSON string as Mesos does: bytes from the limit on by number.
func escaped(s string, limit int) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\n':
			b.WriteString(`\n`)
		case c == '"' || c == '\\' || c == '/':
			b.WriteString(`\` + string(c))
		case c < 0x20 || int(c) >= limit || c == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (p *logProcess) write(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = append(p.text, text...)
}

// replace is a restart: another file is served.
func (p *logProcess) replace(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = []byte(text)
}

func (p *logProcess) refuses(f func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = f
}

func (p *logProcess) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// source is what its log is called.
func (p *logProcess) source() string { return p.URL + "/files/read?path=/master/log" }

// longAgo is before all lines of the tests.
var longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// noon is the time at which the logs of the tests are read: their lines begin at
// 12:00:00 of that day.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC) }

func remoteOptions() Options { return Options{Zone: time.UTC, Since: longAgo, Now: noon} }

func remoteOf(of ...*logProcess) *Remote {
	r := &Remote{Options: remoteOptions(), Access: Access{Version: "test", Timeout: 5 * time.Second}, Interval: 5 * time.Millisecond}
	for _, p := range of {
		r.Processes = append(r.Processes, Process{URL: p.URL, Named: true})
	}
	return r
}

// readRemote reads as long as the test lasts.
func readRemote(t *testing.T, r *Remote) *following {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	fl := &following{t: t, news: make(chan struct{}, 1), cancel: cancel, done: make(chan error, 1)}
	go func() { fl.done <- r.Run(ctx, fl.take) }()
	t.Cleanup(fl.stop)
	return fl
}

// onFile gives the events of the same bytes in a file, as of that source.
func onFile(t *testing.T, opt Options, text, source string) []*mesoswatch.Event {
	t.Helper()
	opt.Since = time.Time{}
	path := save(t, "mesos-master.INFO", text)
	aged(t, path, opt.now())
	got := readPaths(t, opt, path)
	for _, e := range got.events {
		e.Source, e.Inode = source, 0
	}
	return got.events
}

func answer(status int, contentType, body string, header ...string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
		return true
	}
}

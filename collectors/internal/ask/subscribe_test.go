package ask

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// events serves a stream from what comes over the channel, until it is closed.
func events(t *testing.T, pieces <-chan string, end func()) Target {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "" {
			t.Error("asks for a packed stream")
		}
		w.Header().Set("Content-Type", js)
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		for {
			select {
			case p, more := <-pieces:
				if !more {
					end()
					return
				}
				io.WriteString(w, p)
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				return
			}
		}
	})
}

func subscribe(t *testing.T, to Target) *Stream {
	t.Helper()
	s, err := open(t, Options{}).Subscribe(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func frame(text string) string { return fmt.Sprintf("%d\n%s", len(text), text) }

func TestSubscribe(t *testing.T) {
	pieces := make(chan string)
	s := subscribe(t, events(t, pieces, func() {}))
	go func() {
		defer close(pieces)
		// Pieces that end within a length, behind it, and within a record.
		all := frame(`{"type":"SUBSCRIBED","x":"é"}`) + frame(`{"type":"HEARTBEAT"}`) + frame(`{"type":"TASK_ADDED"}`) + frame(`{"type":"HEARTBEAT"}`)
		for len(all) > 0 {
			n := min(7, len(all))
			pieces <- all[:n]
			all = all[n:]
		}
	}()
	var types []string
	for range 4 {
		r, n, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if len(types) == 1 {
			types = append(types, "skipped")
			r.Read(make([]byte, 3)) // the rest is left
			continue
		}
		var v struct{ Type string }
		text, err := io.ReadAll(r)
		if err == nil {
			err = json.Unmarshal(text, &v)
		}
		if err != nil || int64(len(text)) != n {
			t.Fatalf("%q of %d bytes: %v", text, n, err)
		}
		types = append(types, v.Type)
	}
	if got := strings.Join(types, " "); got != "SUBSCRIBED skipped TASK_ADDED HEARTBEAT" {
		t.Error(got)
	}
	for range 2 {
		if _, _, err := s.Next(); kind(err) != Cut || !strings.Contains(err.Error(), "cut: the server ended the stream") {
			t.Errorf("at the end: %v", err)
		}
	}
	if s.Wire() < 100 {
		t.Errorf("%d bytes came", s.Wire())
	}
}

func TestRefusedSubscriptions(t *testing.T) {
	for _, tc := range []struct {
		name string
		h    http.HandlerFunc
		kind Kind
		text string
	}{
		{"realm", reply(401, "text/plain", "401 Unauthorized.", "WWW-Authenticate", `Basic realm="mesos-master-readwrite"`), Unauthorized, `POST /api/v1 SUBSCRIBE http://127.0.0.1`},
		{"denied", reply(403, "text/plain", "403 Forbidden."), Forbidden, ""},
		{"before 1.0", reply(404, "", ""), NotFound, "404"},
		{"not the leader", reply(307, "", "", "Location", "//10.9.9.9:5050/api/v1"), Redirected, "10.9.9.9"},
		{"no leader", reply(503, "text/plain", "No leader elected"), NoLeader, ""},
		{"in recovery", reply(503, "text/plain", "Master has not finished recovery"), Recovering, ""},
		{"method", reply(405, "text/plain", "Expecting one of { 'GET' }"), BadStatus, "405 Method Not Allowed"},
		{"media type", reply(415, "text/plain", "Expecting 'Content-Type'"), BadStatus, "415"},
		{"a page", reply(200, "text/html", "<html>"), Garbage, "text/html"},
		{"packed", reply(200, js, "x", "Content-Encoding", "gzip"), Garbage, "packed"},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Cut, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := open(t, Options{}).Subscribe(t.Context(), serve(t, tc.h))
			if s != nil || kind(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%v, want %s", err, tc.kind)
			}
		})
	}
	if _, err := open(t, Options{Idle: 100 * time.Millisecond}).Subscribe(t.Context(), target(t, stuck(t, ""))); kind(err) != Timeout {
		t.Errorf("no header: %v", err)
	}
}

func TestBrokenStreams(t *testing.T) {
	abort := func() { panic(http.ErrAbortHandler) }
	for _, tc := range []struct {
		name, text string
		end        func()
		kind       Kind
		says       string
	}{
		{"cut between records", frame("{}"), abort, Cut, ""},
		{"cut within a record", frame("{}") + "10\n{", abort, Cut, ""},
		{"ended within a record", frame("{}") + "10\n{", func() {}, Cut, "unexpected EOF"},
		{"ended within a length", frame("{}") + "10", func() {}, Cut, "unexpected EOF"},
		{"no length", frame("{}") + "{}", func() {}, Garbage, `not RecordIO: '{' where`},
		{"negative", frame("{}") + "-1\n", func() {}, Garbage, "'-'"},
		{"empty record", frame("{}") + "0\n", func() {}, Garbage, "'0'"},
		{"empty line", frame("{}") + "\n", func() {}, Garbage, `'\n'`},
		{"carriage return", frame("{}") + "2\r\n{}", func() {}, Garbage, `'\r'`},
		{"length without end", frame("{}") + strings.Repeat("9", 40), func() {}, Garbage, "'9'"},
		{"a second record as large as a state", frame("{}") + fmt.Sprint(recordMost+1) + "\n", func() {}, TooLarge, "more than"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pieces := make(chan string, 1)
			pieces <- tc.text
			close(pieces)
			s := subscribe(t, events(t, pieces, tc.end))
			if _, _, err := s.Next(); err != nil {
				t.Fatal(err)
			}
			var err error
			for err == nil {
				var r io.Reader
				if r, _, err = s.Next(); err == nil {
					_, err = io.ReadAll(r)
				}
			}
			if kind(err) != tc.kind || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v, want %s", err, tc.kind)
			}
			if _, _, again := s.Next(); kind(again) != tc.kind {
				t.Errorf("again: %v", again)
			}
		})
	}
}

func TestStreamFallsSilent(t *testing.T) {
	pieces := make(chan string, 1)
	pieces <- frame("{}")
	s := subscribe(t, events(t, pieces, func() {}))
	if _, _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	s.Idle(100 * time.Millisecond)
	if _, _, err := s.Next(); kind(err) != Timeout {
		t.Errorf("%v", err)
	}
}

func TestCloseEndsNext(t *testing.T) {
	s := subscribe(t, events(t, make(chan string), func() {}))
	s.Idle(0)
	go s.Close()
	if _, _, err := s.Next(); kind(err) != Cancelled {
		t.Errorf("%v", err)
	}
	s.Close()
}

// The recording is fixtures/lab/1_open/subscribe.recordio of a 1.12-dev master,
// some of its first records.
func TestRecordedStream(t *testing.T) {
	recorded, err := os.ReadFile("testdata/subscribe.recordio")
	if err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]io.Reader{"whole": bytes.NewReader(recorded), "byte by byte": iotest.OneByteReader(bytes.NewReader(recorded))} {
		f := &frames{from: bufio.NewReader(from), most: large}
		var types []string
		for {
			if _, err = f.next(); err != nil {
				break
			}
			var v struct{ Type string }
			if err = json.NewDecoder(f).Decode(&v); err != nil {
				break
			}
			types = append(types, v.Type)
		}
		if err != io.EOF || strings.Join(types, " ") != "SUBSCRIBED HEARTBEAT AGENT_ADDED FRAMEWORK_ADDED TASK_ADDED TASK_UPDATED" {
			t.Errorf("%s: %q, %v", name, types, err)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("2\n{}10\n0123456789"), uint8(3))
	f.Add([]byte("0\n"), uint8(1))
	f.Add([]byte("99999999999999999999\n"), uint8(1))
	f.Fuzz(func(t *testing.T, text []byte, cut uint8) {
		whole, err := records(bytes.NewReader(text))
		pieces, err2 := records(bufio.NewReaderSize(iotest.OneByteReader(bytes.NewReader(text)), 16))
		if fmt.Sprint(whole, err) != fmt.Sprint(pieces, err2) {
			t.Errorf("%q, %v in one piece; %q, %v in many", whole, err, pieces, err2)
		}
		var again strings.Builder
		for _, r := range whole {
			again.WriteString(frame(r))
		}
		if err == io.EOF && again.String() != string(text) {
			t.Errorf("%q became %q", text, again.String())
		}
	})
}

func records(from io.Reader) (all []string, err error) {
	f := &frames{from: bufio.NewReader(from), most: 1 << 16}
	for {
		if _, err = f.next(); err != nil {
			return all, err
		}
		text, err := io.ReadAll(f)
		if err != nil {
			return all, err
		}
		all = append(all, string(text))
	}
}

// A record tells how much of it is left, so that its reader takes a small buffer.
func TestRecordLength(t *testing.T) {
	pieces := make(chan string, 1)
	pieces <- frame(`{"type":"HEARTBEAT"}`)
	body, n, err := subscribe(t, events(t, pieces, func() {})).Next()
	if err != nil {
		t.Fatal(err)
	}
	left, ok := body.(interface{ Len() int })
	if !ok || int64(left.Len()) != n {
		t.Fatalf("%T does not tell that %d bytes are left", body, n)
	}
	if _, err := io.ReadFull(body, make([]byte, 4)); err != nil || int64(left.Len()) != n-4 {
		t.Errorf("%d are left, %v", left.Len(), err)
	}
}

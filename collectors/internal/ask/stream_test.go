package ask

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

func serve(t *testing.T, h http.HandlerFunc) Target {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return target(t, server.URL)
}

// atMost is r with another bound.
func atMost(r Request, n int64) Request {
	r.to.most = n
	return r
}

func TestStream(t *testing.T) {
	to := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Error("does not ask for gzip")
		}
		w.Header().Set("Content-Type", js)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed([]byte(`{"slaves":[` + strings.Repeat(`{"id":"S1"},`, 999) + `{"id":"S2"}]}` + "\n")))
	})
	var v struct{ Slaves []struct{ ID string } }
	a, err := open(t, Options{}).Stream(t.Context(), to, State(), func(r io.Reader) error { return json.NewDecoder(r).Decode(&v) })
	if err != nil || len(v.Slaves) != 1000 {
		t.Fatalf("%d agents, %v", len(v.Slaves), err)
	}
	if a.Body != nil || a.Status != 200 || a.Took <= 0 || a.Wire == 0 || a.Size != int64(len(`{"slaves":[`)+1000*12+len("]}")) || a.Wire > a.Size/10 {
		t.Errorf("answer %+v", a)
	}
}

var errOwn = errors.New("the consumer had enough")

func decode(r io.Reader) error {
	var v any
	return json.NewDecoder(r).Decode(&v)
}

func TestAwkwardStreams(t *testing.T) {
	long := `{"x":"` + strings.Repeat("y", 5000) + `"}`
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		r      Request
		take   func(io.Reader) error
		kind   Kind // empty: a good answer
		text   string
	}{
		{"not read to the end", reply(200, js, long), State(), func(r io.Reader) error { _, err := r.Read(make([]byte, 10)); return err }, "", ""},
		{"the consumer fails", reply(200, js, long), State(), func(io.Reader) error { return errOwn }, Garbage, "had enough"},
		{"too large", reply(200, js, long), atMost(State(), 4999), decode, TooLarge, "more than 4999 bytes"},
		{"too large behind what was wanted", reply(200, js, "{}"+strings.Repeat(" ", 5000)), atMost(State(), 4999), decode, TooLarge, ""},
		{"not JSON", reply(200, js, "imok"), Operator(GetState), decode, Garbage, "invalid character"},
		{"half JSON, complete", reply(200, js, `{"x":[`), State(), decode, Garbage, "ends in the middle"},
		{"empty", reply(200, js, ""), State(), decode, Garbage, "empty body"},
		{"nothing wanted of nothing", reply(200, js, ""), State(), func(io.Reader) error { return nil }, Garbage, "empty body"},
		{"login page", reply(200, "text/html", "<html>"), State(), nil, Garbage, `content type "text/html"`},
		{"401", reply(401, "", "", "WWW-Authenticate", `Basic realm="mesos-master-readonly"`), State(), nil, Unauthorized, `realm "mesos-master-readonly"`},
		{"401 packed", reply(401, "text/plain", string(packed([]byte("401 Unauthorized."))), "Content-Encoding", "gzip"), State(), nil, Unauthorized, ""},
		{"redirect to itself", reply(307, "", "", "Location", "/state"), State(), nil, Redirected, "not followed"},
		{"no leader", reply(503, "text/plain", "No leader elected"), State(), nil, NoLeader, ""},
		{"gzip claimed", reply(200, js, long, "Content-Encoding", "gzip"), State(), decode, Garbage, "gzip"},
		{"gzip cut off", reply(200, js, string(packed([]byte(long))[:30]), "Content-Encoding", "gzip"), State(), decode, Cut, ""},
		{"half a body", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", js)
			w.Header().Set("Content-Length", "6000")
			io.WriteString(w, long)
		}, State(), decode, Cut, "cut"},
		{"half a chunk", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", js)
			io.WriteString(w, `{"x":[1,`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, State(), decode, Cut, "cut"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := open(t, Options{}).Stream(t.Context(), serve(t, tc.answer), tc.r, tc.take)
			if kind(err) != tc.kind || a.Body != nil && a.Status == 200 {
				t.Fatalf("kind %q, want %q: %v", kind(err), tc.kind, err)
			}
			if err != nil && !strings.Contains(err.Error(), tc.text) {
				t.Errorf("text %q, want %q in it", err, tc.text)
			}
			if tc.name == "the consumer fails" && !errors.Is(err, errOwn) {
				t.Error("the consumer's error is not wrapped")
			}
		})
	}
}

// endlessly writes the same bytes until it is n bytes or the client is gone.
func endlessly(w io.Writer, piece []byte, n int) {
	for ; n > 0; n -= len(piece) {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

// A body that never ends takes no memory, and a packed one that unpacks without
// end is given up long before its bound.
func TestBodiesWithoutEnd(t *testing.T) {
	spaces := bytes.Repeat([]byte(" "), megabyte)
	skim := func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", js)
		endlessly(w, spaces, 300*megabyte)
	})
	bomb := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", js)
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		endlessly(z, spaces, 300*megabyte)
	})
	c := open(t, Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, err := c.Stream(t.Context(), plain, atMost(State(), 128*megabyte), skim)
	if kind(err) != TooLarge || a.Size < 128*megabyte {
		t.Errorf("%v after %d bytes", err, a.Size)
	}
	a, err = c.Stream(t.Context(), bomb, State(), skim)
	if kind(err) != TooLarge || a.Size > ratioFrom+megabyte || !strings.Contains(err.Error(), "unpack to") {
		t.Errorf("%v after %d bytes", err, a.Size)
	}
	runtime.ReadMemStats(&after)
	if grew := int64(after.Sys) - int64(before.Sys); grew > 64*megabyte {
		t.Errorf("memory grew by %d MB", grew/megabyte)
	}
}

// Only silence of the other side counts, not work done here.
func TestStreamPatience(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	silent := func(before string) Target {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			if before != "" {
				w.Header().Set("Content-Type", js)
				io.WriteString(w, before)
				w.(http.Flusher).Flush()
			}
			select {
			case <-release:
			case <-r.Context().Done():
			}
		})
	}
	short := Options{Idle: 100 * time.Millisecond}
	for name, to := range map[string]Target{"no header": silent(""), "half a body": silent(`{"x":`)} {
		_, err := open(t, short).Stream(t.Context(), to, State(), decode)
		if kind(err) != Timeout || !strings.Contains(err.Error(), "no byte came for too long") {
			t.Errorf("%s: %v", name, err)
		}
	}
	drip := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", js)
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
		}
	})
	_, err := open(t, Options{Longest: 200 * time.Millisecond}).Stream(t.Context(), drip, State(), decode)
	if kind(err) != Timeout || !strings.Contains(err.Error(), "took too long as a whole") {
		t.Errorf("drip: %v", err)
	}
	busy := serve(t, reply(200, js, "{}"))
	_, err = open(t, Options{Idle: 500 * time.Millisecond}).Stream(t.Context(), busy, State(), func(r io.Reader) error {
		<-time.After(700 * time.Millisecond) // work, longer than the other side may be silent
		return decode(r)
	})
	if err != nil {
		t.Errorf("slow consumer: %v", err)
	}
}

func TestStreamCancelled(t *testing.T) {
	to := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", js)
		io.WriteString(w, `{"x":`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := open(t, Options{}).Stream(ctx, to, State(), func(r io.Reader) error {
		cancel()
		return decode(r)
	})
	if kind(err) != Cancelled {
		t.Errorf("%v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	_, err = open(t, Options{}).Stream(ctx, serve(t, reply(200, js, "{}")), State(), func(io.Reader) error {
		cancel()
		return errOwn
	})
	if kind(err) != Cancelled {
		t.Errorf("in the consumer: %v", err)
	}
}

func TestWhatIsNotForDoOrStream(t *testing.T) {
	url, heard := listen(t)
	c := open(t, Options{})
	for _, r := range []Request{State(), Operator(GetState), Subscription(), Frameworks()} {
		if _, err := c.Do(t.Context(), target(t, url), r); kind(err) != Invalid {
			t.Errorf("Do %v: %v", r, err)
		}
	}
	for _, r := range []Request{Subscription(), Health(), Redirect(), ProbeOperator()} {
		if _, err := c.Stream(t.Context(), target(t, url), r, nil); kind(err) != Invalid {
			t.Errorf("Stream %v: %v", r, err)
		}
	}
	if len(heard()) != 0 {
		t.Errorf("sent: %v", heard())
	}
}

func TestRedirectIsAnAnswer(t *testing.T) {
	for _, tc := range []struct {
		name     string
		h        http.HandlerFunc
		kind     Kind
		location string
	}{
		{"to the leader", reply(307, "", "", "Location", "//10.9.9.9:5050"), "", "http://10.9.9.9:5050"},
		{"nowhere", reply(307, "", ""), Garbage, ""},
		{"no leader", reply(503, "text/plain", "No leader elected"), NoLeader, ""},
		{"no redirect", reply(200, "text/html", "<html>"), BadStatus, ""},
		{"none of Mesos", reply(404, "", ""), NotFound, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := open(t, Options{}).Do(t.Context(), serve(t, tc.h), Redirect())
			if kind(err) != tc.kind || a.Location != tc.location {
				t.Errorf("%q, %v", a.Location, err)
			}
			if a.Location != "" {
				if leader, err := Found(a.Location); err != nil || leader.named {
					t.Errorf("%v, %v", leader, err)
				}
			}
		})
	}
}

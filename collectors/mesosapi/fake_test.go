package mesosapi

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a process whose answers a test changes while it is asked.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc // by "GET /path"
	asked   []visitOf
	busy    int
	overlap bool
	streams []chan string // of the open subscriptions
}

// visitOf is one request that came in.
type visitOf struct {
	at, until time.Time
	what      string
	login     string
	agent     string
}

func newFake(t *testing.T) *fake { return newFakeOn(t, "127.0.0.1:0", false) }

// newFakeOn is one at a given address, with TLS if wanted.
func newFakeOn(t *testing.T, address string, secure bool) *fake {
	t.Helper()
	f := &fake{answers: make(map[string]http.HandlerFunc)}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	f.Server = httptest.NewUnstartedServer(f)
	f.Server.Listener.Close()
	f.Server.Listener = l
	f.Server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		f.Server.StartTLS()
	} else {
		f.Server.Start()
	}
	t.Cleanup(f.stop)
	return f
}

// stop ends streams and server.
func (f *fake) stop() {
	f.breakStreams()
	f.Server.CloseClientConnections()
	f.Server.Close()
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	what := r.Method + " " + r.URL.Path
	body, _ := io.ReadAll(r.Body)
	if len(body) > 0 {
		what += " " + string(body)
	}
	f.mu.Lock()
	f.asked = append(f.asked, visitOf{at: time.Now(), what: what, login: r.Header.Get("Authorization"), agent: r.UserAgent()})
	n := len(f.asked) - 1
	stream := strings.Contains(what, "SUBSCRIBE")
	if !stream {
		f.busy++
		f.overlap = f.overlap || f.busy > 1
	}
	h := f.answers[what]
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asked[n].until = time.Now()
		if !stream {
			f.busy--
		}
	}()
	if h == nil {
		h = says(404, "", "")
	}
	h(w, r)
}

func (f *fake) set(what string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[what] = h
}

// json sets the answer to "GET /path" to a document.
func (f *fake) json(path, body string) { f.set("GET "+path, says(200, "application/json", body)) }

// times counts requests of a kind.
func (f *fake) times(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, v := range f.asked {
		if v.what == what {
			n++
		}
	}
	return n
}

func (f *fake) visits() []visitOf {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]visitOf(nil), f.asked...)
}

func (f *fake) address() string { return f.Listener.Addr().String() }

func says(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func redirects(to string) http.HandlerFunc { return says(307, "", "", "Location", "//"+to+"/") }

func refuses(realm string) http.HandlerFunc {
	return says(401, "", "", "WWW-Authenticate", `Basic realm="`+realm+`"`)
}

// record is one record of RecordIO.
func record(body string) string { return fmt.Sprintf("%d\n%s", len(body), body) }

const subscribeCall = `POST /api/v1 {"type":"SUBSCRIBE"}`

// streamOf answers SUBSCRIBE with a first event and then whatever send gives.
func (f *fake) streamOf(first string) {
	f.set(subscribeCall, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, record(first))
		w.(http.Flusher).Flush()
		events := make(chan string)
		f.mu.Lock()
		f.streams = append(f.streams, events)
		f.mu.Unlock()
		for {
			select {
			case e, open := <-events:
				if !open {
					return
				}
				io.WriteString(w, record(e))
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				return
			}
		}
	})
}

// send gives an event to all who subscribed; it waits for somebody to do so.
func (f *fake) send(t *testing.T, event string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		f.mu.Lock()
		all := append([]chan string(nil), f.streams...)
		f.mu.Unlock()
		for _, c := range all {
			c <- event
		}
		if len(all) > 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("nobody subscribed")
		}
	}
}

func (f *fake) breakStreams() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.streams {
		close(c)
	}
	f.streams = nil
}

// on is a collector in a hurry: an answer that comes late on a busy machine does
// not make it wait ten times as long. Tests of its politeness take that off.
func on(masters ...string) *Collector {
	return &Collector{
		Masters: masters, Interval: 10 * time.Millisecond, AgentSpread: -1, Access: Access{Version: "test", Timeout: 5 * time.Second},
		tune: func(r *rates) { r.factor, r.spare = 1, 1 },
	}
}

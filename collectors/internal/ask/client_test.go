package ask

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, o Options) *Client {
	t.Helper()
	c, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func target(t *testing.T, address string) Target {
	t.Helper()
	to, err := Named(address)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func kind(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// reply answers with a status, a content type and a body.
func reply(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
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

const js = "application/json"

func TestAwkwardMasters(t *testing.T) {
	const realm = `Basic realm="mesos-master-readonly"`
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		kind   Kind // empty: a good answer
		text   string
	}{
		{"good", reply(200, js, `{"flags":{}}`), "", ""},
		{"good with charset", reply(200, js+"; charset=utf-8", ` {"flags":{}} `), "", ""},
		{"401 of 1.8 and later", reply(401, "text/plain; charset=utf-8", "401 Unauthorized.", "WWW-Authenticate", realm), Unauthorized, `401, realm "mesos-master-readonly"`},
		{"401 of 0.26: other header case", reply(401, "", "", "Www-authenticate", `Basic realm="Mesos master"`), Unauthorized, `realm "Mesos master"`},
		{"401 joined challenges", reply(401, "", "", "WWW-Authenticate", `Bearer realm="a",`+realm), Unauthorized, `realm "a"`},
		{"401 bare", reply(401, "", ""), Unauthorized, "no realm named"},
		{"403", reply(403, "text/plain; charset=utf-8", "403 Forbidden."), Forbidden, `403 Forbidden, "403 Forbidden."`},
		{"403 by a firewall rule", reply(403, "text/plain", "Endpoint '/flags' is disabled"), Forbidden, "is disabled"},
		{"404", reply(404, "", ""), NotFound, "404 Not Found"},
		{"503 without leader", reply(503, "text/plain; charset=utf-8", "No leader elected"), NoLeader, "No leader elected"},
		{"503 in recovery", reply(503, "text/plain", "Master has not finished recovery"), Recovering, "not finished recovery"},
		{"503 for another reason", reply(503, "text/plain", "Out of order"), BadStatus, "Out of order"},
		{"500 with a page", reply(500, "text/html", "<h1>Oops</h1>"), BadStatus, "500 Internal Server Error"},
		{"redirect without scheme", reply(307, "", "", "Location", "//10.9.9.9:5050/flags"), Redirected, `to "http://10.9.9.9:5050/flags", not followed`},
		{"redirect with a password", reply(302, "", "", "Location", "http://u:hunter22@10.9.9.9/"), Redirected, "10.9.9.9"},
		{"redirect to itself", reply(307, "", "", "Location", "/flags"), Redirected, "not followed"},
		{"a login page", reply(200, "text/html", "<html>"), Garbage, `content type "text/html"`},
		{"not JSON", reply(200, js, "imok"), Garbage, "not JSON"},
		{"half JSON", reply(200, js, `{"flags":{`), Garbage, "not JSON"},
		{"empty", reply(200, js, ""), Garbage, "empty body"},
		{"no content type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			io.WriteString(w, "{}")
		}, "", ""},
		{"body too large", reply(200, js, `"`+strings.Repeat("x", megabyte)+`"`), TooLarge, "more than 1048576 bytes"},
		{"header too large", reply(200, js, "{}", "X", strings.Repeat("x", 2*maxHeader)), TooLarge, ""},
		{"gzip", reply(200, js, string(packed([]byte(`{"flags":{}}`))), "Content-Encoding", "gzip"), "", ""},
		{"gzip bomb", reply(200, js, string(packed(bytes.Repeat([]byte(" "), 50*megabyte))), "Content-Encoding", "gzip"), TooLarge, ""},
		{"gzip claimed", reply(200, js, `{"flags":{}}`, "Content-Encoding", "gzip"), Garbage, "gzip"},
		{"gzip damaged", reply(200, js, string(packed([]byte(`{"flags":{}}`))[:10])+strings.Repeat("\xff", 40), "Content-Encoding", "gzip"), Garbage, ""},
		{"half a body", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", js)
			w.Header().Set("Content-Length", "500")
			io.WriteString(w, `{"flags":{`)
		}, Cut, "cut"},
		{"hangs up at once", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Cut, "cut"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := httptest.NewServer(tc.answer)
			defer server.Close()
			a, err := open(t, Options{}).Do(t.Context(), target(t, server.URL), Flags())
			if kind(err) != tc.kind {
				t.Fatalf("kind %q, want %q: %v", kind(err), tc.kind, err)
			}
			if tc.kind == "" {
				if !bytes.Contains(a.Body, []byte("{")) || a.Took <= 0 || a.Wire == 0 {
					t.Errorf("answer %+v", a)
				}
				return
			}
			text := err.Error()
			if !strings.Contains(text, tc.text) || !strings.Contains(text, "GET /flags "+server.URL) {
				t.Errorf("text %q, want %q in it and who was asked for what", text, tc.text)
			}
			if strings.Contains(text, "hunter22") {
				t.Errorf("the error tells a password: %s", text)
			}
		})
	}
}

func TestHealthLooksAtTheStatusOnly(t *testing.T) {
	server := httptest.NewServer(reply(200, "", ""))
	defer server.Close()
	if _, err := open(t, Options{}).Do(t.Context(), target(t, server.URL), Health()); err != nil {
		t.Error(err)
	}
}

func TestHangs(t *testing.T) {
	for name, part := range map[string]string{
		"before the header": "",
		"in the header":     "HTTP/1.1 200 OK\r\nContent-Ty",
		"in the body":       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"fl",
	} {
		t.Run(name, func(t *testing.T) {
			address := stuck(t, part)
			began := time.Now()
			_, err := open(t, Options{Timeout: 200 * time.Millisecond}).Do(t.Context(), target(t, address), Flags())
			if kind(err) != Timeout {
				t.Errorf("%v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// stuck listens, answers a request with part, and then says no more.
func stuck(t *testing.T, part string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, part)
			}
		}
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return l.Addr().String()
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	for address, want := range map[string]Kind{closed: Refused, "no-such-host.invalid:5050": Unreachable} {
		_, err := open(t, Options{Timeout: 5 * time.Second}).Do(t.Context(), target(t, address), Version())
		if kind(err) != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open(t, Options{}).Do(ctx, target(t, closed), Version()); kind(err) != Cancelled {
		t.Errorf("cancelled: %v", err)
	}
}

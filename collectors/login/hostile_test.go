package login

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// impostor answers as a leading master would, and when it is asked to begin it runs
// a script against whoever asked.
type impostor struct {
	*httptest.Server
	script func(to string, post func(from, name, body string) int)
	wg     sync.WaitGroup
	next   chan struct{} // closed at the message behind the first

	mu   sync.Mutex
	sent []string // paths of messages
}

func newImpostor(t *testing.T, script func(to string, post func(from, name, body string) int)) *impostor {
	i := &impostor{script: script, next: make(chan struct{})}
	i.Server = httptest.NewServer(http.HandlerFunc(i.answer))
	t.Cleanup(func() { i.Close(); i.wg.Wait() })
	return i
}

func (i *impostor) answer(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.Header().Set("Location", "//"+r.Host)
		w.WriteHeader(http.StatusTemporaryRedirect)
		return
	}
	i.mu.Lock()
	if i.sent = append(i.sent, r.URL.Path); len(i.sent) == 2 {
		close(i.next)
	}
	i.mu.Unlock()
	w.WriteHeader(http.StatusAccepted)
	if !strings.HasSuffix(r.URL.Path, ".AuthenticateMessage") {
		return
	}
	to := r.Header.Get("Libprocess-From")
	i.wg.Go(func() {
		way := &http.Transport{}
		defer way.CloseIdleConnections()
		i.script(to, func(from, name, body string) int {
			_, address, _ := strings.Cut(to, "@")
			req, err := http.NewRequest("POST", "http://"+address+"/crammd5-authenticatee(1)/mesos.internal."+name, strings.NewReader(body))
			if err != nil {
				return -1
			}
			req.Header.Set("Libprocess-From", from)
			resp, err := way.RoundTrip(req)
			if err != nil {
				return -1
			}
			resp.Body.Close()
			return resp.StatusCode
		})
	})
}

const (
	honest = "crammd5-authenticator-session(1)@127.0.0.1:5050"
	offer  = "\x0a\x08CRAM-MD5"
	dare   = "\x0a\x05<1.2>"
)

// Whatever a hostile master says, a login is never believed to have been accepted
// that was not, and no more than one challenge is answered.
func TestHostileMasters(t *testing.T) {
	type post = func(from, name, body string) int
	for _, tc := range []struct {
		name   string
		script func(i *impostor, post post)
		want   Outcome
		says   string
	}{
		{"accepts at once", func(_ *impostor, p post) { p(honest, "AuthenticationCompletedMessage", "") }, Errored, "before it had asked for the secret"},
		{"accepts without a challenge", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p(honest, "AuthenticationCompletedMessage", "")
		}, Errored, "before it had asked for the secret"},
		{"refuses at once", func(_ *impostor, p post) { p(honest, "AuthenticationFailedMessage", "") }, Errored, "before it had asked for the secret"},
		{"a challenge first", func(_ *impostor, p post) { p(honest, "AuthenticationStepMessage", dare) }, NoAnswer, "before any mechanism"},
		{"an empty challenge", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p(honest, "AuthenticationStepMessage", "")
		}, Errored, "empty"},
		{"two challenges", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p(honest, "AuthenticationStepMessage", dare)
			p(honest, "AuthenticationStepMessage", dare)
		}, Errored, "second challenge"},
		{"two offers", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p(honest, "AuthenticationMechanismsMessage", offer)
		}, NoAnswer, "offered again"},
		{"another session goes on", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p("crammd5-authenticator-session(2)@127.0.0.1:5050", "AuthenticationStepMessage", dare)
		}, NoAnswer, "not the session that spoke first"},
		{"another session accepts", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", offer)
			p(honest, "AuthenticationStepMessage", dare)
			p("crammd5-authenticator-session(2)@127.0.0.1:5050", "AuthenticationCompletedMessage", "")
		}, NoAnswer, "not the session that spoke first"},
		{"no authenticator", func(_ *impostor, p post) {
			for _, from := range []string{"", "master@127.0.0.1:5050", "../x/authenticator(1)@127.0.0.1:5050", "authenticator(1)@evil.example.com:80"} {
				p(from, "AuthenticationMechanismsMessage", offer)
			}
		}, NoAnswer, "not the session that spoke first"},
		{"sent elsewhere", func(i *impostor, p post) {
			p("crammd5-authenticator-session(1)@127.0.0.9:1", "AuthenticationMechanismsMessage", offer)
			select {
			case <-i.next: // it came to us all the same
			case <-time.After(5 * time.Second):
			}
			p("crammd5-authenticator-session(1)@127.0.0.9:1", "AuthenticationErrorMessage", "\x0a\x03bye")
		}, Errored, `"bye"`},
		{"a module's messages", func(_ *impostor, p post) { p(honest, "KerberosTokenMessage", "x") }, NoAnswer, "no message of a CRAM-MD5 login"},
		{"garbage in it", func(_ *impostor, p post) { p(honest, "AuthenticationMechanismsMessage", "\xff\xff garbage") }, NoAnswer, "was not understood"},
		{"a huge message", func(_ *impostor, p post) {
			p(honest, "AuthenticationMechanismsMessage", strings.Repeat("x", mostBody+1))
		}, NoAnswer, "more than 65536 bytes"},
		{"a hostile error", func(_ *impostor, p post) {
			p(honest, "AuthenticationErrorMessage", "\x0a\x0d\x1b[2J\r\nI0101 x")
		}, Errored, `"\x1b[2J\r\nI0101 x"`},
		{"a flood", func(_ *impostor, p post) {
			for range 3 * mostLetters {
				p(honest, "Nonsense", "")
			}
		}, NoAnswer, "more of these"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel() // most of it is waiting
			var i *impostor
			i = newImpostor(t, func(_ string, post func(from, name, body string) int) { tc.script(i, post) })
			r, err := Attempt(t.Context(), Options{
				Masters: []string{i.URL}, Credential: Credential{Principal: "marathon", Secret: "hunter22"}, Deadline: 700 * time.Millisecond,
			})
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf("%+v", r)
			if r.Outcome != tc.want || !strings.Contains(r.Why+strings.Join(r.Seen, "\n"), tc.says) || strings.ContainsAny(text, "\x1b\r\n") || strings.Contains(text, "hunter22") {
				t.Errorf("%s", text)
			}
			i.mu.Lock()
			defer i.mu.Unlock()
			if n := strings.Count(strings.Join(i.sent, "\n"), "StepMessage"); n > 1 {
				t.Errorf("%d challenges were answered", n)
			}
		})
	}
}

// serving starts a listener that believes only one address.
func serving(t *testing.T, believes string, secure bool) *listener {
	t.Helper()
	inner, err := listen(t.Context(), netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{
		Listener: inner, actor: "crammd5-authenticatee(1)", secure: secure, told: &told{}, letters: make(chan letter, 4),
		believes: func(ip netip.Addr) bool { return ip == netip.MustParseAddr(believes) },
	}
	var wg sync.WaitGroup
	wg.Go(func() { l.serve(t.Context()) })
	t.Cleanup(wg.Wait) // behind the end of the test's context
	return l
}

// call connects from an address.
func call(t *testing.T, l *listener, from string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

const wellFormed = "POST /crammd5-authenticatee(1)/mesos.internal.X HTTP/1.1\r\nLibprocess-From: a(1)@1.2.3.4:5\r\nHost: \r\n\r\n"

// Who is not the master is told of, and nothing he says is taken.
func TestStrangers(t *testing.T) {
	l := serving(t, "127.0.0.2", false)
	for _, tc := range []struct{ send, says string }{
		{wellFormed, `"mesos.internal.X" from 127.0.0.3:`},
		{"garbage\r\n\r\n", "was not listened to"},
		{"\x16\x03\x01", "a TLS connection from 127.0.0.3:"},
	} {
		c := call(t, l, "127.0.0.3")
		if _, err := io.WriteString(c, tc.send); err != nil {
			t.Fatal(err)
		}
		if b, _ := io.ReadAll(c); len(b) != 0 {
			t.Errorf("a stranger was answered %q", b)
		}
		if words, reached, _ := l.told.all(); !strings.Contains(words[len(words)-1], tc.says) || reached {
			t.Errorf("%q, want %q", words, tc.says)
		}
	}
	// So many that hold their lines open that there is no room for more: the master has his own.
	for range 3 * mostStrangers {
		call(t, l, "127.0.0.3")
	}
	c := call(t, l, "127.0.0.2")
	if _, err := io.WriteString(c, wellFormed); err != nil {
		t.Fatal(err)
	}
	if got := <-l.letters; got.from != "a(1)@1.2.3.4:5" || got.name != "mesos.internal.X" {
		t.Errorf("%+v", got)
	}
	select {
	case got := <-l.letters:
		t.Errorf("%+v was taken", got)
	default:
	}
	words, _, _ := l.told.all()
	if !strings.Contains(strings.Join(words, "\n"), "there are too many") {
		t.Errorf("%q", words)
	}
}

// What the master's address sends is answered, kept open and bounded.
func TestOneConnection(t *testing.T) {
	l := serving(t, "127.0.0.1", false)
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-l.letters:
			case <-done:
				return
			}
		}
	})
	defer wg.Wait()
	defer close(done)
	for _, tc := range []struct{ send, want string }{
		{strings.Repeat(wellFormed, 3), strings.Repeat("202", 3)},
		{strings.Replace(wellFormed, "authenticatee(1)", "authenticatee%281%29", 1), "202"},
		{strings.Replace(wellFormed, "POST /", "POST http://127.0.0.1:9/", 1), "202"},
		{strings.Replace(wellFormed, "authenticatee", "slave", 1) + wellFormed, "404202"},
		{strings.Replace(wellFormed, "Host: ", "Connection: close", 1) + wellFormed, "202"},
		{strings.Replace(wellFormed, "1.1\r", "1.0\r", 1) + wellFormed, "202"},
		{strings.Replace(wellFormed, "Host: ", "Transfer-Encoding: chunked", 1) + "3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n" + wellFormed, "202202"},
		{strings.Replace(wellFormed, "Host: ", "Content-Length: 3", 1) + "abc" + wellFormed, "202202"},
		{"GET / HTTP/1.1\r\n\r\n", "400"},
		{"POST nowhere HTTP/1.1\r\n\r\n", "400"},
		{"POST /%zz/x HTTP/1.1\r\n\r\n", "400"},
		{"POST / HTTP/2.0\r\n\r\n", "400"},
		{"POST /" + strings.Repeat("x", 2*mostHeadLine), "400"},
		{"POST /a/b HTTP/1.1\r\n" + strings.Repeat("X: y\r\n", mostHeaders+1), "400"},
		{"POST /a/b HTTP/1.1\r\nno colon\r\n\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "400"},
		{"POST /a/b HTTP/1.1\r\nContent-Le", ""},
		{"POST /a/b HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", ""},
		{"", ""},
	} {
		c := call(t, l, "127.0.0.1")
		if _, err := io.WriteString(c, tc.send); err != nil {
			t.Fatal(err)
		}
		_ = c.(*net.TCPConn).CloseWrite()
		got, err := io.ReadAll(c)
		if errors.Is(err, net.ErrClosed) {
			t.Fatal(err)
		}
		codes := ""
		for _, line := range strings.Split(string(got), "\r\n") {
			if rest, ok := strings.CutPrefix(line, "HTTP/1.1 "); ok {
				codes += rest[:3]
			}
		}
		if codes != tc.want {
			t.Errorf("%.80q: %s, want %s (%q)", tc.send, codes, tc.want, got)
		}
	}
}

// A message reads back whatever its parts are, and nothing makes reading panic or
// take in more than it may.
func FuzzReadLetter(f *testing.F) {
	for _, s := range []string{wellFormed, "POST /a/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "", "\x16\x03", "POST  HTTP/1.1\n\n"} {
		f.Add([]byte(s), "a(1)@1.2.3.4:5")
	}
	f.Fuzz(func(t *testing.T, raw []byte, from string) {
		r := bufio.NewReaderSize(bytes.NewReader(raw), mostHeadLine)
		for range 10 {
			l, err := readLetter(r)
			if err != nil {
				break
			}
			if len(l.body) > mostBody {
				t.Fatal("over its bound")
			}
		}
		if len(raw) > 2000 || len(from) > 200 || strings.TrimSpace(from) != from || strings.ContainsAny(from, "\r\n") || from == "" {
			return
		}
		text := fmt.Sprintf("POST /%s/n HTTP/1.1\r\nlibprocess-FROM:%s\r\nContent-Length: %d\r\n\r\n%s", url.PathEscape(from), from, len(raw), raw)
		l, err := readLetter(bufio.NewReaderSize(strings.NewReader(text), mostHeadLine))
		if err != nil || l.to != from || l.name != "n" || l.from != from || !bytes.Equal(l.body, raw) {
			t.Fatalf("%q: %+v, %v", text, l, err)
		}
	})
}

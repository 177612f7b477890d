package pretend

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
)

// peer speaks the login byte by byte, as it stands in the contract.
type peer struct {
	t  *testing.T
	c  *Cluster
	in net.Listener
	me string
	r  *bufio.Reader
}

func newPeer(t *testing.T, c *Cluster) *peer {
	in, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return &peer{t: t, c: c, in: in, me: "crammd5-authenticatee(1)@" + in.Addr().String()}
}

// post sends a message and answers the status.
func (p *peer) post(from, path, body string) int {
	p.t.Helper()
	conn, err := net.Dial("tcp4", p.c.masters[0].door.address())
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: \r\nLibprocess-From: %s\r\nContent-Length: %d\r\n\r\n%s", path, from, len(body), body)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode
}

// next is a message that came: its path, who it is from, its body.
func (p *peer) next() (path, from, body string) {
	p.t.Helper()
	if p.r == nil {
		conn, err := p.in.Accept()
		if err != nil {
			p.t.Fatal(err)
		}
		p.t.Cleanup(func() { conn.Close() })
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		p.r = bufio.NewReader(conn)
	}
	r, err := http.ReadRequest(p.r)
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := io.ReadAll(r.Body)
	if err != nil || r.UserAgent() != "libprocess/"+r.Header.Get("Libprocess-From") {
		p.t.Errorf("%+v, %v", r, err)
	}
	return r.URL.Path, r.Header.Get("Libprocess-From"), string(b)
}

func TestLogins(t *testing.T) {
	for _, tc := range []struct{ name, answer, last, log string }{
		{"wrong", "marathon 00000000000000000000000000000000", "AuthenticationFailedMessage", "Authentication failure: authentication failure"},
		{"unknown", "nobody 00000000000000000000000000000000", "AuthenticationFailedMessage", "Authentication failure: user not found"},
		{"no form", "marathon", "AuthenticationErrorMessage", "An error ocurred while attempting to authenticate"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := started(t, Options{Settled: true, Security: []Security{{Frameworks: true}}, Credentials: map[string]string{"marathon": "x"}})
			p := newPeer(t, c)
			before := metricsOf(t, newClient(t), c.MasterURL())["master/messages_authenticate"]
			if status := p.post(p.me, "/master/mesos.internal.AuthenticateMessage", "\x0a"+string(rune(len(p.me)))+p.me); status != 202 {
				t.Fatal(status)
			}
			path, session, body := p.next()
			if path != "/crammd5-authenticatee(1)/mesos.internal.AuthenticationMechanismsMessage" || body != "\x0a\x08CRAM-MD5" ||
				session != "crammd5-authenticator-session(1)@"+c.masters[0].door.address() {
				t.Errorf("%s from %s: %q", path, session, body)
			}
			p.post(p.me, "/crammd5-authenticator-session(1)/mesos.internal.AuthenticationStartMessage", "\x0a\x08CRAM-MD5")
			_, _, body = p.next()
			if !strings.HasPrefix(body, "\x0a") || body[2] != '<' || !strings.HasSuffix(body, ">") || int(body[1]) != len(body)-2 {
				t.Errorf("challenge %q", body)
			}
			p.post(p.me, "/crammd5-authenticator-session%281%29/mesos.internal.AuthenticationStepMessage", "\x0a"+string(rune(len(tc.answer)))+tc.answer)
			if path, _, _ := p.next(); !strings.HasSuffix(path, tc.last) {
				t.Errorf("%s, want %s", path, tc.last)
			}
			await(t, "the log", func() bool {
				text, err := os.ReadFile(c.LogPath())
				return err == nil && strings.Contains(string(text), tc.log)
			})
			if n := metricsOf(t, newClient(t), c.MasterURL())["master/messages_authenticate"]; n != before+1 {
				t.Errorf("%v attempts counted, %v before", n, before)
			}
		})
	}
}

// A new attempt takes the login away that the UPID it names had, whoever sends it.
func TestALoginIsForgotten(t *testing.T) {
	c := started(t, Options{Settled: true, Security: []Security{{Frameworks: true}}, Logins: authenticator.Manner{MatchAddress: true}})
	p := newPeer(t, c)
	c.Logins(0).LogIn(p.me, "marathon")
	if status := p.post("x(1)@10.9.9.9:1", "/master/mesos.internal.AuthenticateMessage", ""); status != 400 {
		t.Errorf("an address that is not the peer's: %d", status)
	}
	p.post(p.me, "/master/mesos.internal.AuthenticateMessage", "garbage")
	if _, is := c.Logins(0).LoggedIn(p.me); !is {
		t.Error("garbage logs out")
	}
	p.post(p.me, "/master/mesos.internal.AuthenticateMessage", "\x0a"+string(rune(len(p.me)))+p.me)
	p.next()
	if _, is := c.Logins(0).LoggedIn(p.me); is {
		t.Error("still logged in")
	}
	text, err := os.ReadFile(c.LogPath())
	if err != nil || !strings.Contains(string(text), "Authenticating "+p.me+"; clearing previous authentication") {
		t.Errorf("%v\n%s", err, text)
	}
	if status := p.post(p.me, "/crammd5-authenticator-session(9)/mesos.internal.AuthenticationStartMessage", ""); status != 404 {
		t.Errorf("a session that is not there: %d", status)
	}
	if status := p.post(p.me, "/master/whatever", "garbage"); status != 202 {
		t.Errorf("garbage for the master: %d", status)
	}
}

// Those who do not lead drop it.
func TestOnlyTheLeaderTakesLogins(t *testing.T) {
	c := started(t, Options{Settled: true, Security: []Security{{Frameworks: true}}})
	p := newPeer(t, c)
	before := metricsOf(t, newClient(t), c.MasterURL())["master/messages_authenticate"]
	c.Empty(0, true)
	if status := p.post(p.me, "/master/mesos.internal.AuthenticateMessage", "\x0a"+string(rune(len(p.me)))+p.me); status != 202 {
		t.Errorf("%d", status)
	}
	c.Empty(0, false)
	if n := metricsOf(t, newClient(t), c.MasterURL())["master/messages_authenticate"]; n != before {
		t.Errorf("%v attempts counted, %v before", n, before)
	}
}

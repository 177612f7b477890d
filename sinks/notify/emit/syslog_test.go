package emit

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"udp://logs.example.org", "udp://logs.example.org:514"}, {"tcp://10.0.0.1", "tcp://10.0.0.1:601"}, {"tls://[2001:db8::1]", "tls://[2001:db8::1]:6514"},
		{"tcp://logs:1514/", "tcp://logs:1514"}, {"/dev/log", "unix:///dev/log"}, {"unix:///run/x.sock", "unix:///run/x.sock"},
		{"", ""}, {"logs:514", ""}, {"http://logs", ""}, {"tcp://", ""}, {"tcp://user:secret@logs", ""}, {"tcp://logs/path", ""}, {"unix://host/x", ""},
		{"udp://logs:514?x", ""}, {"tcp://a b", ""}, {"://", ""}, {"unix:", ""},
	} {
		a, err := ParseAddress(c.in)
		if c.want == "" {
			if err == nil {
				t.Errorf("%q: %s", c.in, a)
			}
			continue
		}
		if err != nil || a.String() != c.want {
			t.Errorf("%q: %s %v, want %s", c.in, a, err, c.want)
		}
	}
}

// served listens and hands each connection to serve.
func served(t *testing.T, serve func(n int, c net.Conn)) Address {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(n, c)
		}
	}()
	return Address{"tcp", l.Addr().String()}
}

// counted reads messages by their counts until the connection ends.
func counted(c io.Reader, got chan<- string) error {
	r := bufio.NewReader(c)
	for {
		length, err := r.ReadString(' ')
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(strings.TrimSuffix(length, " "))
		if err != nil {
			return err
		}
		m := make([]byte, n)
		if _, err := io.ReadFull(r, m); err != nil {
			return err
		}
		got <- keysIn(m)
	}
}

// A relay that takes connections and ends them at once, for nobody is behind it, has
// not taken the message; a server that ends an idle connection neither.
func TestServerThatCloses(t *testing.T) {
	got := make(chan string, 16)
	at := served(t, func(n int, c net.Conn) {
		defer c.Close()
		switch n {
		case 0: // nobody behind
		case 1:
			r, w := io.Pipe()
			go func() { _, _ = io.CopyN(w, c, 1); w.Close() }()
			_, _ = io.ReadAll(r) // a byte of it, and gone
		case 2:
			_ = c.SetReadDeadline(time.Now().Add(150 * time.Millisecond)) // idle
			_ = counted(c, got)
		default:
			_ = counted(c, got)
		}
	})
	s := &Syslog{Address: at, Timeout: 5 * time.Second}
	defer s.Close()
	for range 2 {
		if err := s.Deliver(t.Context(), notices(1, 2)); err == nil {
			t.Error("delivered to a server that closed")
		}
	}
	if err := s.Deliver(t.Context(), notices(1, 2)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the idle connection ends", s.link.isGone)
	if err := s.Deliver(t.Context(), notices(3, 1)); err != nil {
		t.Fatal(err)
	}
	if a, b, c := <-got, <-got, <-got; a+b+c != "key-0001key-0002key-0003" {
		t.Error(a, b, c)
	}
}

// A server that takes connections and reads nothing: delivery ends with its time, and
// at once when it is not wanted any more.
func TestServerThatTakesNothing(t *testing.T) {
	at := served(t, func(_ int, c net.Conn) {
		_ = c.(*net.TCPConn).SetReadBuffer(4096)
	})
	s := &Syslog{Address: at, Timeout: 300 * time.Millisecond}
	defer s.Close()
	many := notices(1, 9000)
	if err := s.Deliver(t.Context(), many); err == nil {
		t.Error("nine thousand messages were taken by nobody")
	}
	s.Timeout = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := s.Deliver(ctx, many); err == nil {
		t.Error("delivered")
	}
}

// What is too long for a datagram is cut so that it fits, and still a message.
func TestDatagramsAreCut(t *testing.T) {
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	n := notices(1, 1)
	n[0].Finding.Title = strings.Repeat("wide ü\x00", 300_000)
	n[0].Finding.Remediation = n[0].Finding.Title
	for _, f := range format.Formats() {
		s := &Syslog{Address: Address{"udp", p.LocalAddr().String()}, Message: format.Syslog{Writer: format.Writer{Format: f}}}
		if err := s.Deliver(t.Context(), n); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		s.Close()
		buf := make([]byte, 1<<16)
		_ = p.SetReadDeadline(time.Now().Add(5 * time.Second))
		size, _, err := p.ReadFrom(buf)
		most := MaxDatagram
		if f == format.JSONL || f == format.ECS || f == format.OCSF {
			most += format.LeastLine
		}
		if err != nil || size > most || !strings.Contains(string(buf[:size]), n[0].Finding.ID) {
			t.Errorf("%s: %v: %d bytes, at most %d: %.200s", f, err, size, most, buf[:size])
		}
	}
}

// The words of an error name the receiver once and the way out.
func TestTrouble(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.pem")
	if err := os.WriteFile(junk, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := served(t, func(_ int, c net.Conn) { c.Close() })
	at.Network = "tls"
	for _, c := range []struct {
		address Address
		trust   Trust
		want    string
	}{
		{Address{"tcp", "127.0.0.1:" + freePort(t)}, Trust{}, "connection refused"},
		{Address{"udp", "127.0.0.1:" + freePort(t)}, Trust{}, "connection refused"},
		{Address{"unix", filepath.Join(dir, "log")}, Trust{}, "no such file"},
		{at, Trust{CA: filepath.Join(dir, "none")}, "reading authorities"},
		{at, Trust{CA: junk}, "no certificate in PEM"},
		{at, Trust{Cert: junk}, "both its file and that of its key"},
		{at, Trust{Cert: junk, Key: junk}, "reading the certificate"},
		{at, Trust{Unverified: true}, "TLS: "},
	} {
		s := &Syslog{Address: c.address, Trust: c.trust}
		err := s.Deliver(t.Context(), notices(1, 1))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Count(err.Error(), c.address.At) != 1+strings.Count(c.want, c.address.At) {
			t.Errorf("%s: %v, want %s", c.address, err, c.want)
		}
		s.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &Syslog{Address: Address{"tcp", at.At}}
	if err := s.Deliver(ctx, notices(1, 1)); !errors.Is(err, context.Canceled) && err == nil {
		t.Error(err)
	}
}

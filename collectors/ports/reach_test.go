package ports

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listen answers a listener on a loopback address and its port.
func listen(t *testing.T, ip string) (net.Listener, int) {
	t.Helper()
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, l.Addr().(*net.TCPAddr).Port
}

// deaf is a port whose queue is full, so that nothing answers: what a firewall
// that drops looks like from here.
func deaf(t *testing.T, ip [4]byte) int {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: ip}), syscall.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := name.(*syscall.SockaddrInet4).Port
	at := netip.AddrPortFrom(netip.AddrFrom4(ip), uint16(port)).String()
	for range 16 {
		c, err := net.DialTimeout("tcp", at, 200*time.Millisecond)
		if err != nil {
			return port
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Fatal("a queue that is never full")
	return 0
}

// watched is a Run to its end, by what it told.
func watched(t *testing.T, c *Collector) (ports map[string]*mesoswatch.Port, h mesoswatch.Health) {
	t.Helper()
	ports = make(map[string]*mesoswatch.Port)
	err := c.Run(t.Context(), func(r mesoswatch.Record) error {
		switch {
		case r.Health != nil:
			h = *r.Health
		case r.Snapshot.Gone:
			delete(ports, r.Snapshot.Subject().Name)
		default:
			ports[r.Snapshot.Subject().Name] = r.Snapshot.Port
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ports, h
}

// Real ports: one that answers, one that refuses, one that is silent; and nothing
// is sent to the one that answers.
func TestStates(t *testing.T) {
	l, open := listen(t, "127.0.0.33")
	heard := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			heard <- err.Error()
			return
		}
		defer c.Close()
		text, err := io.ReadAll(c)
		heard <- fmt.Sprintf("%q, %v", text, err)
	}()
	gone, closed := listen(t, "127.0.0.33")
	gone.Close()
	silent := deaf(t, [4]byte{127, 0, 0, 33})
	c := &Collector{
		Named: []Host{{Address: "127.0.0.33", Roles: []string{"none"}}}, Rate: 1000,
		More: map[string]map[int]string{"": {open: "a", closed: "b", silent: "c"}},
		Expected: func(h Host, port int, service string) string {
			if h.Address == "127.0.0.33" && slices.Equal(h.Roles, []string{"none"}) && port == closed && service == "b" {
				return Open
			}
			return ""
		},
	}
	ports, h := watched(t, c)
	for port, want := range map[int]string{open: Open, closed: Closed, silent: Silent} {
		if p := ports[fmt.Sprintf("127.0.0.33 %d", port)]; p == nil || p.State != want || p.NamedBy != "user" || p.Why != "" || (p.Expected == Open) != (port == closed) {
			t.Errorf("%s: %+v", want, p)
		}
	}
	if got := <-heard; got != `"", <nil>` {
		t.Errorf("the port heard %s", got)
	}
	if !h.OK || !slices.Equal(h.Complete, []string{mesoswatch.SubjectPort}) || h.Subjects != 9 || h.Source != SourceReach {
		t.Errorf("%+v", h)
	}
	if i := slices.IndexFunc(h.Asked, func(x mesoswatch.Exchange) bool { return x.What == fmt.Sprint("TCP ", open) }); i < 0 || h.Asked[i].Outcome != "1 open" {
		t.Errorf("%+v", h.Asked)
	}
}

func TestJudge(t *testing.T) {
	wrapped := func(err error) error {
		return &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", err)}
	}
	for _, c := range []struct {
		err        error
		state, why string
	}{
		{wrapped(syscall.ECONNREFUSED), Closed, ""},
		{wrapped(syscall.ECONNRESET), Closed, ""},
		{wrapped(syscall.ETIMEDOUT), Silent, ""},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, Silent, ""},
		{wrapped(syscall.EHOSTUNREACH), Unknown, "no route to the host, or a firewall that says so"},
		{wrapped(syscall.ENETUNREACH), Unknown, "no route to the host, or a firewall that says so"},
		{wrapped(syscall.EPERM), Unknown, "a firewall on this host, or its policy, forbids the connection"},
		{wrapped(syscall.EMFILE), Unknown, "too many open files"},
		{errors.New("odd"), Unknown, "odd"},
	} {
		if state, why := judge(c.err); state != c.state || why != c.why {
			t.Errorf("%v: %s, %q", c.err, state, why)
		}
	}
}

func TestConformance(t *testing.T) {
	_, port := listen(t, "127.0.0.34")
	root := tree(t, process{812, "mesos-master", nil, []int{40001}})
	conformance.Run(t, conformance.Case{
		New: func() mesoswatch.Collector {
			return &Collector{
				Root: root, Host: "m1", Interval: 50 * time.Millisecond, Round: 50 * time.Millisecond, Rate: 1000,
				Named: []Host{{"127.0.0.34", []string{"none"}}}, More: map[string]map[int]string{"": {port: "x"}},
			}
		},
		Sources: []string{SourceReach, root + "/proc/net"}, Kinds: []string{mesoswatch.SubjectSocket, mesoswatch.SubjectPort},
	})
}

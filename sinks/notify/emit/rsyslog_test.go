package emit

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// rsyslog is a real rsyslogd with a folder of its own, that writes what it receives as
// it came into one file.
type rsyslog struct {
	t    *testing.T
	dir  string
	conf string
	cmd  *exec.Cmd
	log  bytes.Buffer
}

// newRsyslog makes one with an input; {dir} in it is its folder, {port} its port.
func newRsyslog(t *testing.T, input string) (*rsyslog, string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "rs") // short: paths of sockets are
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	port := freePort(t)
	r := &rsyslog{t: t, dir: dir, conf: filepath.Join(dir, "conf")}
	conf := `global(workDirectory="{dir}" maxMessageSize="64k")
template(name="raw" type="string" string="%rawmsg%\n")
` + input + `
ruleset(name="all" queue.type="Direct") { action(type="omfile" file="{dir}/out" template="raw" asyncWriting="off") }
`
	conf = strings.NewReplacer("{dir}", dir, "{port}", port).Replace(conf)
	if err := os.WriteFile(r.conf, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	return r, "127.0.0.1:" + port
}

func (r *rsyslog) start() {
	r.t.Helper()
	program, err := exec.LookPath("rsyslogd")
	if err != nil {
		if program, err = "/usr/sbin/rsyslogd", nil; !exists(program) {
			r.t.Fatal("rsyslogd is not installed: run scripts/needs.sh, or apt-get install rsyslog rsyslog-gnutls")
		}
	}
	r.cmd = exec.Command(program, "-n", "-f", r.conf, "-i", filepath.Join(r.dir, "pid"))
	r.cmd.Stdout, r.cmd.Stderr = &r.log, &r.log
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// kill ends it as a crash does.
func (r *rsyslog) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

func (r *rsyslog) received() []byte {
	b, _ := os.ReadFile(filepath.Join(r.dir, "out"))
	return b
}

// deliver delivers until it is confirmed, as the queue does.
func (r *rsyslog) deliver(s *Syslog, batch []notice.Notice) {
	r.t.Helper()
	var err error
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if err = s.Deliver(r.t.Context(), batch); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.t.Fatalf("not delivered: %v\n%s", err, r.log.String())
}

// Each way to a real rsyslogd: what arrives is what was sent, byte by byte, in order
// and once, also when the server was killed and started again in between.
func TestRsyslog(t *testing.T) {
	c := newCertificates(t)
	gtls := fmt.Sprintf(`global(defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile=%q defaultNetstreamDriverCertFile=%q defaultNetstreamDriverKeyFile=%q)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="all")`, c.ca, c.cert, c.key)
	tcp := `module(load="imtcp")
input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="all")`
	socket := `module(load="imuxsock" sysSock.use="off")
input(type="imuxsock" socket="{dir}/log" ruleset="all" rateLimit.interval="0"`
	stream := `module(load="imptcp")
input(type="imptcp" path="{dir}/log" unlink="on" ruleset="all")`
	for _, w := range []struct {
		name, network, input string
		change               func(*Syslog)
	}{
		{"udp", "udp", `module(load="imudp")
input(type="imudp" address="127.0.0.1" port="{port}" ruleset="all")`, nil},
		{"tcp octets counted", "tcp", tcp, nil},
		{"tcp lines", "tcp", tcp, func(s *Syslog) { s.Framing = Lines }},
		{"tcp json", "tcp", tcp, func(s *Syslog) { s.Message.Format = format.OCSF }},
		{"tls", "tls", gtls, func(s *Syslog) { s.Trust = Trust{CA: c.ca, Cert: c.cert, Key: c.key} }},
		{"socket", "unix", socket + `)`, nil},
		{"socket cef", "unix", socket + `)`, func(s *Syslog) { s.Message.Format = format.CEF }},
		{"socket rfc5424", "unix", socket + ` useSpecialParser="off")`, func(s *Syslog) { s.Full = true }},
		{"stream socket", "unix", stream, nil},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			r, at := newRsyslog(t, w.input)
			if w.network == "unix" {
				at = filepath.Join(r.dir, "log")
			}
			s := &Syslog{Address: Address{w.network, at}, Message: format.Syslog{Facility: 16, Process: "7"}, Timeout: 2 * time.Second}
			t.Cleanup(func() { s.Close() })
			if w.change != nil {
				w.change(s)
			}
			r.survives(s)
		})
	}
}

// survives sends, kills the server, sends into nothing, starts it again and sends on.
func (r *rsyslog) survives(s *Syslog) {
	t := r.t
	t.Helper()
	if err := s.Deliver(t.Context(), notices(1, 5)); err == nil {
		t.Error("delivered to nobody")
	}
	r.start()
	r.deliver(s, notices(1, 5))
	r.deliver(s, notices(6, 1))
	arrived := func(n int) func() bool {
		return func() bool { return bytes.Count(r.received(), []byte("\n")) >= n }
	}
	eventually(t, "the first six arrive", arrived(6))
	r.kill()
	for range 3 {
		if err := s.Deliver(t.Context(), notices(7, 5)); err == nil {
			t.Error("delivered to a server that is dead")
		}
	}
	r.start()
	r.deliver(s, notices(7, 5))
	r.deliver(s, notices(12, 1))
	eventually(t, "all arrive", arrived(12))
	var want []byte
	for _, n := range notices(1, 12) {
		m, err := s.message(n)
		if err != nil {
			t.Fatal(err)
		}
		want = append(append(want, m...), '\n')
	}
	if got := r.received(); !bytes.Equal(got, want) {
		t.Errorf("received\n%s\nwant\n%s\n%s", got, want, r.log.String())
	}
}

// A server that asks for a certificate refuses after the handshake: what was written
// until then is not taken for delivered.
func TestRsyslogRefuses(t *testing.T) {
	c, other := newCertificates(t), newCertificates(t)
	r, at := newRsyslog(t, fmt.Sprintf(`global(defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile=%q defaultNetstreamDriverCertFile=%q defaultNetstreamDriverKeyFile=%q)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="all")`, c.ca, c.cert, c.key))
	r.start()
	good := &Syslog{Address: Address{"tls", at}, Trust: Trust{CA: c.ca, Cert: c.cert, Key: c.key}}
	defer good.Close()
	r.deliver(good, notices(1, 1))
	for name, trust := range map[string]Trust{
		"no certificate": {CA: c.ca}, "another's certificate": {CA: c.ca, Cert: other.cert, Key: other.key},
		"another authority": {CA: other.ca, Cert: c.cert, Key: c.key}, "another name": {CA: c.ca, Cert: c.cert, Key: c.key, Name: "logs.example.org"},
	} {
		s := &Syslog{Address: Address{"tls", at}, Trust: trust}
		if err := s.Deliver(context.Background(), notices(2, 1)); err == nil {
			t.Errorf("%s: delivered", name)
		}
		s.Close()
	}
	r.deliver(good, notices(3, 1))
	eventually(t, "the third arrives", func() bool { return strings.Contains(keysIn(r.received()), "key-0003") })
	if got := keysIn(r.received()); got != "key-0001 key-0003" {
		t.Errorf("received %s", got)
	}
}

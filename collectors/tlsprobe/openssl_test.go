package tlsprobe

import (
	"bytes"
	"crypto/x509"
	"net"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// openssl answers the path of the program that plays the servers.
func openssl(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatalf("these tests need openssl to look at: apt-get install openssl (Debian and Ubuntu; `make test` does it)")
	}
	return path
}

// serve starts openssl s_server and answers its address.
func serve(t testing.TB, own *issued, arguments ...string) string {
	t.Helper()
	cert, key := own.files(t)
	at := freePort(t, "127.0.0.41")
	cmd := exec.Command(openssl(t), append([]string{"s_server", "-accept", at, "-cert", cert, "-key", key, "-quiet"}, arguments...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdin, err := cmd.StdinPipe() // it ends with its input
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		stdin.Close()
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("openssl s_server %s: %s", strings.Join(arguments, " "), out.String())
		}
	})
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		c, err := net.DialTimeout("tcp", at, time.Second)
		if err == nil {
			c.Close()
			return at
		}
		select {
		case <-ended:
			t.Fatalf("openssl s_server %s: %s", strings.Join(arguments, " "), out.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("openssl s_server does not listen")
	return ""
}

func TestX(t *testing.T) {
	rsa2048 := issue(t, form{name: "m1", ips: []string{"127.0.0.41"}, bits: 2048}, nil)
	roots := x509.NewCertPool()
	roots.AddCert(rsa2048.cert)
	for _, args := range [][]string{
		{"-cipher", "AES128-SHA:AES256-SHA:@SECLEVEL=0", "-tls1_2"},
		{"-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"},
		{"-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-serverpref"},
		{"-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-tls1"},
		{"-cipher", "ALL:@SECLEVEL=0", "-no_tls1_3", "-no_tls1_2"},
		{"-tls1_3"},
		{"-tls1_3", "-verify", "1"},
		{"-tls1_3", "-Verify", "1"},
		{"-tls1_2", "-verify", "1"},
		{"-tls1_2", "-Verify", "1"},
	} {
		at := serve(t, rsa2048, args...)
		began := time.Now()
		e, n := lookAt(t, Target{Address: at}, roots)
		t.Logf("%v: %d connections in %v\n%+v\ncert %+v\nversions %v ciphers %d %v\nTLS %v plain %v", args, n, time.Since(began), e, e.Certificate, e.Versions, len(e.Ciphers), slices.Clip(e.Ciphers), isTrue(e.TLS), e.Plain != nil && *e.Plain)
	}
}

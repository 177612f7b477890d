package tlsprobe

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
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

// ciphersOf are the suites that openssl makes of a cipher string, without those
// that another key than an RSA one, or none at all, would take.
func ciphersOf(t testing.TB, text string, version uint16) []string {
	t.Helper()
	out, err := exec.Command(openssl(t), "ciphers", "-V", "-stdname", text).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // 0xC0,0x30 - TLS_… - ECDHE-… TLSv1.2 Kx=… Au=RSA Enc=… Mac=…
		if len(f) < 9 || !slices.Contains([]string{"Au=RSA", "Au=None", "Au=any"}, f[7]) || strings.Contains(f[6], "PSK") || strings.Contains(f[6], "SRP") {
			continue
		}
		if since := map[string]uint16{"SSLv3": ssl30, "TLSv1": tls10, "TLSv1.0": tls10, "TLSv1.2": tls12, "TLSv1.3": tls13}[f[5]]; since <= version && (since == tls13) == (version == tls13) {
			all = append(all, f[2])
		}
	}
	return all
}

// What openssl serves is what is found, by numbers and names of its own.
func TestOpenSSLSuites(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.41"}, bits: 2048}, nil)
	for _, c := range []struct {
		ciphers   string
		arguments []string
		versions  []uint16
		weak      []string
	}{
		{"AES128-SHA:AES256-SHA:@SECLEVEL=0", []string{"-tls1_2"}, []uint16{tls12}, []string{WeakStatic, WeakCBC}}, // Mesos' defaults
		{"ALL:COMPLEMENTOFALL:@SECLEVEL=0", []string{"-no_tls1_3"}, []uint16{tls10, tls11, tls12}, []string{WeakNull, WeakAnonymous, WeakMD5, WeakStatic, WeakCBC, "DHE 1024 bits"}},
		{"ALL:COMPLEMENTOFALL:@SECLEVEL=0", []string{"-serverpref"}, []uint16{tls10, tls11, tls12, tls13}, []string{WeakNull, WeakAnonymous, WeakMD5, WeakStatic, WeakCBC, "DHE 1024 bits"}},
		{"ALL:!eNULL:@SECLEVEL=0", []string{"-tls1"}, []uint16{tls10}, []string{WeakAnonymous, WeakStatic, WeakCBC, "DHE 1024 bits"}},
		{"ALL:@SECLEVEL=0", []string{"-tls1_1"}, []uint16{tls11}, []string{WeakAnonymous, WeakStatic, WeakCBC, "DHE 1024 bits"}},
		{"eNULL:@SECLEVEL=0", []string{"-tls1_2"}, []uint16{tls12}, []string{WeakNull, WeakAnonymous, WeakMD5, WeakStatic}},
		{"aNULL:@SECLEVEL=0", []string{"-tls1_2"}, []uint16{tls12}, []string{WeakNull, WeakAnonymous, WeakCBC, "DHE 1024 bits"}},
		{"DHE-RSA-AES128-SHA256:DHE-RSA-AES256-GCM-SHA384", []string{"-tls1_2", "-dhparam", dhparam(t)}, []uint16{tls12}, nil},
		{"ECDHE+AESGCM", []string{"-no_tls1", "-no_tls1_1"}, []uint16{tls12, tls13}, nil},
		{"ALL", []string{"-tls1_3"}, []uint16{tls13}, nil},
	} {
		t.Run(c.ciphers+strings.Join(c.arguments[:1], ""), func(t *testing.T) {
			bare := strings.HasPrefix(c.ciphers, "aNULL")
			e, n := lookAt(t, Target{Address: serve(t, own, append(c.arguments, "-cipher", c.ciphers)...), Service: "marathon"}, pool(own))
			if !isTrue(e.TLS) || !isFalse(e.Plain) || (e.Why != "") != bare || n > maxConnections {
				t.Errorf("%d connections, %+v", n, e)
			}
			for _, v := range []uint16{ssl30, tls10, tls11, tls12, tls13} {
				if got, known := e.Versions[versionName(v)]; !known || got != slices.Contains(c.versions, v) {
					t.Errorf("%s: %v, %v", versionName(v), got, known)
				}
			}
			var want []string
			for _, v := range c.versions {
				for _, name := range ciphersOf(t, c.ciphers, v) {
					// Of the 1.3 suites those with CCM are off unless named.
					if !slices.Contains(want, name) && !strings.HasPrefix(name, "TLS_AES_128_CCM") {
						want = append(want, name)
					}
				}
			}
			got := slices.Clone(e.Ciphers)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %q\nwant %q", got, want)
			}
			if !slices.Equal(e.Weak, c.weak) {
				t.Errorf("weak %q, want %q", e.Weak, c.weak)
			}
			if !bare && (e.Certificate == nil || !e.Certificate.Verified || e.ClientCertificate != None) {
				t.Errorf("%q, %+v", e.ClientCertificate, e.Certificate)
			}
		})
	}
}

// dhparam is a Diffie-Hellman group of 2048 bits, that of RFC 7919.
func dhparam(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dh.pem")
	if out, err := exec.Command(openssl(t), "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

// Every suite that openssl and we know has the same number and name.
func TestSuiteNames(t *testing.T) {
	out, err := exec.Command(openssl(t), "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		var high, low uint16
		if _, err := fmt.Sscanf(f[0], "0x%x,0x%x", &high, &low); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if strings.Contains(f[2], "PSK") || strings.Contains(f[2], "SRP") {
			continue
		}
		n++
		if s, known := suiteOf(high<<8 | low); !known || s.name != f[2] {
			t.Errorf("%s: %+v", line, s)
		}
	}
	if n < 80 {
		t.Errorf("openssl knows only %d", n)
	}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if own, known := suiteOf(s.ID); !known || own.name != s.Name {
			t.Errorf("%04x %s: %+v", s.ID, s.Name, own)
		}
	}
}

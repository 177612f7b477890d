package zktest

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestStartStopStart(t *testing.T) {
	s := Start(t, Options{Whitelist: "ruok"})
	first := s.PID()
	if !serves(s.Addr()) || s.Mode() != "standalone" || s.Say("ruok") != "imok" {
		t.Errorf("serves %v, mode %q", serves(s.Addr()), s.Mode())
	}
	s.Stop()
	s.Stop()
	if serves(s.Addr()) {
		t.Error("serves although stopped")
	}
	if p, _ := os.FindProcess(first); p.Signal(syscall.Signal(0)) == nil {
		t.Errorf("process %d is still there", first)
	}
	s.Start()
	if !serves(s.Addr()) || s.PID() == first {
		t.Error("not started again")
	}
}

// An ensemble outlives the death of its leader, not of two, and comes back.
func TestEnsemble(t *testing.T) {
	all := Ensemble(t, 3, Options{})
	first := all.Leader()
	if n := len(all.Followers(2)); n != 2 || len(all.Addrs()) != 3 {
		t.Errorf("%d followers, addresses %q", n, all.Addrs())
	}
	first.Kill()
	second, survivor := all.Leader(), all.Followers(1)[0]
	if second == first || survivor == second {
		t.Error("who is dead leads, or who leads follows")
	}
	second.Kill()
	if err := wait(nil, func() bool { return survivor.Mode() == "" }); err != nil {
		t.Errorf("one of three serves alone: %v", err)
	}
	all.Start()
	all.Leader()
	all.Followers(2)
}

// The ports beside the usual one: TLS that wants a certificate, and HTTP.
func TestTLSAndAdmin(t *testing.T) {
	s := Start(t, Options{TLS: true, Admin: true})
	ca, err := os.ReadFile(s.Certificates().CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	pair, err := tls.LoadX509KeyPair(s.Certificates().Cert, s.Certificates().Key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := tls.Dial("tcp", s.SecureAddr(), &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "srvr")
	if reply, err := io.ReadAll(c); err != nil || !strings.Contains(string(reply), "Mode: standalone") {
		t.Errorf("over TLS: %q, %v", reply, err)
	}
	r, err := http.Get("http://" + local(s.AdminPort()) + "/commands/ruok")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err := io.ReadAll(r.Body); err != nil || !strings.Contains(string(body), `"ruok"`) {
		t.Errorf("AdminServer: %q, %v", body, err)
	}
}

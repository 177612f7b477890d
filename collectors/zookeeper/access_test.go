package zookeeper

import (
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// The default of 3.5 and later answers srvr only; the AdminServer tells the rest.
func defaultWhitelist(t *testing.T, s *zktest.Server) {
	col := asking(s.Addr())
	w := conformance.Start(t, col)
	z := serverAt(w, s.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Words["dump"] != "" })
	for word, outcome := range z.Words {
		if (outcome == Answered) != (word == "srvr") || outcome != Answered && outcome != Refused {
			t.Errorf("%s: %s", word, outcome)
		}
	}
	if z.Mode != "standalone" || z.Nodes == nil || z.Watches != nil || z.Config != nil || z.Clients != nil || z.ReadOnly != nil {
		t.Errorf("%+v", z)
	}
	w.Stop()

	col.AdminPort = s.AdminPort()
	w = conformance.Start(t, col)
	z = serverAt(w, s.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Watches != nil })
	if z.Ephemerals == nil || z.Via != "" || z.Mode != "standalone" {
		t.Errorf("%+v", z)
	}
	w.Stop()

	// A server that refuses all words, with that AdminServer beside it.
	refuses := script(t, nil)
	col = asking(refuses.address)
	col.AdminPort = s.AdminPort()
	w = conformance.Start(t, col)
	z = serverAt(w, refuses.address, func(mesoswatch.ZooKeeper) bool { return true })
	if z.Via != "admin" || z.Mode != "standalone" || !strings.HasPrefix(z.Version, "3.") || !strings.HasPrefix(z.Zxid, "0x") || z.Zxid == "0x0" ||
		z.Nodes == nil || z.Connections == nil || z.LatencyAvg == nil || z.Watches == nil || show(z.ReadOnly) != "false" || z.Words["srvr"] != Refused {
		t.Errorf("%+v", z)
	}
	w.Health(refuses.address, well)
}

// Servers that want SASL are said to be that, at once.
func saslWanted(t *testing.T, s *zktest.Server) {
	col := on("/mesos", s.Addr())
	for _, l := range []Login{{}, {"mesos", "hunter22"}} {
		col.Ensemble.Login = l
		w := conformance.Start(t, col)
		if h := w.Health(col.Ensemble.String(), whatever); h.OK || !strings.Contains(h.Why, "want a SASL login, which is not supported") {
			t.Errorf("%+v", h)
		}
		w.Stop()
	}
}

// A secureClientPort: words, tree and login go over TLS, and who cannot be
// trusted is not spoken to.
func TestSecurePort(t *testing.T) {
	t.Parallel()
	s := zktest.Start(t, zktest.Options{Whitelist: everyWord, TLS: true})
	files := s.Certificates()
	secure := &TLS{CACert: files.CA, Cert: files.Cert, Key: files.Key}
	c := writer(t, s.Addr())
	create(t, c, "/mesos", "", 0, open())
	master := contend(t, c, "/mesos", info(1, "1.9.0"), open())

	col := on("/mesos", s.SecureAddr())
	col.TLS = secure
	col.Ensemble.Login = Login{"mesos", "hunter22"}
	w := conformance.Start(t, col)
	if z := znode(w, master); !z.Leader || z.Address != "10.0.7.1:5050" {
		t.Errorf("%+v", z)
	}
	z := serverAt(w, s.SecureAddr(), func(z mesoswatch.ZooKeeper) bool { return z.Words["wchs"] != "" })
	if z.Via != "tls" || z.Mode != "standalone" || z.Words["conf"] != Answered || z.Watches == nil {
		t.Errorf("%+v", z)
	}
	foreign := create(t, c, "/mesos/json.info_-1", info(66, "1.9.0"), 0, open())
	znode(w, foreign)
	w.Health(s.SecureAddr(), well)
	w.Stop()

	_, port, _ := strings.Cut(s.SecureAddr(), ":")
	for _, tc := range []struct {
		name, address string
		tls           *TLS
		outcome, why  string
	}{
		{"an unknown CA", s.SecureAddr(), &TLS{}, WrongProtocol, "TLS: not trusted: x509: certificate signed by unknown authority"},
		{"another host name", "localhost:" + port, secure, WrongProtocol, "TLS: not trusted: x509: certificate is not valid for any names, but wanted to match localhost"},
		{"no client certificate", s.SecureAddr(), &TLS{CACert: files.CA}, WrongProtocol, "TLS: "},
		{"anybody", s.SecureAddr(), &TLS{InsecureSkipVerify: true, Cert: files.Cert, Key: files.Key}, Answered, ""},
		{"in clear", s.SecureAddr(), nil, TimedOut, "is a port for TLS, asked in clear"},
		{"TLS to the port in clear", s.Addr(), secure, WrongProtocol, "TLS: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			col := on("/mesos", tc.address)
			col.TLS, col.Timeout = tc.tls, 2*time.Second
			w := conformance.Start(t, col)
			z := serverAt(w, tc.address, func(mesoswatch.ZooKeeper) bool { return true })
			h := w.Health(tc.address, whatever)
			if z.Words["ruok"] != tc.outcome || h.OK != (tc.outcome == Answered) || !strings.Contains(h.Why, tc.why) {
				t.Errorf("%+v\n%+v", z, h)
			}
			h = w.Health(col.Ensemble.String(), whatever)
			if h.OK != (tc.outcome == Answered) || tc.outcome == WrongProtocol && !strings.Contains(strings.ToLower(h.Why), "tls: ") {
				t.Errorf("%+v", h)
			}
		})
	}
}

func TestTLSFiles(t *testing.T) {
	dir := t.TempDir()
	for name, bad := range map[string]TLS{
		"reading CA certificates":          {CACert: dir + "/none.pem"},
		"needs both":                       {Cert: dir + "/cert.pem"},
		"reading client certificate":       {Cert: dir + "/cert.pem", Key: dir + "/key.pem"},
		"no certificate in PEM form in it": {CACert: "access_test.go"},
	} {
		col := on("/mesos", "127.0.0.1:1")
		col.TLS = &bad
		err := col.Run(t.Context(), func(mesoswatch.Record) error { return nil })
		if err == nil || !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

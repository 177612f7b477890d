package tlsprobe

import (
	"bytes"
	"encoding/binary"
	"net"
	"slices"
	"strings"
	"testing"
)

// ids are suites by name.
func ids(t testing.TB, names ...string) []uint16 {
	t.Helper()
	var all []uint16
	for _, name := range names {
		i := slices.IndexFunc(suites(), func(s suite) bool { return s.name == name })
		if i < 0 {
			t.Fatalf("no suite %s", name)
		}
		all = append(all, suites()[i].id)
	}
	return all
}

func prime(bits int) []byte {
	p := bytes.Repeat([]byte{0xff}, bits/8)
	return append([]byte{0, 0}, p...) // Java puts a sign before it
}

// What no library offers any more is found all the same.
func TestOldServers(t *testing.T) {
	own := issue(t, form{name: "old", bits: 1024}, nil)
	all := []uint16{ssl30, tls10, tls11, tls12}
	for _, c := range []struct {
		name     string
		server   *old
		versions string
		ciphers  []string
		weak     []string
	}{
		{
			"SSLv3 with RC4", &old{versions: []uint16{ssl30}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA")}},
			"SSLv3", []string{"TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
			[]string{WeakRC4, WeakTripleDES, WeakMD5, WeakStatic, WeakCBC},
		},
		{
			"Mesos with old OpenSSL", &old{versions: []uint16{tls12}, theirs: true, prime: prime(1024), suites: map[uint16][]uint16{
				0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
			}},
			"TLS 1.2", []string{"TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"},
			[]string{WeakRC4, WeakStatic, WeakCBC, "DHE 1024 bits"},
		},
		{
			"its own order", &old{versions: []uint16{tls11, tls12}, suites: map[uint16][]uint16{
				0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_IDEA_CBC_SHA"),
			}},
			"TLS 1.1, TLS 1.2", []string{"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_IDEA_CBC_SHA"},
			[]string{WeakIDEA, WeakStatic, WeakCBC},
		},
		{
			"EXPORT below 1.1 only", &old{versions: all, prime: prime(512), suites: map[uint16][]uint16{
				ssl30: ids(t, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"), 0: ids(t, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"),
			}},
			"SSLv3, TLS 1.0, TLS 1.1, TLS 1.2",
			[]string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
			[]string{WeakExport, WeakRC4, WeakDES, WeakRC2, WeakMD5, WeakStatic, WeakCBC, "DHE 512 bits"},
		},
		{
			"anonymous and without encryption", &old{versions: []uint16{tls10}, prime: prime(2048), suites: map[uint16][]uint16{0: ids(t, "TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_NULL_SHA")}},
			"TLS 1.0", []string{"TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_NULL_SHA"}, []string{WeakNull, WeakAnonymous, WeakStatic, WeakCBC},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.server.certificates = [][]byte{own.cert.Raw}
			e, n := lookAt(t, Target{Address: c.server.start(t)}, nil)
			var accepted []string
			for _, v := range []string{"SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"} {
				is, known := e.Versions[v]
				if !known {
					t.Errorf("nothing is known of %s", v)
				}
				if is {
					accepted = append(accepted, v)
				}
			}
			if !isTrue(e.TLS) || !isFalse(e.Plain) || strings.Join(accepted, ", ") != c.versions || e.PartialCiphers || e.Why != "" {
				t.Errorf("%+v", e)
			}
			if !slices.Equal(e.Ciphers, c.ciphers) {
				t.Errorf("suites %q", e.Ciphers)
			}
			if !slices.Equal(e.Weak, c.weak) {
				t.Errorf("weak %q", e.Weak)
			}
			if e.ClientCertificate != None || e.Certificate == nil || e.Certificate.Key != "RSA 1024" || e.Certificate.Subject != "CN=old,O=test" {
				t.Errorf("%q, %+v", e.ClientCertificate, e.Certificate)
			}
			if most := 5 + len(c.ciphers) + 4; n > most {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// A server that takes all there is sees no more connections than are promised, and
// no kind of weakness is missed.
func TestBudget(t *testing.T) {
	var all []uint16
	for _, s := range suites() {
		all = append(all, s.id)
	}
	slices.Reverse(all)
	own := issue(t, form{name: "all", bits: 1024}, nil)
	for _, theirs := range []bool{false, true} {
		server := &old{versions: []uint16{ssl30, tls10, tls11, tls12}, suites: map[uint16][]uint16{0: all}, theirs: theirs, prime: prime(768), certificates: [][]byte{own.cert.Raw}}
		e, n := lookAt(t, Target{Address: server.start(t)}, nil)
		want := append(weaknesses(), "DHE 768 bits")
		if !slices.Equal(e.Weak, want) || !e.PartialCiphers || !strings.Contains(e.Why, "not all cipher suites of TLS 1.2 were counted") {
			t.Errorf("weak %q, %s", e.Weak, e.Why)
		}
		if n > maxConnections || n < 60 {
			t.Errorf("%d connections", n)
		}
	}
}

// Servers that close, or reset, in place of an alert refuse all the same, once they
// have shown that they speak.
func TestRefusedWithoutAWord(t *testing.T) {
	own := issue(t, form{name: "x", bits: 1024}, nil)
	for name, refuse := range map[string]func(net.Conn, byte){
		"close":        func(net.Conn, byte) {},
		"reset":        func(c net.Conn, _ byte) { c.(*net.TCPConn).SetLinger(0) },
		"close_notify": func(c net.Conn, _ byte) { c.Write([]byte{21, 3, 1, 0, 2, 1, 0}) },
	} {
		t.Run(name, func(t *testing.T) {
			server := &old{versions: []uint16{tls12}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA")}, refuse: refuse, certificates: [][]byte{own.cert.Raw}}
			e, _ := lookAt(t, Target{Address: server.start(t)}, nil)
			if !isTrue(e.TLS) || !e.Versions["TLS 1.2"] || e.Versions["TLS 1.0"] || len(e.Versions) != 5 || len(e.Ciphers) != 1 || e.Why != "" {
				t.Errorf("%+v", e)
			}
		})
	}
}

// An alert about the server's own troubles refuses nothing: what it is about stays
// unknown.
func TestTroubleIsNoRefusal(t *testing.T) {
	server := &old{versions: []uint16{tls12}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA")}, refuse: func(c net.Conn, _ byte) { c.Write([]byte{21, 3, 1, 0, 2, 2, 80}) }}
	e, _ := lookAt(t, Target{Address: server.start(t)}, nil)
	if !isTrue(e.TLS) || len(e.Versions) != 1 || !e.Versions["TLS 1.2"] || !e.PartialCiphers || !strings.Contains(e.Why, "alert 80") {
		t.Errorf("%+v", e)
	}
	server = &old{}
	e, _ = lookAt(t, Target{Address: server.start(t)}, nil)
	if !isTrue(e.TLS) || len(e.Versions) != 5 || e.Ciphers != nil || !strings.Contains(e.Why, "takes none of the versions") {
		t.Errorf("%+v", e)
	}
}

// However a good answer is cut into records and packets, it is read the same.
func TestFraming(t *testing.T) {
	own := issue(t, form{name: "x", bits: 2048}, nil)
	again := func(record []byte, size int) []byte {
		body, out := record[5:], []byte(nil)
		for len(body) > 0 {
			n := min(size, len(body))
			out = append(out, inRecord(binary.BigEndian.Uint16(record[1:]), body[:n])...)
			body = body[n:]
		}
		return out
	}
	for name, send := range map[string]func(net.Conn, []byte){
		"records of 7 bytes": func(c net.Conn, b []byte) { c.Write(again(b, 7)) },
		"packets of 1 byte": func(c net.Conn, b []byte) {
			for i := range b {
				c.Write(b[i : i+1])
			}
		},
		"empty records":    func(c net.Conn, b []byte) { c.Write(append(inRecord(tls12, nil), b...)) },
		"a warning before": func(c net.Conn, b []byte) { c.Write(append([]byte{21, 3, 3, 0, 2, 1, 112}, b...)) },
	} {
		t.Run(name, func(t *testing.T) {
			server := &old{versions: []uint16{tls12}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA")}, send: send, certificates: [][]byte{own.cert.Raw, own.cert.Raw}}
			e, _ := lookAt(t, Target{Address: server.start(t)}, nil)
			if !e.Versions["TLS 1.2"] || e.Certificate == nil || e.Certificate.Chain != 2 || e.Why != "" {
				t.Errorf("%+v, %+v", e, e.Certificate)
			}
		})
	}
}

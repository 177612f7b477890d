package tlsprobe

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Servers that break off, lie about sizes, never end, or never begin: nothing
// hangs, nothing grows, and what is not known is said to be so.
func TestHostileServers(t *testing.T) {
	own := issue(t, form{name: "x", bits: 1024}, nil)
	good := func(send func(net.Conn, []byte)) func(net.Conn) {
		o := &old{versions: []uint16{tls12}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA")}, send: send, certificates: [][]byte{own.cert.Raw}}
		return o.serve
	}
	says := func(b []byte) func(net.Conn) {
		return func(c net.Conn) {
			readHello(c)
			c.Write(b)
		}
	}
	unknown := func(e *mesoswatch.Endpoint) bool { return e.TLS == nil && e.Versions == nil && e.Why != "" }
	for name, c := range map[string]struct {
		serve func(net.Conn)
		why   string
		want  func(*mesoswatch.Endpoint) bool
	}{
		"hangs": {func(c net.Conn) {
			c.Read(make([]byte, 1<<16))
			c.Read(make([]byte, 1<<16))
			time.Sleep(3 * time.Second)
		}, "no answer in time", unknown},
		"closes":        {func(c net.Conn) { c.Read(make([]byte, 1<<16)) }, "closes the connection without a word", unknown},
		"garbage":       {says([]byte("\x00\x01garbage")), "", func(e *mesoswatch.Endpoint) bool { return isFalse(e.TLS) }},
		"half a head":   {says([]byte{22, 3, 3}), "in the middle of the head of a record", unknown},
		"half a record": {says([]byte{22, 3, 3, 0, 90, 2, 0, 0, 86}), "in the middle of a record", unknown},
		"giant record":  {says([]byte{22, 3, 3, 0xff, 0xff, 2}), "65535 bytes, which cannot be", unknown},
		"giant message": {says(append(inRecord(tls12, []byte{2, 0xff, 0xff, 0xff}), make([]byte, 1<<20)...)), "a message of 16777215 bytes", unknown},
		"endless empty records": {func(c net.Conn) {
			readHello(c)
			for _, err := c.Write(inRecord(tls12, nil)); err == nil; _, err = c.Write(inRecord(tls12, nil)) {
			}
		}, "more than 256 records", unknown},
		"endless answer": {func(c net.Conn) {
			readHello(c)
			c.Write(inRecord(tls12, []byte{2, 1, 0xff, 0xff}))
			for _, err := c.Write(inRecord(tls12, make([]byte, 16<<10))); err == nil; _, err = c.Write(inRecord(tls12, make([]byte, 16<<10))) {
			}
		}, "more than 131072 bytes", unknown},
		"not a ServerHello":   {says(inRecord(tls12, handMessage(14, nil))), "message 14 in place of a ServerHello", unknown},
		"a short ServerHello": {says(inRecord(tls12, handMessage(2, []byte{3, 3, 1}))), "a ServerHello that is too short", unknown},
		"another suite":       {says((&old{}).flight(tls12, 0x1234)), "cipher suite 0x1234, which was not offered", unknown},
		"a version too high":  {says(inRecord(tls12, (&old{}).flight(0x0309, 0x002f)[5:])), "version 0x0309, which was not offered", unknown},
		"application data":    {says([]byte{23, 3, 3, 0, 1, 0}), "type 23 in place of a handshake", unknown},
		"a strange alert":     {says([]byte{21, 3, 3, 0, 1, 2}), "an alert that is none", unknown},
		"ends after the ServerHello": {good(func(c net.Conn, b []byte) { c.Write(inRecord(tls12, b[5:5+4+42])) }), "no certificate of it was seen: it closes the connection before its answer is whole", func(e *mesoswatch.Endpoint) bool {
			return isTrue(e.TLS) && e.Versions["TLS 1.2"] && e.ClientCertificate == "" && e.Certificate == nil
		}},
		"two ServerHellos": {good(func(c net.Conn, b []byte) { c.Write(append(slices.Clone(b[:5+4+42]), b[5:]...)) }), "", func(e *mesoswatch.Endpoint) bool { return e.Certificate == nil }},
		"a certificate that is none": {says(func() []byte {
			o := &old{certificates: [][]byte{[]byte("none")}}
			return o.flight(tls12, 0x002f)
		}()), "", func(e *mesoswatch.Endpoint) bool {
			return isTrue(e.TLS) && e.Certificate != nil && !e.Certificate.Verified && strings.HasPrefix(e.Certificate.Wrong, "it cannot be read: ") && len(e.Certificate.SHA256) == 64
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			e, n := lookWithin(t, 2*time.Second, Target{Address: handle(t, c.serve)}, nil)
			if !c.want(e) || !strings.Contains(e.Why, c.why) {
				t.Errorf("%+v", e)
			}
			if took := time.Since(began); n > maxConnections || took > 15*time.Second {
				t.Errorf("%d connections in %v", n, took)
			}
		})
	}
}

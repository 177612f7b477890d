package tlsprobe

import (
	"bytes"
	"crypto/x509"
	"io"
	"reflect"
	"slices"
	"testing"
	"testing/iotest"
)

// Whatever bytes a server sends, what is read of them is within its bounds, was
// offered, and does not depend on how the bytes come.
func FuzzFlight(f *testing.F) {
	o := &old{certificates: [][]byte{bytes.Repeat([]byte{0x30}, 300), {1}}, prime: bytes.Repeat([]byte{0x80}, 96), asks: true}
	for _, v := range []uint16{ssl30, tls10, tls11, tls12, tls13} {
		for _, id := range []uint16{0x0004, 0x0016, 0x0034, 0xc02f, 0x1301} {
			f.Add(v, o.flight(v, id))
		}
	}
	f.Add(tls13, helloRetry())
	f.Add(tls12, []byte{21, 3, 3, 0, 2, 2, 40})
	f.Add(tls12, []byte{21, 3, 3, 0, 2, 1, 112, 22, 3, 3, 0, 4, 14, 0, 0, 0})
	f.Add(tls12, []byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	f.Add(tls12, []byte{22, 3, 3, 0xff, 0xff, 2, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, version uint16, answer []byte) {
		if versionName(version) == "" {
			return
		}
		o := offer{version: version, suites: offered(version, func(suite) bool { return true })}
		got, err := readFlight(bytes.NewReader(answer), o)
		if (got == nil) == (err == nil) {
			t.Fatalf("%+v and %v", got, err)
		}
		slow, slowErr := readFlight(iotest.OneByteReader(bytes.NewReader(answer)), o)
		if !reflect.DeepEqual(got, slow) || (err == nil) != (slowErr == nil) || err != nil && err.Error() != slowErr.Error() {
			t.Fatalf("at once %+v, %v; byte by byte %+v, %v", got, err, slow, slowErr)
		}
		if got == nil {
			return
		}
		size := 0
		for _, c := range got.certificates {
			size += len(c)
		}
		if got.version > version || versionName(got.version) == "" || !slices.Contains(o.suites, got.suite) || size > len(answer) || len(got.certificates) > maxChain || got.group > 8*len(answer) {
			t.Fatalf("%+v", got)
		}
	})
}

// helloRetry is how a server of TLS 1.3 asks for another key: it speaks 1.3.
func helloRetry() []byte {
	body := slices.Concat([]byte{3, 3}, make([]byte, 32), []byte{0, 0x13, 0x02, 0, 0, 6, 0, 43, 0, 2, 3, 4})
	return inRecord(tls12, handMessage(2, body))
}

func TestHelloRetry(t *testing.T) {
	f, err := readFlight(bytes.NewReader(helloRetry()), offer{version: tls13, suites: offered(tls13, func(suite) bool { return true })})
	if err != nil || f.version != tls13 || f.suite != 0x1302 || f.broken != nil {
		t.Errorf("%+v, %v", f, err)
	}
}

// A certificate of any bytes is read or said to be wrong.
func FuzzCertificate(f *testing.F) {
	own := issue(f, form{name: "m1", hosts: []string{"m1.example"}, ips: []string{"127.0.0.1"}}, nil)
	f.Add(own.cert.Raw, own.cert.Raw)
	f.Add([]byte("none"), []byte{})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		c := judgement{roots: x509.NewCertPool(), host: "m1.example"}.certificate([][]byte{first, second})
		if c.Chain != 2 || len(c.SHA256) != 64 || c.Verified || c.Wrong == "" || len(c.Names) > maxNames+1 {
			t.Fatalf("%+v", c)
		}
	})
}

// What is sent is a ClientHello that another reader understands, and offers what it
// should and no more.
func TestHello(t *testing.T) {
	for _, v := range []uint16{ssl30, tls10, tls11, tls12, tls13} {
		for _, name := range []string{"m1.example", "127.0.0.1", "2001:db8::1", ""} {
			o := offer{version: v, name: name, suites: offered(v, func(suite) bool { return true })}
			client, server := pipe(t)
			go func() {
				client.Write(o.record())
				client.Close()
			}()
			h, ok := readHello(server)
			if rest, _ := io.ReadAll(server); !ok || len(rest) > 0 {
				t.Fatalf("%s: %v, %d bytes too many", versionName(v), ok, len(rest))
			}
			want := slices.Clone(o.suites)
			if v < tls13 {
				want = append(want, scsv)
			}
			if h.version != min(v, tls12) || !slices.Equal(h.suites, want) || len(h.raw) > 1024 {
				t.Errorf("%s: %+v", versionName(v), h)
			}
			if _, named := h.extensions[extServerName]; named != (name == "m1.example" && v > ssl30) {
				t.Errorf("%s for %q: name %v", versionName(v), name, named)
			}
			if got := h.extensions[extVersions]; v == tls13 && !bytes.Equal(got, []byte{2, 3, 4}) || v < tls13 && got != nil {
				t.Errorf("%s: versions % x", versionName(v), got)
			}
			if (v == ssl30) != (len(h.extensions) == 0) || (v >= tls12) != (h.extensions[extSignatures] != nil) {
				t.Errorf("%s: extensions %v", versionName(v), h.extensions)
			}
		}
	}
}

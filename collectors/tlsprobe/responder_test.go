package tlsprobe

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// old plays a server of another time, byte by byte: it reads the ClientHello and
// answers as such servers did. It writes its own messages, so that a mistake in
// reading them is not made twice.
type old struct {
	versions     []uint16
	suites       map[uint16][]uint16 // by version, in its order of preference; 0: of all
	theirs       bool                // the client's order counts
	certificates [][]byte
	prime        []byte // of Diffie-Hellman
	asks         bool
	refuse       func(net.Conn, byte) // nil: an alert
	send         func(net.Conn, []byte)

	mu    sync.Mutex
	hello []hello
}

// hello is a ClientHello as it came.
type hello struct {
	version    uint16
	suites     []uint16
	extensions map[uint16][]byte
	raw        []byte
}

// start serves until the test ends.
func (o *old) start(t testing.TB) string {
	t.Helper()
	return handle(t, o.serve)
}

// handle serves connections by f until the test ends.
func handle(t testing.TB, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.42:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(20 * time.Second))
				f(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	return l.Addr().String()
}

func (o *old) serve(c net.Conn) {
	h, ok := readHello(c)
	if !ok {
		return
	}
	o.mu.Lock()
	o.hello = append(o.hello, h)
	o.mu.Unlock()
	version := uint16(0)
	for _, v := range o.versions {
		if v <= h.version && v > version {
			version = v
		}
	}
	if version == 0 || len(o.versions) > 0 && h.version < slices.Min(o.versions) {
		o.no(c, 70)
		return
	}
	own := append(slices.Clone(o.suites[version]), o.suites[0]...)
	first, second := own, h.suites
	if o.theirs {
		first, second = second, first
	}
	i := slices.IndexFunc(first, func(id uint16) bool { return slices.Contains(second, id) })
	if i < 0 {
		o.no(c, 40)
		return
	}
	flight := o.flight(version, first[i])
	if o.send != nil {
		o.send(c, flight)
		return
	}
	c.Write(flight)
	io.Copy(io.Discard, c)
}

func (o *old) no(c net.Conn, what byte) {
	if o.refuse != nil {
		o.refuse(c, what)
		return
	}
	c.Write([]byte{21, 3, 0, 0, 2, 2, what})
	io.Copy(io.Discard, c)
}

// readHello takes a ClientHello apart.
func readHello(c net.Conn) (h hello, ok bool) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(c, head); err != nil || head[0] != 22 {
		return h, false
	}
	b := make([]byte, binary.BigEndian.Uint16(head[3:]))
	if _, err := io.ReadFull(c, b); err != nil || b[0] != 1 || len(b) != 4+int(b[1])<<16+int(b[2])<<8+int(b[3]) {
		return h, false
	}
	h.raw = append(head, b...)
	b = b[4:]
	h.version = binary.BigEndian.Uint16(b)
	b = b[2+32:]
	b = b[1+b[0]:]
	n := int(binary.BigEndian.Uint16(b))
	for i := 2; i < 2+n; i += 2 {
		h.suites = append(h.suites, binary.BigEndian.Uint16(b[i:]))
	}
	b = b[2+n:]
	b = b[1+b[0]:]
	h.extensions = make(map[uint16][]byte)
	if len(b) > 0 {
		for b = b[2:]; len(b) > 0; {
			size := binary.BigEndian.Uint16(b[2:])
			h.extensions[binary.BigEndian.Uint16(b)] = b[4 : 4+size]
			b = b[4+size:]
		}
	}
	return h, true
}

// flight is ServerHello, Certificate, ServerKeyExchange, CertificateRequest and
// ServerHelloDone in one record.
func (o *old) flight(version, id uint16) []byte {
	hello := binary.BigEndian.AppendUint16(nil, version)
	hello = append(hello, make([]byte, 32)...)
	hello = append(hello, 4, 'i', 'd', 'i', 'd')
	hello = binary.BigEndian.AppendUint16(hello, id)
	hello = append(hello, 0)
	all := handMessage(2, hello)
	s, _ := suiteOf(id)
	if !s.anonymous() {
		var chain []byte
		for _, der := range o.certificates {
			chain = append(append(chain, 0, byte(len(der)>>8), byte(len(der))), der...)
		}
		all = append(all, handMessage(11, append([]byte{0, byte(len(chain) >> 8), byte(len(chain))}, chain...))...)
	}
	if s.ephemeral() {
		key := binary.BigEndian.AppendUint16(nil, uint16(len(o.prime)))
		all = append(all, handMessage(12, append(append(key, o.prime...), 0, 1, 2, 0, 1, 9))...)
	}
	if o.asks {
		all = append(all, handMessage(13, []byte{1, 1, 0, 0})...)
	}
	return inRecord(version, append(all, handMessage(14, nil)...))
}

func handMessage(kind byte, body []byte) []byte {
	return append([]byte{kind, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

func inRecord(version uint16, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{22}, version)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(body))), body...)
}

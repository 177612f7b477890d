package zookeeper

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func be(ns ...int32) []byte {
	var b []byte
	for _, n := range ns {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return b
}

func frame(parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	return append(be(int32(len(body))), body...)
}

// hello is a server's greeting with a session and the time-out in milliseconds.
func hello(timeout int32) []byte { return frame(be(0, timeout, 0, 7, 16), make([]byte, 16)) }

// taken reads one message of the client; nil at its end.
func taken(c net.Conn) []byte {
	var head [4]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil
	}
	body := make([]byte, binary.BigEndian.Uint32(head[:])%maxFrame)
	if _, err := io.ReadFull(c, body); err != nil {
		return nil
	}
	return body
}

// greets plays a server that answers everything but a ping or a goodbye with what
// answer makes of its xid.
func greets(answer func(xid []byte) []byte) func(net.Conn) {
	return func(c net.Conn) {
		if taken(c) == nil {
			return
		}
		c.Write(hello(30000))
		for m := taken(c); m != nil; m = taken(c) {
			if int32(binary.BigEndian.Uint32(m[4:])) != opClose {
				c.Write(answer(m[:4]))
			}
		}
	}
}

func replied(body ...[]byte) func([]byte) []byte {
	return func(xid []byte) []byte { return frame(append([][]byte{xid, be(0, 1, 0)}, body...)...) }
}

// A server that lies about lengths, counts and times costs a round, and nothing
// else: no panic, no gigabytes, no waiting.
func TestHostileServers(t *testing.T) {
	t.Parallel()
	stat := make([]byte, statSize)
	for name, with := range map[string]func(net.Conn){
		"silent":                      hangs(""),
		"hangs up":                    func(net.Conn) {},
		"a greeting of 4 GB":          hangs("\xff\xff\xff\xff"),
		"a greeting that is cut":      hangs("\x00\x00\x00\x25\x00\x00"),
		"a greeting of nothing":       hangs("\x00\x00\x00\x00"),
		"not ZooKeeper":               hangs("SSH-2.0-OpenSSH_8.4\r\n"),
		"a session of no time":        hangs(string(hello(0))),
		"a session of negative time":  hangs(string(hello(-5))),
		"a session without end":       hangs(string(hello(1<<31 - 1))),
		"a password of 2 GB":          hangs(string(frame(be(0, 30000, 0, 7, 1<<31-1), make([]byte, 16)))),
		"an expired session":          hangs(string(frame(be(0, 0, 0, 0, 16), make([]byte, 16)))),
		"a reply of 4 GB":             greets(func([]byte) []byte { return be(-1) }),
		"a reply without header":      greets(func(xid []byte) []byte { return frame(xid) }),
		"a reply to another question": greets(func([]byte) []byte { return frame(be(4711, 0, 1, 0)) }),
		"a watch event":               greets(func([]byte) []byte { return frame(be(-1, 0, 0, 0), be(4, 3, 1), []byte("/")) }),
		"a watch event of 1 GB":       greets(func([]byte) []byte { return frame(be(-1, 0, 0, 0), be(4, 3, 1<<30)) }),
		"a watch event of minus one":  greets(func([]byte) []byte { return frame(be(-1, 0, 0, 0), be(4, 3, -1)) }),
		"a watch event of no kind":    greets(func([]byte) []byte { return frame(be(-1, 0, 0, 0), be(77, 3, 6), []byte("/mesos")) }),
		"half a watch event":          greets(func([]byte) []byte { return frame(be(-1, 0, 0, 0), be(4)) }),
		"two billion children":        greets(replied(be(1<<31-1), stat)),
		"minus one child":             greets(replied(be(-1), stat)),
		"a child of 2 GB":             greets(replied(be(1, 1<<31-1), stat)),
		"a child of minus two":        greets(replied(be(1, -2), stat)),
		"children without stat":       greets(replied(be(0))),
		"an unknown error":            greets(func(xid []byte) []byte { return frame(xid, be(0, 1, -9999)) }),
		"never answers":               greets(func([]byte) []byte { return nil }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Ensemble{Servers: []string{respond(t, with)}, Path: "/mesos"}
			w := conformance.Start(t, &Collector{Ensemble: e, Interval: 10 * time.Millisecond, Timeout: 300 * time.Millisecond, AdminPort: -1})
			for range 2 {
				h := w.Health(e.String(), func(mesoswatch.Health) bool { return true })
				if h.OK || h.Why == "" || len(h.Complete) != 0 {
					t.Errorf("%+v", h)
				}
			}
		})
	}
}

// What is not a reading operation does not leave, whoever asks for it.
func TestGuardLetsOnlyReadingPass(t *testing.T) {
	out, in := net.Pipe()
	defer out.Close()
	defer in.Close()
	go io.Copy(io.Discard, in)
	g := &guard{Conn: out, watches: newWatches(nil)}
	if _, err := g.Write(frame(be(0, 0, 0, 0, 0))); err != nil {
		t.Fatalf("the hello: %v", err)
	}
	var passed []int32
	for op := int32(-20); op < 200; op++ {
		if _, err := g.Write(frame(be(1, op), be(0))); err == nil {
			passed = append(passed, op)
		} else if !strings.Contains(err.Error(), "not a reading one") {
			t.Error(err)
		}
	}
	// close, exists, getData, getACL, ping, getChildren2, auth, setWatches
	if want := []int32{-11, 3, 4, 6, 11, 12, 100, 101}; !slices.Equal(passed, want) {
		t.Errorf("passed: %v, want %v", passed, want)
	}
	for _, odd := range [][]byte{nil, {0}, append(frame(be(1, opGetData)), frame(be(2, 2))...)} {
		if _, err := g.Write(odd); err == nil {
			t.Errorf("passed: %x", odd)
		}
	}
}

func FuzzCheckReply(f *testing.F) {
	stat := make([]byte, statSize)
	f.Add(int32(opGetData), append(append(be(3), "abc"...), stat...))
	f.Add(int32(opChildren2), append(append(be(1, 3), "abc"...), stat...))
	f.Add(int32(opGetACL), append(append(append(be(1, 31, 5), "world"...), append(be(6), "anyone"...)...), stat...))
	f.Fuzz(func(t *testing.T, op int32, body []byte) {
		checkHello(body)
		newWatches(make(chan struct{}, 1)).event(body)
		switch op {
		case opExists, opGetData, opGetACL, opChildren2:
			if checkReply(op, body) == nil && len(body) < statSize {
				t.Errorf("operation %d: %d bytes are taken for a whole answer", op, len(body))
			}
		}
	})
}

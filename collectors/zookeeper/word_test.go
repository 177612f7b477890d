package zookeeper

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The words that can leave the program. crst, srst, stmk and kill change
// something, and must never be here.
func TestWords(t *testing.T) {
	if got := Words(); !slices.Equal(got, []string{"ruok", "srvr"}) {
		t.Errorf("%q", got)
	}
}

func TestSay(t *testing.T) {
	const refusal = " is not executed because it is not in the whitelist."
	const quick, slow = 200 * time.Millisecond, 20 * time.Second
	for _, tc := range []struct {
		name    string
		w       word
		with    func(net.Conn)
		limit   time.Duration
		outcome string
		why     string
	}{
		{"ruok", ruok(), answers("imok"), slow, Answered, ""},
		{"ruok in pieces, with a line break", ruok(), answers("im", "ok", "\n"), slow, Answered, ""},
		{"ruok, the connection stays open", ruok(), hangs("imok"), quick, Answered, ""},
		{"srvr", srvr(), answers(srvr34), slow, Answered, ""},
		{"refused", ruok(), answers("ruok" + refusal), slow, Refused, "ruok: not in the server's whitelist"},
		{"refused with a line break", srvr(), answers("srvr" + refusal + "\n"), slow, Refused, "whitelist"},
		{"refused by a compatible server", srvr(), answers("srvr is not executed because it is not in the white list."), slow, Refused, "whitelist"},
		{"refusal of another word", ruok(), answers("srvr" + refusal), slow, WrongProtocol, "answered"},
		{"not serving", srvr(), answers("This ZooKeeper instance is not currently serving requests\n"), slow, NotServing, "no quorum"},
		{"silent", srvr(), hangs(""), quick, TimedOut, "no complete answer within 200ms"},
		{"half an answer", srvr(), hangs("Zookeeper version: 3.4.9-1757313, built on"), quick, TimedOut, "srvr: no complete answer"},
		{"hangs up", srvr(), func(net.Conn) {}, slow, WrongProtocol, ""},
		{"hangs up after the word", srvr(), answers(), slow, WrongProtocol, "closed without an answer"},
		{"HTTP", srvr(), answers("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), slow, WrongProtocol, `answered "HTTP/1.1 400`},
		{"SSH", ruok(), answers("SSH-2.0-OpenSSH_8.4\r\n"), slow, WrongProtocol, "SSH-2.0"},
		{"without end", srvr(), answers(strings.Repeat("x", 2*maxReply)), slow, WrongProtocol, "more than 65536 bytes"},
		{"a wrong word for yes", ruok(), answers("imok imok"), slow, WrongProtocol, "answered"},
		{"escape sequences stay quoted", ruok(), answers("\x1b[2Jimok"), slow, WrongProtocol, `"\x1b[2Jimok"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := say(t.Context(), respond(t, tc.with), tc.w, tc.limit)
			if r.outcome != tc.outcome || !strings.Contains(r.why, tc.why) || (r.why == "") != (r.outcome == Answered) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestSayNobodyThere(t *testing.T) {
	for _, address := range []string{closedPort(t), "no-such-host.invalid:2181"} {
		if r := say(t.Context(), address, srvr(), 10*time.Second); r.outcome != Unreachable || r.why == "" {
			t.Errorf("%s: %+v", address, r)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	address := respond(t, func(c net.Conn) { cancel(); hangs("")(c) })
	began := time.Now()
	say(ctx, address, srvr(), time.Hour)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a cancelled word took %v", took)
	}
}

// What the two words together say of a server.
func TestServerHealth(t *testing.T) {
	const no = " is not executed because it is not in the whitelist."
	for _, tc := range []struct {
		name       string
		ruok, srvr string
		ok         bool
		why        string
	}{
		{"both", "imok", srvr38, true, ""},
		{"srvr alone, the default of 3.5", "ruok" + no, srvr38, true, ""},
		{"ruok alone", "imok", "srvr" + no, false, "srvr: not in the server's whitelist"},
		{"neither", "ruok" + no, "srvr" + no, false, "ruok: not in"},
		{"no quorum", "imok", "This ZooKeeper instance is not currently serving requests\n", false, "not serving"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			address := respond(t, func(c net.Conn) {
				var w [4]byte
				c.Read(w[:])
				reply := tc.ruok
				if string(w[:]) == "srvr" {
					reply = tc.srvr
				}
				c.Write([]byte(reply))
			})
			c := &Collector{Ensemble: Ensemble{Servers: []string{address}}, Interval: 10 * time.Millisecond, Timeout: 10 * time.Second}
			w := conformance.Start(t, c)
			h := w.Health(address, func(mesoswatch.Health) bool { return true })
			if h.OK != tc.ok || !strings.Contains(h.Why, tc.why) || (len(h.Complete) == 1) != tc.ok {
				t.Errorf("%+v", h)
			}
		})
	}
}

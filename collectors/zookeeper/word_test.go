package zookeeper

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// These tests wait for servers and time limits much more than they work: more of
// them run at a time than there are processors.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "64"); err != nil {
		panic(err)
	}
	resolver, err := newNames()
	if err != nil {
		panic(err)
	}
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: resolver.dial}
	status := m.Run()
	resolver.end()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// The words that can leave the program. crst, srst, stmk and kill change
// something, wchc and wchp have stopped servers: they must never be here.
func TestWords(t *testing.T) {
	if got := Words(); !slices.Equal(got, []string{"ruok", "srvr", "mntr", "stat", "conf", "envi", "isro", "wchs", "cons", "dump"}) {
		t.Errorf("%q", got)
	}
}

func TestSay(t *testing.T) {
	const quick, slow = 200 * time.Millisecond, 20 * time.Second
	for _, tc := range []struct {
		name    string
		w       word
		with    func(net.Conn)
		limit   time.Duration
		outcome string
		why     string
	}{
		{"ruok", ruok, answers("imok"), slow, Answered, ""},
		{"ruok in pieces, with a line break", ruok, answers("im", "ok", "\n"), slow, Answered, ""},
		{"ruok, the connection stays open", ruok, hangs("imok"), quick, Answered, ""},
		{"srvr", srvr, answers(srvr34), slow, Answered, ""},
		{"stat", stat, answers(stat35), slow, Answered, ""},
		{"mntr", mntr, answers(mntr34), slow, Answered, ""},
		{"mntr of a compatible server", mntr, answers(mntrOther), slow, Answered, ""},
		{"conf", conf, answers(conf38), slow, Answered, ""},
		{"envi", envi, answers(envi34), slow, Answered, ""},
		{"isro", isro, answers("rw"), slow, Answered, ""},
		{"isro without quorum", isro, answers("null"), slow, NotServing, "no quorum"},
		{"wchs", wchs, answers("3 connections watching 7 paths\nTotal watches:11\n"), slow, Answered, ""},
		{"cons", cons, answers(" /10.4.0.9:41002[1](queued=0,recved=17,sent=18,sid=0x1000a,lop=PING)\n\n"), slow, Answered, ""},
		{"dump", dump, answers("SessionTracker dump:\nSession Sets (0)/(0):\nephemeral nodes dump:\nSessions with Ephemerals (0):\n"), slow, Answered, ""},
		{"a word of another server", wchs, answers("imok"), slow, WrongProtocol, `answered "imok"`},
		{"refused", ruok, answers("ruok" + notInWhitelist), slow, Refused, "ruok: not in the server's whitelist"},
		{"refused with a line break", dump, answers("dump" + notInWhitelist + "\n"), slow, Refused, "whitelist"},
		{"refused by a compatible server", srvr, answers("srvr is not executed because it is not in the white list."), slow, Refused, "whitelist"},
		{"refusal of another word", ruok, answers("srvr" + notInWhitelist), slow, WrongProtocol, "answered"},
		{"not serving", srvr, answers("This ZooKeeper instance is not currently serving requests\n"), slow, NotServing, "no quorum"},
		{"silent", srvr, hangs(""), quick, TimedOut, "no complete answer within 200ms (it hangs, or is a port for TLS"},
		{"half an answer", srvr, hangs("Zookeeper version: 3.4.9-1757313, built on"), quick, TimedOut, "srvr: no complete answer"},
		{"hangs up", srvr, func(net.Conn) {}, slow, WrongProtocol, ""},
		{"hangs up after the word", mntr, answers(), slow, WrongProtocol, "closed without an answer"},
		{"HTTP", srvr, answers("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), slow, WrongProtocol, `answered "HTTP/1.1 400`},
		{"SSH", ruok, answers("SSH-2.0-OpenSSH_8.4\r\n"), slow, WrongProtocol, "SSH-2.0"},
		{"TLS", ruok, answers("\x15\x03\x03\x00\x02\x02\x50"), slow, WrongProtocol, "a port for TLS"},
		{"without end", srvr, answers(strings.Repeat("x", 2*maxReply)), slow, WrongProtocol, "more than 65536 bytes"},
		{"a status without end", srvr, answers(srvr34, strings.Repeat("x", 2*maxReply)), slow, WrongProtocol, "more than 65536 bytes"},
		{"numbers without end", mntr, answers(mntr34, strings.Repeat("zk_x\t1\n", maxReply)), slow, Answered, ""},
		{"a wrong word for yes", ruok, answers("imok imok"), slow, WrongProtocol, "answered"},
		{"escape sequences stay quoted", ruok, answers("\x1b[2Jimok"), slow, WrongProtocol, `"\x1b[2Jimok"`},
		{"zeros", conf, answers(strings.Repeat("\x00", 5000)), slow, WrongProtocol, `"\x00\x00`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := (&dialing{}).say(t.Context(), respond(t, tc.with), tc.w, tc.limit)
			if r.outcome != tc.outcome || !strings.Contains(r.why, tc.why) || (r.why == "") != (r.outcome == Answered) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// A reply of 100 MB is not read beyond what is looked at, and not waited for.
func TestHugeReply(t *testing.T) {
	var sent atomic.Int64
	flood := func(c net.Conn) {
		io.WriteString(c, " /10.4.0.9:41002[1](queued=0,recved=17,sent=18)\n")
		line := []byte(strings.Repeat(" /10.4.0.9:41003[1](queued=0,recved=17,sent=18)\n", 1000))
		for sent.Load() < 100<<20 {
			n, err := c.Write(line)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
	r := (&dialing{}).say(t.Context(), respond(t, flood), cons, 20*time.Second)
	if r.outcome != Answered || r.size != maxReply+1 || len(r.text) > maxReply || len(parseClients(r.text)) != maxClients {
		t.Errorf("%s, %d bytes read, %d kept: %s", r.outcome, r.size, len(r.text), r.why)
	}
	if sent.Load() >= 100<<20 {
		t.Error("all of it was taken")
	}
}

func TestSayNobodyThere(t *testing.T) {
	for _, address := range []string{closedPort(t), "none.invalid:2181", "nonsense"} {
		if r := (&dialing{}).say(t.Context(), address, srvr, 10*time.Second); r.outcome != Unreachable || r.why == "" {
			t.Errorf("%s: %+v", address, r)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	address := respond(t, func(c net.Conn) { cancel(); hangs("")(c) })
	began := time.Now()
	(&dialing{}).say(ctx, address, srvr, time.Hour)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a cancelled word took %v", took)
	}
}

// TLS spoken to what speaks none.
func TestTLSToPlainPorts(t *testing.T) {
	conf, err := (&TLS{}).config()
	if err != nil {
		t.Fatal(err)
	}
	d := &dialing{tls: conf}
	for name, tc := range map[string]struct {
		with    func(net.Conn)
		outcome string
		why     string
	}{
		"hangs":    {hangs(""), TimedOut, "no TLS within 300ms"},
		"hangs up": {answers(), WrongProtocol, "TLS: "},
		"HTTP":     {answers("HTTP/1.1 400 Bad Request\r\n\r\n"), WrongProtocol, "TLS: "},
		"garbage":  {answers("imok"), WrongProtocol, "TLS: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := d.say(t.Context(), respond(t, tc.with), srvr, 300*time.Millisecond); r.outcome != tc.outcome || !strings.Contains(r.why, tc.why) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func FuzzClassify(f *testing.F) {
	for _, text := range []string{"imok", srvr34, mntr38, conf38, envi34, stat35, "rw", "ruok" + notInWhitelist, "\x15\x03\x01"} {
		for w := range wordCount {
			f.Add(int(w), []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, w int, text []byte) {
		if w < 0 || w >= int(wordCount) {
			return
		}
		r := classify(word(w), text)
		if (r.outcome == Answered) != (r.why == "") || len(r.why) > 1000 {
			t.Errorf("%+v", r)
		}
		settings := make(map[string]string)
		parseSettings(settings, r.text)
		if len(settings) > 64 || len(parseClients(r.text)) > maxClients {
			t.Errorf("%d settings", len(settings))
		}
		parseWatches(r.text)
		parseMonitor(r.text)
		decodeAdmin(text)
	})
}

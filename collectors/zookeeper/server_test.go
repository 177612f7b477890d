package zookeeper

import (
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func asking(addresses ...string) *Collector {
	return &Collector{Ensemble: Ensemble{Servers: addresses}, Interval: 10 * time.Millisecond, Timeout: 10 * time.Second, AdminPort: -1}
}

// What the words together say of a server.
func TestServerHealth(t *testing.T) {
	const dead = "This ZooKeeper instance is not currently serving requests\n"
	for _, tc := range []struct {
		name    string
		replies map[string]string
		ok      bool
		why     string
		words   map[string]string
	}{
		{"all", map[string]string{"ruok": "imok", "srvr": srvr38, "mntr": mntr38}, true, "",
			map[string]string{"ruok": Answered, "srvr": Answered, "mntr": Answered}},
		{"srvr alone, the default of 3.5", map[string]string{"srvr": srvr38}, true, "",
			map[string]string{"ruok": Refused, "srvr": Answered, "mntr": Refused}},
		{"stat in place of srvr", map[string]string{"ruok": "imok", "stat": stat35}, true, "",
			map[string]string{"ruok": Answered, "srvr": Refused, "mntr": Refused, "stat": Answered}},
		{"ruok alone", map[string]string{"ruok": "imok"}, false, "srvr: not in the server's whitelist",
			map[string]string{"ruok": Answered, "srvr": Refused, "mntr": Refused, "stat": Refused}},
		{"none", nil, false, "ruok: not in",
			map[string]string{"ruok": Refused, "srvr": Refused, "mntr": Refused, "stat": Refused}},
		{"no quorum", map[string]string{"ruok": "imok", "srvr": dead, "mntr": dead}, false, "not serving",
			map[string]string{"ruok": Answered, "srvr": NotServing, "mntr": NotServing}},
		{"another server", map[string]string{"ruok": "SSH-2.0", "srvr": "SSH-2.0", "mntr": "SSH-2.0", "stat": "SSH-2.0"}, false, `answered "SSH-2.0"`,
			map[string]string{"ruok": WrongProtocol, "srvr": WrongProtocol, "mntr": WrongProtocol, "stat": WrongProtocol}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			address := script(t, tc.replies).address
			w := conformance.Start(t, asking(address))
			z := serverAt(w, address, func(mesoswatch.ZooKeeper) bool { return true })
			for word, outcome := range tc.words {
				if z.Words[word] != outcome {
					t.Errorf("%s: %s, want %s", word, z.Words[word], outcome)
				}
			}
			h := w.Health(address, whatever)
			if h.OK != tc.ok || !strings.Contains(h.Why, tc.why) || slices.Equal(h.Complete, []string{"zookeeper"}) != tc.ok || (h.Lacking["zookeeper"] == "") != tc.ok {
				t.Errorf("%+v", h)
			}
			if h.Interval < 0.01 || h.Pace == "" || h.Asked[0] != (mesoswatch.Exchange{What: "ruok", Outcome: tc.words["ruok"], Seconds: h.Asked[0].Seconds, Bytes: h.Asked[0].Bytes}) || h.Asked[0].Bytes == 0 {
				t.Errorf("%+v", h)
			}
		})
	}
}

// Everything that the words tell arrives, the rarely asked ones within a few
// rounds, and what is refused or rare is not asked again and again.
func TestWordsAreSpread(t *testing.T) {
	s := script(t, map[string]string{
		"srvr": srvr38, "mntr": mntr38, "conf": conf38, "isro": "ro",
		"cons": " /10.4.0.9:41002[1](queued=0,recved=17,sent=18)\n", "wchs": "Total watches:11\n", "dump": "SessionTracker dump:\n",
	})
	w := conformance.Start(t, asking(s.address))
	z := serverAt(w, s.address, func(z mesoswatch.ZooKeeper) bool { return z.Words["dump"] != "" })
	want := map[string]string{
		"ruok": Refused, "srvr": Answered, "mntr": Answered, "conf": Answered, "envi": Refused, "isro": Answered, "wchs": Answered, "cons": Answered, "dump": Answered,
	}
	if !maps.Equal(z.Words, want) {
		t.Errorf("%v", z.Words)
	}
	if show(z.ReadOnly) != "true" || z.Config["tickTime"] != "2000" || !slices.Equal(z.Clients, []string{"10.4.0.9:41002"}) ||
		show(z.Watches) != "5" || show(z.Synced) != "3" || show(z.Connections) != "3" || show(z.LatencyAvg) != "2.7778" || z.Mode != "leader" {
		t.Errorf("%+v", z)
	}
	for range 20 {
		w.Health(s.address, well)
	}
	if n := s.times("srvr"); n < 20 {
		t.Errorf("srvr was asked %d times", n)
	}
	for _, once := range []string{"ruok", "conf", "envi", "isro", "wchs", "cons", "dump"} {
		if n := s.times(once); n != 1 {
			t.Errorf("%s was asked %d times", once, n)
		}
	}
	if n := s.times("stat"); n != 0 {
		t.Errorf("stat was asked %d times although srvr tells the same", n)
	}
}

// A server with very many sessions is not asked to list them.
func TestManySessions(t *testing.T) {
	s := script(t, map[string]string{"srvr": strings.Replace(srvr38, "Connections: 3", "Connections: 60000", 1), "wchs": "Total watches:11\n", "cons": "", "dump": ""})
	w := conformance.Start(t, asking(s.address))
	z := serverAt(w, s.address, func(z mesoswatch.ZooKeeper) bool { return z.Words["wchs"] != "" })
	for range 10 {
		w.Health(s.address, well)
	}
	if s.times("cons")+s.times("dump") != 0 || z.Words["cons"] != "" || show(z.Watches) != "11" {
		t.Errorf("%+v", z)
	}
}

// A server that hangs is shown as that with nothing left of its numbers, and
// known again when it is back.
func TestHangsAndBack(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]string{"ruok": "imok", "srvr": srvr38, "conf": conf38})
	c := asking(s.address)
	c.Timeout = time.Second
	w := conformance.Start(t, c)
	serverAt(w, s.address, func(z mesoswatch.ZooKeeper) bool { return z.Config != nil })
	s.set(true, "", "")
	z := serverAt(w, s.address, func(z mesoswatch.ZooKeeper) bool { return z.Words["ruok"] == TimedOut })
	if !maps.Equal(z.Words, map[string]string{"ruok": TimedOut, "srvr": TimedOut, "mntr": TimedOut}) || z.Mode != "" || z.Nodes != nil || z.Config != nil {
		t.Errorf("%+v", z)
	}
	h := w.Health(s.address, ill)
	if h.Why != "ruok: no complete answer within 1s (it hangs, or is a port for TLS, asked in clear)" || len(h.Asked) != 1 {
		t.Errorf("%+v", h)
	}
	s.set(false, "conf", strings.Replace(conf38, "tickTime=2000", "tickTime=3000", 1))
	serverAt(w, s.address, func(z mesoswatch.ZooKeeper) bool { return z.Mode == "leader" && z.Config["tickTime"] == "3000" })
	w.Health(s.address, well)
}

func TestLag(t *testing.T) {
	at := func(zxid string) map[string]string {
		return map[string]string{"srvr": strings.Replace(srvr38, "0x100000014", zxid, 1)}
	}
	ahead, behind, old, odd := script(t, at("0x200000014")), script(t, at("0x200000011")), script(t, at("0x1ffffffff")), script(t, at("soon"))
	dead := closedPort(t)
	w := conformance.Start(t, asking(ahead.address, behind.address, old.address, odd.address, dead))
	want := map[string]string{ahead.address: "0", behind.address: "3", old.address: "-", odd.address: "-", dead: "-"}
	got := make(map[string]string)
	w.Until("all servers", func(r mesoswatch.Record) bool {
		if r.Snapshot != nil {
			got[r.Snapshot.ZooKeeper.Address] = show(r.Snapshot.ZooKeeper.Lag)
		}
		return maps.Equal(got, want)
	})
	behind.set(false, "srvr", at("0x200000014")["srvr"])
	serverAt(w, behind.address, func(z mesoswatch.ZooKeeper) bool { return show(z.Lag) == "0" })
}

// One that answers late does not hold up the others, and still learns its lag.
func TestRollDoesNotWaitForAll(t *testing.T) {
	t.Parallel()
	r := newRoll(3)
	r.absent()
	began := time.Now()
	if lag := r.lag(t.Context(), "0x100000005"); lag != nil {
		t.Errorf("compared with nobody: %d", *lag)
	}
	if took := time.Since(began); took < settle || took > 20*settle {
		t.Errorf("waited %v", took)
	}
	if lag := r.lag(t.Context(), "0x100000002"); show(lag) != "3" {
		t.Errorf("the late one: %s", show(lag))
	}
	alone := newRoll(1)
	if lag := alone.lag(t.Context(), "0x100000005"); lag != nil {
		t.Errorf("a server that stands alone: %d", *lag)
	}
}

// adminServer answers as given below /commands/.
func adminServer(t *testing.T, with http.HandlerFunc) int {
	t.Helper()
	s := httptest.NewServer(with)
	t.Cleanup(s.Close)
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Where something else listens on the port of the AdminServer, it is not asked
// again and again, and nothing of it is believed.
func TestAdminServerIsSomethingElse(t *testing.T) {
	asked := make(chan string, 100)
	s := script(t, map[string]string{"srvr": srvr38})
	c := asking(s.address)
	c.Version = "1.2.3"
	c.AdminPort = adminServer(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.URL.Path + " " + r.UserAgent()
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"message":"no such app", "server_state": "leader"}`))
	})
	w := conformance.Start(t, c)
	h := w.Health(s.address, well)
	if !slices.ContainsFunc(h.Asked, func(x mesoswatch.Exchange) bool {
		return x.What == "GET /commands/mntr" && x.Outcome == WrongProtocol && strings.HasPrefix(x.Of, "http://127.0.0.1:") && x.Bytes > 0
	}) {
		t.Errorf("%+v", h)
	}
	for range 20 {
		w.Health(s.address, well)
	}
	if first := <-asked; first != "GET /commands/mntr mesoswatch/1.2.3" || len(asked) != 0 {
		t.Errorf("%q and %d more", first, len(asked))
	}
}

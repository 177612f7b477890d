package zookeeper

import (
	"strings"
	"testing"
)

// Replies in the form of several releases; the one of 3.8.0 was given by the
// ZooKeeper of this project's recordings, the others have made-up values.
const (
	srvr33 = "Zookeeper version: 3.3.5-1301095, built on 03/15/2012 19:48 GMT\nLatency min/avg/max: 0/2/41\nReceived: 900\nSent: 901\nOutstanding: 3\nZxid: 0x700000a1f\nMode: follower\nNode count: 77\n"
	srvr34 = "Zookeeper version: 3.4.9-1757313, built on 08/23/2016 06:50 GMT\nLatency min/avg/max: 0/0/12\nReceived: 5150\nSent: 5149\nConnections: 12\nOutstanding: 0\nZxid: 0x2000004d2\nMode: observer\nNode count: 42\n"
	srvr38 = "Zookeeper version: 3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC\nLatency min/avg/max: 0/2.7778/26\nReceived: 38\nSent: 39\nConnections: 3\nOutstanding: 0\nZxid: 0x100000014\nMode: leader\nNode count: 11\nProposal sizes last/min/max: 48/36/411\n"
	// Another server that speaks the words; its counters can be nonsense.
	srvrOther = "ClickHouse Keeper version: v22.1.9.1-stable-0123456789abcdef, built on Mon Jan  3 10:00:00 UTC 2022\r\nLatency min/avg/max: 0/0/0\r\nReceived: 0\r\nSent: 0\r\nConnections: 18446744073709551615\r\nOutstanding: -1\r\nZxid: 19\r\nMode: leader\r\nNode count: 4\r\n"
)

func TestParseStatus(t *testing.T) {
	n := func(p *int64) int64 {
		if p == nil {
			return -1
		}
		return *p
	}
	for text, want := range map[string]struct {
		version, mode, zxid             string
		connections, outstanding, nodes int64
	}{
		srvr33:    {"3.3.5-1301095", "follower", "0x700000a1f", -1, 3, 77},
		srvr34:    {"3.4.9-1757313", "observer", "0x2000004d2", 12, 0, 42},
		srvr38:    {"3.8.0-${mvngit.commit.id}", "leader", "0x100000014", 3, 0, 11},
		srvrOther: {"v22.1.9.1-stable-0123456789abcdef", "leader", "19", -1, -1, 4},
	} {
		s := parseStatus(text)
		if !s.known() || s.version != want.version || s.mode != want.mode || s.zxid != want.zxid ||
			n(s.connections) != want.connections || n(s.outstanding) != want.outstanding || n(s.nodes) != want.nodes {
			t.Errorf("%.40q: %+v, %d %d %d", text, s, n(s.connections), n(s.outstanding), n(s.nodes))
		}
	}
	for _, text := range []string{"", "imok", "Mode:\n", "HTTP/1.1 400 Bad Request\nMode: x\n", srvr34[:70]} {
		if s := parseStatus(text); s.known() {
			t.Errorf("%q is taken for a status: %+v", text, s)
		}
	}
}

func FuzzParseStatus(f *testing.F) {
	for _, s := range []string{srvr33, srvr34, srvr38, srvrOther} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := parseStatus(text)
		if s.known() && !strings.Contains(strings.ToLower(text), "mode") {
			t.Errorf("%+v", s)
		}
		for _, v := range []string{s.version, s.mode, s.zxid} {
			if len(v) > 90 {
				t.Errorf("%d bytes", len(v))
			}
		}
	})
}

package zookeeper

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Replies in the form of several releases; those of 3.8.0 were given by the
// ZooKeeper of this project's recordings, the others have made-up values.
const (
	srvr33 = "Zookeeper version: 3.3.5-1301095, built on 03/15/2012 19:48 GMT\nLatency min/avg/max: 0/2/41\nReceived: 900\nSent: 901\nOutstanding: 3\nZxid: 0x700000a1f\nMode: follower\nNode count: 77\n"
	srvr34 = "Zookeeper version: 3.4.9-1757313, built on 08/23/2016 06:50 GMT\nLatency min/avg/max: 0/0/12\nReceived: 5150\nSent: 5149\nConnections: 12\nOutstanding: 0\nZxid: 0x2000004d2\nMode: observer\nNode count: 42\n"
	srvr38 = "Zookeeper version: 3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC\nLatency min/avg/max: 0/2.7778/26\nReceived: 38\nSent: 39\nConnections: 3\nOutstanding: 0\nZxid: 0x100000014\nMode: leader\nNode count: 11\nProposal sizes last/min/max: 48/36/411\n"
	srvrRO = "Zookeeper version: 3.6.3--6401e4ad2087061bc6b9f80dec2d69f2e3c8660a, built on 04/08/2021 16:35 GMT\nLatency min/avg/max: 0/0.0/0\nReceived: 4\nSent: 3\nConnections: 1\nOutstanding: 0\nZxid: 0x500000003\nMode: read-only\nNode count: 9\n"
	// Another server that speaks the words; its counters can be nonsense.
	srvrOther = "ClickHouse Keeper version: v22.1.9.1-stable-0123456789abcdef, built on Mon Jan  3 10:00:00 UTC 2022\r\nLatency min/avg/max: 0/0/0\r\nReceived: 0\r\nSent: 0\r\nConnections: 18446744073709551615\r\nOutstanding: -1\r\nZxid: 19\r\nMode: leader\r\nNode count: 4\r\n"
	stat35    = "Zookeeper version: 3.5.8-f439ca583e70862c3068a1f2a7d4d068eec33315, built on 05/04/2020 15:53 GMT\nClients:\n /10.4.0.9:41002[1](queued=0,recved=12,sent=12)\n /0:0:0:0:0:0:0:1:52114[0](queued=0,recved=1,sent=0)\n\nLatency min/avg/max: -3/1/907\nReceived: 61\nSent: 60\nConnections: 2\nOutstanding: 0\nZxid: 0x1a00000003\nMode: follower\nNode count: 31\n"

	mntr34 = "zk_version\t3.4.13-2d71af4dbe22557fda74f9a9b4309b15a7487f03, built on 06/29/2018 04:05 GMT\nzk_avg_latency\t1\nzk_max_latency\t77\nzk_min_latency\t0\nzk_packets_received\t210\nzk_packets_sent\t211\nzk_num_alive_connections\t6\nzk_outstanding_requests\t2\nzk_server_state\tleader\nzk_znode_count\t17\nzk_watch_count\t8\nzk_ephemerals_count\t3\nzk_approximate_data_size\t900\nzk_open_file_descriptor_count\t40\nzk_max_file_descriptor_count\t65536\nzk_fsync_threshold_exceed_count\t0\nzk_followers\t4\nzk_synced_followers\t3\nzk_pending_syncs\t0\n"
	mntr38 = "zk_version\t3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC\nzk_server_state\tleader\nzk_peer_state\tleading - broadcast\nzk_ephemerals_count\t4\nzk_num_alive_connections\t6\nzk_avg_latency\t1.9206\nzk_outstanding_requests\t0\nzk_znode_count\t11\nzk_watch_count\t5\nzk_min_latency\t0\nzk_max_latency\t25\nzk_synced_followers\t2\nzk_synced_non_voting_followers\t0\nzk_synced_observers\t1\nzk_learners\t3\nzk_quorum_size\t3\nzk_avg_proposal_latency\t8.5\nzk_sum_watch_count\t99\n"
	// Blanks for tabs, and words behind numbers: how the manual shows it.
	mntrManual = "\n  zk_version  3.4.0\n  zk_avg_latency  2\n  zk_server_state leader\n  zk_znode_count   4\n  zk_followers    4                   - only exposed by the Leader\n  broken-line\n  zk_synced_followers"
	mntrOther  = "zk_version\tv23.1.2.9-stable-0123456789abcdef0123456789abcdef01234567\nzk_avg_latency\t0\nzk_num_alive_connections\t1\nzk_server_state\tfollower\nzk_znode_count\t6\nzk_max_file_descriptor_count\t18446744073709551615\nzk_watch_count\t18446744073709551615\n"

	conf38 = "clientPort=2181\nsecureClientPort=-1\ndataDir=/var/lib/zookeeper/version-2\ndataDirSize=67109477\ntickTime=2000\nmaxClientCnxns=60\nserverId=1\nmembership: \nserver.1=10.4.0.1:2888:3888:participant\nserver.2=10.4.0.2:2888:3888:participant\nversion=0"
	envi34 = "Environment:\nzookeeper.version=3.4.13-2d71af4, built on 06/29/2018 04:05 GMT\nhost.name=zk1.example\njava.version=1.8.0_171\njava.class.path=/opt/zk.jar:-Dpassword=hunter22\nos.memory.free=84MB\nuser.name=zookeeper\n"
)

func (s status) String() string {
	return fmt.Sprintf("%s %s %s c%s o%s n%s w%s e%s f%s/%s %s/%s/%s", s.version, s.mode, s.zxid, show(s.connections), show(s.outstanding),
		show(s.nodes), show(s.watches), show(s.ephemerals), show(s.synced), show(s.followers), show(s.latencyMin), show(s.latencyAvg), show(s.latencyMax))
}

func TestParseStatus(t *testing.T) {
	for text, want := range map[string]string{
		srvr33:    "3.3.5-1301095 follower 0x700000a1f c- o3 n77 w- e- f-/- 0/2/41",
		srvr34:    "3.4.9-1757313 observer 0x2000004d2 c12 o0 n42 w- e- f-/- 0/0/12",
		srvr38:    "3.8.0-${mvngit.commit.id} leader 0x100000014 c3 o0 n11 w- e- f-/- 0/2.7778/26",
		srvrRO:    "3.6.3--6401e4ad2087061bc6b9f80dec2d69f2e3c8660a read-only 0x500000003 c1 o0 n9 w- e- f-/- 0/0/0",
		srvrOther: "v22.1.9.1-stable-0123456789abcdef leader 19 c- o- n4 w- e- f-/- 0/0/0",
		stat35:    "3.5.8-f439ca583e70862c3068a1f2a7d4d068eec33315 follower 0x1a00000003 c2 o0 n31 w- e- f-/- -/1/907",
	} {
		if s := parseStatus(text); !s.known() || s.String() != want {
			t.Errorf("%.40q:\n%s\nwant\n%s", text, s, want)
		}
	}
	for _, text := range []string{"", "imok", "Mode:\n", "HTTP/1.1 400 Bad Request\nMode: x\n", srvr34[:70]} {
		if s := parseStatus(text); s.known() {
			t.Errorf("%q is taken for a status: %+v", text, s)
		}
	}
}

func TestParseMonitor(t *testing.T) {
	for text, want := range map[string]string{
		mntr34:     "3.4.13-2d71af4dbe22557fda74f9a9b4309b15a7487f03 leader  c6 o2 n17 w8 e3 f3/4 0/1/77",
		mntr38:     "3.8.0-${mvngit.commit.id} leader  c6 o0 n11 w5 e4 f3/3 0/1.9206/25",
		mntrManual: "3.4.0 leader  c- o- n4 w- e- f-/4 -/2/-",
		mntrOther:  "v23.1.2.9-stable-0123456789abcdef0123456789abcdef01234567 follower  c1 o- n6 w- e- f-/- -/0/-",
	} {
		if s := parseMonitor(text); !s.known() || s.String() != want {
			t.Errorf("%.40q:\n%s\nwant\n%s", text, s, want)
		}
	}
	for _, text := range []string{"", "zk_version 3.4.0", "zk_", "zk_server_state", "version\t3.4\nserver_state\tleader"} {
		if s := parseMonitor(text); s.known() {
			t.Errorf("%q is taken for numbers: %+v", text, s)
		}
	}
	s := parseStatus(srvr38)
	s.add(parseMonitor(mntr34))
	if want := "3.8.0-${mvngit.commit.id} leader 0x100000014 c3 o0 n11 w8 e3 f3/4 0/2.7778/26"; s.String() != want {
		t.Errorf("%s\nwant\n%s", s, want)
	}
}

func TestDecodeAdmin(t *testing.T) {
	for _, tc := range []struct{ name, body, outcome, want string }{
		{"3.8 srvr", `{"version":"3.8.0-x, built on 2024-12-29 17:54 UTC","read_only":false,"server_stats":{"packets_sent":2,"server_state":"follower","last_processed_zxid":30064773663,"outstanding_requests":1,"avg_latency":0.5,"max_latency":9,"min_latency":0,"num_alive_client_connections":4,"provider_null":false},"client_response":{"last_buffer_size":-1},"node_count":5,"command":"server_stats","error":null}`,
			Answered, "3.8.0-x follower 0x700000a1f c4 o1 n5 w- e- f-/- 0/0.5/9"},
		{"3.8 monitor", `{"version":"3.8.0-x, built on 2024","server_state":"leader","ephemerals_count":2,"num_alive_connections":3,"avg_latency":1.25,"watch_count":7,"learners":4,"synced_followers":2,"command":"monitor","error":null}`,
			Answered, "3.8.0-x leader  c3 o- n- w7 e2 f2/4 -/1.25/-"},
		{"no quorum", `{"command":"srvr","error":"This ZooKeeper instance is not currently serving requests"}`, NotServing, ""},
		{"unknown", `{"command":"nonsense","error":"Unknown command: nonsense"}`, Refused, ""},
		{"of something else", `{"message":"App '/commands' does not exist"}`, WrongProtocol, ""},
		{"nothing in it", `{"command":"ruok","error":null}`, WrongProtocol, ""},
		{"a list", `[1]`, WrongProtocol, ""},
		{"nonsense", `{"version":7,"server_state":[1],"server_stats":"x","command":"monitor"}`, WrongProtocol, ""},
	} {
		s, outcome, why := decodeAdmin([]byte(tc.body))
		if outcome != tc.outcome || (why == "") != (outcome == Answered) || outcome == Answered && s.String() != tc.want {
			t.Errorf("%s: %s %q %s", tc.name, outcome, why, s)
		}
	}
}

func TestParseSettings(t *testing.T) {
	got := make(map[string]string)
	parseSettings(got, conf38)
	parseSettings(got, envi34)
	want := map[string]string{
		"clientPort": "2181", "secureClientPort": "-1", "dataDir": "/var/lib/zookeeper/version-2", "tickTime": "2000", "maxClientCnxns": "60", "serverId": "1",
		"server.1": "10.4.0.1:2888:3888:participant", "server.2": "10.4.0.2:2888:3888:participant",
		"host.name": "zk1.example", "java.version": "1.8.0_171", "user.name": "zookeeper",
	}
	if !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "server.%d=zk://a:hunter22@h%s\n", i, strings.Repeat("x", 5000))
	}
	many := make(map[string]string)
	parseSettings(many, b.String())
	if len(many) != maxPeers || len(many["server.0"]) > 300 || strings.Contains(many["server.0"], "hunter22") {
		t.Errorf("%d entries, the first %q", len(many), many["server.0"])
	}
}

func TestParseClients(t *testing.T) {
	text := " /127.0.0.1:36968[0](queued=0,recved=1,sent=0)\n /0:0:0:0:0:0:0:1:52114[1](queued=0,recved=1,sent=0,sid=0x1)\n /[::1]:50123[1](queued=0)\n 10.4.0.7:52852(recved=0,sent=0)\n\n[broken\nnothing\n"
	if got := parseClients(text); !slices.Equal(got, []string{"127.0.0.1:36968", "0:0:0:0:0:0:0:1:52114", "[::1]:50123", "10.4.0.7:52852"}) {
		t.Errorf("%q", got)
	}
	if n := parseWatches("0 connections watching 0 paths\nTotal watches:12\n"); show(n) != "12" {
		t.Errorf("watches: %s", show(n))
	}
}

func FuzzParseStatus(f *testing.F) {
	for _, s := range []string{srvr33, srvr34, srvr38, srvrOther, stat35, mntr34, mntrManual} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := parseStatus(text)
		if s.known() && !strings.Contains(strings.ToLower(text), "mode") {
			t.Errorf("%+v", s)
		}
		s.add(parseMonitor(text))
		for _, v := range []string{s.version, s.mode, s.zxid} {
			if len(v) > 90 {
				t.Errorf("%d bytes", len(v))
			}
		}
		for _, n := range []*int64{s.connections, s.outstanding, s.nodes, s.watches, s.ephemerals, s.followers, s.synced} {
			if n != nil && *n < 0 {
				t.Errorf("%d", *n)
			}
		}
	})
}

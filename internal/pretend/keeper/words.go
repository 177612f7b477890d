package keeper

import "fmt"

const build = "3.8.4-9316c2a7a97e1666d8f4593f34dd6fc36ecc436c, built on 2024-02-12 22:16 UTC"

// known are the words of ZooKeeper 3.8 that are not in the whitelist: refused by
// name.
var known = map[string]bool{
	"conf": true, "cons": true, "crst": true, "dirs": true, "dump": true, "envi": true, "gtmk": true, "hash": true,
	"isro": true, "reqs": true, "srst": true, "stat": true, "stmk": true, "wchc": true, "wchp": true, "wchs": true,
}

// word is the answer to a four-letter word; false when it is none.
func (s *server) word(w string) (answer string, is bool) {
	switch w {
	case "ruok":
		return "imok", true
	case "srvr":
		return s.srvr(), true
	case "mntr":
		return s.mntr(), true
	}
	if known[w] {
		return w + " is not executed because it is not in the whitelist.\n", true
	}
	return "", false
}

// mode of the server: the last one leads.
func (s *server) mode() string {
	switch n := len(s.ensemble.servers); {
	case n == 1:
		return "standalone"
	case s.index == n-1:
		return "leader"
	}
	return "follower"
}

func (s *server) counts() (asked int64, nodes, ephemerals, size int, zxid int64) {
	s.mu.Lock()
	asked = s.asked
	s.mu.Unlock()
	nodes, ephemerals, size, zxid = s.ensemble.tree.counts()
	return asked, nodes, ephemerals, size, zxid
}

func (s *server) srvr() string {
	asked, nodes, _, _, zxid := s.counts()
	more := ""
	if s.mode() == "leader" {
		more = "Proposal sizes last/min/max: 48/48/388\n"
	}
	return fmt.Sprintf("Zookeeper version: %s\nLatency min/avg/max: 0/0.8/17\nReceived: %d\nSent: %d\nConnections: %d\n"+
		"Outstanding: 0\nZxid: 0x%x\nMode: %s\nNode count: %d\n%s", build, 2310+asked, 2325+asked, s.connections(), zxid, s.mode(), nodes, more)
}

func (s *server) mntr() string {
	asked, nodes, ephemerals, size, _ := s.counts()
	more := ""
	if n := len(s.ensemble.servers); s.mode() == "leader" {
		more = fmt.Sprintf("zk_quorum_size\t%d\nzk_synced_followers\t%d\nzk_learners\t%d\nzk_synced_observers\t0\n", n, n-1, n-1)
	}
	return fmt.Sprintf("zk_version\t%s\nzk_server_state\t%s\nzk_ephemerals_count\t%d\nzk_num_alive_connections\t%d\n"+
		"zk_avg_latency\t0.8\nzk_outstanding_requests\t0\nzk_znode_count\t%d\nzk_global_sessions\t8\nzk_packets_sent\t%d\n"+
		"zk_packets_received\t%d\nzk_watch_count\t%d\nzk_auth_failed_count\t0\nzk_min_latency\t0\nzk_max_latency\t17\n"+
		"zk_max_file_descriptor_count\t65536\nzk_open_file_descriptor_count\t74\nzk_approximate_data_size\t%d\n"+
		"zk_uptime\t%d\n%s", build, s.mode(), ephemerals, s.connections(), nodes, 2325+asked, 2310+asked, 11, size, 86_400_000+asked, more)
}

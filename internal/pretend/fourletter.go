package pretend

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// patience is how long ZooKeeper waits for the word of a client.
const patience = 5 * time.Second

// fourLetter is the port of a ZooKeeper as far as the four-letter words go; to
// anything else, the real protocol included, it hangs up. While it is down it
// hangs up on everybody.
type fourLetter struct {
	down  atomic.Bool
	asked atomic.Int64

	mu    sync.Mutex
	open  map[net.Conn]bool
	ended bool
}

const zooKeeperBuild = "3.8.4-9316c2a7a97e1666d8f4593f34dd6fc36ecc436c, built on 2024-02-12 22:16 UTC"

// words are those of the whitelist that this server has.
var words = map[string]func(z *fourLetter) string{
	"ruok": func(*fourLetter) string { return "imok" },
	"srvr": (*fourLetter).srvr,
	"mntr": (*fourLetter).mntr,
}

// known are the others of ZooKeeper 3.8: refused by name.
var known = map[string]bool{
	"conf": true, "cons": true, "crst": true, "dirs": true, "dump": true, "envi": true, "gtmk": true, "hash": true,
	"isro": true, "reqs": true, "srst": true, "stat": true, "stmk": true, "wchc": true, "wchp": true, "wchs": true,
}

// serve returns when the listener is closed and all conversations have ended.
func (z *fourLetter) serve(door net.Listener) {
	var talking sync.WaitGroup
	defer talking.Wait()
	for {
		conn, err := door.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // this one client is lost, as it would be to a real server
		}
		talking.Go(func() { z.talk(conn) })
	}
}

func (z *fourLetter) talk(conn net.Conn) {
	defer conn.Close()
	defer z.leave(conn)
	if !z.enter(conn) || z.down.Load() {
		return
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	var word [4]byte
	if _, err := io.ReadFull(conn, word[:]); err != nil {
		return
	}
	z.asked.Add(1)
	switch answer := words[string(word[:])]; {
	case answer != nil:
		_, _ = io.WriteString(conn, answer(z))
	case known[string(word[:])]:
		_, _ = io.WriteString(conn, string(word[:])+" is not executed because it is not in the whitelist.\n")
	}
}

func (z *fourLetter) enter(conn net.Conn) bool {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.open == nil {
		z.open = make(map[net.Conn]bool)
	}
	z.open[conn] = true
	return !z.ended
}

func (z *fourLetter) leave(conn net.Conn) {
	z.mu.Lock()
	defer z.mu.Unlock()
	delete(z.open, conn)
}

// hangUp ends all conversations, for good.
func (z *fourLetter) hangUp() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.ended = true
	for conn := range z.open {
		_ = conn.Close()
	}
}

func (z *fourLetter) srvr() string {
	n := z.asked.Load()
	return fmt.Sprintf("Zookeeper version: %s\nLatency min/avg/max: 0/0.8/17\nReceived: %d\nSent: %d\nConnections: 9\n"+
		"Outstanding: 0\nZxid: 0x4000001c7\nMode: standalone\nNode count: 13\n", zooKeeperBuild, 2310+n, 2325+n)
}

func (z *fourLetter) mntr() string {
	n := z.asked.Load()
	return fmt.Sprintf("zk_version\t%s\nzk_server_state\tstandalone\nzk_ephemerals_count\t2\nzk_num_alive_connections\t9\n"+
		"zk_avg_latency\t0.8\nzk_outstanding_requests\t0\nzk_znode_count\t13\nzk_global_sessions\t8\nzk_packets_sent\t%d\n"+
		"zk_packets_received\t%d\nzk_watch_count\t11\nzk_auth_failed_count\t0\nzk_min_latency\t0\nzk_max_latency\t17\n"+
		"zk_max_file_descriptor_count\t65536\nzk_open_file_descriptor_count\t74\nzk_approximate_data_size\t1462\n"+
		"zk_uptime\t%d\n", zooKeeperBuild, 2325+n, 2310+n, 86_400_000+n)
}

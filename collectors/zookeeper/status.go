package zookeeper

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// status is what a server says of itself in numbers: replies to srvr, stat and
// mntr, 3.3 to 3.9 and compatible servers, or the AdminServer. What a server does
// not say, or says in a form that makes no sense (counters of 2^64-1, negative
// latencies), is nil or empty.
type status struct {
	version, mode, zxid                    string
	connections, outstanding, nodes        *int64
	watches, ephemerals, followers, synced *int64
	latencyMin, latencyAvg, latencyMax     *float64
	readOnly                               *bool
}

// known tells whether a text was such a reply at all.
func (s status) known() bool { return s.mode != "" && (s.version != "" || s.zxid != "") }

// parseStatus reads the "Name: value" lines of srvr and stat
// (server/command/StatCommand.java). Lines it does not know, such as clients or
// Proposal sizes of a leader, are passed over.
func parseStatus(text string) status {
	var s status
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			continue
		}
		switch name = strings.ToLower(name); {
		case strings.HasSuffix(name, "version"): // of ZooKeeper, or of who stands in for it
			s.version = release(value)
		case name == "mode":
			s.mode = clip(strings.ToLower(value))
		case name == "zxid":
			s.zxid = clip(value)
		case name == "latency min/avg/max":
			s.latencies(strings.Split(value, "/"))
		case name == "connections":
			s.connections = count(value)
		case name == "outstanding":
			s.outstanding = count(value)
		case name == "node count":
			s.nodes = count(value)
		}
	}
	return s
}

// parseMonitor reads the reply to mntr: a name, a tab, a value
// (server/command/MonitorCommand.java); some write blanks, and words behind the
// value. The names end where 3.6 put its hundreds of metrics behind them.
func parseMonitor(text string) status {
	var s status
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		end := strings.IndexAny(line, " \t")
		name, ok := strings.CutPrefix(line, "zk_")
		if end < 0 || !ok {
			continue
		}
		s.metric(name[:end-len("zk_")], strings.TrimSpace(line[end:]))
	}
	return s
}

// metric takes one line of mntr, or one entry of the AdminServer's monitor.
func (s *status) metric(name, value string) {
	if name == "version" {
		s.version = release(value)
		return
	}
	value, _, _ = strings.Cut(value, " ")
	switch name {
	case "server_state":
		s.mode = clip(strings.ToLower(value))
	case "num_alive_connections", "num_alive_client_connections":
		s.connections = count(value)
	case "last_processed_zxid":
		if n := count(value); n != nil {
			s.zxid = fmt.Sprintf("0x%x", *n)
		}
	case "outstanding_requests":
		s.outstanding = count(value)
	case "znode_count", "node_count":
		s.nodes = count(value)
	case "watch_count":
		s.watches = count(value)
	case "ephemerals_count":
		s.ephemerals = count(value)
	case "followers", "learners": // since 3.6 the latter; both count observers too
		s.followers = count(value)
	case "synced_followers", "synced_observers", "synced_non_voting_followers":
		s.synced = sum(s.synced, count(value))
	case "min_latency":
		s.latencyMin = millis(value)
	case "avg_latency":
		s.latencyAvg = millis(value)
	case "max_latency":
		s.latencyMax = millis(value)
	}
}

func (s *status) latencies(three []string) {
	if len(three) == 3 {
		s.latencyMin, s.latencyAvg, s.latencyMax = millis(three[0]), millis(three[1]), millis(three[2])
	}
}

// add takes from o what s lacks.
func (s *status) add(o status) {
	s.version, s.mode, s.zxid = firstOf(s.version, o.version), firstOf(s.mode, o.mode), firstOf(s.zxid, o.zxid)
	for _, one := range []struct{ to, from **int64 }{
		{&s.connections, &o.connections}, {&s.outstanding, &o.outstanding}, {&s.nodes, &o.nodes}, {&s.watches, &o.watches},
		{&s.ephemerals, &o.ephemerals}, {&s.followers, &o.followers}, {&s.synced, &o.synced},
	} {
		if *one.to == nil {
			*one.to = *one.from
		}
	}
	for _, one := range []struct{ to, from **float64 }{
		{&s.latencyMin, &o.latencyMin}, {&s.latencyAvg, &o.latencyAvg}, {&s.latencyMax, &o.latencyMax},
	} {
		if *one.to == nil {
			*one.to = *one.from
		}
	}
	if s.readOnly == nil {
		s.readOnly = o.readOnly
	}
}

// release is a version without the day it was built on.
func release(s string) string {
	version, _, _ := strings.Cut(s, ", built")
	return clip(version)
}

func count(s string) *int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return nil
	}
	return &n
}

// sum of what is known.
func sum(a, b *int64) *int64 {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	n := *a + *b
	return &n
}

// millis reads a latency: whole up to 3.5, a fraction since 3.6.
func millis(s string) *float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	const longest = 1e12 // more is a counter that ran over, or no number
	if err != nil || !(f >= 0 && f < longest) {
		return nil
	}
	return &f
}

package zookeeper

import (
	"strconv"
	"strings"
)

// status is the reply to srvr, 3.3 to 3.9 and compatible servers. What a server
// does not say, or says in a form that makes no sense (counters of 2^64-1), is
// nil or empty.
type status struct {
	version, mode, zxid             string
	connections, outstanding, nodes *int64
}

// known tells whether the text was the reply to srvr at all.
func (s status) known() bool { return s.mode != "" && (s.version != "" || s.zxid != "") }

// parseStatus reads "Name: value" lines (server/command/StatCommand.java). Lines
// it does not know, such as Proposal sizes of a leader, are passed over.
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
			version, _, _ := strings.Cut(value, ", built")
			s.version = clip(version)
		case name == "mode":
			s.mode = clip(value)
		case name == "zxid":
			s.zxid = clip(value)
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

func count(s string) *int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return nil
	}
	return &n
}

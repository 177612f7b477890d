package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prometheus/procfs"
)

// Ports that Mesos and ZooKeeper listen on unless told otherwise.
const (
	masterPort = 5050
	agentPort  = 5051
)

// tcpListen is the state LISTEN in /proc/net/tcp.
const tcpListen = 0x0A

// localHost is what this host has of Mesos by its files and sockets.
type localHost struct {
	masters, agents []string // URLs
	zk              string
}

// lookAround finds what to look at when nothing is named: the ensemble that the
// packages' /etc/mesos/zk names, and listening sockets on the usual ports. What
// cannot be read counts as not there; doctor lists the places.
func lookAround(root string) localHost {
	h := localHost{zk: packagedZK(root)}
	for _, at := range listening(root) {
		switch at.port {
		case masterPort:
			h.masters = append(h.masters, at.url())
		case agentPort:
			h.agents = append(h.agents, at.url())
		}
	}
	return h
}

// packagedZK reads the zk:// URL of /etc/mesos/zk, which the Mesosphere packages'
// init wrapper hands to master and agent.
func packagedZK(root string) string {
	f, err := os.Open(filepath.Join(root, "etc/mesos/zk"))
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, 64<<10))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); strings.HasPrefix(line, "zk://") {
			return line
		}
	}
	return ""
}

// socket is one that listens.
type socket struct {
	ip   net.IP
	port uint64
}

// url is where to ask: a socket bound to all addresses is asked on loopback.
func (s socket) url() string {
	ip := s.ip
	if ip.IsUnspecified() {
		ip = net.IPv4(127, 0, 0, 1)
	}
	return "http://" + net.JoinHostPort(ip.String(), strconv.FormatUint(s.port, 10))
}

// listening lists the TCP sockets of this host that listen (Linux).
func listening(root string) []socket {
	fs, err := procfs.NewFS(filepath.Join(root, "proc"))
	if err != nil {
		return nil
	}
	v4, _ := fs.NetTCP() // one of the two may be missing
	v6, _ := fs.NetTCP6()
	var all []socket
	known := make(map[string]bool)
	for _, line := range slices.Concat(v4, v6) {
		s := socket{line.LocalAddr, line.LocalPort}
		if line.St == tcpListen && !known[s.url()] {
			known[s.url()] = true
			all = append(all, s)
		}
	}
	return all
}

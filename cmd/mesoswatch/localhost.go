package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/ports"
)

// Ports that Mesos and ZooKeeper listen on unless told otherwise.
const (
	masterPort = 5050
	agentPort  = 5051
)

// localHost is what this host has of Mesos by its files and sockets.
type localHost struct {
	masters, agents []string // URLs
	zk              string
}

// lookAround finds what to look at when nothing is named: the ensemble that the
// packages' /etc/mesos/zk names, and listening sockets on the usual ports. What
// cannot be read counts as not there; doctor lists the places.
func lookAround(ctx context.Context, root string) localHost {
	h := localHost{zk: packagedZK(root)}
	add := func(to *[]string, url string) {
		if !slices.Contains(*to, url) {
			*to = append(*to, url)
		}
	}
	for _, s := range listening(ctx, root) {
		switch s.Port {
		case masterPort:
			add(&h.masters, socketURL(s))
		case agentPort:
			add(&h.agents, socketURL(s))
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

// listening lists the TCP sockets of this host that listen.
func listening(ctx context.Context, root string) []mesoswatch.Socket {
	var all []mesoswatch.Socket
	c := &ports.Collector{Root: root, NoConnect: true}
	_ = c.Run(ctx, func(r mesoswatch.Record) error { // what cannot be read is not there
		if r.Snapshot != nil && r.Snapshot.Socket != nil && strings.HasPrefix(r.Snapshot.Socket.Protocol, "tcp") {
			all = append(all, *r.Snapshot.Socket)
		}
		return nil
	})
	return all
}

// socketURL is where to ask: a socket bound to all addresses is asked on loopback.
func socketURL(s mesoswatch.Socket) string {
	ip, err := netip.ParseAddr(s.Address)
	if err != nil || ip.IsUnspecified() {
		ip = netip.MustParseAddr("127.0.0.1")
	}
	return "http://" + net.JoinHostPort(ip.Unmap().String(), strconv.Itoa(s.Port))
}

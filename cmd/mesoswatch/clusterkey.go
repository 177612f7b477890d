package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// clusterName is what the header calls the cluster.
func (a *app) clusterName() string {
	switch {
	case a.screen.cluster != "":
		return a.screen.cluster
	case a.config.Cluster != "":
		return a.config.Cluster
	}
	return hostName()
}

func hostName() string {
	host, err := os.Hostname()
	if err != nil {
		return "mesos"
	}
	return host
}

// clusterKey tells clusters apart where something is kept for one: its name where
// it has one, else what is looked at, so that two clusters watched from one host
// never share a store.
func (a *app) clusterKey() string {
	t := &a.targets
	switch {
	case a.screen.cluster != "":
		return a.screen.cluster
	case a.config.Cluster != "":
		return a.config.Cluster
	case t.ZK != "":
		return "zk " + withoutLogin(t.ZK)
	case len(t.Masters) > 0:
		hosts := make([]string, 0, len(t.Masters))
		for _, m := range t.Masters {
			hosts = append(hosts, withoutLogin(m))
		}
		slices.Sort(hosts)
		return "masters " + strings.Join(slices.Compact(hosts), " ")
	case len(t.Logs) > 0 && !(len(t.Logs) == 1 && t.Logs[0] == "-"):
		sum := sha256.New()
		for _, l := range t.Logs {
			path, err := filepath.Abs(l)
			if err != nil {
				path = l
			}
			sum.Write([]byte(path + "\x00"))
		}
		return "logs " + filepath.Base(t.Logs[0]) + " " + hex.EncodeToString(sum.Sum(nil)[:4])
	case t.Root != "" && t.Root != "/":
		return "host " + hostName() + " " + t.Root
	}
	return "host " + hostName()
}

// withoutLogin is the host and path of a URL.
func withoutLogin(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		return u.Host + strings.TrimRight(u.Path, "/")
	}
	if i := strings.LastIndex(s, "@"); i >= 0 {
		s = s[i+1:]
	}
	return s
}

// registerCluster adds --cluster to a command that has no screen.
func (a *app) registerCluster(f *pflag.FlagSet) {
	f.StringVar(&a.screen.cluster, "cluster", "", "`NAME` of the cluster; what is found is stored under it")
}

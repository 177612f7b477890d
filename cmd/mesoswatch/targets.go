package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"
)

// targets name what is looked at; the same on every command that looks at a
// cluster.
type targets struct {
	Masters        []string
	ZK             string
	Logs           []string
	Agents         []string
	Root           string
	Credential     string
	TokenFile      string
	DCOS           bool
	RemoteLogs     string
	AgentLogs      bool
	ZKTLS          bool
	Probe          bool
	CACert         string
	Cert           string
	Key            string
	SkipVerify     bool
	AllowPlaintext bool
	Zone           string
	Year           int
	Since          string
	Until          string
	Record         string
}

func (t *targets) register(f *pflag.FlagSet, live bool) {
	f.StringVar(&t.Zone, "timezone", "", "`ZONE` of the hosts that wrote the logs, such as Europe/Berlin or UTC (default: this host's)")
	f.IntVar(&t.Year, "year", 0, "`YEAR` of the first line of each log (default: from header, file name or modification time)")
	f.StringVar(&t.Since, "since", "", "only what happened at or after `TIME` (RFC 3339, 2006-01-02 15:04, 15:04, or an age such as 2h)")
	f.StringVar(&t.Until, "until", "", "only what happened before `TIME`")
	f.StringVar(&t.Record, "record", "", "write all records as JSON Lines to `FILE`, which replays to the same findings")
	if !live {
		return
	}
	f.StringArrayVar(&t.Masters, "master", nil, "`URL` of a master (repeatable)")
	f.StringVar(&t.ZK, "zk", "", "ZooKeeper of the cluster, zk://host:port,…/path")
	f.StringArrayVar(&t.Agents, "agent", nil, "`URL` of an agent (repeatable; otherwise agents are found in the masters' state)")
	f.StringArrayVar(&t.Logs, "log", nil, "`PATH` of a log: a file, link, folder or glob, - for a pipe (repeatable)")
	f.StringVar(&t.RemoteLogs, "remote-logs", "auto", "read the logs of masters and named agents over HTTP: auto (where no log is at hand), always or never")
	f.BoolVar(&t.AgentLogs, "agent-logs", false, "read the logs of agents that are found, too")
	f.BoolVar(&t.Probe, "probe", false, "look at the ports and the TLS of the cluster's hosts too: connections that masters note in their logs")
	f.BoolVar(&t.ZKTLS, "zk-tls", false, "the ZooKeeper servers are asked over TLS (their secureClientPort)")
	f.StringVar(&t.Root, "root", "/", "read this host's files below `DIR`")
	f.StringVar(&t.Credential, "credential", "", "`FILE` with principal and secret, in either of Mesos' formats")
	f.StringVar(&t.TokenFile, "token-file", "", "`FILE` with a bearer token")
	f.BoolVar(&t.DCOS, "dcos", false, "the token is one of DC/OS, sent as token=…")
	f.StringVar(&t.CACert, "ca-cert", "", "`FILE` with the certificates that are trusted")
	f.StringVar(&t.Cert, "cert", "", "`FILE` with a client certificate")
	f.StringVar(&t.Key, "key", "", "`FILE` with the client certificate's key")
	f.BoolVar(&t.SkipVerify, "insecure-skip-verify", false, "do not verify the servers' certificates")
	f.BoolVar(&t.AllowPlaintext, "allow-plaintext-credentials", false, "send credentials without TLS to hosts other than this one")
}

// location is the zone of the logs; nil for the host's.
func (t *targets) location() (*time.Location, error) {
	if t.Zone == "" {
		return nil, nil
	}
	loc, err := time.LoadLocation(t.Zone)
	if err != nil {
		return nil, usage("--timezone %q: %v", t.Zone, err)
	}
	return loc, nil
}

// when reads a time of the command line.
func when(flag, s string, loc *time.Location, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if loc == nil {
		loc = time.Local
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, nil
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			y, m, d := now.In(loc).Date()
			return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, loc), nil
		}
	}
	return time.Time{}, usage("%s %q is no time: write 2006-01-02T15:04:05Z, \"2006-01-02 15:04\", 15:04 or an age such as 90m", flag, s)
}

// span reads --since and --until.
func (t *targets) span(now time.Time) (since, until time.Time, err error) {
	loc, err := t.location()
	if err != nil {
		return
	}
	if since, err = when("--since", t.Since, loc, now); err != nil {
		return
	}
	if until, err = when("--until", t.Until, loc, now); err != nil {
		return
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		err = fmt.Errorf("--since is not before --until")
		err = usage("%v", err)
	}
	return
}

package posture

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// danger is a port that should not be reached.
type danger struct {
	id, title string
	ports     []int
	level     mesoswatch.Level
	// between is set for ports that servers of the cluster need among themselves:
	// that a host of the cluster reaches them says nothing.
	between                         bool
	rationale, remediation, runbook string
	references                      []string
}

// dangers does not change.
var dangers = []danger{
	{
		id: "ports-docker", title: "Docker's API is open", ports: []int{2375}, level: mesoswatch.Critical, runbook: bookPort, references: []string{docDocker},
		rationale:   "The Docker API on 2375 has no login: whoever reaches it is root on the host.",
		remediation: "Remove -H tcp://… from the Docker daemon; where remote use is needed take 2376 with client certificates.",
	},
	{
		id: "ports-quorum", title: "ZooKeeper's quorum ports are open", ports: []int{2888, 3888}, level: mesoswatch.High, between: true, runbook: bookZooKeeper, references: []string{docZK, docZKSec},
		rationale:   "Up to 3.4.9 any server joins the ensemble there (CVE-2018-8012), and later ones ask for nothing unless quorum SASL or TLS is set up.",
		remediation: "Let only the other ZooKeeper servers reach 2888 and 3888; set quorum.auth.enableSasl.",
	},
	{
		id: "ports-exhibitor", title: "Exhibitor is open", ports: []int{8181}, level: mesoswatch.High, runbook: bookZooKeeper, references: []string{docDCOS},
		rationale:   "Exhibitor changes ZooKeeper's configuration and restarts it, without a login by default.",
		remediation: "Let it listen on loopback behind the admin router, or set a realm with a password.",
	},
	{
		id: "ports-spark", title: "Spark's submission ports are open", ports: []int{6066, 7077}, level: mesoswatch.Critical, runbook: bookPort, references: []string{docSpark},
		rationale:   "Spark's REST server on 6066 has no login at all, 7077 only spark.authenticate: whoever reaches them runs code on the cluster.",
		remediation: "spark.master.rest.enabled=false, spark.authenticate=true, and let only those who submit reach the ports.",
	},
	{
		id: "ports-etcd", title: "etcd is open", ports: []int{2379, 4001}, level: mesoswatch.High, runbook: bookPort, references: []string{"https://etcd.io/docs/latest/op-guide/security/"},
		rationale:   "etcd without client certificates is read and written by whoever reaches it: network configuration, secrets.",
		remediation: "Set --client-cert-auth with a CA, and let it listen on loopback or the cluster's network only.",
	},
	{
		id: "ports-mesos-dns", title: "The API of Mesos-DNS is open", ports: []int{8123}, level: mesoswatch.Low, runbook: bookPort, references: []string{"https://mesosphere.github.io/mesos-dns/"},
		rationale:   "It lists all tasks with their addresses to whoever asks.",
		remediation: "Set \"httpon\": false, or let it listen on loopback only (\"listener\").",
	},
}

func portChecks() []Check {
	var checks []Check
	for _, d := range dangers {
		checks = append(checks, Check{
			ID: d.id, Title: d.title, Level: d.level, Rationale: d.rationale, Remediation: d.remediation, References: d.references, Runbook: d.runbook, Settle: settlePorts,
			Kinds: []string{mesoswatch.SubjectPort, mesoswatch.SubjectSocket, mesoswatch.SubjectSelf, mesoswatch.SubjectMaster, mesoswatch.SubjectAgentCheck, mesoswatch.SubjectZooKeeper}, Judge: d.judge,
		})
	}
	return append(checks,
		Check{
			ID: "ports-bind", Title: "The daemon listens on all addresses", Level: mesoswatch.Low,
			Rationale:   "A daemon without --ip binds to every address of its host, so it is also reached over networks nobody thought of.",
			Remediation: "Set --ip to the address of the cluster's network.",
			References:  []string{docMaster, docAgent}, Runbook: bookPort, Settle: settleHost,
			Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck, mesoswatch.SubjectSocket), Judge: anyDaemon(bind),
		},
		Check{
			ID: "ports-wide", Title: "A socket is bound wider than needed", Level: mesoswatch.Low,
			Rationale:   "What only this host or the cluster's network uses need not listen on every address.",
			Remediation: "Bind the service to loopback or to the address of the cluster's network (clientPortAddress, http_address, bind-address …).",
			References:  []string{docZK, docMarathon}, Runbook: bookPort, Settle: settleHost, Kinds: []string{mesoswatch.SubjectSocket}, Judge: each(mesoswatch.SubjectSocket, wide),
		},
		Check{
			ID: "ports-unexpected", Title: "A port is open that should be closed", Level: mesoswatch.Medium,
			Rationale:   "It is not in the baseline of this cluster: somebody opened it, or a firewall rule is gone.",
			Remediation: "Find out what listens there (ss -tlnp on the host); close it, or accept it into the baseline.",
			References:  []string{docMaster}, Runbook: bookPort, Settle: "the port did not answer clearly: try it again, and from another host", Kinds: []string{mesoswatch.SubjectPort},
			Judge: each(mesoswatch.SubjectPort, expected("closed")),
		},
		Check{
			ID: "ports-missing", Title: "A port is closed that should be open", Level: mesoswatch.Low,
			Rationale:   "Something of the cluster does not listen, or a firewall is in between that was not there.",
			Remediation: "Look whether the service runs; compare the firewall with what it was.",
			References:  []string{docMaster}, Runbook: bookPort, Settle: "the port did not answer clearly: try it again, and from another host", Kinds: []string{mesoswatch.SubjectPort},
			Judge: each(mesoswatch.SubjectPort, expected("open")),
		})
}

// inside tells whether this program runs on a host of the cluster, as far as its
// own addresses are known.
func (f *Facts) inside() bool {
	members := f.members()
	for _, s := range f.All(mesoswatch.SubjectSelf) {
		for _, a := range s.Self.Addresses {
			if members[a] && !loopback(a) {
				return true
			}
		}
	}
	return false
}

// members are the addresses and names of masters, agents and ZooKeeper servers.
func (f *Facts) members() map[string]bool {
	out := make(map[string]bool)
	for _, d := range f.Daemons(Master) {
		for _, n := range d.names {
			out[n] = true
		}
	}
	for _, d := range f.Daemons(Agent) {
		for _, m := range d.Members {
			out[hostOf(m)] = true
		}
	}
	for _, s := range f.All(mesoswatch.SubjectZooKeeper) {
		out[hostOf(s.ZooKeeper.Address)] = true
	}
	return out
}

func (x danger) judge(f *Facts) []Answer {
	var answers []Answer
	inside := x.between && f.inside()
	for _, s := range f.All(mesoswatch.SubjectPort) {
		p := s.Port
		if !slices.Contains(x.ports, p.Port) {
			continue
		}
		proof := Proof(s, "", fmt.Sprintf("%s:%d is %s", p.Host, p.Port, p.State))
		switch {
		case p.State == "open" && inside:
			answers = append(answers, Undecided(s.Subject(), "it is open to this host, which belongs to the cluster; whether others reach it is not seen from here", proof))
		case p.State == "open":
			answers = append(answers, Failed(s.Subject(), "it can be reached from here", proof))
		case p.State == "closed", p.State == "silent":
			answers = append(answers, Passed(s.Subject(), "it cannot be reached from here", proof))
		default:
			answers = append(answers, Undecided(s.Subject(), "it could not be tried: "+p.Why))
		}
	}
	for _, s := range f.All(mesoswatch.SubjectSocket) {
		k := s.Socket
		if x.between || !slices.Contains(x.ports, k.Port) || strings.HasPrefix(k.Protocol, "udp") {
			continue
		}
		proof := Proof(s, "", socketText(k))
		if k.Reach == "loopback" {
			answers = append(answers, Passed(s.Subject(), "it listens on loopback only", proof))
		} else {
			answers = append(answers, Failed(s.Subject(), "it listens on "+k.Address, proof))
		}
	}
	if known, _ := f.Known(mesoswatch.SubjectSocket); known && !x.between {
		answers = append(answers, Passed(mesoswatch.Subject{Kind: mesoswatch.SubjectSocket, Name: "hosts that were looked at"}, "nothing else listens there"))
	}
	return f.gathered(mesoswatch.SubjectPort, answers)
}

func socketText(k *mesoswatch.Socket) string {
	who := k.Process
	if who == "" {
		who = "a process that may not be seen"
	}
	return fmt.Sprintf("%s %s:%d %s", k.Protocol, k.Address, k.Port, who)
}

// hostOf is the host of a URL or host:port.
func hostOf(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	if host, _, err := net.SplitHostPort(s); err == nil {
		return host
	}
	return s
}

// bind judges the address a daemon listens on: by its socket where that is seen,
// else by flag and environment (process.cpp binds to all without LIBPROCESS_IP).
func bind(f *Facts, d *Daemon) Answer {
	for _, s := range f.All(mesoswatch.SubjectSocket) {
		k := s.Socket
		if d.Host == "" || k.Host != d.Host || !ofDaemon(k, d.Kind) {
			continue
		}
		proof := Proof(s, "", socketText(k))
		if k.Reach == "all" {
			return Failed(d.Subject, "it listens on all addresses", proof)
		}
		return Passed(d.Subject, "it listens on "+k.Address, proof)
	}
	v, set := d.Flag("ip", "LIBPROCESS_IP")
	switch {
	case set && (v.Text == "0.0.0.0" || v.Text == "::"):
		return Failed(d.Subject, fmt.Sprintf("it is told to listen on %s", v.Text), v.Evidence)
	case set:
		return Passed(d.Subject, fmt.Sprintf("it is told to listen on %s", v.Text), v.Evidence)
	}
	for _, name := range []string{"ip", "ip_discovery_command", "LIBPROCESS_IP"} {
		if known, why := d.Absent(name); !known {
			return Undecided(d.Subject, name+" is not told: "+why)
		}
	}
	if v, ok := d.Flag("ip_discovery_command"); ok {
		return Undecided(d.Subject, "a command finds the address", v.Evidence)
	}
	return Failed(d.Subject, "no address is set, so it listens on all", d.absence("LIBPROCESS_IP"))
}

// ofDaemon tells whether a socket is that of a master or agent.
func ofDaemon(k *mesoswatch.Socket, kind string) bool {
	if strings.HasPrefix(k.Protocol, "udp") {
		return false
	}
	return k.Service == kind
}

func wide(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	k := s.Socket
	switch {
	case ofDaemon(k, Master), ofDaemon(k, Agent), isDangerous(k.Port): // told by ports-bind and the checks of dangerous ports
		return Answer{}, false
	case k.Service == "", k.Service == "executor", k.Service == "ssh": // not the cluster's, or on a port of its own each time
		return Answer{}, false
	}
	proof := Proof(s, "", socketText(k))
	switch k.Reach {
	case "loopback", "private":
		return Passed(s.Subject(), fmt.Sprintf("%s listens on %s", k.Service, k.Address), proof), true
	case "public":
		return Failed(s.Subject(), fmt.Sprintf("%s listens on the public address %s", k.Service, k.Address), proof).At(mesoswatch.Medium), true
	case "all":
		return Failed(s.Subject(), fmt.Sprintf("%s listens on all addresses", k.Service), proof), true
	}
	return Undecided(s.Subject(), "how far its address reaches is not known", proof), true
}

func isDangerous(port int) bool {
	return slices.ContainsFunc(dangers, func(d danger) bool { return !d.between && slices.Contains(d.ports, port) })
}

// expected compares a port with the baseline, which wants it open or closed.
func expected(want string) func(*Facts, *mesoswatch.Snapshot) (Answer, bool) {
	return func(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
		p := s.Port
		if p.Expected != want {
			return Answer{}, false
		}
		text := fmt.Sprintf("%s (%s) is %s; the baseline says %s", s.Subject().Name, p.Service, p.State, want)
		proof := Proof(s, "", text)
		open := p.State == "open"
		switch {
		case p.State != "open" && p.State != "closed" && p.State != "silent":
			return Undecided(s.Subject(), "it could not be tried: "+p.Why), true
		case open == (want == "open"):
			return Passed(s.Subject(), text, proof), true
		}
		return Failed(s.Subject(), text, proof), true
	}
}

package stage

import (
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Sources of the pretend collectors of ports and of TLS.
const (
	procNet  = "/proc/net"
	reach    = "ports"
	tlsProbe = "tlsprobe"
)

// PortsWell is the quiet hour on a host whose ports are all as they should be.
func PortsWell() Script {
	s := append(Quiet(), socket("tcp", "10.0.0.11", 5050, "private", "mesos-master"), socket("tcp", "10.0.0.11", 2181, "private", "java"),
		socket("tcp", "127.0.0.1", 25, "loopback", "master"), socket("tcp", "10.0.0.11", 22, "private", "sshd"), socket("udp", "127.0.0.1", 323, "loopback", "chronyd"))
	for i := range 3 {
		host := fmt.Sprintf("10.0.0.%d", 11+i)
		s = append(s, port(host, 5050, "mesos-master", "open", "open"), port(host, 5051, "mesos-agent", "closed", "closed"), port(host, 2375, "docker", "silent", "closed"),
			endpoint(host+":5050", "mesos-master", func(e *mesoswatch.Endpoint) { e.ClientCertificate = "demanded" }))
	}
	return append(s, portsSeen()...)
}

// PortsBad is the same host and its cluster with everything that can be wrong.
func PortsBad() Script {
	s := append(Incident(), PortsWell()...)
	s = append(s, socket("tcp", "0.0.0.0", 5051, "all", "mesos-agent"), socket("tcp6", "::", 8080, "all", "java"), socket("tcp", "203.0.113.7", 4400, "public", "java"),
		socket("tcp", "0.0.0.0", 2375, "all", ""), socket("udp6", "fe80::5054:ff:fe12:3456", 546, "private", "dhclient"))
	for i := range 12 {
		host := fmt.Sprintf("10.0.3.%d", 1+i)
		state, expected := "open", "open"
		switch i {
		case 3:
			state = "closed"
		case 5:
			state = "silent"
		case 7:
			state = "unknown"
		case 9:
			expected = ""
		}
		s = append(s, port(host, 5051, "mesos-agent", state, expected))
	}
	s = append(s, port("10.0.0.12", 2375, "docker", "open", "closed"), port("10.0.0.31", 2181, "zookeeper", "open", "closed"), port("10.0.0.22", 8080, "marathon", "open", "closed"))
	old := func(versions ...string) func(*mesoswatch.Endpoint) {
		return func(e *mesoswatch.Endpoint) {
			for _, v := range versions {
				e.Versions[v] = true
			}
		}
	}
	s = append(s,
		endpoint("10.0.0.12:5050", "mesos-master", old("SSLv3", "TLS 1.0", "TLS 1.1"), func(e *mesoswatch.Endpoint) {
			e.Plain, e.Weak = pointer(true), []string{"RC4", "no forward secrecy"}
			e.Ciphers = append(e.Ciphers, "TLS_RSA_WITH_RC4_128_SHA")
		}),
		endpoint("10.0.0.22:8443", "marathon", func(e *mesoswatch.Endpoint) { e.Certificate.NotAfter = at(74 * time.Hour) }),
		endpoint("10.0.0.13:5050", "mesos-master", func(e *mesoswatch.Endpoint) { e.Certificate.NotAfter = at(-9*24*time.Hour - time.Hour) }),
		endpoint("10.0.0.23:4443", "chronos", func(e *mesoswatch.Endpoint) {
			c := e.Certificate
			c.SelfSigned, c.Verified, c.Wrong, c.Issuer, c.Chain = true, false, "x509: certificate signed by unknown authority", c.Subject, 1
		}),
		mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at(time.Minute), Source: tlsProbe, Endpoint: &mesoswatch.Endpoint{Address: "10.0.0.31:2182", Service: "zookeeper", TLS: pointer(false), Plain: pointer(true)}}},
		mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at(time.Minute), Source: tlsProbe, Endpoint: &mesoswatch.Endpoint{Address: "10.0.0.32:2182", Service: "zookeeper", Why: "connection reset by peer"}}},
		found("ports-docker-open", "Docker without TLS is reachable", mesoswatch.Critical, mesoswatch.Subject{Kind: mesoswatch.SubjectPort, Name: "10.0.0.12 2375"}),
		found("tls-expired", "Certificate has expired", mesoswatch.High, mesoswatch.Subject{Kind: mesoswatch.SubjectEndpoint, Name: "10.0.0.22:8443"}))
	s = append(s, portsSeen()...)
	owners := health(mesoswatch.Health{At: at(5 * time.Second), Source: procNet, Collector: "ports", OK: true, Subjects: 10, Interval: 60, Complete: []string{mesoswatch.SubjectSocket},
		Lacking: map[string]string{"socket-owner": "the process of one socket is not seen: /proc hides those of other users (hidepid); root may see them"}})
	return append(s, owners)
}

// PortsBlind is the bad host after everybody has gone blind: the sockets can no
// longer be read, some ports are not known, and the probe is dead.
func PortsBlind() Script {
	return append(PortsBad(),
		health(mesoswatch.Health{At: at(time.Second), Source: procNet, Collector: "ports", Why: "open /proc/net/tcp: permission denied", Lacking: map[string]string{mesoswatch.SubjectSocket: "open /proc/net/tcp: permission denied"}}),
		health(mesoswatch.Health{At: at(time.Second), Source: reach, Collector: "ports", OK: true, Subjects: 24, Lacking: map[string]string{mesoswatch.SubjectPort: "1 of 24 ports: no route to the host"}}),
		health(mesoswatch.Health{At: at(time.Second), Source: tlsProbe, Collector: "tlsprobe", Why: "no endpoint answered", Lacking: map[string]string{mesoswatch.SubjectEndpoint: "no endpoint answered"}}))
}

// PortsEmpty is a host without any, well seen.
func PortsEmpty() Script { return append(Quiet(), portsSeen()...) }

func portsSeen() Script {
	return Script{
		health(mesoswatch.Health{At: at(30 * time.Second), Source: procNet, Collector: "ports", OK: true, Subjects: 5, Interval: 60, Complete: []string{mesoswatch.SubjectSocket}}),
		health(mesoswatch.Health{At: at(2 * time.Minute), Source: reach, Collector: "ports", OK: true, Subjects: 9, Interval: 600, Complete: []string{mesoswatch.SubjectPort}}),
		health(mesoswatch.Health{At: at(3 * time.Minute), Source: tlsProbe, Collector: "tlsprobe", OK: true, Subjects: 3, Interval: 3600, Complete: []string{mesoswatch.SubjectEndpoint}}),
	}
}

func health(h mesoswatch.Health) mesoswatch.Record { return mesoswatch.Record{Health: &h} }

func found(rule, title string, l mesoswatch.Level, s mesoswatch.Subject) mesoswatch.Record {
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID(rule, s), Rule: rule, Title: title, Level: l, Status: mesoswatch.Open, Subject: s, FirstSeen: at(40 * time.Minute), LastSeen: at(2 * time.Minute), Count: 1}}
}

func socket(protocol, address string, port int, reach, process string) mesoswatch.Record {
	s := &mesoswatch.Socket{Host: "master-1", Protocol: protocol, Address: address, Port: port, Reach: reach, Process: process, User: "root", Service: map[int]string{22: "ssh", 25: "smtp", 2181: "zookeeper", 2375: "docker", 4400: "chronos", 5050: "mesos-master", 5051: "mesos-agent", 8080: "marathon"}[port]}
	if process != "" {
		s.PID = 700 + port
	}
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at(80 * time.Hour), Source: procNet, Socket: s}}
}

func port(host string, n int, service, state, expected string) mesoswatch.Record {
	p := &mesoswatch.Port{Host: host, Port: n, Service: service, State: state, Expected: expected, NamedBy: "agent list"}
	if state == "unknown" {
		p.Why = "no route to the host, or a firewall that says so"
	}
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at(26 * time.Minute), Source: reach, Port: p}}
}

// endpoint is one that is well, but for what change makes of it.
func endpoint(address, service string, change ...func(*mesoswatch.Endpoint)) mesoswatch.Record {
	host, _, _ := strings.Cut(address, ":")
	e := &mesoswatch.Endpoint{
		Address: address, Service: service, TLS: pointer(true), Plain: pointer(false), ClientCertificate: "none",
		Versions: map[string]bool{"SSLv3": false, "TLS 1.0": false, "TLS 1.1": false, "TLS 1.2": true, "TLS 1.3": true},
		Ciphers:  []string{"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
		Certificate: &mesoswatch.Certificate{
			Subject: "CN=" + host + ",O=Example", Issuer: "CN=Example Internal CA 2,O=Example", Names: []string{"sched-1.example", host}, NotBefore: at(400 * 24 * time.Hour), NotAfter: at(-300 * 24 * time.Hour),
			Key: "RSA 2048", KeyBits: 2048, Signature: "SHA256-RSA", Chain: 2, Verified: true, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		},
	}
	for _, f := range change {
		f(e)
	}
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at(time.Minute), Source: tlsProbe, Endpoint: e}}
}

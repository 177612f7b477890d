package posture

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// tlsChecks are about the wire: what endpoints said in handshakes, and what goes
// over it in clear. Certificates are certificateChecks.
func tlsChecks() []Check {
	kinds := []string{mesoswatch.SubjectEndpoint}
	endpoint := func(judge func(*mesoswatch.Snapshot) Answer) func(*Facts) []Answer {
		return each(mesoswatch.SubjectEndpoint, func(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) { return judge(s), true })
	}
	checks := []Check{
		{
			ID: "tls-endpoint-clear", Title: "The port does not speak TLS", Level: mesoswatch.High,
			Rationale:   "Logins, passwords, offers and tasks with their secrets are read by whoever is in between.",
			Remediation: "Mesos: a build with SSL and LIBPROCESS_SSL_ENABLED=true with key and certificate (0.23 to 0.28 SSL_ENABLED); schedulers: their own https settings.",
			Judge:       endpoint(clearEndpoint),
		},
		{
			ID: "tls-endpoint-downgrade", Title: "The TLS port answers in clear as well", Level: mesoswatch.High,
			Rationale:   "Everything about TLS can be bypassed: a client that speaks plain text is served.",
			Remediation: "Set LIBPROCESS_SSL_SUPPORT_DOWNGRADE=false (0.23 to 0.28 SSL_SUPPORT_DOWNGRADE) once every client speaks TLS.",
			Judge:       endpoint(downgrade),
		},
		{
			ID: "tls-endpoint-old", Title: "The port takes old versions of TLS", Level: mesoswatch.Medium,
			Rationale:   "SSLv3, TLS 1.0 and 1.1 are broken or withdrawn; a client can be talked down to them.",
			Remediation: "Mesos: remove LIBPROCESS_SSL_ENABLE_SSL_V3, _TLS_V1_0 and _TLS_V1_1 (all false by default).",
			Judge:       endpoint(oldVersions),
		},
		{
			ID: "tls-endpoint-modern", Title: "The port takes neither TLS 1.2 nor 1.3", Level: mesoswatch.High,
			Rationale:   "Only broken versions are spoken, and clients of today do not connect.",
			Remediation: "Mesos: LIBPROCESS_SSL_ENABLE_TLS_V1_2=true (the default), from 1.8 on LIBPROCESS_SSL_ENABLE_TLS_V1_3=true.",
			Judge:       endpoint(modernVersions),
		},
		{
			ID: "tls-endpoint-ciphers", Title: "The port takes weak ciphers", Level: mesoswatch.Medium,
			Rationale:   "RC4 and its like are broken; without forward secrecy whoever gets the key later reads what was recorded today.",
			Remediation: "Mesos: LIBPROCESS_SSL_CIPHERS=ECDHE+AESGCM (1.4 and later, which have ECDH curves; before, DHE suites).",
			Judge:       endpoint(weakCiphers),
		},
		{
			ID: "tls-endpoint-clients", Title: "Clients need no certificate on this port", Level: mesoswatch.Low,
			Rationale:   "With certificates of clients only those who hold one reach the port at all.",
			Remediation: "Mesos: LIBPROCESS_SSL_REQUIRE_CLIENT_CERT=true (up to 1.9 LIBPROCESS_SSL_REQUIRE_CERT) when browsers and monitors have certificates.",
			Judge:       endpoint(clientCertificates),
		},
	}
	for i := range checks {
		checks[i].References, checks[i].Runbook, checks[i].Settle, checks[i].Kinds = []string{docSSL}, bookTLS, settleTLS, kinds
	}
	return append(checks,
		Check{
			ID: "tls-none", Title: "The release cannot encrypt", Level: mesoswatch.High,
			Rationale:   "TLS came with 0.23. Before, logins, offers and tasks with their secrets always go over the network in clear.",
			Remediation: "Leave this release; until then give the cluster a network of its own.",
			References:  []string{docSSL}, Runbook: bookTLS, Settle: settleVersion, Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck), Judge: anyDaemon(noEncryption),
		},
		Check{
			ID: "tls-daemon-clear", Title: "The daemon answers in clear", Level: mesoswatch.High,
			Rationale:   "TLS is off, or plain text is accepted beside it: logins, passwords of HTTP basic, offers, and tasks with their secrets go over the network in clear.",
			Remediation: "Set LIBPROCESS_SSL_ENABLED=true (0.23 to 0.28 SSL_ENABLED) with key and certificate, in a build with SSL; first with LIBPROCESS_SSL_SUPPORT_DOWNGRADE, then without.",
			References:  []string{docSSL}, Runbook: bookTLS, Settle: settleDaemons, Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck), Judge: anyDaemon(daemonClear),
		},
		Check{
			ID: "tls-basic-clear", Title: "Passwords go over the network in clear", Level: mesoswatch.High,
			Rationale:   "HTTP basic sends principal and secret with every request: over plain HTTP one look at the wire is enough, and the same secret logs in as framework or agent.",
			Remediation: "Enable TLS (LIBPROCESS_SSL_ENABLED=true) before logins are required over HTTP, or let a proxy on the same host speak TLS.",
			References:  []string{docAuthn, docSSL}, Runbook: bookTLS, Settle: settleDaemons, Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck), Judge: anyDaemon(basicClear),
		},
		Check{
			ID: "tls-scheduler-clear", Title: "A scheduler is spoken to in clear", Level: mesoswatch.Medium,
			Rationale:   "Passwords, tokens and the definitions of applications with their secrets are read on the way.",
			Remediation: "Marathon and Chronos: --ssl_keystore_path with --https_port, and --disable_http; others behind a proxy with TLS.",
			References:  []string{docMarathon}, Runbook: bookTLS, Settle: settleApps, Kinds: []string{mesoswatch.SubjectScheduler},
			Judge: each(mesoswatch.SubjectScheduler, clearScheduler),
		})
}

func is(b *bool) bool    { return b != nil && *b }
func isNot(b *bool) bool { return b != nil && !*b }

// silent is the answer for an endpoint of which too little is known.
func silent(s *mesoswatch.Snapshot, what string) Answer {
	if why := s.Endpoint.Why; why != "" {
		what += ": " + why
	}
	return Undecided(s.Subject(), what)
}

// spoken tells whether an endpoint speaks TLS; otherwise with what to answer.
func spoken(s *mesoswatch.Snapshot) (Answer, bool) {
	switch e := s.Endpoint; {
	case e.TLS == nil:
		return silent(s, "whether it speaks TLS is not known"), false
	case !*e.TLS:
		return Inapplicable(s.Subject(), "it does not speak TLS: that is told by tls-endpoint-clear"), false
	}
	return Answer{}, true
}

func clearEndpoint(s *mesoswatch.Snapshot) Answer {
	switch e := s.Endpoint; {
	case e.TLS == nil:
		return silent(s, "whether it speaks TLS is not known")
	case *e.TLS:
		return Passed(s.Subject(), "it speaks TLS", Proof(s, "", "a handshake succeeded"))
	case strings.Contains(e.Service, "zookeeper"): // clients of Mesos cannot speak TLS to it
		return Failed(s.Subject(), "ZooKeeper is spoken to in clear; Mesos itself cannot do otherwise", Proof(s, "", "no TLS")).At(mesoswatch.Low).
			Fix("Let only masters, agents and schedulers reach the port, by a network of their own or tunnels.")
	}
	return Failed(s.Subject(), "it does not speak TLS", Proof(s, "", "no TLS"))
}

func downgrade(s *mesoswatch.Snapshot) Answer {
	if a, ok := spoken(s); !ok {
		return a
	}
	switch plain := s.Endpoint.Plain; {
	case plain == nil:
		return silent(s, "whether it answers in clear is not known")
	case *plain:
		return Failed(s.Subject(), "it speaks TLS and answers in clear as well", Proof(s, "", "a plain request was answered"))
	}
	return Passed(s.Subject(), "it does not answer in clear", Proof(s, "", "a plain request was not answered"))
}

func oldVersions(s *mesoswatch.Snapshot) Answer {
	if a, ok := spoken(s); !ok {
		return a
	}
	var taken, untold []string
	level := mesoswatch.Medium
	for _, v := range []string{"SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1"} {
		accepted, told := s.Endpoint.Versions[v]
		switch {
		case accepted:
			taken = append(taken, v)
			if strings.HasPrefix(v, "SSL") {
				level = mesoswatch.High
			}
		case !told && v != "SSLv2":
			untold = append(untold, v)
		}
	}
	switch {
	case len(taken) > 0:
		return Failed(s.Subject(), "it takes "+strings.Join(taken, ", "), Proof(s, "", "accepted: "+strings.Join(taken, ", "))).At(level)
	case len(untold) > 0:
		return silent(s, "it was not tried with "+strings.Join(untold, ", "))
	}
	return Passed(s.Subject(), "it refuses SSLv3, TLS 1.0 and 1.1", Proof(s, "", "refused"))
}

func modernVersions(s *mesoswatch.Snapshot) Answer {
	if a, ok := spoken(s); !ok {
		return a
	}
	v12, told12 := s.Endpoint.Versions["TLS 1.2"]
	v13, told13 := s.Endpoint.Versions["TLS 1.3"]
	switch {
	case v12 || v13:
		return Passed(s.Subject(), "it takes TLS 1.2 or later", Proof(s, "", fmt.Sprintf("TLS 1.2: %v, TLS 1.3: %v", v12, v13)))
	case told12 && told13:
		return Failed(s.Subject(), "it refuses TLS 1.2 and 1.3", Proof(s, "", "TLS 1.2 and 1.3 refused"))
	}
	return silent(s, "it was not tried with TLS 1.2 and 1.3")
}

// brokenCiphers hide nothing, or can be broken at home (Endpoint.Weak).
var brokenCiphers = []string{"NULL", "anonymous", "EXPORT", "RC4", "RC2", "DES", "MD5"}

func weakCiphers(s *mesoswatch.Snapshot) Answer {
	if a, ok := spoken(s); !ok {
		return a
	}
	e := s.Endpoint
	switch {
	case len(e.Weak) > 0:
		level := mesoswatch.Medium
		if slices.ContainsFunc(e.Weak, func(w string) bool { return slices.Contains(brokenCiphers, w) }) {
			level = mesoswatch.High
		}
		return Failed(s.Subject(), strings.Join(e.Weak, "; "), Proof(s, "", "accepted: "+strings.Join(e.Ciphers, ", "))).At(level)
	case len(e.Ciphers) == 0:
		return silent(s, "its ciphers are not known")
	case e.PartialCiphers:
		return silent(s, "not all suites it accepts could be counted; of those that could none is weak")
	}
	return Passed(s.Subject(), fmt.Sprintf("%d cipher suites, none weak", len(e.Ciphers)), Proof(s, "", strings.Join(e.Ciphers, ", ")))
}

func clientCertificates(s *mesoswatch.Snapshot) Answer {
	if a, ok := spoken(s); !ok {
		return a
	}
	switch c := s.Endpoint.ClientCertificate; c {
	case "demanded":
		return Passed(s.Subject(), "a certificate is demanded of clients", Proof(s, "", "client certificate: "+c))
	case "":
		return silent(s, "whether clients need a certificate is not known")
	default:
		return Failed(s.Subject(), "no certificate is demanded of clients", Proof(s, "", "client certificate: "+c))
	}
}

func noEncryption(_ *Facts, d *Daemon) Answer {
	switch {
	case !d.Release.Known():
		return Undecided(d.Subject, "its version is not known")
	case !d.Release.AtLeast(0, 23):
		return Failed(d.Subject, fmt.Sprintf("%s has no TLS", d.Release), d.versionProof())
	}
	return Passed(d.Subject, fmt.Sprintf("%s can speak TLS", d.Release), d.versionProof())
}

// daemonClear judges by the URL at which a daemon answered.
func daemonClear(_ *Facts, d *Daemon) Answer {
	address := d.Subject.Name
	if len(d.Members) > 0 {
		address = d.Members[0]
	}
	scheme, _, asked := strings.Cut(address, "://")
	_, known, _ := d.On(false, "LIBPROCESS_SSL_ENABLED", "SSL_ENABLED")
	switch {
	case known:
		return Inapplicable(d.Subject, "the variables of its environment are known: that is told by tls-enabled")
	case !asked || !d.Release.Known():
		return Undecided(d.Subject, "it did not answer over the network")
	case scheme == "https":
		return Passed(d.Subject, "it answered over TLS", mesoswatch.Evidence{Source: address, Text: "asked over https"})
	}
	return Failed(d.Subject, "it answered over plain HTTP", mesoswatch.Evidence{Source: address, Text: "asked over http"})
}

// basicClear judges whether logins over HTTP go in clear.
func basicClear(_ *Facts, d *Daemon) Answer {
	on, unknown := tally([]login{d.readLogin(), d.writeLogin()})
	switch {
	case len(on) == 0 && unknown != "":
		return Undecided(d.Subject, unknown+" is not told")
	case len(on) == 0:
		return Inapplicable(d.Subject, "no login is required over HTTP")
	}
	addresses := d.Members
	if len(addresses) == 0 {
		addresses = []string{d.Subject.Name}
	}
	for _, a := range addresses {
		if strings.HasPrefix(a, "http://") && !loopback(a) {
			return Failed(d.Subject, "logins are required and the port is spoken to in clear", mesoswatch.Evidence{Source: a, Text: "asked over http"})
		}
	}
	if strings.HasPrefix(addresses[0], "https://") {
		return Passed(d.Subject, "logins are required and the port speaks TLS", mesoswatch.Evidence{Source: addresses[0], Text: "asked over https"})
	}
	tls, known, v := d.On(false, "LIBPROCESS_SSL_ENABLED", "SSL_ENABLED")
	switch {
	case !known:
		return Undecided(d.Subject, "whether the port speaks TLS is not known")
	case tls:
		return Passed(d.Subject, "logins are required and TLS is on", v.Evidence)
	}
	return Failed(d.Subject, "logins are required and TLS is off", v.Evidence)
}

// loopback tells whether a URL or host:port is one of this host only.
func loopback(s string) bool {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		s = u.Hostname()
	} else if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	a, err := netip.ParseAddr(s)
	return s == "localhost" || err == nil && a.IsLoopback()
}

func clearScheduler(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.Scheduler
	proof := Proof(s, "", "asked at "+x.URL)
	switch {
	case strings.HasPrefix(x.URL, "https://"):
		return Passed(s.Subject(), "it was spoken to over TLS", proof), true
	case !strings.HasPrefix(x.URL, "http://"):
		return Undecided(s.Subject(), "how it is spoken to is not known"), true
	case loopback(x.URL):
		return Inapplicable(s.Subject(), "it was spoken to on its own host"), true
	}
	return Failed(s.Subject(), "it answers over plain HTTP", proof), true
}

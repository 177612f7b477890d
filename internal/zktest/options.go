package zktest

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Options of a server; the zero value is a server with its own defaults.
type Options struct {
	// Whitelist is 4lw.commands.whitelist; empty leaves the default of 3.5 and
	// later, which answers srvr only.
	Whitelist string
	// Admin lets the server have its AdminServer; see Server.AdminPort.
	Admin bool
	// SuperPassword is that of the digest user "super", whom no ACL stops; empty
	// leaves the server without one.
	SuperPassword string
	// TLS gives the server a second client port that speaks TLS only and wants a
	// client certificate; see Server.SecureAddr and Server.Certificates.
	TLS bool
	// Unified lets the plain client port speak TLS as well; it needs TLS.
	Unified bool
	// ReadOnly lets servers without a quorum serve read-only.
	ReadOnly bool
	// SASL lets ACLs name identities of SASL.
	SASL bool
	// SASLOnly closes sessions that do not log in by SASL.
	SASLOnly bool
	// LongestSession bounds the session time-outs that clients ask for; 0 leaves
	// the default of 20 ticks, 10 s.
	LongestSession time.Duration
}

// config is the file of one server. peers are the lines of all servers of an
// ensemble, none for a server that stands alone.
func (s *Server) config(peers []string) string {
	o := s.opt
	lines := []string{
		"tickTime=500", // session time-outs from 1 s
		"initLimit=20",
		"syncLimit=10",
		"dataDir=" + s.file("data"),
		"clientPortAddress=127.0.0.1",
		fmt.Sprintf("clientPort=%d", s.ports.client),
		fmt.Sprintf("admin.enableServer=%t", o.Admin),
		"admin.serverAddress=127.0.0.1",
		fmt.Sprintf("admin.serverPort=%d", s.ports.admin),
		"maxClientCnxns=0",
	}
	if o.Whitelist != "" {
		lines = append(lines, "4lw.commands.whitelist="+o.Whitelist)
	}
	if o.SASL || o.SASLOnly {
		lines = append(lines, "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider")
	}
	if o.SASLOnly {
		lines = append(lines, "sessionRequireClientSASLAuth=true")
	}
	if o.LongestSession > 0 {
		lines = append(lines, fmt.Sprintf("maxSessionTimeout=%d", o.LongestSession.Milliseconds()))
	}
	if o.TLS {
		lines = append(lines,
			fmt.Sprintf("secureClientPort=%d", s.ports.secure),
			"secureClientPortAddress=127.0.0.1",
			"serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
			"ssl.clientAuth=need",
			"ssl.keyStore.location="+s.file("server.pem"),
			"ssl.trustStore.location="+s.certificates.CA)
	}
	if o.Unified {
		lines = append(lines, "client.portUnification=true")
	}
	return strings.Join(append(lines, peers...), "\n") + "\n"
}

// properties are what ZooKeeper takes from Java's command line only.
func (o Options) properties() []string {
	all := []string{"-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"}
	if o.ReadOnly {
		all = append(all, "-Dreadonlymode.enabled=true")
	}
	if o.SuperPassword != "" {
		// The digest of DigestAuthenticationProvider.java.
		sum := sha1.Sum([]byte("super:" + o.SuperPassword))
		all = append(all, "-Dzookeeper.DigestAuthenticationProvider.superDigest=super:"+base64.StdEncoding.EncodeToString(sum[:]))
	}
	return all
}

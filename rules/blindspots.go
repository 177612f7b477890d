package rules

import "github.com/mesoswatch/mesoswatch"

// Blindspots lists what Mesos never tells, in any version that has the feature.
// They were seen on 0.28.3, 1.0.4, 1.4.1 and 1.12-dev, or read in the source.
func Blindspots() []mesoswatch.Blindspot {
	return []mesoswatch.Blindspot{
		{
			What:    "Refused HTTP logins (401): wrong or missing passwords on any endpoint",
			Why:     "libprocess answers before the handler logs the request, and counts nothing (3rdparty/libprocess/src/process.cpp)",
			Instead: "a reverse proxy or firewall in front of 5050 and 5051 that logs; short lists of who may connect",
		},
		{
			What:    "The outcome and the principal of an HTTP request",
			Why:     "the request line is written before authorization, without principal or status (src/master/http.cpp)",
			Instead: "compare the line with what changed behind it; a proxy's access log has the status",
		},
		{
			What:    "Requests to /metrics/snapshot, /health, /version, /logging/toggle, /registrar(1)/registry, and to /files before 1.3",
			Why:     "these handlers log nothing",
			Instead: "a proxy's access log; logging-change is seen by its effect",
		},
		{
			What:    "Actor messages: who sent them, and most of what they are",
			Why:     "a POST to /master/<message> is taken for a libprocess message: no HTTP authentication, no request line, answered 202 whatever it holds",
			Instead: "a firewall that lets only agents and schedulers reach 5050; LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH from 1.4",
		},
		{
			What:    "The true address behind a UPID",
			Why:     "name@ip:port is what the peer says of itself; only HTTP request lines name the TCP peer",
			Instead: "the firewall's or the host's connection log at the time of the line",
		},
		{
			What:    "The principal of a failed scheduler or agent login",
			Why:     "neither of the two lines of a refusal names it (src/authentication/cram_md5/authenticator.cpp)",
			Instead: "the claimed address, and the log of the process that tried",
		},
		{
			What:    "Refused logins as numbers",
			Why:     "no metric counts them; master/messages_authenticate counts good and bad together",
			Instead: "the log lines, which are counted here",
		},
		{
			What:    "What is hidden from our principal",
			Why:     "lists and states leave out what an ACL denies and answer 200",
			Instead: "compare with the metrics, which count everything (done here); a principal that may view all",
		},
		{
			What:    "A second monitor or intruder that only reads",
			Why:     "a read leaves one INFO line without a principal, and none where its endpoint logs nothing",
			Instead: "authentication on the read-only realm, and a proxy's log",
		},
		{
			What:    "What is typed in a container session",
			Why:     "the agent logs that a session began and ended, not what passed through",
			Instead: "auditd or similar on the agents",
		},
		{
			What:    "Changes made in ZooKeeper by another client",
			Why:     "the master notices only its own election nodes; ZooKeeper's audit log exists from 3.6 and is off by default",
			Instead: "ACLs on the znodes, audit.enable=true from 3.6, the znodes watched here",
		},
	}
}

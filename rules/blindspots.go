package rules

import "github.com/mesoswatch/mesoswatch"

// Blindspots lists what Mesos never tells, in any version that has the feature.
// They were seen on 0.28.3, 1.0.4, 1.4.1 and 1.12-dev, or read in the source.
func Blindspots() []mesoswatch.Blindspot {
	return []mesoswatch.Blindspot{
		{
			"Refused HTTP logins (401): wrong or missing passwords on any endpoint",
			"libprocess answers before the handler logs the request, and counts nothing (3rdparty/libprocess/src/process.cpp)",
			"a reverse proxy or firewall in front of 5050 and 5051 that logs; short lists of who may connect",
		},
		{
			"The outcome and the principal of an HTTP request",
			"the request line is written before authorization, without principal or status (src/master/http.cpp)",
			"compare the line with what changed behind it; a proxy's access log has the status",
		},
		{
			"Requests to /metrics/snapshot, /health, /version, /logging/toggle, /registrar(1)/registry, and to /files before 1.3",
			"these handlers log nothing",
			"a proxy's access log; logging-change is seen by its effect",
		},
		{
			"Actor messages: who sent them, and most of what they are",
			"a POST to /master/<message> is taken for a libprocess message: no HTTP authentication, no request line, answered 202 whatever it holds",
			"a firewall that lets only agents and schedulers reach 5050; LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH from 1.4",
		},
		{
			"The true address behind a UPID",
			"name@ip:port is what the peer says of itself; only HTTP request lines name the TCP peer",
			"the firewall's or the host's connection log at the time of the line",
		},
		{
			"The principal of a failed scheduler or agent login",
			"neither of the two lines of a refusal names it (src/authentication/cram_md5/authenticator.cpp)",
			"the claimed address, and the log of the process that tried",
		},
		{
			"Refused logins as numbers",
			"no metric counts them; master/messages_authenticate counts good and bad together",
			"the log lines, which are counted here",
		},
		{
			"What is hidden from our principal",
			"lists and states leave out what an ACL denies and answer 200",
			"compare with the metrics, which count everything (done here); a principal that may view all",
		},
		{
			"A second monitor or intruder that only reads",
			"a read leaves one INFO line without a principal, and none where its endpoint logs nothing",
			"authentication on the read-only realm, and a proxy's log",
		},
		{
			"What is typed in a container session",
			"the agent logs that a session began and ended, not what passed through",
			"auditd or similar on the agents",
		},
		{
			"Changes made in ZooKeeper by another client",
			"the master notices only its own election nodes; ZooKeeper's audit log exists from 3.6 and is off by default",
			"ACLs on the znodes, audit.enable=true from 3.6, the znodes watched here",
		},
	}
}

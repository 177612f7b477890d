package format

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// sample has something in every field that any format writes.
func sample() notice.Notice {
	subject := mesoswatch.Subject{Kind: "address", Name: "203.0.113.7"}
	first := time.Date(2026, 3, 1, 10, 0, 0, 120_000_000, time.UTC)
	was := mesoswatch.Medium
	return notice.Notice{
		Seq: 41, Key: "f-5c1e0d7a90b2-rose-1772359500123456", Cluster: "prod-eu1", Turn: notice.Rose, At: first.Add(5 * time.Minute), Was: &was, Host: "watch1.example.org",
		Finding: mesoswatch.Finding{
			ID: mesoswatch.FindingID("auth-bruteforce", subject), Rule: "auth-bruteforce", Title: "Many failed logins from one address",
			Level: mesoswatch.High, Status: mesoswatch.Open, Subject: subject, FirstSeen: first, LastSeen: first.Add(4 * time.Minute), Count: 63,
			Fields: map[string]string{
				"remote_ip": "203.0.113.7", "remote_port": "40122", "principal": "marathon", "claimed_principal": "root", "claimed_ip": "198.51.100.9",
				"method": "POST", "path": "/master/api/v1/scheduler", "status": "401", "user_agent": "curl/7.88.1", "hostname": "agent7",
				"framework_id": "9d2c-0001", "container_id": "c0ffee", "reason": "credentials do not match",
			},
			Evidence: []mesoswatch.Evidence{
				{Source: "/var/log/mesos/mesos-master.INFO", Line: 812, Time: first, Text: "W0301 10:00:00.120000 4242 http.cpp:1177] HTTP POST for /master/api/v1/scheduler from 203.0.113.7:40122: 401"},
				{Source: "/var/log/mesos/mesos-master.INFO", Line: 990, Time: first.Add(4 * time.Minute), Text: "W0301 10:04:00.120000 4242 http.cpp:1177] a=b | \"quoted\" [x] \\ end", Suspect: []string{"place"}},
				{Source: "http://m1:5050/state", JSONPath: "$.flags.authenticate", Time: first, Text: "false"},
			},
			Runbook: "auth-bruteforce", Remediation: "Block the address; change the secret of the principal.",
			References: []string{"https://attack.mitre.org/techniques/T1110/003/"},
			Tags:       []string{"attack.credential-access", "attack.t1110", "attack.t1110.003"},
		},
	}
}

// last puts the log line last, as it stands in a file.
func withLog(n notice.Notice) notice.Notice {
	e := n.Finding.Evidence
	n.Finding.Evidence = []mesoswatch.Evidence{e[2], e[0], e[1]}
	return n
}

// ipv6 is of a peer with an address that CEF has another key for, and over.
func ipv6(n notice.Notice) notice.Notice {
	f := n.Finding
	f.Subject.Name, f.Status = "2001:db8::7", mesoswatch.Resolved
	f.Fields = map[string]string{"remote_ip": "2001:db8::7"}
	n.Turn, n.Finding = notice.Resolved, f
	return n
}

package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

func httpCases() map[string]outcomesOf {
	return map[string]outcomesOf{
		"http-unguarded":       {pass: does(masterWith("1.0.0")), fail: does(masterWith("0.28.2")), unknown: does(masterWith(""))},
		"http-agent-unguarded": {pass: does(agentWith("1.0.0")), fail: does(agentWith("0.28.2")), unknown: does(agentHidden(""))},
		"http-api-gap": {
			pass: does(masterWith("1.9.0", "authenticate_http_readonly=true", "authenticate_http_readwrite=true")), fail: does(masterWith("1.9.0", "authenticate_http_readonly=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				moot(does(masterWith("1.9.0"))), moot(does(masterWith("0.28.0"))),
				failing(says("/api/v1 does not", recs(hidden("1.9.0"), realm("mesos-master-readonly", true), realm("mesos-master-readwrite", false)))),
				failing(does(agentWith("1.9.0", "authenticate_http_readonly=true"))),
			},
		},
		"http-realm-contradiction": {
			pass:    does(recs(masterWith("1.9.0", "authenticate_http_readwrite=true"), realm("mesos-master-readwrite", true))),
			fail:    graded(mesoswatch.Critical, "though the flag is on", recs(masterWith("1.9.0", "authenticate_http_readwrite=true"), realm("mesos-master-readwrite", false))),
			unknown: does(recs(hidden("1.9.0"), realm("mesos-master-readwrite", false))),
			more: []outcomeAs{
				failing(graded(mesoswatch.Low, "though the flag is off", recs(masterWith("1.9.0"), realm("mesos-master-readonly", true)))),
				failing(says("though the flag is on", agentRealm("1.9.0", "mesos-agent-readwrite", false, "authenticate_http_readwrite=true"))),
				failing(says("mesos", recs(masterWith("0.28.0", "authenticate_http=true"), realm("mesos", false)))),
			},
		},
		"http-resource-provider": {
			pass: does(agentRealm("1.5.0", "mesos-agent-readwrite", true)), fail: says("never asks", agentWith("1.7.0")), unknown: does(agentHidden("")),
			more: []outcomeAs{failing(says("which is open", agentWith("1.6.2"))), moot(does(agentWith("1.3.0"))), undecided(does(agentHidden("1.5.0")))},
		},
		"http-firewall-only": {
			pass: does(masterWith("1.9.0", "firewall_rules=x", "authenticate_http_readwrite=true")), fail: does(masterWith("1.9.0", "firewall_rules=x")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{moot(does(masterWith("1.9.0")))},
		},
		"http-scheduler-open": {
			pass: does(scheduler(mesoswatch.Scheduler{Kind: "marathon", Open: no()})), fail: says("marathon answered", scheduler(mesoswatch.Scheduler{Kind: "marathon", Open: yes()})),
			unknown: does(scheduler(mesoswatch.Scheduler{Kind: "marathon"})),
			more: []outcomeAs{
				failing(says("neither http_credentials", recs(on("chronos", "zk_hosts", "10.0.0.1:2181"), looked()))), passing(does(recs(on("marathon", "http_credentials", "***"), looked()))),
				undecided(does(recs(on("marathon", "hostname", "x"), unlooked(mesoswatch.SubjectSetting)))), moot(does(recs(seen(mesoswatch.SubjectScheduler), looked()))),
			},
		},
	}
}

func tlsCases() map[string]outcomesOf {
	old := func(v map[string]bool) []mesoswatch.Record {
		return endpoint(mesoswatch.Endpoint{TLS: yes(), Versions: v})
	}
	deaf := endpoint(mesoswatch.Endpoint{Why: "connection refused"})
	clear := endpoint(mesoswatch.Endpoint{TLS: no()})
	marathonAt := func(u string) []mesoswatch.Record {
		return scheduler(mesoswatch.Scheduler{URL: u, Kind: "marathon"})
	}
	return map[string]outcomesOf{
		"tls-endpoint-clear": {
			pass: does(old(nil)), fail: graded(mesoswatch.High, "does not speak TLS", clear), unknown: says("connection refused", deaf),
			more: []outcomeAs{failing(graded(mesoswatch.Low, "ZooKeeper", endpoint(mesoswatch.Endpoint{Address: "10.0.0.11:2181", Service: "zookeeper", TLS: no()})))},
		},
		"tls-endpoint-downgrade": {
			pass: does(endpoint(mesoswatch.Endpoint{TLS: yes(), Plain: no()})), fail: does(endpoint(mesoswatch.Endpoint{TLS: yes(), Plain: yes()})), unknown: does(old(nil)),
			more: []outcomeAs{moot(does(clear)), undecided(does(deaf))},
		},
		"tls-endpoint-old": {
			pass: does(old(map[string]bool{"SSLv3": false, "TLS 1.0": false, "TLS 1.1": false, "TLS 1.2": true})), fail: graded(mesoswatch.Medium, "TLS 1.0, TLS 1.1", old(map[string]bool{"TLS 1.0": true, "TLS 1.1": true})),
			unknown: says("SSLv3", old(map[string]bool{"TLS 1.0": false, "TLS 1.1": false})), more: []outcomeAs{failing(graded(mesoswatch.High, "SSLv3", old(map[string]bool{"SSLv3": true}))), moot(does(clear))},
		},
		"tls-endpoint-modern": {
			pass: does(old(map[string]bool{"TLS 1.2": true})), fail: does(old(map[string]bool{"TLS 1.2": false, "TLS 1.3": false})), unknown: does(old(map[string]bool{"TLS 1.2": false})),
			more: []outcomeAs{passing(does(old(map[string]bool{"TLS 1.2": false, "TLS 1.3": true})))},
		},
		"tls-endpoint-ciphers": {
			pass:    does(endpoint(mesoswatch.Endpoint{TLS: yes(), Ciphers: []string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}})),
			fail:    graded(mesoswatch.Medium, "no forward secrecy", endpoint(mesoswatch.Endpoint{TLS: yes(), Ciphers: []string{"TLS_RSA_WITH_AES_128_CBC_SHA"}, Weak: []string{"no forward secrecy", "CBC-SHA1"}})),
			unknown: does(old(nil)), more: []outcomeAs{
				failing(graded(mesoswatch.High, "RC4", endpoint(mesoswatch.Endpoint{TLS: yes(), Weak: []string{"RC4"}}))),
				failing(graded(mesoswatch.Medium, "3DES", endpoint(mesoswatch.Endpoint{TLS: yes(), Weak: []string{"3DES"}}))),
				undecided(does(endpoint(mesoswatch.Endpoint{TLS: yes(), Ciphers: []string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, PartialCiphers: true}))),
			},
		},
		"tls-endpoint-clients": {
			pass: does(endpoint(mesoswatch.Endpoint{TLS: yes(), ClientCertificate: "demanded"})), fail: does(endpoint(mesoswatch.Endpoint{TLS: yes(), ClientCertificate: "none"})), unknown: does(old(nil)),
		},
		"tls-basic-clear": {
			pass: does(masterAt("https://10.0.0.1:5050", "1.9.0", "authenticate_http_readonly=true")), fail: does(masterWith("1.9.0", "authenticate_http_readonly=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				moot(does(masterWith("1.9.0"))), failing(says("TLS is off", recs(on(Master, "authenticate_http_readwrite", "true"), installed("mesos", "1.9.0"), looked()))),
				passing(says("TLS is on", recs(on(Agent, "authenticate_http_readwrite", "true"), on(Agent, "LIBPROCESS_SSL_ENABLED", "1"), installed("mesos", "1.9.0"), looked()))),
				failing(says("1 of 1 agents", agentWith("1.9.0", "authenticate_http_readonly=true"))),
				undecided(does(masterAt("http://127.0.0.1:5050", "1.9.0", "authenticate_http_readonly=true"))),
			},
		},
		"tls-scheduler-clear": {
			pass: does(marathonAt("https://m.example:8443")), fail: does(marathonAt("http://m.example:8080")), unknown: does(marathonAt("/saved/answers")), more: []outcomeAs{moot(does(marathonAt("http://127.0.0.1:8080")))},
		},
		"tls-daemon-clear": {
			pass: does(masterAt("https://10.0.0.1:5050", "1.9.0")), fail: does(masterWith("1.9.0")), unknown: does(masterWith("")),
			more: []outcomeAs{failing(says("1 of 1 agents", agentWith("1.9.0"))), moot(does(recs(on(Master, "quorum", "2"), looked()))), undecided(does(recs(event("auth.frameworks.off", Master, "x", 1))))},
		},
		"tls-none": {pass: does(masterWith("0.23.0")), fail: does(masterWith("0.22.1")), unknown: does(masterWith("")), more: []outcomeAs{failing(does(agentWith("0.20.0")))}},
	}
}

func certificateCases() map[string]outcomesOf {
	cert := func(change func(*mesoswatch.Certificate)) []mesoswatch.Record {
		c := mesoswatch.Certificate{Subject: "CN=m1.example", Issuer: "CN=own CA", Names: []string{"m1.example", "10.0.0.1"}, NotBefore: start.AddDate(-1, 0, 0), NotAfter: start.AddDate(1, 0, 0),
			Key: "RSA 2048", KeyBits: 2048, Signature: "SHA256-RSA", Chain: 1, Verified: true, SHA256: "ab"}
		change(&c)
		return endpoint(mesoswatch.Endpoint{TLS: yes(), Certificate: &c})
	}
	good := does(cert(func(*mesoswatch.Certificate) {}))
	unseen := says("not seen", endpoint(mesoswatch.Endpoint{TLS: yes()}))
	ends := func(days int) []mesoswatch.Record {
		return cert(func(c *mesoswatch.Certificate) { c.NotAfter = start.AddDate(0, 0, days).Add(3600e9) })
	}
	return map[string]outcomesOf{
		"tls-certificate-expiry": {
			pass: good, fail: graded(mesoswatch.Critical, "expired on", ends(-1)), unknown: unseen,
			more: []outcomeAs{
				failing(graded(mesoswatch.High, "in 13 days", ends(13))), failing(graded(mesoswatch.Medium, "in 29 days", ends(29))), passing(does(ends(31))),
				failing(graded(mesoswatch.Critical, "not valid before", cert(func(c *mesoswatch.Certificate) { c.NotBefore = start.AddDate(0, 1, 0) }))),
				undecided(does(cert(func(c *mesoswatch.Certificate) {
					c.NotAfter = c.NotAfter.AddDate(-5000, 0, 0)
					*c = mesoswatch.Certificate{Subject: "x"}
				}))),
				moot(does(endpoint(mesoswatch.Endpoint{TLS: no()}))),
			},
		},
		"tls-certificate-self-signed": {pass: good, fail: does(cert(func(c *mesoswatch.Certificate) { c.SelfSigned = true })), unknown: unseen},
		"tls-certificate-key": {
			pass: good, fail: says("1024", cert(func(c *mesoswatch.Certificate) { c.Key, c.KeyBits = "RSA 1024", 1024 })), unknown: does(cert(func(c *mesoswatch.Certificate) { c.KeyBits = 0 })),
			more: []outcomeAs{passing(does(cert(func(c *mesoswatch.Certificate) { c.Key, c.KeyBits = "ECDSA P-256", 256 }))), failing(does(cert(func(c *mesoswatch.Certificate) { c.Key, c.KeyBits = "ECDSA P-192", 192 })))},
		},
		"tls-certificate-signature": {
			pass: good, fail: graded(mesoswatch.High, "MD5", cert(func(c *mesoswatch.Certificate) { c.Signature = "MD5-RSA" })), unknown: does(cert(func(c *mesoswatch.Certificate) { c.Signature = "" })),
			more: []outcomeAs{failing(graded(mesoswatch.Medium, "SHA1", cert(func(c *mesoswatch.Certificate) { c.Signature = "SHA1-RSA" })))},
		},
		"tls-certificate-name": {
			pass: good, fail: says("does not name m1.example", cert(func(c *mesoswatch.Certificate) { c.Names = []string{"other.example"} })), unknown: unseen,
			more: []outcomeAs{passing(does(cert(func(c *mesoswatch.Certificate) { c.Names = []string{"*.example"} }))), failing(says("no names", cert(func(c *mesoswatch.Certificate) { c.Names = nil })))},
		},
		"tls-certificate-chain": {
			pass: good, fail: says("chain", cert(func(c *mesoswatch.Certificate) {
				c.Verified, c.Wrong = false, `"CN=mid" of its chain is not valid at this time`
			})),
			unknown: says("--ca-cert", cert(func(c *mesoswatch.Certificate) {
				c.Verified, c.Wrong = false, "certificate signed by unknown authority"
			})),
			more: []outcomeAs{
				passing(does(cert(func(c *mesoswatch.Certificate) {
					c.Verified, c.Wrong = false, "expired on 2020-01-01; certificate is valid for a.example, not b.example"
				}))),
				moot(does(cert(func(c *mesoswatch.Certificate) {
					c.Verified, c.SelfSigned, c.Wrong = false, true, "certificate signed by unknown authority"
				}))),
				undecided(does(cert(func(c *mesoswatch.Certificate) { c.Verified = false }))),
			},
		},
	}
}

package posture

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func versionCases() map[string]outcomesOf {
	listed := func(version string) mesoswatch.Record {
		return snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S" + version, Hostname: "a-" + version, Version: version}})
	}
	return map[string]outcomesOf{
		"version-retired": {
			never: never(mesoswatch.Pass, "every version is retired"), fail: says("Mesos 1.11.0", masterWith("1.11.0")), unknown: does(recs(seen(mesoswatch.SubjectFlag))),
			more: []outcomeAs{failing(says("of unknown version", masterWith("")))},
		},
		"version-masters-mixed": {
			pass: does(recs(masterWith("1.9.0"), masterAt("http://10.0.0.2:5050", "1.9.0"))), fail: says("1.9.0 (1), 1.9.1 (1)", recs(masterWith("1.9.0"), masterAt("http://10.0.0.2:5050", "1.9.1"))), unknown: does(masterWith("")),
		},
		"version-agents-mixed": {
			pass: does(recs(masterWith("1.9.0"), agentWith("1.9.0"))), fail: graded(mesoswatch.Low, "1.8.1 (1)", recs(masterWith("1.9.0"), agentWith("1.8.1"))), unknown: does(masterWith("1.9.0")),
			more: []outcomeAs{
				failing(graded(mesoswatch.Medium, "newer", recs(masterWith("1.9.0"), agentWith("1.9.0"), listed("1.10.0")))),
				undecided(says("of 1 agents", recs(masterWith("1.9.0"), agentWith("1.9.0"), listed("")))),
			},
		},
		"version-prerelease": {
			pass: does(masterWith("1.11.0")), fail: says("before 1.9.0", masterWith("1.9.0-rc2")), unknown: does(masterWith("")), more: []outcomeAs{failing(says("never released", masterWith("1.12.0")))},
		},
	}
}

func holeCases() map[string]outcomesOf {
	cases := map[string]outcomesOf{
		"version-cve-2017-7687":  {pass: does(masterWith("1.1.3")), fail: does(masterWith("1.1.2")), unknown: does(masterWith("")), more: []outcomeAs{failing(does(masterWith("1.1.3-rc1")))}},
		"version-cve-2017-9790":  {pass: does(masterWith("1.4.0")), fail: does(agentWith("1.3.0")), unknown: does(masterWith(""))},
		"version-cve-2018-1330":  {pass: does(masterWith("1.3.2")), fail: does(masterWith("1.5.0")), unknown: does(masterWith(""))},
		"version-cve-2018-11793": {pass: does(masterWith("1.4.3")), fail: does(masterWith("0.28.2")), unknown: does(masterWith(""))},
		"version-cve-2018-8023": {
			pass: does(agentWith("1.4.2", "authenticate_http_executors=true")), fail: does(agentWith("1.4.1", "authenticate_http_executors=true")), unknown: says("is not told", agentHidden("1.4.1")),
			more: []outcomeAs{moot(says("is off", agentWith("1.4.1"))), moot(says("a master", masterWith("1.4.1"))), passing(does(agentWith("1.2.0")))},
		},
		"version-cve-2019-0204": {
			pass: does(agentWith("1.8.0", "containerizers=docker")), fail: does(agentWith("1.7.1", "containerizers=mesos,docker")), unknown: says("--enable-launcher-sealing", agentWith("1.9.0", "containerizers=mesos")),
			more: []outcomeAs{moot(does(agentWith("1.7.1", "containerizers=docker"))), undecided(says("affected", agentHidden("1.7.1"))), passing(does(masterWith("1.9.0")))},
		},
		"version-cve-2019-5736": {
			pass: does(recs(on(Agent, "containerizers", "docker"), installed("docker-ce", "5:19.03.15~3-0~debian"), looked())), fail: does(recs(on(Agent, "containerizers", "docker,mesos"), installed("docker-ce", "18.06.1~ce"), looked())),
			unknown: says("does not tell", agentWith("1.9.0", "containerizers=docker")),
			more: []outcomeAs{
				moot(does(agentWith("1.9.0"))), undecided(does(agentHidden("1.9.0"))), undecided(says("distribution", recs(on(Agent, "containerizers", "docker"), installed("docker.io", "18.09.1+dfsg1-7.1"), looked()))),
			},
		},
		"version-cve-2018-11770": {
			never: never(mesoswatch.Pass, "later releases still take submissions without a login"),
			fail:  does(scheduler(mesoswatch.Scheduler{Kind: "spark", Version: "2.3.1"})), unknown: says("still takes", scheduler(mesoswatch.Scheduler{Kind: "spark", Version: "3.1.0"})),
			more: []outcomeAs{undecided(says("looks like Spark", framework(mesoswatch.Framework{Name: "Spark Cluster"}))), moot(does(framework(mesoswatch.Framework{Name: "shop"}))), moot(does(scheduler(mesoswatch.Scheduler{Kind: "spark", Version: "1.2.0"})))},
		},
		"version-cve-2018-1000420": {
			never:   map[mesoswatch.Result]string{mesoswatch.Pass: "Mesos does not tell the plugin's version", mesoswatch.Fail: "Mesos does not tell the plugin's version"},
			unknown: does(framework(mesoswatch.Framework{Name: "Jenkins Scheduler"})), more: []outcomeAs{moot(does(framework(mesoswatch.Framework{Name: "shop"})))},
		},
	}
	zk := func(version string, config ...string) []mesoswatch.Record {
		return recs(zookeeper(mesoswatch.ZooKeeper{Version: version, Mode: "follower", Config: pairs(config)}), seen(mesoswatch.SubjectZooKeeper))
	}
	digest := recs(znode(mesoswatch.Znode{Path: "/mesos", What: "path", ACL: []string{"digest:mesos:***:cdrwa"}}))
	simple := func(id, bad, good string, config ...string) {
		cases[id] = outcomesOf{pass: does(zk(good, config...)), fail: does(zk(bad, config...)), unknown: does(zk(""))}
	}
	simple("version-cve-2016-5017", "3.4.8", "3.4.9")
	simple("version-cve-2017-5637", "3.5.2-alpha", "3.5.3-beta")
	simple("version-cve-2024-23944", "3.7.2", "3.9.2")
	simple("version-cve-2026-24308", "3.8.5", "3.8.6")
	simple("version-cve-2023-44981", "3.8.2", "3.8.3", "quorum.auth.enableSasl=true")
	simple("version-cve-2024-51504", "3.9.2", "3.9.3", "admin.enableServer=true")
	simple("version-cve-2025-58457", "3.9.3", "3.9.4", "admin.enableServer=true")
	simple("version-cve-2026-24281", "3.9.4", "3.9.5", "secureClientPort=2281")
	simple("version-cve-2018-8012", "3.4.9", "3.4.13", "quorum.auth.enableSasl=true")
	c := cases["version-cve-2018-8012"]
	c.more = []outcomeAs{undecided(says("only with quorum SASL", zk("3.4.13"))), failing(does(zk("3.5.3-beta"))), moot(says("runs alone", recs(zookeeper(mesoswatch.ZooKeeper{Version: "3.4.9", Mode: "standalone"}))))}
	cases["version-cve-2018-8012"] = c
	cases["version-cve-2019-0201"] = outcomesOf{
		pass: does(zk("3.4.14-4c25d480e66a")), fail: says("digests", recs(zk("3.5.4-beta"), digest)), unknown: says("were not read", zk("3.4.13")),
		more: []outcomeAs{moot(does(recs(zk("3.4.13"), znode(mesoswatch.Znode{Path: "/mesos", ACL: []string{"world:anyone:cdrwa"}}))))},
	}
	for id, why := range map[string]string{"version-cve-2024-51504": "admin", "version-cve-2026-24281": "tls"} {
		c := cases[id]
		c.more = append(c.more, failing(does(recs(zookeeper(mesoswatch.ZooKeeper{Version: "3.9.0", Via: why})))), undecided(does(zk("3.9.0"))))
		cases[id] = c
	}
	return cases
}

// The matrix of the research: which holes each release has.
func TestHolesByRelease(t *testing.T) {
	for _, tc := range []struct{ versions, holes string }{
		{"0.28.3 1.0.4 1.1.2", "7687 9790 11793 0204"}, {"1.1.3", "11793 0204"}, {"1.2.0 1.2.1", "7687 9790 11793 0204"}, {"1.3.0", "7687 9790 8023 11793 0204"},
		{"1.2.2 1.2.3", "11793 0204"}, {"1.3.1 1.3.2", "8023 11793 0204"}, {"1.4.0 1.4.1", "1330 8023 11793 0204"}, {"1.4.2", "11793 0204"}, {"1.4.3", ""},
		{"1.5.0", "1330 8023 11793 0204"}, {"1.5.1", "8023 11793 0204"}, {"1.5.2", "0204"}, {"1.5.3", ""}, {"1.6.0", "8023 11793 0204"}, {"1.6.1", "11793 0204"}, {"1.6.2", ""},
		{"1.7.0", "11793 0204"}, {"1.7.1", "0204"}, {"1.7.2 1.8.0 1.9.1 1.11.0 1.12.0", ""},
	} {
		for _, v := range strings.Fields(tc.versions) {
			r, _ := mesoswatch.ParseRelease(v)
			var got []string
			for _, h := range mesosHoles {
				if h.hits(r) {
					got = append(got, h.id[strings.LastIndexByte(h.id, '-')+1:])
				}
			}
			if g := strings.Join(got, " "); g != tc.holes {
				t.Errorf("%s: %q, want %q", v, g, tc.holes)
			}
		}
	}
}

func clusterCases() map[string]outcomesOf {
	fw := func(w mesoswatch.Framework) []mesoswatch.Record {
		w.Name = "shop"
		return recs(masterWith("1.9.0"), framework(w))
	}
	role := func(roles ...mesoswatch.Role) []mesoswatch.Record {
		var out []mesoswatch.Record
		for _, r := range roles {
			out = append(out, snap(mesoswatch.Snapshot{Role: &r}))
		}
		return append(out, seen(mesoswatch.SubjectRole))
	}
	web := func(quota *bool) mesoswatch.Role {
		return mesoswatch.Role{Name: "web/a", Frameworks: []string{"F1"}, Quota: quota}
	}
	other := mesoswatch.Role{Name: "db", Frameworks: []string{"F2"}, Quota: yes(), Limit: &mesoswatch.Resources{CPUs: 1}}
	days := func(n float64) *float64 { v := n * 86400; return &v }
	return map[string]outcomesOf{
		"frameworks-principal": {
			pass: does(fw(mesoswatch.Framework{Principal: "shop", User: "web"})), fail: does(fw(mesoswatch.Framework{User: "web"})), unknown: says("tells no principals", fw(mesoswatch.Framework{})),
			more: []outcomeAs{undecided(says("before 0.27", recs(masterWith("0.26.0"), framework(mesoswatch.Framework{User: "web"})))), moot(does(fw(mesoswatch.Framework{User: "web", Completed: true})))},
		},
		"frameworks-user-root":  {pass: does(fw(mesoswatch.Framework{User: "web"})), fail: does(fw(mesoswatch.Framework{User: "root"})), unknown: does(fw(mesoswatch.Framework{}))},
		"frameworks-role-star":  {pass: does(fw(mesoswatch.Framework{Roles: []string{"web"}})), fail: does(fw(mesoswatch.Framework{Roles: []string{"web", "*"}})), unknown: does(fw(mesoswatch.Framework{}))},
		"frameworks-checkpoint": {pass: does(fw(mesoswatch.Framework{Checkpoint: yes()})), fail: does(fw(mesoswatch.Framework{Checkpoint: no()})), unknown: does(fw(mesoswatch.Framework{}))},
		"frameworks-failover-timeout": {
			pass: does(fw(mesoswatch.Framework{FailoverTimeout: days(7)})), fail: graded(mesoswatch.Low, "365 days", fw(mesoswatch.Framework{FailoverTimeout: days(365)})), unknown: does(fw(mesoswatch.Framework{})),
			more: []outcomeAs{failing(says("kills its tasks", fw(mesoswatch.Framework{FailoverTimeout: days(0)}))), passing(does(framework(mesoswatch.Framework{Name: "Spark Pi", FailoverTimeout: days(0)})))},
		},
		"quota-role": {
			pass: does(role(web(yes()), other)), fail: does(role(web(no()), other)), unknown: does(role(web(nil), other)),
			more: []outcomeAs{moot(does(role(web(no())))), passing(says("above", role(web(no()), other, mesoswatch.Role{Name: "web", Quota: yes()}))), moot(does(role(mesoswatch.Role{Name: "*", Frameworks: []string{"F1"}, Quota: no()})))},
		},
		"quota-limit": {
			pass: does(role(other)), fail: does(recs(masterWith("1.9.0"), role(web(yes())))), unknown: does(role(web(yes()))),
			more: []outcomeAs{passing(says("guarantee is the limit", recs(masterWith("1.8.0"), role(web(yes()))))), undecided(does(role(web(nil)))), moot(does(role(web(no()))))},
		},
	}
}

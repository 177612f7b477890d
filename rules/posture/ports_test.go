package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

func port(p mesoswatch.Port) []mesoswatch.Record {
	if p.Host == "" {
		p.Host = "10.0.0.21"
	}
	return recs(snap(mesoswatch.Snapshot{Source: "reach", Port: &p}), seen(mesoswatch.SubjectPort))
}

func socket(k mesoswatch.Socket) []mesoswatch.Record {
	k.Host = hostName
	if k.Protocol == "" {
		k.Protocol = "tcp"
	}
	return recs(snap(mesoswatch.Snapshot{Source: hostName, Socket: &k}), seen(mesoswatch.SubjectSocket))
}

func selfAt(addresses ...string) mesoswatch.Record {
	return snap(mesoswatch.Snapshot{Self: &mesoswatch.Self{UserAgent: "mesoswatch", Addresses: addresses}})
}

func portCases() map[string]outcomesOf {
	cases := make(map[string]outcomesOf)
	for _, d := range dangers {
		n := d.ports[0]
		o := outcomesOf{
			pass: says("cannot be reached", port(mesoswatch.Port{Port: n, State: "silent"})), fail: graded(d.level, "can be reached from here", port(mesoswatch.Port{Port: n, State: "open"})),
			unknown: says("no such host", port(mesoswatch.Port{Port: n, State: "unknown", Why: "no such host"})), more: []outcomeAs{moot(does(port(mesoswatch.Port{Port: 1, State: "open"})))},
		}
		if d.between {
			o.more = append(o.more, undecided(says("belongs to the cluster", recs(selfAt("10.0.0.1"), masterWith("1.9.0"), port(mesoswatch.Port{Port: n, State: "open"})))))
		} else {
			o.more = append(o.more, failing(says("0.0.0.0", socket(mesoswatch.Socket{Address: "0.0.0.0", Port: n, Reach: "all"}))), passing(says("loopback", socket(mesoswatch.Socket{Address: "127.0.0.1", Port: n, Reach: "loopback"}))))
		}
		cases[d.id] = o
	}
	cases["ports-bind"] = outcomesOf{
		pass: does(recs(on(Master, "ip", "10.0.0.1"), looked())), fail: says("listens on all", recs(on(Master, "quorum", "2"), looked())), unknown: says("not told", masterWith("1.9.0")),
		more: []outcomeAs{
			failing(says("0.0.0.0", masterWith("1.9.0", "ip=0.0.0.0"))), passing(does(masterWith("1.9.0", "ip=10.0.0.1"))), undecided(says("sampled agent", agentWith("1.9.0"))),
			passing(says("10.9.9.9", recs(on(Agent, "LIBPROCESS_IP", "10.9.9.9"), looked()))), undecided(says("a command", recs(on(Agent, "ip_discovery_command", "/bin/find-ip"), looked()))),
			failing(says("listens on all", recs(on(Agent, "ip", "10.0.0.1"), looked(), socket(mesoswatch.Socket{Address: "0.0.0.0", Port: 5051, Reach: "all", Process: "mesos-agent", Service: "agent"})))),
			passing(says("10.0.0.1", recs(on(Master, "quorum", "2"), looked(), socket(mesoswatch.Socket{Address: "10.0.0.1", Port: 5050, Reach: "private", Process: "mesos-master", Service: "master"})))),
		},
	}
	cases["ports-wide"] = outcomesOf{
		pass:    does(socket(mesoswatch.Socket{Address: "127.0.0.1", Port: 2181, Reach: "loopback", Service: "zookeeper"})),
		fail:    graded(mesoswatch.Low, "all addresses", socket(mesoswatch.Socket{Address: "0.0.0.0", Port: 2181, Reach: "all", Service: "zookeeper"})),
		unknown: does(socket(mesoswatch.Socket{Address: "?", Port: 2181, Service: "zookeeper"})),
		more: []outcomeAs{
			failing(graded(mesoswatch.Medium, "public", socket(mesoswatch.Socket{Address: "203.0.113.9", Port: 2181, Reach: "public", Service: "zookeeper"}))),
			moot(does(socket(mesoswatch.Socket{Address: "0.0.0.0", Port: 22, Reach: "all", Service: "ssh"}))), moot(does(socket(mesoswatch.Socket{Address: "0.0.0.0", Port: 5050, Reach: "all", Service: "master"}))),
		},
	}
	cases["ports-unexpected"] = outcomesOf{
		pass: does(port(mesoswatch.Port{Port: 9999, State: "closed", Expected: "closed"})), fail: does(port(mesoswatch.Port{Port: 9999, State: "open", Expected: "closed"})),
		unknown: does(port(mesoswatch.Port{Port: 9999, State: "unknown", Why: "x", Expected: "closed"})), more: []outcomeAs{moot(does(port(mesoswatch.Port{Port: 9999, State: "open"})))},
	}
	cases["ports-missing"] = outcomesOf{
		pass: does(port(mesoswatch.Port{Port: 5050, State: "open", Expected: "open"})), fail: does(port(mesoswatch.Port{Port: 5050, State: "silent", Expected: "open"})),
		unknown: does(port(mesoswatch.Port{Port: 5050, State: "unknown", Why: "x", Expected: "open"})),
	}
	return cases
}

func zookeeperCases() map[string]outcomesOf {
	tree := func(acl ...string) []mesoswatch.Record {
		return recs(znode(mesoswatch.Znode{Path: "/mesos", What: "path", ACL: acl}), seen(mesoswatch.SubjectZnode))
	}
	answers := zookeeper(mesoswatch.ZooKeeper{Words: map[string]string{"srvr": "answered"}})
	silent := zookeeper(mesoswatch.ZooKeeper{Words: map[string]string{"srvr": "unreachable"}})
	words := func(w string) []mesoswatch.Record {
		return recs(zookeeper(mesoswatch.ZooKeeper{Words: map[string]string{"srvr": "answered", "cons": w}}), seen(mesoswatch.SubjectZooKeeper))
	}
	candidates := func(n int) []mesoswatch.Record {
		var out []mesoswatch.Record
		for i := range n {
			out = append(out, znode(mesoswatch.Znode{Path: "/mesos/json.info_000000000" + string(rune('0'+i)), What: "candidate"}))
		}
		return append(out, seen(mesoswatch.SubjectZnode))
	}
	zk := func(servers string) []mesoswatch.Record { return masterWith("1.9.0", "zk=zk://"+servers+"/mesos") }
	return map[string]outcomesOf{
		"zookeeper-acl": {
			pass: does(tree("digest:mesos:***:cdrwa", "world:anyone:r")), fail: graded(mesoswatch.High, "/mesos", tree("world:anyone:cdrwa")), unknown: says("not known", tree()),
			more: []outcomeAs{
				failing(graded(mesoswatch.Medium, "replica", recs(znode(mesoswatch.Znode{Path: "/mesos/log_replicas/0000000001", What: "replica", ACL: []string{"world:anyone:cdrwa"}}), seen(mesoswatch.SubjectZnode)))),
				failing(graded(mesoswatch.High, "json.info", recs(tree("world:anyone:r"), znode(mesoswatch.Znode{Path: "/mesos/json.info_0000000001", What: "candidate", ACL: []string{"world:anyone:rw"}})))),
				undecided(says("no rights", recs(tree("world:anyone:r"), lacking(mesoswatch.SubjectZnode, "no rights")))),
			},
		},
		"zookeeper-reachable": {
			pass: does(recs(selfAt("10.7.7.7"), silent)), fail: says("10.0.0.11:2181", recs(selfAt("10.7.7.7"), answers)), unknown: says("belongs to the cluster", recs(selfAt("10.0.0.11"), answers)),
			more: []outcomeAs{undecided(says("from where", recs(answers))), undecided(does(recs(selfAt("127.0.0.1"), zookeeper(mesoswatch.ZooKeeper{Address: "127.0.0.1:2181", Words: map[string]string{"srvr": "answered"}})))),
				failing(says("10.0.0.12:2181", recs(selfAt("10.7.7.7"), port(mesoswatch.Port{Host: "10.0.0.12", Port: 2181, State: "open"}))))},
		},
		"zookeeper-words": {pass: does(words("refused")), fail: says("cons", words("answered")), unknown: does(words("timeout"))},
		"zookeeper-same-host": {
			pass: does(recs(masterWith("1.9.0"), answers)), fail: says("10.0.0.1", recs(masterWith("1.9.0", "zk=zk://10.0.0.1:2181/mesos"))), unknown: does(recs(answers)),
			more: []outcomeAs{failing(does(recs(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://10.0.0.1:5050", Hostname: "m1.example"}}), zookeeper(mesoswatch.ZooKeeper{Address: "m1:2181"}))))},
		},
		"zookeeper-ensemble-size": {
			pass: does(zk("a:1,b:2,c:3")), fail: graded(mesoswatch.Medium, "one server", zk("a:2181")), unknown: does(masterWith("1.9.0")),
			more: []outcomeAs{
				failing(graded(mesoswatch.Low, "4 servers", zk("u:p@x@a:1,b:2,c:3,d:4"))), failing(says("one server", recs(zookeeper(mesoswatch.ZooKeeper{Mode: "standalone"})))),
				passing(says("3 servers", recs(zookeeper(mesoswatch.ZooKeeper{Config: map[string]string{"server.1": "a", "server.2": "b", "server.3": "c", "server.4": "d:1:2:observer"}})))),
				failing(says("2 servers", recs(on(ZooKeeper, "server.1", "a"), on(ZooKeeper, "server.2", "b"), looked()))),
			},
		},
		"zookeeper-quorum-flag": {
			pass: does(recs(masterWith("1.9.0", "quorum=2"), candidates(3))), fail: says("not more than half", recs(masterWith("1.9.0", "quorum=1"), candidates(3))), unknown: says("how many masters", masterWith("1.9.0", "quorum=2")),
			more: []outcomeAs{
				failing(says("none gets to work", recs(masterWith("1.9.0", "quorum=4"), candidates(3)))), failing(graded(mesoswatch.Low, "more must be up", recs(masterWith("1.9.0", "quorum=3"), candidates(3)))),
				failing(says("2 here and 3", recs(masterWith("1.9.0", "quorum=2"), masterAt("http://10.0.0.2:5050", "1.9.0", "quorum=3"), candidates(3)))),
				moot(does(masterWith("1.9.0"))), undecided(says("no number", masterWith("1.9.0", "quorum=two"))), undecided(does(hidden("1.9.0"))),
			},
		},
		"zookeeper-masters": {
			pass: does(candidates(3)), fail: says("one master", candidates(1)), unknown: does(masterWith("1.9.0")), more: []outcomeAs{failing(says("even", candidates(2)))},
		},
	}
}

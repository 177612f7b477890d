package mesoswatch

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func snap(sec int, source string, s Snapshot) Record {
	s.At, s.Source = at(sec), source
	return Record{Snapshot: &s}
}

func whole(sec int, source string, kinds ...string) Record {
	return Record{Health: &Health{At: at(sec), Source: source, OK: true, Complete: kinds}}
}

func restored(r Record) Record { r.Origin = Restored; return r }

func TestChangesOfFrameworksAndAgents(t *testing.T) {
	var b Board
	no, yes := false, true
	fw := func(sec int, f Framework) Record { return snap(sec, "m1", Snapshot{Framework: &f}) }
	ag := func(sec int, a Agent) Record { return snap(sec, "m2", Snapshot{Agent: &a}) }
	handle(t, &b,
		fw(1, Framework{ID: "F1", Name: "marathon", PID: "s@10.0.0.1:1", Active: &yes}), fw(1, Framework{ID: "F0", Name: "old", Completed: true}), ag(1, Agent{ID: "S1", Hostname: "n1", PID: "slave(1)@10.0.0.2:5051"}),
		whole(2, "m1", SubjectFramework, SubjectAgent),
		fw(3, Framework{ID: "F1", Name: "marathon", PID: "s@10.0.9.9:1", Active: &yes, Principal: "ops"}),
		fw(4, Framework{ID: "F1", Name: "marathon", PID: "s@10.0.9.9:1", Active: &no, Principal: "ops"}),
		fw(5, Framework{ID: "F2", Name: "x\x1b[2J", User: "root", PID: "s@10.0.9.9:2"}),
		fw(6, Framework{ID: "F2", Name: "x\x1b[2J", User: "root", Completed: true}), fw(7, Framework{ID: "F9", Completed: true}),
		ag(8, Agent{ID: "S1", Hostname: "n1", PID: "slave(1)@10.0.0.2:5051", State: "unreachable", Deactivated: &yes}), ag(9, Agent{ID: "S2", Hostname: "n2"}),
		snap(10, "m2", Snapshot{Gone: true, Agent: &Agent{ID: "S1", Hostname: "n1"}}), snap(11, "m2", Snapshot{Gone: true, Agent: &Agent{ID: "S7"}}),
		snap(12, "m2", Snapshot{Gone: true, Framework: &Framework{ID: "F2"}}),
		fw(13, Framework{ID: "F1", Name: "marathon", PID: "s@10.0.9.9:1", Active: &yes, Principal: "ops"}))
	tells(t, &b,
		"3 framework address of framework marathon is s@10.0.9.9:1, was s@10.0.0.1:1", "3 framework principal of framework marathon is ops, was not set",
		"4 framework framework marathon became inactive",
		"5 framework framework x\x1b[2J came, user root, at s@10.0.9.9:2", "6 framework framework x\x1b[2J went",
		"8 agent state of agent n1 is unreachable, was not set", "8 agent agent n1 became inactive",
		"9 agent agent n2 came", "10 agent agent n1 went", "13 framework framework marathon is active again")
	if m := b.Timeline.All()[0]; m.Subject != (Subject{SubjectFramework, "F1"}) || m.Source != "m1" || m.Kind != MomentChange {
		t.Errorf("%+v", m)
	}
}

func TestChangesOfTheLeader(t *testing.T) {
	var b Board
	masters := []string{"m1", "m2"}
	cl := func(sec int, leader string, silent ...string) Record {
		c := &Cluster{Masters: masters, Leader: leader, Silent: silent}
		if leader != "" {
			c.Leaders = []string{leader}
		}
		return snap(sec, "masters", Snapshot{Cluster: c})
	}
	handle(t, &b, cl(1, "m1"), cl(2, "", "m1"), cl(3, "m1"), cl(4, "", "m1", "m2"), cl(5, "m2"), cl(6, ""), cl(7, ""), cl(8, "m2"), cl(9, ""), cl(10, "m1"))
	tells(t, &b, "5 leader m2 leads, it was m1", "6 leader no master leads", "8 leader m2 leads, nobody did", "9 leader no master leads", "10 leader m1 leads, it was m2")
}

func TestChangesOfTheConfiguration(t *testing.T) {
	var b Board
	no, yes, one, two := false, true, 1.0, 2.0
	flag := func(sec int, of, name, value string) Record {
		return snap(sec, of, Snapshot{Flag: &Flag{Of: of, Name: name, Value: value}})
	}
	file := func(sec int, f File) Record {
		f.Host, f.Path = "h", "/etc/mesos/acls"
		return snap(sec, "host", Snapshot{File: &f})
	}
	handle(t, &b,
		flag(1, "m1", "authenticate_agents", "true"), whole(1, "m1", SubjectFlag), flag(2, "m1", "authenticate_agents", "false"), flag(2, "m1", "acls", "/x"), flag(2, "m2", "acls", "/x"),
		snap(3, "m1", Snapshot{Gone: true, Flag: &Flag{Of: "m1", Name: "acls"}}),
		snap(4, "m1", Snapshot{Realm: &Realm{Of: "m1", Name: "rw", Enforced: &yes}}), snap(5, "m1", Snapshot{Realm: &Realm{Of: "m1", Name: "rw"}}),
		snap(5, "m1", Snapshot{Realm: &Realm{Of: "m1", Name: "ro", Enforced: &yes}}), snap(6, "m1", Snapshot{Realm: &Realm{Of: "m1", Name: "ro", Enforced: &no}}),
		snap(7, "m1", Snapshot{Master: &Master{URL: "m1", ID: "a", Version: "1.9.0"}}), snap(8, "m1", Snapshot{Master: &Master{URL: "m1"}}),
		snap(9, "m1", Snapshot{Master: &Master{URL: "m1", ID: "b", Version: "1.9.0"}}), snap(10, "m1", Snapshot{Master: &Master{URL: "m1", ID: "c", Version: "1.11.0"}}),
		snap(11, "m1", Snapshot{Role: &Role{Name: "dev", Weight: &one, Quota: &no}}), snap(12, "m1", Snapshot{Role: &Role{Name: "dev", Weight: &two, Quota: &yes, Limit: &Resources{CPUs: 4}}}),
		snap(13, "h", Snapshot{Setting: &Setting{Host: "h", Of: "master", Name: "quorum", Value: "2"}}), snap(14, "h", Snapshot{Setting: &Setting{Host: "h", Of: "master", Name: "quorum", Value: "1", Pending: true}}),
		snap(15, "h", Snapshot{Setting: &Setting{Host: "h", Of: "master", Name: "quorum", Value: "1"}}),
		file(16, File{What: "acls", Modified: at(0), Mode: "-rw-r-----"}), file(17, File{What: "acls", Modified: at(16), Mode: "-rw-rw-rw-"}), file(18, File{What: "acls", Missing: true}),
		snap(19, "a1", Snapshot{AgentCheck: &AgentCheck{URL: "a1", Flags: map[string]string{"x": "1", "y": "1"}, Realms: map[string]bool{"ro": true}}}), snap(20, "a1", Snapshot{AgentCheck: &AgentCheck{URL: "a1"}}),
		snap(21, "a2", Snapshot{AgentCheck: &AgentCheck{URL: "a2", Flags: map[string]string{"x": "1", "y": "1"}, Realms: map[string]bool{"ro": true, "rw": true}}}),
		snap(22, "a2", Snapshot{AgentCheck: &AgentCheck{URL: "a2", Flags: map[string]string{"x": "2", "y": "1"}, Realms: map[string]bool{"ro": false}}}),
		whole(23, "m1", SubjectMachine), snap(24, "m1", Snapshot{Machine: &Machine{Hostname: "n1", Mode: "draining"}}), snap(25, "m1", Snapshot{Gone: true, Machine: &Machine{Hostname: "n1"}}),
		snap(26, "zk", Snapshot{Znode: &Znode{Path: "/mesos", ACL: []string{"sasl:mesos:cdrwa"}}}), snap(27, "zk", Snapshot{Znode: &Znode{Path: "/mesos", ACL: []string{"world:anyone:cdrwa"}}}),
	)
	tells(t, &b,
		"2 configuration flag authenticate_agents of m1 is false, was true", "2 configuration flag acls of m1 is /x, was not set",
		"3 configuration flag acls of m1 is not set, was /x", "6 configuration authentication realm ro of m1 is no longer enforced",
		"10 configuration version of master m1 is 1.11.0, was 1.9.0", "10 configuration master m1 was started anew",
		"12 configuration weight of role dev is 2, was 1", "12 configuration limit of role dev is cpus 4, was not set",
		"14 configuration master setting quorum on h (in force after a restart) is 1, was 2", "15 configuration master setting quorum on h is in force: 1",
		"17 configuration time of acls file /etc/mesos/acls on h is "+at(16).Format(time.RFC3339)+", was "+at(0).Format(time.RFC3339), "17 configuration mode of acls file /etc/mesos/acls on h is -rw-rw-rw-, was -rw-r-----",
		"18 configuration acls file /etc/mesos/acls on h went",
		"22 configuration flag x of agent a2 is 2, was 1", "22 configuration authentication realm ro of a2 is no longer enforced",
		"24 configuration maintenance of machine n1 is draining, was not set", "25 configuration maintenance of machine n1 is not set, was draining",
		"27 configuration access to znode /mesos is world:anyone:cdrwa, was sasl:mesos:cdrwa")
}

// What was stored is compared with, and the first list of this start is no change.
func TestChangesAcrossARestart(t *testing.T) {
	var b Board
	flag := func(value string) Record {
		return snap(3, "m1", Snapshot{Flag: &Flag{Of: "m1", Name: "acls", Value: value}})
	}
	handle(t, &b, restored(agentSnapAt(0, "S1")), restored(whole(1, "m1", SubjectAgent)), restored(agentSnapAt(2, "S2")), restored(flag("/a")),
		agentSnapAt(10, "S2"), agentSnapAt(10, "S3"), flag("/b"), whole(11, "m1", SubjectAgent), agentSnapAt(12, "S4"))
	tells(t, &b, "2 agent agent S2 came", "3 configuration flag acls of m1 is /b, was /a", "11 agent agent S1 went", "12 agent agent S4 came")
	if a := b.Subjects(SubjectAgent); a.Len() != 3 || a.Get("S1") != nil {
		t.Errorf("%d agents are left of those before", a.Len())
	}
	handle(t, &b, restored(snap(0, "m2", Snapshot{Flag: &Flag{Of: "m2", Name: "x"}})), whole(13, "m1", SubjectFlag))
	if b.Subjects(SubjectFlag).Len() != 2 {
		t.Error("the list of one source says nothing of another's")
	}
}

func agentSnapAt(sec int, id string) Record { return snap(sec, "m1", Snapshot{Agent: &Agent{ID: id}}) }

// Thousands of agents that go and come with a failover leave room for the rest.
func TestManyChangesOfOneSort(t *testing.T) {
	var b Board
	handle(t, &b, whole(0, "m1", SubjectAgent))
	for i := range 5000 {
		handle(t, &b, agentSnapAt(41, fmt.Sprint("S", i)))
	}
	for i := range 5000 {
		handle(t, &b, snap(42, "m1", Snapshot{Gone: true, Agent: &Agent{ID: fmt.Sprint("S", i)}}))
	}
	all := b.Timeline.All()
	i := slices.IndexFunc(all, func(m Moment) bool { return m.Count > 0 })
	if len(all) != 2*(maxAlike+1) || all[i].Count != 5000-maxAlike || all[i].Text != "more in that minute: agent came" || all[i].Subject.Name != "" {
		t.Errorf("%d moments, one of them %+v", len(all), all[i])
	}
}

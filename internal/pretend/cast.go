package pretend

import "github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"

// Addresses of those who appear. What a peer says of its own address is a claim.
// Those who can be asked, masters and agents, stand as "{master1}" and "{agent2}",
// "{master1.ip}" and "{master1.port}", until they are played: they have those of
// their ports then.
const (
	marathonIP = "10.0.1.31"
	auroraIP   = "10.0.1.32"
	cronIP     = "10.0.1.33"
	consoleIP  = "10.0.1.9"
	attackerIP = "10.0.9.9"
)

// firstMaster is the process that runs when the cluster starts; it wants logins
// from everybody.
func firstMaster() masterlog.Process {
	const host = "master1.example.com"
	return masterlog.Process{
		PID: 10_412, ID: "5d1b4c90-2f6e-4d83-9a57-c1e80f3b7a26", Host: host, User: "root",
		IP: "{master1.ip}", Port: "{master1.port}",
		Build: masterlog.Release111(),
		Flags: masterlog.With(masterlog.SecuredFlags(host, "{master1.ip}", "{master1.port}"), "zk", "zk://{zookeepers}/mesos"),
	}
}

// secondMaster is what the supervisor starts after the outage, from an older
// configuration: agents need no login any more.
func secondMaster() masterlog.Process {
	p := firstMaster()
	p.PID, p.ID = 27_951, "e07f92ab-83c4-4be1-b5d2-6490d7c81f3e"
	p.Flags = masterlog.With(p.Flags, "authenticate_agents", "false")
	return p
}

func agents() []masterlog.Agent {
	const resources = "cpus:16; mem:63488; disk:409600; ports:[31000-32000]"
	return []masterlog.Agent{
		{UPID: "slave(1)@{agent1}", Host: "agent1.example.com", Principal: "agent", Resources: resources},
		{UPID: "slave(1)@{agent2}", Host: "agent2.example.com", Principal: "agent", Resources: resources},
		{UPID: "slave(1)@{agent3}", Host: "agent3.example.com", Principal: "agent", Resources: resources},
	}
}

// rogueAgent offers more than it can have, so that tasks come to it.
func rogueAgent() masterlog.Agent {
	return masterlog.Agent{
		UPID: "slave(1)@{agent4}", Host: "agent4.example.com",
		Resources: "cpus:64; mem:262144; disk:2097152; ports:[31000-32000]",
	}
}

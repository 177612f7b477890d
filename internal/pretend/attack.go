package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// scenarioLength is the log time that QuietThenAttack fills.
const scenarioLength = time.Hour

// demoSeed makes the scenario the same each time.
const demoSeed = 1_111

// QuietThenAttack is an hour of a small cluster: three quarters of ordinary work
// with one forgotten password in it, then somebody who comes in, and an outage
// that a restart with a weaker configuration follows.
func QuietThenAttack() Scenario {
	s := newStage(demoSeed, firstMaster())
	c := &company{stage: s}
	for _, act := range []func(){
		c.opening,    // 00:00 the master, its agents and its frameworks come up
		c.dayWork,    // 01:00 ordinary work
		c.scouting,   // 45:00 somebody reads the endpoints
		c.bruteForce, // 46:00 and tries secrets until one fits
		c.intrusion,  // 47:15 runs something with it
		c.refusals,   // 49:00 tries what does not work
		c.outage,     // 54:00 ZooKeeper goes away, and the leader with it
		c.aftermath,  // 56:00 the master is back, and open to any agent
	} {
		act()
	}
	s.until(scenarioLength)
	s.say(masterlog.Request("GET", "/master/health", consoleIP+":"+s.Port(), ""))
	return Scenario{Steps: s.steps, expected: []Expectation{
		{Rule: "auth-failed"},
		{"auth-brute-force", attackerIP},
		{Rule: "auth-success-after-failures"},
		{Rule: "framework-registered"},
		{Rule: "framework-refused-unauthenticated"},
		{Rule: "framework-principal-mismatch"},
		{Rule: "agent-refused-unauthenticated"},
		{Rule: "zookeeper-unreachable"},
		{Rule: "leader-lost"},
		{Rule: "weak-config-agents"},
		{Rule: "task-suspicious"},
	}}
}

// company is the stage with those who act on it.
type company struct {
	*stage
	agents                   []masterlog.Agent
	marathon, aurora, backup party
}

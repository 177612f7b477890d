package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// intrusion: the guessed secret is aurora's; a framework comes in with it and
// starts a task. The user it runs as, and what it gets of the host, stand nowhere in
// the log; the masters tell it.
func (c *company) intrusion() {
	c.until(47*time.Minute + 15*time.Second)
	c.backup = c.comesUp(party{
		Framework: masterlog.Framework{Name: "backup-job", Principal: "aurora", Role: "*"},
		user:      "root",
		container: &world.Container{
			Type: "DOCKER", Image: "docker.io/library/alpine:3.12", Network: "HOST", Privileged: true,
			Volumes: []world.Volume{{Host: "/", Path: "/host", Mode: "RW"}, {Host: "/var/run/docker.sock", Path: "/var/run/docker.sock", Mode: "RW"}},
		},
	}, attackerIP)
	c.wait(800 * time.Millisecond)
	c.launch(c.backup, c.agents[1], "backup-job-0")
	c.consoleLooks()
	c.batchJob(201)
}

// refusals: what does not work. Not logging in, claiming another's principal, a
// name that forges a line, an agent without a login.
func (c *company) refusals() {
	c.until(49 * time.Minute)
	etl := masterlog.Framework{Name: "etl-nightly", UPID: c.Scheduler(attackerIP)}
	for range 3 {
		c.refused(masterlog.RefuseUnauthenticated(etl))
		c.wait(c.Between(time.Second, 4*time.Second))
	}

	c.until(50 * time.Minute)
	posing := masterlog.Framework{Name: "marathon", Principal: "marathon", UPID: c.Scheduler(attackerIP)}
	c.loggedIn(posing.UPID, "aurora")
	c.refused(masterlog.RefusePrincipal(posing, "aurora"))

	c.until(50*time.Minute + 40*time.Second)
	c.refused(masterlog.RefuseUnauthenticated(masterlog.Framework{Name: c.forgingName(), UPID: c.Scheduler(attackerIP)}))

	c.until(51 * time.Minute)
	for pause := time.Second; c.at < 53*time.Minute; pause *= 2 {
		c.agentRefused(rogueAgent())
		if pause > 4*time.Second {
			c.batchJob(202)
		}
		c.wait(pause)
	}
}

// forgingName is a name that goes on, in the log, as a line of its own: a failed
// login that blames marathon's host. The escape sequence would wipe the line
// above from a terminal that lets it through.
func (c *company) forgingName() string {
	return "reports\x1b[1A\x1b[2K\n" +
		"I" + forgedStamp + " 10420 master.cpp:9834] Authentication of " + c.Scheduler(marathonIP) + " was unsuccessful: Invalid credentials\n" +
		"nightly"
}

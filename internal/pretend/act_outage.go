package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// outage: ZooKeeper goes away, the leader gives up after its session time-out,
// and the supervisor starts a new process that has to wait.
func (c *company) outage() {
	c.until(54 * time.Minute)
	c.happens(ZooKeeperDies)
	c.say(c.ensemble.Lost()...)
	c.wait(10 * time.Second)
	c.say(c.ensemble.Expired("3000a7c41d20005", "3000a7c41d20004", "3000a7c41d20006")...)
	c.say(c.ensemble.LostLeadership()...)
	c.happens(MasterDies)

	c.wait(25 * time.Second)
	c.restart(secondMaster())
	c.wait(2 * time.Millisecond)
	c.say(c.process.Started(c.registry)...)
	for range 4 {
		c.wait(10 * time.Second)
		c.say(c.ensemble.Expired("0", "0", "0", "0")...)
	}

	c.until(55*time.Minute + 40*time.Second)
	c.happens(ZooKeeperReturns)
	c.say(c.ensemble.Joining()...)
	c.happens(MasterElected)
	c.change(world.Failover{})
	c.say(c.registry.Recover(c.Dice, len(c.agents))...)
}

// aftermath: all come back, and the agent that was refused before is let in.
func (c *company) aftermath() {
	c.until(56 * time.Minute)
	for i, a := range c.agents {
		var runs []masterlog.Framework // those whose tasks are found first here
		switch i {
		case 0:
			runs = []masterlog.Framework{c.marathon.Framework}
		case 1:
			runs = []masterlog.Framework{c.backup.Framework} // it does not come back itself
		}
		c.loggedIn(a.UPID, a.Principal)
		c.returns(a, runs...)
		c.wait(c.Between(time.Second, 3*time.Second))
	}
	c.loggedIn(c.marathon.UPID, c.marathon.Principal)
	c.say(masterlog.Resubscribe(c.marathon.Framework)...)
	c.change(world.FrameworkReturned{ID: c.marathon.ID})
	c.wait(2 * time.Second)
	c.loggedIn(c.aurora.UPID, c.aurora.Principal)
	c.say(masterlog.Subscribe(c.aurora.Framework)...)
	c.change(world.FrameworkReturned{ID: c.aurora.ID})

	c.until(57 * time.Minute)
	rogue := c.registers(rogueAgent())
	c.wait(5 * time.Second)
	c.launch(c.marathon, rogue, "shop_api.instance-"+c.UUID()+"._app.1")

	for job := 300; c.at < 59*time.Minute+30*time.Second; job++ {
		c.batchJob(job)
		c.consoleLooks()
		c.wait(c.Between(3*time.Second, 8*time.Second))
	}
}

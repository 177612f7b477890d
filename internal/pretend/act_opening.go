package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// opening: the master starts and is elected, three agents and two frameworks log
// in and register.
func (c *company) opening() {
	c.say(c.process.Started(c.registry)...)
	c.wait(30 * time.Millisecond)
	c.say(c.ensemble.Joining()...)
	c.say(c.registry.Recover(c.Dice, 0)...)

	c.until(3 * time.Second)
	for _, a := range agents() {
		c.say(masterlog.Login(a.UPID, a.Principal)...)
		a.ID = c.ids.Agent()
		c.say(masterlog.RegisterAgent(a, c.registry, c.Dice)...)
		c.agents = append(c.agents, a)
		c.wait(700 * time.Millisecond)
	}

	c.until(12 * time.Second)
	c.marathon = c.comesUp(masterlog.Framework{Name: "marathon", Principal: "marathon", Role: "web"}, marathonIP)
	for i, name := range []string{"shop_frontend", "shop_frontend", "shop_api", "search"} {
		c.launch(c.marathon, c.agents[i%3], name+".instance-"+c.UUID()+"._app.1")
	}
	c.until(40 * time.Second)
	c.aurora = c.comesUp(masterlog.Framework{Name: "aurora", Principal: "aurora", Role: "batch"}, auroraIP)
}

// comesUp is a framework that logs in and registers.
func (c *company) comesUp(f masterlog.Framework, ip string) masterlog.Framework {
	f.ID, f.UPID = c.ids.Framework(), c.Scheduler(ip)
	c.say(masterlog.Login(f.UPID, f.Principal)...)
	c.say(masterlog.Subscribe(f)...)
	return f
}

package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// opening: the master starts and is elected, three agents and two frameworks log
// in and register.
func (c *company) opening() {
	c.change(
		world.QuotaSet{Role: "web", Quota: &world.Quota{Guarantee: world.Resources{CPUs: 8, Mem: 16_384}}},
		world.QuotaSet{Role: "batch", Quota: &world.Quota{Guarantee: world.Resources{CPUs: 4, Mem: 8_192}, Limit: world.Resources{CPUs: 24, Mem: 65_536}}})
	c.say(c.process.Started(c.registry)...)
	c.wait(30 * time.Millisecond)
	c.say(c.ensemble.Joining()...)
	c.happens(MasterElected)
	c.say(c.registry.Recover(c.Dice, 0)...)

	c.until(3 * time.Second)
	for _, a := range agents() {
		c.loggedIn(a.UPID, a.Principal)
		c.agents = append(c.agents, c.registers(a))
		c.wait(700 * time.Millisecond)
	}

	c.until(12 * time.Second)
	c.marathon = c.comesUp(party{
		Framework: masterlog.Framework{Name: "marathon", Principal: "marathon", Role: "web"},
		user:      "www-data", webUI: "http://marathon.example.com:8080",
		container: &world.Container{Type: "DOCKER", Image: "registry.example.com/shop/web:1.42", Network: "BRIDGE"},
	}, marathonIP)
	for i, name := range []string{"shop_frontend", "shop_frontend", "shop_api", "search"} {
		c.launch(c.marathon, c.agents[i%3], name+".instance-"+c.UUID()+"._app.1")
	}
	c.until(40 * time.Second)
	c.aurora = c.comesUp(party{Framework: masterlog.Framework{Name: "aurora", Principal: "aurora", Role: "batch"}, user: "aurora"}, auroraIP)
}

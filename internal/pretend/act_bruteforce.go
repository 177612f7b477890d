package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// scouting: somebody with the console's password, or there would be no lines,
// asks for all that says what this cluster is.
func (c *company) scouting() {
	for _, path := range []string{"/master/state", "/master/slaves", "/master/frameworks", "/master/flags", "/master/roles"} {
		from := attackerIP + ":" + c.Port()
		c.say(masterlog.Request("GET", path, from, "python-requests/2.25.1"))
		c.wait(c.Between(300*time.Millisecond, 2*time.Second))
	}
	c.declines(c.marathon, c.agents[0])
	c.consoleLooks()
}

// bruteForce: twelve secrets within a minute, each from a driver of its own, the
// first few for principals that do not exist; the thirteenth fits.
func (c *company) bruteForce() {
	c.until(46 * time.Minute)
	for try := range 12 {
		why := masterlog.WrongSecret
		if try < 3 {
			why = masterlog.UnknownPrincipal
		}
		c.loginRefused(c.Scheduler(attackerIP), why)
		if try%5 == 4 {
			c.consoleLooks() // life goes on between the attempts
		}
		c.wait(c.Between(3*time.Second, 4*time.Second))
	}
}

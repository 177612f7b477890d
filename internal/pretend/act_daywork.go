package pretend

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

const (
	consoleAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.88 Safari/537.36"
	metricsAgent = "Go-http-client/1.1"
)

// dayWork: jobs come and go, the console looks in, offers are declined. Nothing
// in it is wrong but one old secret, tried once.
func (c *company) dayWork() {
	c.until(time.Minute)
	for job := 1; c.at < 44*time.Minute; job++ {
		c.batchJob(job)
		c.consoleLooks()
		if job == 30 {
			c.loginRefused(c.Scheduler(cronIP), masterlog.WrongSecret)
		}
		if job%20 == 0 {
			c.say(c.registry.Update(c.Dice)...)
		}
		c.wait(c.Between(4*time.Second, 14*time.Second))
		c.declines(c.marathon, c.agents[job%len(c.agents)])
	}
	c.until(45 * time.Minute)
}

// batchJob is a task of aurora from its launch to its end.
func (c *company) batchJob(n int) {
	jobs := []string{"billing-export", "thumbnails", "index-merge", "mail-digest", "report"}
	name := "batch-prod-" + jobs[n%len(jobs)] + "-" + strconv.Itoa(n%4) + "-" + c.UUID()
	t := c.launch(c.aurora, c.agents[n%len(c.agents)], name)
	c.wait(c.Between(2*time.Second, 9*time.Second))
	state := "TASK_FINISHED"
	if n%17 == 0 {
		state = "TASK_FAILED" // jobs do fail
	}
	c.updated(t, state)
}

// consoleLooks is what an operator's browser and the metrics collector ask.
func (c *company) consoleLooks() {
	from := consoleIP + ":" + c.Port()
	c.say(masterlog.Request("GET", "/master/state-summary", from, consoleAgent))
	c.say(masterlog.Answered("GET", "/master/state-summary", from, c.Dice))
	if c.IntN(4) == 0 {
		from = consoleIP + ":" + c.Port()
		c.say(masterlog.Request("GET", "/master/frameworks", from, metricsAgent))
		c.say(masterlog.Answered("GET", "/master/frameworks", from, c.Dice))
	}
}

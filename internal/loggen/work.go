package loggen

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// task is one of a framework that stays, from launch to end.
func (m *master) task() {
	m.run(masterlog.Task{ID: m.jobName() + "." + m.UUID(), Framework: m.service(), Agent: m.anyAgent()}, func() {})
}

// run has a task take its course, and calls what comes after it.
func (m *master) run(t masterlog.Task, then func()) {
	t.CPUs, t.Mem = strconv.Itoa(1+m.IntN(8)), strconv.Itoa(128*(1+m.IntN(64)))
	t.Offer = m.ids.Offer()
	m.say(masterlog.Offer(t.Framework, t.Offer))
	m.sayAnd(func(c *Truth) { c.TasksLaunched++ }, t.Launch()...)
	m.after(m.Between(100*time.Millisecond, 2*time.Second), func() {
		m.say(t.Update("TASK_STARTING", m.Dice)...)
		m.after(m.Between(time.Second, 20*time.Second), func() {
			m.say(t.Update("TASK_RUNNING", m.Dice)...)
			m.after(time.Second+m.pause(6*time.Minute), func() {
				m.say(t.Update(m.pick(ends), m.Dice)...)
				then()
			})
		})
	})
}

// ends of tasks: most go well.
var ends = []string{
	"TASK_FINISHED", "TASK_FINISHED", "TASK_FINISHED", "TASK_FINISHED", "TASK_FINISHED", "TASK_FINISHED",
	"TASK_FINISHED", "TASK_FINISHED", "TASK_FINISHED", "TASK_FAILED", "TASK_KILLED",
}

// offers of several agents at once, all declined.
func (m *master) offers() {
	f := m.service()
	offers := make([]string, 1+m.IntN(12))
	for i := range offers {
		offers[i] = m.ids.Offer()
	}
	m.say(masterlog.Offer(f, offers...))
	m.now = m.now.Add(m.Between(time.Millisecond, 400*time.Millisecond))
	m.say(masterlog.Decline(f, offers...)...)
}

func (m *master) acceptNothing() {
	f, a, offer := m.service(), m.anyAgent(), m.ids.Offer()
	m.say(masterlog.Offer(f, offer))
	m.say(masterlog.AcceptNothing(f, a, offer)...)
}

func (m *master) login(upid, principal string) {
	m.sayAnd(func(t *Truth) { t.Logins++ }, masterlog.Login(upid, principal)...)
}

func (m *master) subscribe(f masterlog.Framework) {
	m.login(f.UPID, f.Principal)
	m.sayAnd(countFramework, masterlog.Subscribe(f)...)
}

func countFramework(t *Truth) { t.FrameworksAdded++ }

// shortFramework comes with a scheduler of its own for one job.
func (m *master) shortFramework() {
	f := m.framework(m.jobName(), "chronos", "batch", "10.20.2."+strconv.Itoa(2+m.IntN(250)))
	m.subscribe(f)
	m.run(masterlog.Task{ID: f.Name + ".0", Framework: f, Agent: m.anyAgent()}, func() {
		m.say(masterlog.Teardown(f)...)
	})
}

// httpFramework speaks the v1 API, and just goes away when it is done.
func (m *master) httpFramework() {
	f := m.framework("Spark "+m.jobName(), "spark", "spark", "")
	f.UPID = ""
	m.sayAnd(countRequest, masterlog.Request("POST", "/master/api/v1/scheduler", m.office(), ""))
	m.sayAnd(countFramework, masterlog.SubscribeHTTP(f)...)
	m.after(m.pause(3*time.Minute), func() { m.say(masterlog.Disconnect(f)...) })
}

// agentLost is one that stops answering and comes back minutes later.
func (m *master) agentLost() {
	a := m.anyAgent()
	m.sayAnd(func(t *Truth) { t.AgentsUnreachable++ }, masterlog.AgentUnreachable(a, m.registry, m.Dice)...)
	m.after(time.Minute+m.pause(4*time.Minute), func() {
		m.login(a.UPID, a.Principal)
		m.say(masterlog.ReregisterAgent(a)...)
		m.say(m.registry.Update(m.Dice)...)
	})
}

// refusedTask is one that the master does not accept, for many reasons at once.
func (m *master) refusedTask() {
	t := masterlog.Task{ID: m.jobName(), Framework: m.service()}
	m.say(t.Failed("Task uses invalid resources:\n  cpus(allocated: prod):" + strconv.Itoa(100+m.IntN(400)) +
		"\n  mem(allocated: prod):" + strconv.Itoa(1_000_000+m.IntN(1_000_000))))
}

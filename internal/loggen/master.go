package loggen

import (
	"fmt"
	"math"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// master is the one whose log is written.
type master struct {
	masterlog.Dice
	calendar
	now      time.Time
	process  masterlog.Process
	ids      masterlog.IDs
	registry *masterlog.Registry
	truth    Truth

	agents   []masterlog.Agent
	services []masterlog.Framework // that stay: marathon and its like
	jobs     int                   // begun so far
	hostile  int                   // addresses that attacked so far
	stray    time.Time             // of the latest forgotten password
}

const agentCount = 240

func newMaster(seed uint64) *master {
	const host, ip = "mesos-master-2.prod.example.com", "10.20.0.12"
	m := &master{Dice: masterlog.NewDice(seed), now: time.Date(2026, 3, 1, 0, 0, 4, 211_904_000, time.UTC)}
	m.process = masterlog.Process{
		PID: 21_804, ID: m.UUID(), Host: host, User: "root", IP: ip, Port: "5050",
		Build: masterlog.Release111(), Flags: masterlog.SecuredFlags(host, ip, "5050"),
	}
	m.ids = masterlog.IDs{Master: m.process.ID}
	m.registry = &masterlog.Registry{Master: m.process.Address(), Position: 9_406}
	m.truth.First = m.now
	m.comesUp()
	for _, c := range customs {
		m.repeat(c)
	}
	return m
}

// comesUp notes the start of the master and those who register with it.
func (m *master) comesUp() {
	ensemble := masterlog.Ensemble{Master: m.process.Address(), Path: "/mesos", Members: 31}
	m.say(m.process.Opened())
	m.say(m.process.Started(m.registry)...)
	m.say(ensemble.Joining()...)
	m.say(m.registry.Recover(m.Dice, 0)...)
	for i := range agentCount {
		a := masterlog.Agent{
			ID: m.ids.Agent(), UPID: fmt.Sprintf("slave(1)@10.20.%d.%d:5051", 4+i/200, 11+i%200),
			Host: fmt.Sprintf("agent-%03d.prod.example.com", i), Principal: "agent",
			Resources: sizes[i%len(sizes)],
		}
		m.agents = append(m.agents, a)
		m.after(m.Between(time.Second, 40*time.Second), func() {
			m.login(a.UPID, a.Principal)
			m.say(masterlog.RegisterAgent(a, m.registry, m.Dice)...)
		})
	}
	for i, name := range []string{"marathon", "aurora", "chronos", "marathon-edge", "singularity"} {
		f := m.framework(name, name, "prod", fmt.Sprintf("10.20.1.%d", 31+i))
		m.services = append(m.services, f)
		m.after(m.Between(time.Second, 20*time.Second), func() { m.subscribe(f) })
	}
}

var sizes = []string{
	"cpus:32; mem:128000; disk:1843200; ports:[31000-32000]",
	"cpus:48; mem:257024; disk:3686400; ports:[31000-32000]",
	"gpus:4; cpus:64; mem:515072; disk:7372800; ports:[31000-32000]",
}

func (m *master) framework(name, principal, role, ip string) masterlog.Framework {
	return masterlog.Framework{ID: m.ids.Framework(), Name: name, UPID: m.Scheduler(ip), Principal: principal, Role: role}
}

// say notes lines of one sequence from now on: fractions of milliseconds apart,
// so that sequences run into each other, and now and then on another thread.
func (m *master) say(lines ...masterlog.Line) { m.sayAnd(nil, lines...) }

// sayAnd says lines, the last of which counts for the truth.
func (m *master) sayAnd(count func(*Truth), lines ...masterlog.Line) {
	at, thread := m.now.Truncate(time.Microsecond), m.worker()
	for i, l := range lines {
		at = at.Add(m.Between(25*time.Microsecond, 3*time.Millisecond).Truncate(time.Microsecond))
		if m.IntN(4) == 0 {
			thread = m.worker()
		}
		e := entry{at: at, line: l, thread: thread}
		if i == len(lines)-1 {
			e.count = count
		}
		m.add(e)
	}
	m.now = at
}

func (m *master) worker() int { return m.process.Thread(1 + m.IntN(masterlog.Workers)) }

// after begins a sequence later.
func (m *master) after(d time.Duration, begin func()) { m.add(entry{at: m.now.Add(d), begin: begin}) }

// repeat has a custom take place, again and again at its own pace.
func (m *master) repeat(c custom) {
	m.after(m.pause(c.every), func() {
		began := m.now
		c.what(m)
		m.now = began
		m.repeat(c)
	})
}

// pause is exponential around the mean, which is longer at night.
func (m *master) pause(mean time.Duration) time.Duration {
	hour := float64(m.now.Hour()) + float64(m.now.Minute())/60
	night := 1 + 0.6*math.Cos(2*math.Pi*(hour-3)/24)
	return time.Duration(m.ExpFloat64() * night * float64(mean))
}

func (m *master) anyAgent() masterlog.Agent { return m.agents[m.IntN(len(m.agents))] }

func (m *master) service() masterlog.Framework { return m.services[m.IntN(len(m.services))] }

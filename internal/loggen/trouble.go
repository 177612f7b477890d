package loggen

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// enough failures of one address within a minute are a brute force.
const enough = 5

// strayLogin is a forgotten password, from where nobody logs in otherwise: never
// so many within a minute that they could be taken for more.
func (m *master) strayLogin() {
	if m.now.Sub(m.stray) < 30*time.Second {
		return
	}
	m.stray = m.now
	m.fail(m.Scheduler("10.20.3."+strconv.Itoa(2+m.IntN(250))), countFailure)
}

func (m *master) fail(upid string, count func(*Truth)) {
	why := masterlog.WrongSecret
	if m.IntN(4) == 0 {
		why = masterlog.UnknownPrincipal
	}
	m.sayAnd(count, masterlog.LoginRefused(upid, why)...)
}

func countFailure(t *Truth) { t.FailedLogins++ }

// attacker is an address that nobody else has.
func (m *master) attacker() string {
	m.hostile++
	return "10.66." + strconv.Itoa(m.hostile/250) + "." + strconv.Itoa(2+m.hostile%250)
}

// bruteForce is a run of attempts seconds apart; one in three gets in.
func (m *master) bruteForce() {
	ip, attempts, inside := m.attacker(), enough+m.IntN(60), m.IntN(3) == 0
	for n := 1; n <= attempts; n++ {
		count := countFailure
		if n == enough {
			count = func(t *Truth) {
				countFailure(t)
				t.BruteForces = append(t.BruteForces, ip)
			}
		}
		m.fail(m.Scheduler(ip), count)
		m.now = m.now.Add(m.Between(200*time.Millisecond, 4*time.Second))
	}
	if !inside {
		return
	}
	f := m.framework(m.jobName(), "chronos", "*", ip)
	m.sayAnd(func(t *Truth) {
		t.Logins++
		t.Intruders = append(t.Intruders, ip)
	}, masterlog.Login(f.UPID, f.Principal)...)
	m.sayAnd(countFramework, masterlog.Subscribe(f)...)
	m.run(masterlog.Task{ID: f.Name, Framework: f, Agent: m.anyAgent()}, func() {})
}

// refusedFramework is one without a login, with another's principal, or with a
// role that is not its own.
func (m *master) refusedFramework() {
	f := masterlog.Framework{Name: m.jobName(), Principal: "marathon", Role: m.pick(teams), UPID: m.Scheduler("10.20.2." + strconv.Itoa(2+m.IntN(250)))}
	switch m.IntN(3) {
	case 0:
		m.sayAnd(func(t *Truth) { t.FrameworksRefused++ }, masterlog.RefuseUnauthenticated(f))
	case 1:
		m.login(f.UPID, "chronos")
		m.sayAnd(func(t *Truth) { t.PrincipalsRefused++ }, masterlog.RefusePrincipal(f, "chronos"))
	default:
		m.login(f.UPID, f.Principal)
		m.sayAnd(func(t *Truth) { t.RolesRefused++ }, masterlog.RefuseRole(f))
	}
}

// refusedAgent tries again and again, each time a bit later.
func (m *master) refusedAgent() {
	a := masterlog.Agent{UPID: "slave(1)@" + m.attacker() + ":5051"}
	for pause := time.Second; pause < 5*time.Minute; pause *= 2 {
		m.sayAnd(func(t *Truth) { t.AgentsRefused++ }, masterlog.RefuseAgent(a))
		m.now = m.now.Add(pause)
	}
}

// forgery is a framework, refused, whose name goes on as a line of its own.
func (m *master) forgery() {
	name := "metrics\nI" + string(masterlog.AppendStamp(nil, m.now)) + " " + strconv.Itoa(m.worker()) +
		" master.cpp:9834] Authentication of " + m.Scheduler("10.20.1.31") + " was unsuccessful: Invalid credentials\nrelay"
	f := masterlog.Framework{Name: name, UPID: m.Scheduler(m.attacker())}
	m.sayAnd(func(t *Truth) {
		t.FrameworksRefused++
		t.Forged++
	}, masterlog.RefuseUnauthenticated(f))
}

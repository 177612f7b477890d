package mesosapi

import (
	"context"
	"reflect"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// master is what is known of one master, and asks it: the cheap things each
// round, the cluster's lists when it leads.
type master struct {
	asker
	pace   rates
	rhythm pace.Rhythm
	emit   mesoswatch.Emit
	all    *cluster
	named  bool
	// either are what one that was found can be asked at, until one of them answers.
	either []ask.Target

	release release
	old     bool                      // it has no /version: up to 0.25
	due     map[ask.Request]time.Time // not before
	self    mesoswatch.Master         // as it is known now
	up      float64                   // seconds, by its metrics; 0: not told
	anew    bool                      // it has restarted
	values  map[string]float64        // metrics of this round
	flags   map[string]string         // masked; nil: never seen
	realms  realms
	reign   *reign // while its word about the cluster counts

	told told
	// lacking is why a kind was not got when it was last asked for; given are the
	// kinds that it gave before.
	lacking  map[string]string
	given    map[string]bool
	complete []string // in this round
}

// told is what was last emitted.
type told struct {
	health bool // under the URL it has now
	self   *mesoswatch.Master
	values map[string]float64
	flags  map[string]string
	realms map[string]mesoswatch.Realm
}

// rates are the shortest pauses between two of a kind of questions; each grows
// with what the answers cost.
type rates struct {
	cheap time.Duration // a round: is it well, who leads, its metrics
	lists time.Duration // the cluster's summary, of the leader
	rare  time.Duration // flags, version, roles, quota, weights, maintenance
	whole time.Duration // the whole state, when nothing changed
	realm time.Duration // the probes
	// A round at most every factor times its slowest answer, a list of the whole
	// cluster every spare times its own.
	factor, spare int
}

func (c *Collector) rates() rates {
	every := c.interval()
	r := rates{
		cheap: min(every, 10*time.Second), lists: every, rare: 4 * every, whole: 10 * every, realm: 120 * every,
		factor: 10, spare: 30,
	}
	if c.tune != nil {
		c.tune(&r)
	}
	return r
}

func newMaster(t ask.Target, named bool, w *watch) *master {
	r := w.rates
	m := &master{
		asker: asker{target: t, client: w.client}, pace: r, emit: w.out.pass, all: w.cluster, named: named,
		due: make(map[ask.Request]time.Time), lacking: make(map[string]string), given: make(map[string]bool),
	}
	m.self.Stream = streamAbsent
	m.rhythm.Pace = pace.Pace{Interval: r.cheap, Factor: r.factor, Longest: 4 * r.cheap}
	return m
}

func (m *master) url() string { return m.target.String() }

// run asks until ctx ends or the pipeline does.
func (m *master) run(ctx context.Context) error {
	defer m.abdicate()
	for ctx.Err() == nil {
		began := time.Now()
		if err := m.settle(ctx); err != nil || ctx.Err() != nil {
			return err
		}
		m.asker.round, m.complete, m.values = round{}, nil, nil
		m.ask(ctx)
		if ctx.Err() != nil {
			return nil // half a round says nothing
		}
		rest := m.rhythm.After(pace.Round{Took: m.round.slowest, Failed: m.round.failed})
		if err := m.report(time.Since(began), rest); err != nil {
			return err
		}
		if !pace.Wait(ctx, rest.Pause) {
			return nil
		}
	}
	return nil
}

// ask goes through what is due, cheap first, and stops where nobody answers.
func (m *master) ask(ctx context.Context) {
	m.self.URL, m.self.Named = m.url(), m.named
	for _, step := range []func(context.Context) bool{
		m.askVersion, m.askHealth, m.askRedirect, m.askMetrics, m.askElected, m.askFlags, m.askRealms,
	} {
		if !step(ctx) || ctx.Err() != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return
	}
	silent := m.round.silent != nil && !m.round.answered
	if silent {
		m.fellSilent()
	}
	if m.all.report(m.standing()) != m.url() {
		m.abdicate()
		return
	}
	if silent {
		return // its stream may seem open: that says nothing
	}
	if m.anew {
		m.abdicate() // another process leads at this address
		m.anew = false
	}
	if m.reign == nil {
		m.reign = newReign(m)
	}
	m.reign.ask(ctx)
}

// isDue tells whether r may be asked again, and if so sets when next.
func (m *master) isDue(r ask.Request, every time.Duration) bool {
	if time.Now().Before(m.due[r]) {
		return false
	}
	m.due[r] = time.Now().Add(every)
	return true
}

// got notes that all subjects of a kind were seen.
func (m *master) got(kind string) {
	delete(m.lacking, kind)
	m.given[kind] = true
	m.complete = append(m.complete, kind)
}

// lacks notes why a kind was not got.
func (m *master) lacks(why string, kinds ...string) {
	for _, k := range kinds {
		m.lacking[k] = why
	}
}

// fellSilent takes back what only an answer can say. The process that answers
// next may be another: what tells is asked anew.
func (m *master) fellSilent() {
	why := m.round.silent.Reason()
	for kind := range m.given {
		m.lacking[kind] = why
	}
	for _, kind := range ownKinds() { // also while it has never answered
		m.lacking[kind] = why
	}
	m.due = make(map[ask.Request]time.Time)
	m.trouble, m.old = nil, false
	if m.up == 0 { // a restart would not be noticed
		m.realms.asked = time.Time{}
	}
}

// ownKinds are the kinds that each master tells of itself, and always does.
func ownKinds() []string {
	return []string{mesoswatch.SubjectMaster, mesoswatch.SubjectMetrics, mesoswatch.SubjectFlag}
}

// restarted forgets what holds for one process only.
func (m *master) restarted() {
	m.due = make(map[ask.Request]time.Time)
	m.trouble = nil
	m.old, m.up, m.anew = false, 0, true
	m.realms.asked = time.Time{}
	m.self.ID, m.self.PID, m.self.Started, m.self.ElectedAt = "", "", time.Time{}, time.Time{}
}

// standing is how the master stands among the others.
func (m *master) standing() standing {
	s := standing{
		url: m.url(), named: m.named, answered: m.round.answered, elected: m.self.Elected, electedAt: m.self.ElectedAt,
		pointsAt: m.self.PointsAt, noLeader: m.self.NoLeader, id: m.self.ID, hostname: m.self.Hostname, pid: m.self.PID,
	}
	if m.flags != nil {
		s.port = m.flags["port"]
	}
	return s
}

// report emits what differs from what was said before, and how the round went.
func (m *master) report(took time.Duration, rest pace.Rest) error {
	now := time.Now()
	say := func(s mesoswatch.Snapshot) error {
		s.At, s.Source = now, m.url()
		return m.emit(mesoswatch.Record{Snapshot: &s})
	}
	if m.round.answered {
		m.got(mesoswatch.SubjectMaster)
		if m.told.self == nil || !reflect.DeepEqual(*m.told.self, m.self) {
			self := m.self
			m.told.self = &self
			if err := say(mesoswatch.Snapshot{Master: &self}); err != nil {
				return err
			}
		}
	}
	for _, s := range m.news() {
		if err := say(s); err != nil {
			return err
		}
	}
	if m.reign != nil {
		if err := m.all.model.tell(); err != nil {
			return err
		}
	}
	if err := m.all.tell(now); err != nil {
		return err
	}
	m.told.health = true
	return m.emit(mesoswatch.Record{Health: m.health(now, took, rest)})
}

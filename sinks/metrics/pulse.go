package metrics

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// pulse is where the loop is. The loop alone writes it.
type pulse struct {
	at      atomic.Pointer[string] // what has the record; nil: the loop waits for one
	since   atomic.Int64           // when it got there, after Meter.began
	last    atomic.Int64           // when the last record came
	waiting atomic.Int64           // records that collectors have and the loop not yet taken
	looking atomic.Bool
}

// since is the time after the start, by a clock that is never set.
func (m *Meter) since() time.Duration { return time.Since(m.began) }

// Watch is mesoswatch.Watch, measured: which collectors run, and whether the loop moves.
func (m *Meter) Watch(ctx context.Context, from []mesoswatch.Collector, judge mesoswatch.Evaluator, to ...mesoswatch.Sink) error {
	p := &m.pulse
	p.waiting.Store(0)
	p.looking.Store(judge != nil)
	p.last.Store(int64(m.since()))
	m.start(from)
	measured := make([]mesoswatch.Collector, len(from))
	for i, c := range from {
		measured[i] = runs{c, m}
	}
	l := &loop{m: m, judge: judge, to: to, rules: "the rules"}
	for _, s := range to {
		l.names = append(l.names, sinkName(s))
	}
	var asked mesoswatch.Evaluator
	if judge != nil {
		asked = l
	}
	defer p.at.Store(nil)
	return mesoswatch.Watch(ctx, measured, asked, l)
}

// loop stands for judge and sinks, and notes which of them has the record.
type loop struct {
	m     *Meter
	judge mesoswatch.Evaluator
	to    []mesoswatch.Sink
	names []string
	rules string // the name of the judge
	said  int    // records of the judge that are still to come
}

// Handle hands a record to all.
func (l *loop) Handle(r mesoswatch.Record) error {
	p := &l.m.pulse
	now := int64(l.m.since())
	p.last.Store(now)
	p.since.Store(now)
	if l.said > 0 {
		l.said--
	} else {
		p.waiting.Add(-1)
	}
	for i, s := range l.to {
		p.at.Store(&l.names[i])
		if err := s.Handle(r); err != nil {
			return err
		}
	}
	p.at.Store(nil)
	return nil
}

// rulesEvery is how often the rules are asked what they cost.
const rulesEvery = 5 * time.Second

// Evaluate has the record judged.
func (l *loop) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	p := &l.m.pulse
	now := l.m.since()
	p.since.Store(int64(now))
	p.at.Store(&l.rules)
	out := l.judge.Evaluate(r)
	l.said = len(out)
	if ask := l.m.o.Rules; ask != nil && (l.m.ruled == 0 || now-l.m.ruled >= rulesEvery) {
		costs := ask()
		l.m.mu.Lock()
		l.m.rules = costs
		l.m.mu.Unlock()
		l.m.ruled = now
	}
	p.at.Store(nil)
	return out
}

// sinkName is what a reader knows a sink by.
func sinkName(s mesoswatch.Sink) string {
	if n, ok := s.(interface{ Name() string }); ok {
		return n.Name()
	}
	name := fmt.Sprintf("%T", s)
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}

// busy is what has had a record, and for how long; empty: nothing has.
func (m *Meter) busy() (what string, long time.Duration) {
	at := m.pulse.at.Load()
	if at == nil {
		return "", 0
	}
	return *at, max(m.since()-time.Duration(m.pulse.since.Load()), 0)
}

// quiet is how long no record came.
func (m *Meter) quiet() time.Duration { return m.since() - time.Duration(m.pulse.last.Load()) }

// runner is how it goes with one collector.
type runner struct {
	running  int // a name may be that of several
	failures float64
	down     time.Duration // since when it does not run, because it failed; zero: it did not
	why      string
}

// start forgets the collectors of an earlier Watch, but for what is counted.
func (m *Meter) start(from []mesoswatch.Collector) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.running {
		r.running, r.down = 0, 0
	}
	for _, c := range from {
		if name := label(c.Name()); m.running[name] == nil && len(m.running) < maxSources {
			m.running[name] = &runner{}
		}
	}
}

// runs is a collector whose runs are counted.
type runs struct {
	mesoswatch.Collector
	m *Meter
}

// Run runs it.
func (r runs) Run(ctx context.Context, emit mesoswatch.Emit) error {
	r.note(func(n *runner) { n.running++; n.down = 0 })
	err := r.Collector.Run(ctx, func(rec mesoswatch.Record) error {
		r.m.pulse.waiting.Add(1)
		err := emit(rec)
		if err != nil {
			r.m.pulse.waiting.Add(-1)
		}
		return err
	})
	if err != nil && !toldItself(err) {
		r.m.pulse.waiting.Add(1) // mesoswatch.Watch tells it
	}
	r.note(func(n *runner) {
		if n.running--; err != nil && ctx.Err() == nil {
			n.failures++
			n.down, n.why = r.m.since(), mesoswatch.Mask(err.Error())
		}
	})
	return err
}

func (r runs) note(change func(*runner)) {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	if n := r.m.running[label(r.Name())]; n != nil {
		change(n)
	}
}

// toldItself tells whether a collector has said as Health why it ends.
func toldItself(err error) bool {
	var told interface{ Told() bool }
	return errors.As(err, &told) && told.Told() && mesoswatch.IsPermanent(err)
}

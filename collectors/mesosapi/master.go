package mesosapi

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// master is what is known of one master, and asks it.
type master struct {
	target ask.Target
	client *ask.Client
	emit   mesoswatch.Emit

	last  mesoswatch.Master // as last emitted
	said  bool              // last is set
	flags map[string]string // as last emitted, masked
}

// look is one round.
type look struct {
	master   mesoswatch.Master
	flags    map[string]string // nil: not seen
	asked    []string
	complete []string
	trouble  []string
	slowest  time.Duration
	answered bool // at least one endpoint spoke
	failed   bool // asking again soon would not help
}

// round asks everything once, cheap first, and emits what changed.
func (m *master) round(ctx context.Context) (pace.Round, error) {
	began := time.Now()
	l := &look{master: mesoswatch.Master{URL: m.target.String()}}
	for _, step := range []func(context.Context, *look) bool{m.version, m.health, m.flagsOf} {
		if !step(ctx, l) || ctx.Err() != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return pace.Round{}, nil // half a round says nothing
	}
	err := m.report(l, time.Since(began))
	return pace.Round{Took: l.slowest, Failed: l.failed}, err
}

// get asks one thing and keeps the books. The error is nil when the answer is good.
func (m *master) get(ctx context.Context, l *look, r ask.Request) (ask.Answer, *ask.Error) {
	l.asked = append(l.asked, r.String())
	a, err := m.client.Do(ctx, m.target, r)
	l.slowest = max(l.slowest, a.Took)
	if err == nil {
		l.answered = true
		return a, nil
	}
	e := asError(err)
	l.note(r, e)
	return a, e
}

func asError(err error) *ask.Error {
	var e *ask.Error
	if errors.As(err, &e) {
		return e
	}
	return &ask.Error{Kind: ask.Garbage, Err: err}
}

// note writes down what went wrong with a request.
func (l *look) note(r ask.Request, e *ask.Error) {
	l.trouble = append(l.trouble, r.String()+": "+e.Reason())
	l.answered = l.answered || e.Answered()
	switch e.Kind {
	case ask.Unauthorized, ask.Forbidden, ask.NotFound, ask.Redirected:
	default:
		l.failed = true
	}
}

// goOn tells whether the other endpoints are worth asking.
func goOn(e *ask.Error) bool { return e == nil || e.Answered() }

func (m *master) version(ctx context.Context, l *look) bool {
	a, e := m.get(ctx, l, ask.Version())
	if e != nil {
		return goOn(e)
	}
	v, err := decodeVersion(a)
	if err != nil {
		l.note(ask.Version(), asError(err))
		return true
	}
	l.master.Version, l.master.GitSHA, l.master.Built = v.Version, v.GitSHA, v.BuildDate
	l.complete = append(l.complete, "master")
	return true
}

// health of a master that answers with trouble of its own is false; of one that
// refuses or does not answer, it is unknown.
func (m *master) health(ctx context.Context, l *look) bool {
	_, e := m.get(ctx, l, ask.Health())
	well := e == nil
	if well || e.Status >= 500 {
		l.master.Healthy = &well
	}
	return goOn(e)
}

func (m *master) flagsOf(ctx context.Context, l *look) bool {
	a, e := m.get(ctx, l, ask.Flags())
	if e != nil {
		return goOn(e)
	}
	flags, err := decodeFlags(a)
	if err != nil {
		l.note(ask.Flags(), asError(err))
		return true
	}
	l.flags, l.master.FlagsVisible = flags, true
	l.complete = append(l.complete, "flag")
	return true
}

// report emits what differs from what was said before, and how the round went.
func (m *master) report(l *look, took time.Duration) error {
	now := time.Now()
	source := m.target.String()
	say := func(s mesoswatch.Snapshot) error {
		s.At, s.Source = now, source
		return m.emit(mesoswatch.Record{Snapshot: &s})
	}
	if l.answered && (!m.said || !reflect.DeepEqual(m.last, l.master)) {
		snapshot := l.master
		if err := say(mesoswatch.Snapshot{Master: &snapshot}); err != nil {
			return err
		}
		m.last, m.said = l.master, true
	}
	if l.flags != nil {
		for _, f := range changes(source, m.flags, l.flags) {
			if err := say(f); err != nil {
				return err
			}
		}
		m.flags = l.flags
	}
	return m.emit(mesoswatch.Record{Health: l.healthAt(now, source, took)})
}

func (l *look) healthAt(now time.Time, source string, took time.Duration) *mesoswatch.Health {
	h := &mesoswatch.Health{
		At: now, Source: source, Collector: Name, Seconds: took.Seconds(),
		Asked: mesoswatch.Asked(l.asked...), OK: len(l.trouble) == 0, Why: strings.Join(l.trouble, "; "), Complete: l.complete,
	}
	if l.answered {
		h.Subjects = 1 + len(l.flags)
	}
	return h
}

// changes lists flags that are new, different or gone, by name.
func changes(of string, before, now map[string]string) []mesoswatch.Snapshot {
	var all []mesoswatch.Snapshot
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if old, known := before[name]; !known || old != now[name] {
			all = append(all, mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: of, Name: name, Value: now[name]}})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, still := now[name]; !still {
			all = append(all, mesoswatch.Snapshot{Gone: true, Flag: &mesoswatch.Flag{Of: of, Name: name}})
		}
	}
	return all
}

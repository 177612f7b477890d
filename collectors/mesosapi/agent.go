package mesosapi

import (
	"context"
	"io"
	"reflect"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// agentMetricsWait is how long an agent may collect its numbers.
const agentMetricsWait = 2 * time.Second

// sample asks one agent how it is.
func (s *sampler) sample(ctx context.Context, j job) sampled {
	f := find(ctx, s.client, j.either)
	r := sampled{job: j, found: f}
	r.visit = visit{asker: asker{target: f.target, client: s.client}, check: &mesoswatch.AgentCheck{URL: f.target.String(), ID: j.id}}
	r.note(ask.Health(), f.answer, f.err)
	if r.health(f.err) {
		r.visit.run(ctx, s.w.login)
	}
	return r
}

// visit is one sampling of one agent.
type visit struct {
	asker
	check   *mesoswatch.AgentCheck
	release release
	flags   map[string]string
	lacks   []string
}

func (v *visit) run(ctx context.Context, login bool) {
	for _, step := range []func(context.Context) bool{v.version, v.metrics, v.readFlags} {
		if !step(ctx) || ctx.Err() != nil {
			return
		}
	}
	if v.release.before(1, 0) {
		return // no agent before had authentication of any kind
	}
	if login { // otherwise the flags were asked for without one already
		_, e := v.get(ctx, ask.Flags().Anonymous(), nil)
		v.realm(agentReadOnly, readProbe(e))
		if !goOn(e) || ctx.Err() != nil {
			return
		}
	}
	_, e := v.get(ctx, ask.ProbeOperator(), nil)
	v.realm(agentReadWrite, postProbe(e))
}

func (v *visit) realm(name string, enforced *bool) {
	if enforced == nil {
		return
	}
	if v.check.Realms == nil {
		v.check.Realms = make(map[string]bool)
	}
	v.check.Realms[name] = *enforced
}

// health takes in what /health was answered; it tells whether the rest is worth
// asking.
func (v *visit) health(e *ask.Error) bool {
	well := e == nil
	if well || e.Status >= 500 {
		v.check.Healthy = &well
	}
	if !goOn(e) {
		v.check.Why = e.Reason()
		v.lack("", e)
	}
	return goOn(e)
}

func (v *visit) version(ctx context.Context) bool {
	_, e := v.get(ctx, ask.Version(), func(body io.Reader) (document.Head, error) {
		h, err := document.Version(body)
		v.check.Version, v.release = h.Version, parseRelease(h.Version)
		return h, err
	})
	if e != nil && e.Kind != ask.NotFound {
		v.lack("version: ", e)
	}
	return goOn(e)
}

func (v *visit) metrics(ctx context.Context) bool {
	_, e := v.get(ctx, ask.Metrics(agentMetricsWait), func(body io.Reader) (document.Head, error) {
		values, h, err := document.Metrics(body, agentMetrics().want)
		v.check.Registered = flag(values, agentRegistered)
		return h, err
	})
	if e != nil {
		v.lack("", e)
	}
	return goOn(e)
}

func (v *visit) readFlags(ctx context.Context) bool {
	flags := make(map[string]string)
	_, e := v.get(ctx, ask.Flags(), func(body io.Reader) (document.Head, error) {
		return document.Flags(body, document.Take{Flag: keepFlag(flags)})
	})
	switch {
	case e == nil:
		v.flags = flags
	case e.Kind != ask.NotFound: // up to 0.25
		v.lack("", e)
	}
	if v.release.has(1, 0) {
		v.realm(agentReadOnly, readProbe(e))
	}
	return goOn(e)
}

// lack notes why the sample is not whole, each reason once.
func (v *visit) lack(what string, e *ask.Error) {
	why := what + e.Reason()
	if e.Kind != ask.Unauthorized && e.Kind != ask.Forbidden {
		why = what + string(e.Kind) // the same words for all agents
	}
	for _, l := range v.lacks {
		if l == why {
			return
		}
	}
	v.lacks = append(v.lacks, why)
}

// tell emits what changed of an agent that was sampled.
func (s *sampler) tell(a *agent, check *mesoswatch.AgentCheck) error {
	if a.last != nil && reflect.DeepEqual(*a.last, *check) {
		return nil
	}
	if a.last != nil && a.last.URL != check.URL {
		if err := s.tellGone(a); err != nil {
			return err
		}
	}
	a.last = check
	return s.w.out.pass(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: time.Now(), Source: check.URL, AgentCheck: check}})
}

// tellGone says that an agent is sampled no more.
func (s *sampler) tellGone(a *agent) error {
	if a.last == nil {
		return nil
	}
	return s.w.out.pass(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: time.Now(), Source: a.last.URL, Gone: true, AgentCheck: a.last}})
}

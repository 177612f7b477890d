package mesosapi

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// askSummary reads totals of each agent and framework, 0.23 and later: cheap
// beside the whole state, and tells whether that has to be read again.
func (r *reign) askSummary(ctx context.Context) bool {
	q := ask.StateSummary()
	if r.release.before(0, 23) || r.noSummary {
		r.changed(hint(numbers(r.values)))
		return true
	}
	l := r.all.model.begin(r.url(), false)
	defer l.end()
	var head document.Head
	_, e := r.get(ctx, q, func(body io.Reader) (_ document.Head, err error) {
		head, err = document.Summary(body, l.take())
		return head, err
	})
	if e != nil && e.Kind == ask.NotFound {
		r.pardon(q)
		r.noSummary = true
		return true
	}
	if e != nil {
		return r.missed(e, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask)
	}
	if r.hollow(l) {
		return false
	}
	if head.Cluster != "" {
		r.sums.name = head.Cluster
	}
	r.leftover = l.leftover
	running := int64(-1)
	if r.stream.alive() {
		running = r.all.model.running()
	}
	r.compare(l, running)
	r.summed(l)
	return true
}

// summed draws the consequences of a summary: what it shows that is not known in
// full, and what it no longer shows, wants a whole look. While the event stream
// tells of frameworks (1.4 and later), it may just be on its way.
func (r *reign) summed(l *look) {
	frameworks, agents := l.missing(mesoswatch.SubjectFramework), l.absent()
	if agents == 0 {
		r.saw(mesoswatch.SubjectAgent)
	}
	r.wantAgents = r.wantAgents || agents > 0 || l.listed.arrived > 0
	if len(l.leftover) == 0 && frameworks == 0 {
		r.unsettled = 0
		r.saw(mesoswatch.SubjectFramework)
	} else if r.unsettled++; r.unsettled > 1 || !r.stream.alive() || r.release.before(1, 4) {
		r.want = "the summary shows other frameworks"
	}
	r.changed(hint(l.states))
	if r.kept[mesoswatch.SubjectTask] != "" {
		r.want = "agents may have come back"
	}
}

// changed wants a whole look when the numbers are others than at the last one and
// no stream tells of each change.
func (r *reign) changed(hint string) {
	r.hint = hint
	if hint != r.last.hint && !r.stream.alive() {
		r.want = "the numbers changed"
	}
}

// hint is a set of numbers as a text to compare.
func hint(n map[string]int64) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(n)) {
		if n[k] != 0 {
			fmt.Fprintf(&b, "%s=%d ", k, n[k])
		}
	}
	return b.String()
}

// hollow tells whether an empty answer may be that of a master that has not read
// its registry, where the metrics that would tell are hidden.
func (r *reign) hollow(l *look) bool {
	const patience = 2 * time.Minute // registry_fetch_timeout is one
	n := l.listed
	if n.agents+n.recovered+n.frameworks > 0 || r.values != nil || !r.inherited || time.Since(r.since) > patience {
		return false
	}
	r.lacks("it tells an empty cluster just after its election: whether it has read its registry cannot be told, its metrics are hidden", clusterKinds()...)
	return true
}

// fillIn adds what the summary told of frameworks that became known after it.
func (r *reign) fillIn() {
	if len(r.leftover) == 0 {
		return
	}
	m, w := r.all.model, now(r.url())
	m.update(r.url(), func() {
		for _, f := range r.leftover {
			if m.frameworks.get(f.ID) != nil {
				key, is := m.frameworks.put(f, w, overlay)
				m.queue(mesoswatch.SubjectFramework, key, is)
			}
		}
	})
	r.leftover = nil
}

// askAgents reads the agents in full, 0.22 and later: when the summary does not
// list one that is known, since those the master waits for stand only here; when
// there is a new one; and now and then.
func (r *reign) askAgents(ctx context.Context) bool {
	q := ask.Slaves()
	if r.release.before(0, 22) || !r.wantAgents && time.Now().Before(r.due[q]) || !r.affordable(q) {
		return true
	}
	r.due[q] = time.Now().Add(r.pace.rare)
	l := r.all.model.begin(r.url(), true)
	defer l.end()
	_, e := r.get(ctx, q, func(body io.Reader) (document.Head, error) {
		return document.Agents(body, document.Take{Agent: l.agent})
	})
	if e != nil && e.Kind == ask.NotFound {
		r.pardon(q)
		r.wantAgents = false
		return true
	}
	if e != nil {
		return r.missed(e, mesoswatch.SubjectAgent)
	}
	if r.hollow(l) {
		return false
	}
	r.wantAgents = false
	if r.mayGo(l, mesoswatch.SubjectAgent) {
		l.goneAgents(r.number("slaves_unreachable"))
	}
	r.saw(mesoswatch.SubjectAgent)
	return true
}

// affordable tells whether a list may be asked for again by what it cost last.
func (r *reign) affordable(q ask.Request) bool {
	return time.Since(r.done[q]) >= time.Duration(r.pace.spare)*r.cost[q]
}

// number is one of the leader's own numbers; nil when it is not told.
func (r *reign) number(name string) *int64 {
	if r.values == nil {
		return nil
	}
	v, ok := numbers(r.values)[name]
	if !ok {
		return nil
	}
	return &v
}

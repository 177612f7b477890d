package mesosapi

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// readCluster reads what the leader tells of the cluster into the model.
func (a *archive) readCluster(ctx context.Context) error {
	roles, machines := make(roleTable), make(machineTable)
	sources := make(map[string]*page) // of roles and machines, the latest
	var leftover []*mesoswatch.Framework
	pages := a.chosen()
	if m := a.masters[a.leader]; m != nil && m.self.Recovering {
		a.lacking(notReadYet, clusterKinds()...)
		return nil
	}
	for _, p := range pages {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if p.err != nil {
			a.trouble(p, p.kinds()...)
			continue
		}
		switch p.sort.name {
		case sortRoles, sortQuota, sortWeights:
			p.err = p.read(roles.take())
			sources[mesoswatch.SubjectRole] = p
		case sortSchedule, sortStatus:
			p.err = p.read(document.Take{Machine: machines.add})
			sources[mesoswatch.SubjectMachine] = p
		default:
			leftover = append(leftover, a.list(p)...)
		}
		if p.err != nil {
			a.trouble(p, p.kinds()...)
			continue
		}
		a.cluster = append(a.cluster, p)
		a.seen[p.sort.name] = true
	}
	a.fill(leftover)
	a.put(sources, roles, machines)
	return nil
}

// kinds are what a page would tell.
func (p *page) kinds() []string {
	switch p.sort.name {
	case sortState, sortStream, sortSummary:
		return []string{mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask}
	case sortFrameworks:
		return []string{mesoswatch.SubjectFramework, mesoswatch.SubjectTask}
	case sortAgents:
		return []string{mesoswatch.SubjectAgent}
	case sortTasks:
		return []string{mesoswatch.SubjectTask}
	case sortRoles, sortQuota, sortWeights:
		return []string{mesoswatch.SubjectRole}
	case sortSchedule, sortStatus:
		return []string{mesoswatch.SubjectMachine}
	case sortFlags:
		return []string{mesoswatch.SubjectFlag}
	case sortMetrics:
		return []string{mesoswatch.SubjectMetrics}
	}
	return []string{mesoswatch.SubjectMaster}
}

// list reads frameworks, agents and tasks. It answers frameworks of which only a
// summary told.
func (a *archive) list(p *page) []*mesoswatch.Framework {
	a.model.follow(p.Path)
	if p.sort.name == sortStream {
		p.err = a.stream(p)
		return nil
	}
	l := a.model.begin(p.Path, p.sort.name != sortSummary)
	defer l.end()
	l.w.at = p.At
	operator := p.Shape.Type != "" // tells less of each
	l.partly = l.partly || operator
	if p.err = p.read(l.take()); p.err != nil {
		return l.leftover
	}
	switch p.sort.name {
	case sortState:
		l.goneAgents(p.head.Unreachable)
		l.goneFrameworks()
		l.goneTasks()
	case sortFrameworks:
		l.goneFrameworks()
		if !operator { // the endpoint lists tasks within
			l.goneTasks()
			a.tasks = true
		}
	case sortAgents:
		l.goneAgents(nil)
	case sortTasks: // the endpoint gives a page of them only
		a.tasks = a.tasks || operator
	}
	return l.leftover
}

// stream reads what a subscription told: first all there was, then each change.
func (a *archive) stream(p *page) error {
	first, w := true, word{source: p.Path, at: p.At}
	return p.events(func(record io.Reader) error {
		if !first {
			event, err := document.ReadEvent(record, a.model.live(w))
			if err == nil {
				a.model.happened(event, w)
			}
			return err
		}
		first = false
		l := a.model.begin(p.Path, true)
		defer l.end()
		l.partly, l.w.at = true, p.At
		event, err := document.ReadEvent(record, l.take())
		switch {
		case err != nil:
			return err
		case event.Type != "SUBSCRIBED":
			return errors.New("the first event is not SUBSCRIBED")
		}
		p.head.Odd = event.Head.Odd
		l.goneAgents(nil)
		l.goneFrameworks()
		l.goneTasks()
		return nil
	})
}

// fill adds what summaries told of frameworks that are known in full.
func (a *archive) fill(all []*mesoswatch.Framework) {
	a.model.mu.Lock()
	defer a.model.mu.Unlock()
	for _, f := range all {
		if e := a.model.frameworks.entries[f.ID]; e != nil && !e.gone {
			key, is := a.model.frameworks.put(f, word{source: e.source, at: e.at}, func(old, now *mesoswatch.Framework) *mesoswatch.Framework { return overlay(now, old) })
			a.model.queue(mesoswatch.SubjectFramework, key, is)
		} else {
			a.lacking("only a summary was saved, which tells neither user nor principal", mesoswatch.SubjectFramework)
		}
	}
}

// put takes roles and machines into the model. Roles tell their quota themselves
// from 1.3 on.
func (a *archive) put(sources map[string]*page, roles roleTable, machines machineTable) {
	if r := a.release(); a.seen[sortQuota] || r.known && r.has(1, 3) {
		roles.noQuota()
	}
	a.model.mu.Lock()
	defer a.model.mu.Unlock()
	if p := sources[mesoswatch.SubjectRole]; p != nil {
		for _, name := range slices.Sorted(maps.Keys(roles)) {
			key, is := a.model.roles.put(roles[name], word{source: p.Path, at: p.At}, nil)
			a.model.queue(mesoswatch.SubjectRole, key, is)
		}
	}
	if p := sources[mesoswatch.SubjectMachine]; p != nil {
		for _, m := range machines {
			if m.Mode == "" && a.seen[sortStatus] {
				m.Mode = "up" // scheduled, not yet draining
			}
			key, is := a.model.machines.put(m, word{source: p.Path, at: p.At}, nil)
			a.model.queue(mesoswatch.SubjectMachine, key, is)
		}
	}
}

// release is that of the leader.
func (a *archive) release() release {
	if m := a.masters[a.leader]; m != nil {
		return parseRelease(m.self.Version)
	}
	return release{}
}

// tellCluster sums up. Masters are all of which an answer was saved.
func (a *archive) tellCluster() error {
	v := mesoswatch.Cluster{Masters: slices.Sorted(maps.Keys(a.masters)), Leader: a.leader}
	var at time.Time
	var source string
	latest := func(t time.Time, path string) {
		if source == "" || t.After(at) {
			at, source = t, path
		}
	}
	for _, url := range v.Masters {
		m := a.masters[url]
		latest(m.at, m.source)
		if is(m.self.Elected) {
			v.Leaders = append(v.Leaders, url)
		}
	}
	for _, p := range a.cluster {
		latest(p.At, p.Path)
		v.Name = cmp.Or(p.head.Cluster, v.Name)
		if r, ok := mesoswatch.ParseRelease(p.head.Version); p.sort.name == sortState && p.Shape.Type == "" && !p.head.HasFlags && ok && r.AtLeast(0, 17) {
			v.Cut = []string{"flags are left out of the saved state, as they are for whoever may not view them (view_flags)"}
		}
	}
	if source == "" {
		return nil
	}
	if m := a.masters[a.leader]; m != nil {
		if m.values != nil {
			v.Registered = numbers(m.values.values)
		}
		if m.flags != nil {
			v.Name = cmp.Or(v.Name, m.flags.flags["cluster"])
		}
	}
	a.sum(&v)
	return a.emit(mesoswatch.Snapshot{At: at, Source: source, Cluster: &v})
}

// sum adds what was listed, of the kinds that were.
func (a *archive) sum(v *mesoswatch.Cluster) {
	n := a.model.counts()
	v.Total, v.Used = n.total, n.used
	for kind, seen := range map[string]int64{mesoswatch.SubjectFramework: n.frameworks, mesoswatch.SubjectAgent: n.agents, mesoswatch.SubjectTask: n.tasks} {
		if !a.whole(kind) {
			continue
		}
		if v.Seen == nil {
			v.Seen = make(map[string]int64)
		}
		v.Seen[kind] = seen
	}
}

// whole tells whether an answer that lists all of a kind was read.
func (a *archive) whole(kind string) bool {
	switch kind {
	case mesoswatch.SubjectFramework:
		return a.seen[sortState] || a.seen[sortStream] || a.seen[sortFrameworks]
	case mesoswatch.SubjectAgent:
		return a.seen[sortState] || a.seen[sortStream] || a.seen[sortAgents]
	}
	return a.seen[sortState] || a.seen[sortStream] || a.tasks
}

package mesosapi

import (
	"fmt"
	"sort"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// look is one reading of a list of subjects: what it lists is put into the model,
// and once it is whole, what it does not list is gone.
type look struct {
	m *model
	w word
	// whole: each subject comes with all that is known of it; otherwise frameworks
	// that are not known yet are left over.
	whole bool
	// partly: what is not told is kept, as the operator API does not tell all.
	partly   bool
	listed   listed
	answered listed           // what came, of use or not
	states   map[string]int64 // of tasks, as frameworks count them
	leftover []*mesoswatch.Framework
}

// listed counts what a look listed of each kind, subjects that had no room too.
type listed struct {
	frameworks, agents, recovered, tasks, running int64
	arrived                                       int64 // agents not known before
}

// begin starts a look that is asked for now. Each begin needs an end.
func (m *model) begin(source string, whole bool) *look {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lastLook++
	m.looks++
	return &look{
		m: m, w: word{source: source, at: time.Now(), look: m.lastLook, asked: time.Now()}, whole: whole, partly: !whole,
		states: make(map[string]int64),
	}
}

// end closes the look, whatever became of it.
func (l *look) end() {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	l.m.looks--
	if l.m.looks == 0 {
		l.m.frameworks.ended, l.m.agents.ended, l.m.tasks.ended = nil, nil, nil
	}
}

// take are the callbacks for the decoder.
func (l *look) take() document.Take {
	return document.Take{Framework: l.framework, Agent: l.agent, Task: l.task}
}

// mostListed is how many times what is kept of a kind may be listed: what goes on
// after that is no list of a cluster.
const mostListed = 2

func tooMany(kind string, n *int64) error {
	if *n++; *n > mostListed*int64(mostOf(kind)) {
		return fmt.Errorf("more than %d subjects of kind %s in one answer", *n-1, kind)
	}
	return nil
}

func (l *look) framework(f *mesoswatch.Framework) error {
	if err := tooMany(mesoswatch.SubjectFramework, &l.answered.frameworks); f.ID == "" || err != nil {
		return err
	}
	f.Reregistered = again(f.Registered, f.Reregistered)
	l.m.update(l.w.source, func() {
		if !f.Completed {
			l.listed.frameworks++
			for state, n := range f.Tasks {
				l.states[state] += n
			}
		}
		if !l.whole && l.m.frameworks.get(f.ID) == nil {
			// Without user and principal it would look as if it had none.
			if len(l.leftover) < mostSubjects {
				l.leftover = append(l.leftover, f)
			}
			return
		}
		merge := wholeFramework
		if l.partly {
			merge = overlay
		}
		key, is := l.m.frameworks.put(f, l.w, merge)
		l.m.queue(mesoswatch.SubjectFramework, key, is)
	})
	return nil
}

func (l *look) agent(a *mesoswatch.Agent) error {
	if err := tooMany(mesoswatch.SubjectAgent, &l.answered.agents); a.ID == "" || err != nil {
		return err
	}
	a.Reregistered = again(a.Registered, a.Reregistered)
	l.m.update(l.w.source, func() {
		if a.State == recovered {
			l.listed.recovered++
		} else {
			l.listed.agents++
			a.State = registered
		}
		if l.m.agents.get(a.ID) == nil {
			l.listed.arrived++
		}
		merge := wholeAgent
		if l.partly {
			merge = overlay
		}
		key, is := l.m.agents.put(a, l.w, merge)
		l.m.queue(mesoswatch.SubjectAgent, key, is)
	})
	return nil
}

func (l *look) task(t *mesoswatch.Task) error {
	if err := tooMany(mesoswatch.SubjectTask, &l.answered.tasks); t.ID == "" || document.Ended(t.State) || err != nil {
		return err
	}
	l.m.update(l.w.source, func() {
		l.listed.tasks++
		if t.State == "TASK_RUNNING" {
			l.listed.running++
		}
		// Releases and endpoints tell more or less of a task, which does not change.
		key, is := l.m.tasks.put(t, l.w, overlay)
		l.m.queue(mesoswatch.SubjectTask, key, is)
	})
	return nil
}

// absent counts agents that a summary did not list although they were there: it
// does not list those the master waits for.
func (l *look) absent() (agents int) {
	l.m.update(l.w.source, func() {
		for _, key := range l.m.agents.missing(l.w) {
			if l.m.agents.get(key).State == registered {
				agents++
			}
		}
	})
	return agents
}

// missing counts what is known of a kind and was not listed.
func (l *look) missing(kind string) (n int) {
	l.m.update(l.w.source, func() {
		switch kind {
		case mesoswatch.SubjectAgent:
			n = len(l.m.agents.missing(l.w))
		case mesoswatch.SubjectTask:
			n = len(l.m.tasks.missing(l.w))
		default:
			for _, key := range l.m.frameworks.missing(l.w) {
				if !l.m.frameworks.get(key).Completed {
					n++
				}
			}
		}
	})
	return n
}

// goneFrameworks says that those that were not listed are gone.
func (l *look) goneFrameworks() {
	l.m.update(l.w.source, func() {
		for _, key := range l.m.frameworks.missing(l.w) {
			l.m.dropFramework(key, l.w)
		}
	})
}

// goneAgents judges the agents that were not listed. The master goes on knowing
// those that became unreachable (1.2 and later) but lists them nowhere: it only
// tells how many they are, and forgets the oldest first. total is nil where it
// does not tell.
func (l *look) goneAgents(total *int64) {
	l.m.update(l.w.source, func() {
		missing := l.m.agents.missing(l.w)
		sort.Slice(missing, func(i, j int) bool { return l.m.later(missing[i], missing[j]) })
		still := int64(0)
		for _, key := range missing {
			if l.m.agents.get(key).State == unreachable {
				still++
			}
		}
		ours := l.m.unreached.ours(total, int64(len(missing)), still)
		for i, key := range missing {
			if int64(i) < ours {
				l.m.setUnreachable(key, l.w)
				continue
			}
			l.m.dropAgent(key, l.w)
		}
	})
}

// later orders agents that are not listed: those that vanished now before those
// that had vanished already, then by name for the order to be the same each time.
func (m *model) later(a, b string) bool {
	x, y := m.agents.entries[a], m.agents.entries[b]
	if xu, yu := x.value.State == unreachable, y.value.State == unreachable; xu != yu {
		return yu
	} else if xu && !x.at.Equal(y.at) {
		return x.at.After(y.at)
	}
	return a < b
}

// goneTasks says that those not listed are gone, but not those on agents that
// the master waits for: it does not list them until the agent is back. It answers
// how many those are.
func (l *look) goneTasks() (kept int) {
	l.m.update(l.w.source, func() {
		for _, key := range l.m.tasks.missing(l.w) {
			a := l.m.agents.get(l.m.tasks.get(key).AgentID)
			if a != nil && a.State == recovered {
				kept++
				continue
			}
			l.m.dropTask(key, l.w)
		}
	})
	return kept
}

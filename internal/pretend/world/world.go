package world

import (
	"sync"
	"time"
)

// Remembered after their end, as by a master's own defaults
// (max_completed_frameworks, max_completed_tasks_per_framework).
const (
	completedFrameworks = 50
	completedTasks      = 1000
)

// World changes by Apply and is read by Read. The zero value is an empty cluster.
// It is safe for use by several goroutines.
type World struct {
	mu          sync.RWMutex
	agents      []*Agent // registered and unreachable, in order of registration
	recovered   []*Agent
	unreachable []*Agent
	frameworks  []*Framework
	completed   []*Framework
	tasks       map[string][]*Task // by framework id
	ended       map[string][]*Task
	weights     map[string]float64
	quotas      map[string]Quota
	machines    []Machine
	counters    map[string]float64

	subscribers map[*Subscription]struct{}
	events      []Event // of the change that is being applied
}

// Change is something that happens to a cluster. It fails when it is about
// somebody the cluster does not have.
type Change interface {
	apply(w *World, at time.Time) error
}

// Apply makes changes happen, in order, all at one time. The first that fails
// ends it; those before stay.
func (w *World) Apply(at time.Time, changes ...Change) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range changes {
		w.events = w.events[:0]
		if err := c.apply(w, at); err != nil {
			return err
		}
		for _, e := range w.events {
			w.publish(e)
		}
	}
	return nil
}

// Read shows the world as it is; it does not change meanwhile, so that tell
// should be quick.
func (w *World) Read(tell func(View)) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	tell(w.reading())
}

func (w *World) count(name string, n float64) {
	if w.counters == nil {
		w.counters = make(map[string]float64)
	}
	w.counters[name] += n
}

func find[T any](in []*T, is func(*T) bool) (int, *T) {
	for i, x := range in {
		if is(x) {
			return i, x
		}
	}
	return -1, nil
}

func (w *World) agent(id string) *Agent {
	_, a := find(w.agents, func(a *Agent) bool { return a.ID == id })
	return a
}

func (w *World) framework(id string) *Framework {
	_, f := find(w.frameworks, func(f *Framework) bool { return f.ID == id })
	return f
}

func (w *World) task(framework, id string) (int, *Task) {
	return find(w.tasks[framework], func(t *Task) bool { return t.ID == id })
}

// without takes one out of a list; the rest keep their order.
func without[T any](list []*T, i int) []*T {
	return append(list[:i:i], list[i+1:]...)
}

// last keeps the newest n of a list.
func last[T any](list []*T, n int) []*T {
	return list[max(0, len(list)-n):]
}

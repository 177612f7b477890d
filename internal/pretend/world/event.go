package world

// Event is a change as a master's event stream tells it. Of the pointers, those
// that belong to the type are set; they are copies.
type Event struct {
	// Type is that of the operator API: AGENT_ADDED, AGENT_REMOVED,
	// FRAMEWORK_ADDED, FRAMEWORK_UPDATED, FRAMEWORK_REMOVED, TASK_ADDED,
	// TASK_UPDATED.
	Type      string
	Agent     *Agent
	Framework *Framework
	Task      *Task // of TASK_UPDATED the last of Statuses is the new one
}

// backlog is how many events a subscriber may be behind before it is cut off.
const backlog = 4096

// Subscription gets the events from a moment on.
type Subscription struct {
	world  *World
	events chan Event
}

// Subscribe shows the world as it is and gives the events from there on, with
// nothing lost or told twice between the two.
func (w *World) Subscribe(tell func(View)) *Subscription {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &Subscription{world: w, events: make(chan Event, backlog)}
	if w.subscribers == nil {
		w.subscribers = make(map[*Subscription]struct{})
	}
	w.subscribers[s] = struct{}{}
	tell(w.reading())
	return s
}

// Events is closed when the subscription ends, or when its reader is too slow.
func (s *Subscription) Events() <-chan Event { return s.events }

// End gives no more events. It may be called more than once.
func (s *Subscription) End() {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.drop(s)
}

func (w *World) drop(s *Subscription) {
	if _, subscribed := w.subscribers[s]; subscribed {
		delete(w.subscribers, s)
		close(s.events)
	}
}

func (w *World) publish(e Event) {
	for s := range w.subscribers {
		select {
		case s.events <- e:
		default:
			w.drop(s)
		}
	}
}

func (w *World) tellAgent(kind string, a *Agent) {
	copied := *a
	w.events = append(w.events, Event{Type: kind, Agent: &copied})
}

func (w *World) tellFramework(kind string, f *Framework) {
	copied := *f
	w.events = append(w.events, Event{Type: kind, Framework: &copied})
}

func (w *World) tellTask(kind string, t *Task) {
	copied := *t
	w.events = append(w.events, Event{Type: kind, Task: &copied})
}

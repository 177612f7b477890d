package mesosapi

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// follow takes in events until the stream ends, and answers why it did.
func follow(s *ask.Stream, source string, m *model) error {
	for {
		body, _, err := s.Next()
		if err != nil {
			return err
		}
		w := now(source)
		event, err := document.ReadEvent(body, m.live(w))
		if err != nil {
			return err // an event that cannot be read is an event missed
		}
		m.happened(event, w)
		if err := m.tell(); err != nil {
			return err
		}
	}
}

// live takes what an event adds or changes.
func (m *model) live(w word) document.Take {
	return document.Take{
		Framework: func(f *mesoswatch.Framework) error {
			f.Reregistered = again(f.Registered, f.Reregistered)
			m.update(w.source, func() {
				key, is := m.frameworks.put(f, w, overlay)
				m.queue(mesoswatch.SubjectFramework, key, is)
			})
			return nil
		},
		Agent: func(a *mesoswatch.Agent) error {
			a.State, a.Reregistered = registered, again(a.Registered, a.Reregistered)
			m.update(w.source, func() {
				key, is := m.agents.put(a, w, overlay)
				m.queue(mesoswatch.SubjectAgent, key, is)
			})
			return nil
		},
		Task: func(t *mesoswatch.Task) error {
			m.update(w.source, func() {
				key, is := m.tasks.put(t, w, overlay) // it says nothing of its executor
				m.queue(mesoswatch.SubjectTask, key, is)
			})
			return nil
		},
	}
}

// happened takes in what an event names only.
func (m *model) happened(e document.Event, w word) {
	m.update(w.source, func() {
		switch {
		case e.Type == "AGENT_REMOVED":
			m.dropAgent(e.AgentID, w)
		case e.Type == "FRAMEWORK_REMOVED":
			m.completeFramework(e.FrameworkID, w)
		case e.Update != nil:
			m.updateTask(e.Update, w)
		}
	})
}

// completeFramework: the master goes on remembering it among the completed ones.
func (m *model) completeFramework(id string, w word) {
	key, is := m.frameworks.change(id, w, func(f mesoswatch.Framework) mesoswatch.Framework {
		no := false
		f.Completed, f.Active, f.Connected = true, &no, &no
		if f.Unregistered.IsZero() {
			f.Unregistered = w.at.UTC().Truncate(time.Second)
		}
		return f
	})
	m.queue(mesoswatch.SubjectFramework, key, is)
}

func (m *model) updateTask(u *document.TaskUpdate, w word) {
	id := taskKey(u.FrameworkID, u.TaskID)
	key, is := m.tasks.change(id, w, func(t mesoswatch.Task) mesoswatch.Task {
		t.State = u.State
		if u.Healthy != nil {
			t.Healthy = u.Healthy
		}
		if t.Started.IsZero() && u.State == "TASK_RUNNING" {
			t.Started = u.At
		}
		return t
	})
	m.queue(mesoswatch.SubjectTask, key, is)
	if document.Ended(u.State) {
		m.dropTask(id, w)
	}
}

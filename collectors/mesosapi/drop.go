package mesosapi

import "github.com/mesoswatch/mesoswatch"

// What takes subjects out of the model; m.mu is held.

func (m *model) dropFramework(key string, w word) {
	key, is := m.frameworks.remove(key, w, m.looks)
	m.queue(mesoswatch.SubjectFramework, key, is)
}

func (m *model) dropAgent(key string, w word) {
	key, is := m.agents.remove(key, w, m.looks)
	m.queue(mesoswatch.SubjectAgent, key, is)
}

func (m *model) dropTask(key string, w word) {
	key, is := m.tasks.remove(key, w, m.looks)
	m.queue(mesoswatch.SubjectTask, key, is)
}

// setUnreachable notes since when; what is so already keeps its time.
func (m *model) setUnreachable(key string, w word) {
	if m.agents.get(key).State == unreachable {
		return
	}
	key, is := m.agents.change(key, w, func(a mesoswatch.Agent) mesoswatch.Agent {
		active := false
		a.State, a.Active = unreachable, &active
		return a
	})
	m.queue(mesoswatch.SubjectAgent, key, is)
}

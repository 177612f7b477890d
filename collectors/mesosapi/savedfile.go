package mesosapi

import (
	"fmt"
	"io"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// page is a saved answer with what it tells of the process that gave it.
type page struct {
	*saved.Answer
	place  *place
	sort   answerSort
	agent  bool // of an agent, else of a master
	sure   bool // that it is so, by its content
	head   document.Head
	flags  map[string]string // masked
	values map[string]float64
	err    error
	used   string // why it is not used; empty: it is
}

// open reads an answer for what it tells of its process; lists are passed over.
func (p *page) open() {
	p.agent, p.sure = p.sort.of == ofAgent, p.sort.of != either
	switch p.sort.name {
	case sortFlags, sortState, sortAgentState:
		flags := make(map[string]string)
		p.err = p.read(document.Take{Flag: keepFlag(flags)})
		if p.head.HasFlags {
			p.flags = flags
		}
		if p.sort.name == sortFlags {
			p.whose()
		}
	case sortMetrics:
		p.err = p.readMetrics()
	case sortVersion, sortMaster:
		p.err = p.read(document.Take{})
	}
}

// whose tells by its flags whether a process is an agent: only agents have the one
// pair of names, only masters the other.
func (p *page) whose() {
	for name, agent := range map[string]bool{"containerizers": true, "isolation": true, "max_completed_frameworks": false, "registry": false} {
		if _, is := p.flags[name]; is {
			p.agent, p.sure = agent, true
		}
	}
}

// read decodes the document.
func (p *page) read(take document.Take) error {
	from, err := p.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	p.head, err = p.sort.read(from, take)
	return err
}

// readMetrics keeps the numbers that are kept of a live one.
func (p *page) readMetrics() error {
	from, err := p.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	master, agent := masterMetrics(), agentMetrics()
	agents, masters := 0, 0
	p.values, p.head, err = document.Metrics(from, func(name string) bool {
		switch {
		case strings.HasPrefix(name, "slave/"):
			agents++
		case strings.HasPrefix(name, "master/"), strings.HasPrefix(name, "registrar/"):
			masters++
		}
		return master.want(name) || agent.want(name)
	})
	p.agent, p.sure = agents > masters, agents != masters
	return err
}

// events goes over the events of a stream: framed by their lengths, or one behind
// the other.
func (p *page) events(take func(io.Reader) error) error {
	from, err := p.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	return saved.Each(from, take)
}

// outcome is what came of the file, for Health.
func (p *page) outcome() string {
	text := p.sort.name
	if p.agent && p.sort.name != sortAgentState {
		text += " of an agent"
	}
	n := int64(0)
	for _, o := range p.head.Odd {
		n += o.Count
	}
	if n > 0 {
		text += fmt.Sprintf("; %d odd values passed over, such as %s: %s", n, p.head.Odd[0].Path, p.head.Odd[0].Why)
	}
	if p.err != nil {
		text += "; " + p.err.Error()
	}
	return mesoswatch.Mask(joined(text, p.used))
}

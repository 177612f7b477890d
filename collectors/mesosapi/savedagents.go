package mesosapi

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// savedAgent is an agent as its own saved answers tell of it.
type savedAgent struct {
	check  mesoswatch.AgentCheck
	at     time.Time
	source string
	exact  bool // flags of /flags
}

// putAgents puts together what agents say of themselves.
func (a *archive) putAgents() {
	a.agents = make(map[string]*savedAgent)
	var sets flagSets
	for _, p := range a.pages {
		if !p.agent || p.err != nil || !p.tellsProcess() && p.sort.name != sortAgentState {
			continue
		}
		url := p.place.url(p)
		v := a.agents[url]
		if v == nil {
			if len(a.agents) >= mostAgents {
				continue
			}
			v = &savedAgent{check: mesoswatch.AgentCheck{URL: url}}
			a.agents[url] = v
		}
		v.at, v.source = p.At, p.Path
		if p.head.Version != "" {
			v.check.Version = p.head.Version
		}
		if p.head.ID != "" {
			v.check.ID = p.head.ID
		}
		if r := flag(p.values, agentRegistered); r != nil {
			v.check.Registered = r
		}
		if p.flags != nil && (!v.exact || p.sort.name == sortFlags) {
			v.check.Flags, v.exact = sets.keep(p.flags), p.sort.name == sortFlags
		}
	}
	a.nameAgents()
}

// nameAgents gives agents that do not tell their id the one that the leader lists at
// their address.
func (a *archive) nameAgents() {
	ids := make(map[string]string)
	for _, agent := range a.model.listing() {
		if url := urlOf(agent.PID); url != "" {
			ids[url] = agent.ID
		}
	}
	for url, v := range a.agents {
		if v.check.ID == "" {
			v.check.ID = ids[url]
		}
	}
}

func (a *archive) tellAgents() error {
	for _, url := range slices.Sorted(maps.Keys(a.agents)) {
		v := a.agents[url]
		if err := a.emit(mesoswatch.Snapshot{At: v.at, Source: v.source, AgentCheck: &v.check}); err != nil {
			return err
		}
	}
	return nil
}

// unchecked counts the agents that the leader lists and whose own answers were not
// saved.
func (a *archive) unchecked() (missing, all int) {
	known := make(map[string]bool)
	for _, v := range a.agents {
		known[v.check.ID] = true
		known[strings.ToLower(v.check.URL)] = true
	}
	for _, agent := range a.model.listing() {
		all++
		if !known[agent.ID] && !known[urlOf(agent.PID)] {
			missing++
		}
	}
	return missing, all
}

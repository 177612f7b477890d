package baseline

// Agent answers whether a host may join; an empty ip is not compared.
func (b *Baseline) Agent(hostname, ip string) Verdict {
	if b == nil {
		return unjudged("agents")
	}
	return judgeAgent(b.Agents, hostname, ip)
}

func judgeAgent(entries []Agent, hostname, ip string) Verdict {
	return judge(entries, "agents",
		func(a Agent) bool { return named(hostname, a.Hostname, a.HostnamePattern) },
		func(a Agent) []string { return outside(a.Networks, ip) })
}

// AgentIndex answers what Agent answers without going over all entries: a large
// cluster has as many as it has agents to ask for.
type AgentIndex struct {
	described bool
	byName    map[string][]Agent
	patterns  []Agent
}

// AgentIndex is an index of the agents as they are now; of a nil Baseline too.
func (b *Baseline) AgentIndex() AgentIndex {
	if b == nil || b.Agents == nil {
		return AgentIndex{}
	}
	x := AgentIndex{described: true, byName: make(map[string][]Agent), patterns: []Agent{}}
	for _, a := range b.Agents {
		if a.HostnamePattern != "" {
			x.patterns = append(x.patterns, a)
		} else {
			x.byName[a.Hostname] = append(x.byName[a.Hostname], a)
		}
	}
	return x
}

// Agent answers whether a host may join; an empty ip is not compared.
func (x AgentIndex) Agent(hostname, ip string) Verdict {
	if !x.described {
		return unjudged("agents")
	}
	like := judgeAgent(x.patterns, hostname, ip)
	if entries := x.byName[hostname]; entries != nil && like.State != Known {
		return judgeAgent(entries, hostname, ip)
	}
	return like
}

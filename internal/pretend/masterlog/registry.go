package masterlog

import "strconv"

// Registry is the replicated log of a master: its lines carry positions and
// request numbers that count up.
type Registry struct {
	Master   string // "ip:port"
	Position int    // last one written
	request  int
}

func (r *Registry) requester() string {
	r.request++
	return "__req_res__(" + strconv.Itoa(r.request) + ")@" + r.Master
}

// Update is one change of the registry, written and learned.
func (r *Registry) Update(d Dice) []Line {
	lines := []Line{info("registrar.cpp:487", "Applied 1 operations in "+d.nanos()+"; attempting to update the registry")}
	lines = append(lines, r.write("APPEND")...)
	lines = append(lines, info("registrar.cpp:544", "Successfully updated the registry in "+d.millis(4, 14)))
	return append(lines, r.write("TRUNCATE")...)
}

func (r *Registry) write(action string) []Line {
	r.Position++
	at := strconv.Itoa(r.Position)
	return []Line{
		info("coordinator.cpp:348", "Coordinator attempting to write "+action+" action at position "+at),
		info("replica.cpp:541", "Replica received write request for position "+at+" from "+r.requester()),
		info("replica.cpp:695", "Replica received learned notice for position "+at+" from log-network(1)@"+r.Master),
	}
}

// Recover is what a master does right after its election.
func (r *Registry) Recover(d Dice, agents int) []Line {
	size := strconv.Itoa(139 + 166*agents)
	proposal := strconv.Itoa(r.Position/2 + 1)
	lines := []Line{
		info("master.cpp:1670", "Recovering from registrar"),
		info("log.cpp:554", "Attempting to start the writer"),
		info("replica.cpp:497", "Replica received implicit promise request from "+r.requester()+" with proposal "+proposal),
		info("replica.cpp:344", "Persisted promised to "+proposal),
		info("coordinator.cpp:238", "Coordinator attempting to fill missing positions"),
		info("log.cpp:570", "Writer started with ending position "+strconv.Itoa(r.Position)),
		info("registrar.cpp:383", "Successfully fetched the registry ("+size+"B) in "+d.millis(8, 30)),
	}
	lines = append(lines, r.Update(d)...)
	return append(lines,
		info("registrar.cpp:416", "Successfully recovered registrar"),
		info("master.cpp:1823", "Recovered "+strconv.Itoa(agents)+" agents from the registry ("+size+"B); allowing 10mins for agents to reregister"))
}

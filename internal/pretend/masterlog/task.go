package masterlog

import "strings"

// Offer is what the master offers to a framework, by the ids of the offers.
func Offer(f Framework, offers ...string) Line {
	return info("master.cpp:9606", "Sending offers [ "+strings.Join(offers, ", ")+" ] to framework "+f.String())
}

// Decline is a framework that does not want what it was offered.
func Decline(f Framework, offers ...string) []Line {
	lines := []Line{info("master.cpp:5435", "Processing DECLINE call for offers: [ "+strings.Join(offers, ", ")+
		" ] for framework "+f.String()+" with 5 seconds filter")}
	for _, o := range offers {
		lines = append(lines, info("master.cpp:11905", "Removing offer "+o))
	}
	return lines
}

// AcceptNothing is one that accepts an offer and launches nothing with it.
func AcceptNothing(f Framework, a Agent, offer string) []Line {
	return []Line{
		warning("master.cpp:3927", "Implicitly declining offers: [ "+offer+" ] in ACCEPT call for framework "+f.ID+" as the launch operation specified no tasks"),
		accept(f, a, offer),
		info("master.cpp:11905", "Removing offer "+offer),
	}
}

func accept(f Framework, a Agent, offer string) Line {
	return info("master.cpp:4357", "Processing ACCEPT call for offers: [ "+offer+" ] on agent "+a.String()+" for framework "+f.String())
}

// Launch is a task that starts on an agent. The user it runs as is not logged.
func (t Task) Launch() []Line {
	role := t.Framework.Role
	return []Line{
		accept(t.Framework, t.Agent, t.Offer),
		info("master.cpp:11905", "Removing offer "+t.Offer),
		info("master.cpp:3900", "Adding task "+t.ID+" with resources "+t.allocated()+" of framework "+t.Framework.String()+" on agent "+t.Agent.String()),
		info("master.cpp:5036", "Launching task "+t.ID+" of framework "+t.Framework.String()+
			` with resources [{"allocation_info":{"role":"`+role+`"},"name":"cpus","scalar":{"value":`+t.CPUs+
			`},"type":"SCALAR"},{"allocation_info":{"role":"`+role+`"},"name":"mem","scalar":{"value":`+t.Mem+
			`.0},"type":"SCALAR"}] on agent `+t.Agent.String()+" on  new executor"),
	}
}

func (t Task) allocated() string {
	role := "(allocated: " + t.Framework.Role + "):"
	return "cpus" + role + t.CPUs + "; mem" + role + t.Mem
}

// Update is one change of its state ("TASK_RUNNING"), from the agent to the
// scheduler and back.
func (t Task) Update(state string, d Dice) []Line {
	uuid := d.UUID()
	what := "status update " + state + " (Status UUID: " + uuid + ") for task " + t.ID + " of framework " + t.Framework.ID
	lines := []Line{
		info("master.cpp:8187", "S"+what[1:]+" from agent "+t.Agent.String()),
		info("master.cpp:8244", "Forwarding "+what),
		info("master.cpp:11222", "Updating the state of task "+t.ID+" of framework "+t.Framework.ID+
			" (latest state: "+state+", status update state: "+state+")"),
		info("master.cpp:5871", "Processing ACKNOWLEDGE call for status "+uuid+" for task "+t.ID+
			" of framework "+t.Framework.String()+" on agent "+t.Agent.ID),
	}
	switch state {
	case "TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST":
		lines = append(lines, info("master.cpp:11322", "Removing task "+t.ID+" with resources "+t.allocated()+
			" of framework "+t.Framework.ID+" on agent "+t.Agent.String()))
	}
	return lines
}

// Failed is a task that the master itself refuses; the reason may be many lines.
func (t Task) Failed(reason string) Line {
	return info("master.cpp:8239", "Sending status update TASK_ERROR for task "+t.ID+" of framework "+t.Framework.ID+" '"+reason+"'")
}

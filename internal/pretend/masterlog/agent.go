package masterlog

// RegisterAgent is an agent that is let in. Its principal is logged only by the
// authorizer, and the authorizer's line does not say whom it is about.
func RegisterAgent(a Agent, r *Registry, d Dice) []Line {
	who := "principal '" + a.Principal + "'"
	if a.Principal == "" {
		who = "ANY principal"
	}
	lines := []Line{
		info("master.cpp:6264", "Received register agent message from "+a.UPID+" ("+a.Host+")"),
		info("master.cpp:3795", "Authorizing "+who+" to perform action REGISTER_AGENT on ANY object"),
		info("master.cpp:6443", "Registering agent at "+a.UPID+" ("+a.Host+") with id "+a.ID),
	}
	lines = append(lines, r.Update(d)...)
	return append(lines,
		info("hierarchical.cpp:1059", "Added agent "+a.ID+" ("+a.Host+") with "+a.Resources+" (offered or allocated: {})"),
		info("master.cpp:6536", "Registered agent "+a.String()+" with "+a.Resources),
		info("master.cpp:7689", "Ignoring update on agent "+a.String()+" as it reports no changes"))
}

// ReregisterAgent is one that comes back to a new master, and brings the
// frameworks whose tasks it runs.
func ReregisterAgent(a Agent, runs ...Framework) []Line {
	lines := []Line{
		info("master.cpp:6625", "Received reregister agent message from agent "+a.String()),
		info("master.cpp:7185", "Re-registered agent "+a.String()+" with "+a.Resources),
	}
	for _, f := range runs {
		known := Framework{ID: f.ID, Name: f.Name}.String()
		lines = append(lines,
			info("master.cpp:7468", "Recovering framework "+f.ID+" from reregistering agent "+a.String()),
			info("master.cpp:10028", "Adding framework "+known+" with roles {  } suppressed"),
			info("hierarchical.cpp:789", "Added framework "+f.ID),
			info("hierarchical.cpp:902", "Deactivated framework "+f.ID))
	}
	return append(lines,
		info("hierarchical.cpp:1059", "Added agent "+a.ID+" ("+a.Host+") with "+a.Resources+" (offered or allocated: {})"),
		info("master.cpp:7689", "Ignoring update on agent "+a.String()+" as it reports no changes"))
}

// RefuseAgent is the answer to an agent that did not log in; it tries again and
// again, each time a bit later.
func RefuseAgent(a Agent) Line {
	return warning("master.cpp:6240", "Refusing registration of agent at "+a.UPID+" because it is not authenticated")
}

// AgentUnreachable is an agent that stopped answering.
func AgentUnreachable(a Agent, r *Registry, d Dice) []Line {
	name := a.ID + " (" + a.Host + ")"
	lines := []Line{
		info("master.cpp:1301", "Agent "+a.String()+" disconnected"),
		info("master.cpp:3447", "Disconnecting agent "+a.String()),
		info("master.cpp:3466", "Deactivating agent "+a.String()),
		info("hierarchical.cpp:1213", "Agent "+a.ID+" deactivated"),
		info("master.cpp:8671", "Marking agent "+name+" unreachable: health check timed out"),
	}
	lines = append(lines, r.Update(d)...)
	return append(lines,
		info("master.cpp:8714", "Marked agent "+name+" unreachable: health check timed out"),
		info("hierarchical.cpp:1108", "Removed agent "+a.ID))
}

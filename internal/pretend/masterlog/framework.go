package masterlog

const capabilities = "[ MULTI_ROLE, RESERVATION_REFINEMENT ]"

// Subscribe is a new framework that is let in.
func Subscribe(f Framework) []Line {
	return []Line{
		receivedSubscribe(f),
		info("master.cpp:3056", "Subscribing framework "+f.Name+" with checkpointing enabled and capabilities "+capabilities),
		info("master.cpp:10028", "Adding framework "+f.String()+" with roles {  } suppressed"),
		info("hierarchical.cpp:789", "Added framework "+f.ID),
	}
}

// Resubscribe is one that comes back to a master which knows it from its agents.
func Resubscribe(f Framework) []Line {
	return []Line{
		receivedSubscribe(f),
		info("master.cpp:3056", "Subscribing framework "+f.Name+" with checkpointing enabled and capabilities "+capabilities),
		info("master.cpp:7509", "Updating framework "+Framework{ID: f.ID, Name: f.Name}.String()+" with roles {  } suppressed"),
		info("hierarchical.cpp:1781", "Suppressed offers for roles {  } of framework "+f.ID),
		info("hierarchical.cpp:1821", "Unsuppressed offers and cleared filters for roles {  } of framework "+f.ID),
		info("master.cpp:2882", "Sending a FRAMEWORK_UPDATED event for framework "+f.String()+
			" to all subscribers and broadcasting its up-to-date FrameworkInfo and PID to all registered agents"),
		info("hierarchical.cpp:872", "Activated framework "+f.ID),
	}
}

func receivedSubscribe(f Framework) Line {
	return info("master.cpp:2974", "Received SUBSCRIBE call for framework '"+f.Name+"' at "+f.UPID)
}

// SubscribeHTTP is a framework of the v1 API that is let in; the line with its
// address is the request before it.
func SubscribeHTTP(f Framework) []Line {
	return []Line{
		info("master.cpp:2690", "Received subscription request for HTTP framework '"+f.Name+"'"),
		info("master.cpp:2772", "Subscribing framework '"+f.Name+"' with checkpointing disabled and capabilities [ RESERVATION_REFINEMENT, TASK_KILLING_STATE, PARTITION_AWARE ]"),
		info("master.cpp:10028", "Adding framework "+f.String()+" with roles {  } suppressed"),
		info("hierarchical.cpp:789", "Added framework "+f.ID),
	}
}

// RefuseUnauthenticated is the answer to a framework that did not log in.
func RefuseUnauthenticated(f Framework) Line {
	return refuse(f, "Framework at "+f.UPID+" is not authenticated")
}

// RefusePrincipal is the answer to one that claims another principal than the
// one it logged in with (f.Principal is the claim).
func RefusePrincipal(f Framework, authenticated string) Line {
	return refuse(f, "Framework principal '"+f.Principal+"' does not match authenticated principal '"+authenticated+"'")
}

// RefuseRole is the answer to one whose principal may not have its role.
func RefuseRole(f Framework) Line {
	return Line{Info, "master.cpp:3028", "Refusing subscription of framework '" + f.Name + "' at " + f.UPID +
		": Not authorized to register framework  with roles { " + f.Role + " }"}
}

func refuse(f Framework, why string) Line {
	return info("master.cpp:2941", "Refusing subscription of framework '"+f.Name+"' at "+f.UPID+": "+why)
}

// Teardown is a framework that ends itself.
func Teardown(f Framework) []Line {
	s := f.String()
	return []Line{
		info("master.cpp:10389", "Processing TEARDOWN call for framework "+s),
		info("master.cpp:10401", "Removing framework "+s),
		info("master.cpp:3428", "Deactivating framework "+s),
		info("hierarchical.cpp:902", "Deactivated framework "+f.ID),
		info("hierarchical.cpp:846", "Removed framework "+f.ID),
	}
}

// Disconnect is a framework that went away and has no time to come back.
func Disconnect(f Framework) []Line {
	s := f.String()
	return []Line{
		info("master.cpp:1416", "Framework "+s+" disconnected"),
		info("master.cpp:3412", "Disconnecting framework "+s),
		info("master.cpp:3428", "Deactivating framework "+s),
		info("master.cpp:1431", "Giving framework "+s+" 0ns to failover"),
		info("hierarchical.cpp:902", "Deactivated framework "+f.ID),
		info("master.cpp:9390", "Framework failover timeout, removing framework "+s),
		info("master.cpp:10401", "Removing framework "+s),
		info("hierarchical.cpp:846", "Removed framework "+f.ID),
	}
}

// Suppress is a framework that wants no offers for now.
func Suppress(f Framework) []Line {
	return []Line{
		info("master.cpp:3561", "Processing SUPPRESS call for framework "+f.String()),
		info("hierarchical.cpp:1781", "Suppressed offers for roles { "+f.Role+" } of framework "+f.ID),
	}
}

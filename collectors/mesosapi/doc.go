// Package mesosapi knows a cluster as its masters' and agents' own endpoints
// describe it.
//
// In: the URLs of masters and agents that the user named, and as a Sink the
// candidates that ZooKeeper lists. Out: Snapshots of what changed, the cluster,
// masters with their metrics, flags and realms, frameworks, agents, tasks, roles,
// machines, samples of agents, and a Health of each master at the end of each
// round, of the agents together, and of the list of masters when something is
// wrong with it.
//
// Every master is asked directly and by itself, one request at a time, cheap
// endpoints first, at a pace that follows its answer time; only the one that leads
// is asked for the cluster, of which it tells each change by its event stream
// where it has one. Its word is put into a model, which holds what was said of
// each subject: endpoints and releases tell different parts of it.
//
// What it must not do: judge, follow a redirect, build a request by itself
// (collectors/internal/ask does), believe an address that is only claimed, send a
// credential to whom nobody named, let a secret out, or call something seen that
// was not: what was refused, cut down or missed stands in Health, and unknown
// stays unknown.
package mesosapi

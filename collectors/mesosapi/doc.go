// Package mesosapi knows a cluster as its masters' own endpoints describe it.
//
// In: the URLs of masters. Out: a Snapshot of each master and of each of its
// flags, when they change, and a Health of each master at the end of each round.
// Every master is asked directly and by itself, one request at a time, cheap
// endpoints first, at a pace that follows its answer time.
//
// What it must not do: judge, follow a redirect, build a request by itself
// (collectors/internal/ask does), let a secret out, or call something seen that
// was not: what was refused stands in Health, and unknown stays unknown.
package mesosapi

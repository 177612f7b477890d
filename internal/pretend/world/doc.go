// Package world is what a pretend Mesos cluster consists of: agents, frameworks,
// their tasks, roles with quota and weight, machines in maintenance, and the
// counters that go with them. In: Changes, each at a time. Out: a View, which a
// pretend master tells in the words of its version, and Events as its event
// stream tells them.
//
// It must not know HTTP, JSON or versions, read clocks, or invent what no Change
// said.
package world

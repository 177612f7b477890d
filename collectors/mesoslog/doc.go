// Package mesoslog reads the logs of Mesos masters, agents and scheduler
// drivers: in come bytes (glog files, captures of stderr, syslog, journald,
// container logs, compressed or not), out go Events, one a message, in the order
// of the clock, and a Health for each source.
//
// A chunk of a file becomes messages in chunk.go (no state beyond the chunk, so
// chunks are parsed side by side), the messages become events with a time in
// source.go (one at a time, in order), several sources are merged in merge.go,
// where what one process wrote twice is set aside, and what only the lines
// before can tell is joined to it last. Old logs (Files) and live ones (Follow)
// take the same way.
//
// It never judges, and never lets a secret out: mesoswatch.Mask is applied to a
// line before anything is taken from it.
package mesoslog

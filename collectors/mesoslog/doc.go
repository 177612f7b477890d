// Package mesoslog reads the logs of Mesos masters, agents and scheduler
// drivers: in come bytes (glog files, captures of stderr, syslog, journald,
// container logs, compressed or not), out go Events, one a message, in the order
// of the clock, and a Health for each source.
//
// A file is cut where messages begin (pieces.go, tail.go), so that pieces are
// parsed side by side (chunk.go) and still give what the whole would. A piece
// becomes messages (splitter.go: prefixes in glog.go and otherforms.go, envelopes
// in envelope.go), and what the catalogue recognises becomes events (glance.go,
// recognise.go). In order and one at a time they get their place, their time
// (voice.go, clock.go) and the marks that only their surroundings can give. Old
// logs (Files) are merged into one order, and what one process wrote twice is set
// aside (merge.go, repeats.go); live ones (Follow) and those that masters and
// agents serve themselves (Remote) take the same way. What only the lines before
// can tell is joined last.
//
// A log can be forged: names are printed raw, and hold what their owners like. A
// line is judged whatever it claims; what is odd about it is marked (broken.go,
// clock.go, voice.go and the catalogue), and it moves neither the clock nor the
// year.
//
// The package never judges, and never lets a secret out: mesoswatch.Mask is
// applied to a text before anything of it leaves.
package mesoslog

// Package notify tells receivers what became of findings: that one opened, rose in
// level, happened again or is over.
//
// In: every record of the stream (Sink). From findings and decisions it makes
// notices, which wait in a queue on disk until each receiver has confirmed them. Out:
// notices to Deliverers, in order, and Health for each receiver (Collector).
//
// What it must not do: hold up the stream for a disk or a network, lose a notice
// without counting it, tell twice what a receiver has confirmed, or tell at all while
// another process looks at the cluster.
package notify

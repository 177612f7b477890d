// Package loggen writes big master logs for benchmarks: the mix of a busy master
// over days (offers, tasks, requests, short-lived frameworks, agents that come
// and go) with a few attacks in it. In: a size and a seed. Out: the log, and the
// truth about it, so that a benchmark can tell a right answer from a fast one.
// The same size and seed give the same bytes, in any time zone.
//
// It must not repeat a block of text to fill the size: ids, addresses, ports and
// names vary as they would, or tools that look for repetition would be flattered.
package loggen

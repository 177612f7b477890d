// Package join completes events with what the same process said before: a
// master names the principal of a login, the name and the address of a
// framework, or the cause of an end on one line and leaves it out on the next.
//
// In: the events of one process, in the order of its log. Out: the same events
// with more fields set. A value is set only when exactly one earlier message
// can be meant; else the field stays empty. Everything is kept in tables of
// bounded size, and what had to be dropped is counted.
//
// It must not look at the clock, at another process' messages, or at text: it
// reads the fields that package catalogue filled.
package join

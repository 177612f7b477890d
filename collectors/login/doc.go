// Package login tries whether a leading master accepts a principal and its secret,
// by the CRAM-MD5 login that frameworks and agents make, and registers nothing.
//
// In: Options, with the masters the user named and a credential. Out: a Result, and
// before anything is tried a Plan. The master calls back, so a port is open while
// the attempt lasts; what is sent goes through collectors/internal/ask.
//
// It is a login attempt: it leaves lines in the master's log and is counted there.
// So it must not be done by itself, again and again, or in the name of a UPID that
// somebody else has; and what comes to its port is believed only when it comes from
// the master. It is no Collector: nothing can put it into a watch.
package login

// Package found is what collectors share that go and look at hosts which others
// name: an inbox for what was found, the rhythm of the looks, addresses that are
// fit to be connected to, and what has been told already.
//
// In: records of other collectors. Out: places to look at, each bounded and valid.
// It must not connect to anything, and must not believe a host name that is only
// claimed.
package found

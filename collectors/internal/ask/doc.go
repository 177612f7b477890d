// Package ask is the one place that builds and sends HTTP requests to a cluster.
//
// In: a Target (who is asked) and a Request (what is asked), of which only the
// ones listed in this package exist. Out: an Answer, bounded and unpacked, kept
// (Do) or handed on as it comes (Stream), or a subscription's records
// (Subscribe), or an *Error that says what happened. A test lists every method,
// path and body. Apart from these stands Login, which only one command can reach.
//
// What it must not do: follow a redirect, use a proxy nobody asked for, send a
// credential or token to a host that the user did not name, wait without a
// limit, read without a limit, or send anything that changes the cluster.
package ask

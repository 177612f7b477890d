// Package tlsprobe tells how TLS ports of the cluster are set up, by handshakes of
// its own that are broken off before any secret could be agreed on.
//
// In: endpoints the user named, and those other collectors found: masters, agents
// and schedulers with https URLs, ZooKeeper's secure ports, open ports that are
// TLS's by custom. Out: a Snapshot of each Endpoint when it changes, and a Health at
// the end of each look.
//
// The standard library no longer offers what has to be found here (SSLv3, RC4,
// EXPORT, DHE …), so ClientHellos are written and the answers up to
// ServerHelloDone read by hand, within strict bounds: a record of at most 18 KB, an
// answer of at most 128 KB and 256 records, a time limit for each connection.
// crypto/tls does the one handshake that goes to the end, without a client
// certificate, to tell whether one is demanded, and reads the certificate of a
// server that speaks TLS 1.3 only.
//
// Each handshake is a connection of its own, with a pause before the next: one for
// each version, then one for each cipher suite that is accepted and one more for
// each group of them. A Mesos with its default settings (TLS 1.2, AES128-SHA and
// AES256-SHA) sees about a dozen, a server that accepts everything at most 120, four
// endpoints at a time. A server notes handshakes that are broken off: Mesos writes
// "Failed to accept socket" each time, which is why looks are rare.
//
// What it must not do: connect to an address that nobody named or found, send a
// credential, a client certificate or a request other than GET /health or srvr,
// trust a length the server sends, or take a version or suite for refused when the
// server only did not answer.
package tlsprobe

// Package ports tells which sockets listen on this host, and which ports of the
// hosts that the cluster or the user names can be reached from here.
//
// In: the socket tables and processes below a root folder (procfs), and what other
// collectors found: masters, agents, ZooKeeper servers, candidates, schedulers.
// Out: a Snapshot of each Socket and of each Port when it changes, and a Health of
// either at the end of each look.
//
// A port is tried by a TCP connection that is closed again without a byte being
// sent. At most eight are tried at once, at most Rate a second are begun, those to
// one host are a fifth of a second apart, and each is given up after two seconds;
// at most 2,000 hosts are looked at, with at most 64 ports each. A server that
// waits for TLS notes the end of such a connection in its log (Mesos: "Failed to
// accept socket"), which is why a round is rare.
//
// What it must not do: connect to a host that nobody named, to a range, or to a
// host name that is only claimed (an agent's or a framework's); send anything;
// take a port that gives no answer for a closed one; execute anything, or tell
// the arguments of a process.
package ports

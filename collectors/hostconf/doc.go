// Package hostconf reads how the daemons of a cluster are set up on one host: the
// files below a root folder, the live host's "/" or a copy of another's.
//
// In: the files of the Mesosphere packages and of DC/OS, systemd units, environment
// files, the configuration of Marathon, Chronos, Spark and ZooKeeper, credentials,
// ACLs, the databases of installed packages, and /proc. Out: a Snapshot of each
// setting, with what gave it, what it hides and what is wrong with how it is given;
// of each file of weight, with who can read or replace it; of each process and each
// package; and one Health at the end of each look, which names what could not be
// read.
//
// What it must not do: execute anything, change anything, use the network, follow a
// symbolic link out of the root folder, or let a secret out, not even its length. It
// does not judge: an unreadable file is not a missing one, and a value that only the
// shell could compute is said to be not evaluated.
package hostconf

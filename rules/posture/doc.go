// Package posture judges how a cluster is set up: flags, credentials, ACLs, TLS,
// ports, ZooKeeper, versions, what frameworks may do.
//
// In: the snapshots and healths of collectors, start-up lines of logs, findings of rules about the same
// things. Out: a Verdict for each check and
// subject, and a Finding for each fail. Rows about one setting are data (checks/*.yml);
// combinations, probes and ACLs are Go, one file a family.
//
// What it must not do: call something passed that it could not see. A check whose
// facts are missing answers unknown, with the reason and what would settle it.
package posture

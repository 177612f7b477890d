// Package zookeeper knows the ensemble that elects the masters, and what stands
// below their path in it.
//
// In: the servers of a zk:// URL, and how to reach them. Out: a Snapshot of each
// server (four-letter words, or its AdminServer where those do not tell) and of
// each znode of weight (the path, candidates, log replicas) when they change, and
// a Health of each server and of the tree at the end of each round. That znodes
// come, go or hold something else is seen when it happens; no watch tells of an
// ACL, which is read in each round.
//
// What it must not do: change a znode, send a word that resets or changes
// something or loads a server, trust a reply's length fields, let one bad name or
// dead server blind the rest, wait without a limit, or let a password or digest
// out.
package zookeeper

// Package zookeeper knows the ensemble that elects the masters, and what stands
// below their path in it.
//
// In: the servers of a zk:// URL. Out: a Snapshot of each server (four-letter
// words) and of each candidate's znode when they change, and a Health of each
// server and of the tree at the end of each round.
//
// What it must not do: change a znode, send a word that resets or changes
// something, trust a reply's length fields, let one bad name or dead server blind
// the rest, wait without a limit, or let a password or digest out.
package zookeeper

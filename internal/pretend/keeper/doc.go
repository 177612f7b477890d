// Package keeper is a ZooKeeper that is not there: an ensemble of servers on
// loopback that answer the four-letter words and the reading half of the client
// protocol (connect, ping, auth, exists, getData, getACL, getChildren, setWatches,
// close), with watches. In: who is a candidate below /mesos. Out: what a client
// sees, big-endian, as jute writes it.
//
// It must not be written to by clients, keep anything on a disk, or agree with
// itself over a network: its servers share one tree.
package keeper

// Package masterlog writes what a Mesos master of the 1.11 line writes into its
// log: the wording of each message and the order in which they follow each
// other. In: names, addresses and ids. Out: Lines, and their bytes with the
// prefix that glog puts in front.
//
// The wording is that of the source (src/master/master.cpp,
// src/authentication/cram_md5/authenticator.cpp, src/zookeeper/group.cpp and
// the others that From names); strings are printed raw, as the master does, so
// a name with a line break tears a line apart here too.
//
// It must not read clocks, files or sockets, nor be used outside of tests,
// benchmarks and the demo.
package masterlog

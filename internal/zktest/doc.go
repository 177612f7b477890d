// Package zktest starts real ZooKeeper servers for tests: the Debian package
// zookeeper, on free loopback ports, with their own configuration and data.
//
// In: options. Out: one Server, or several that make up an ensemble; each can be
// stopped, killed, paused and started again on the same ports and data, and is
// gone when the test ends. Only tests import it. Where ZooKeeper is not
// installed, the test fails and says how to install it; it never skips, for then
// nobody would notice that nothing was tested.
package zktest

// Package pretend is a small Mesos cluster that is not there: a master's log
// files written as glog writes them, its HTTP port and a ZooKeeper's four-letter
// port, on loopback. Tests and `mesoswatch demo` watch it as they would watch a
// real one. In: a Scenario, the lines and happenings of an hour. Out: files and
// answers, at a pace of choice.
//
// It must not be reachable from elsewhere, touch anything outside of its folder,
// or know the rules that judge it: a Scenario only names what a watcher must see.
package pretend

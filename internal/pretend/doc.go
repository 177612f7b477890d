// Package pretend is a small Mesos cluster that is not there: masters and agents
// that answer HTTP, redirect, stream, fail over and misbehave on demand, the log
// files of the first master written as glog writes them, and a ZooKeeper with its
// znodes, all on loopback. Tests and `mesoswatch demo` watch it as they would watch
// a real one. In: a Scenario, the lines and happenings of an hour, or the calls of
// a test. Out: files and answers, at a pace of choice, and a Journal of who was
// asked what.
//
// What the cluster consists of is in world, how a release of Mesos says it in
// wire, the wording of the log in masterlog, ZooKeeper in keeper.
//
// It must not be reachable from elsewhere, touch anything outside of its folder,
// or know the rules that judge it: a Scenario only names what a watcher must see.
package pretend

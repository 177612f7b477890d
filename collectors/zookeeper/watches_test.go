package zookeeper

import (
	"testing"
)

func event(what int32, path string) []byte {
	return append(be(what, 3, int32(len(path))), path...)
}

// Only what was watched may be told of, in the way it was watched.
func TestWatchEvents(t *testing.T) {
	woken := make(chan struct{}, 1)
	w := newWatches(woken)
	fired := func() bool {
		select {
		case <-woken:
			return true
		default:
			return false
		}
	}
	if err := w.event(event(eventChildren, "/mesos")); err == nil || fired() {
		t.Error("an event before anything is watched")
	}
	if !w.arm("/mesos", watchChildren) || w.arm("/mesos", watchChildren) || !w.arm("/mesos", watchData) {
		t.Error("a watch is to be set once")
	}
	for _, what := range []int32{-2, -1, 0, eventCreated, 5, 1 << 30} {
		if err := w.event(event(what, "/mesos")); err == nil || fired() {
			t.Errorf("event %d", what)
		}
	}
	if err := w.event(event(eventChildren, "/mesos/x")); err == nil {
		t.Error("an event of another znode")
	}
	if err := w.event(event(eventChildren, "/mesos")); err != nil || !fired() {
		t.Errorf("children: %v", err)
	}
	if !w.arm("/mesos", watchChildren) || w.arm("/mesos", watchData) {
		t.Error("what fired is to be set again, the rest is not")
	}
	// Compatible servers tell of a deletion once for each watch.
	for range 2 {
		if err := w.event(event(eventDeleted, "/mesos")); err != nil || !fired() {
			t.Errorf("deleted: %v", err)
		}
	}
	w.arm("/mesos", watchExists)
	w.expired()
	if !fired() || !w.arm("/mesos", watchExists) {
		t.Error("with the session its watches are gone")
	}
	w.disarm("/mesos", watchExists)
	w.arm("/mesos/a_1", watchData)
	w.forget(func(string) bool { return false })
	if len(w.asked) != 1 || w.event(event(eventData, "/mesos/a_1")) != nil || w.event(event(eventDeleted, "/mesos")) == nil {
		t.Errorf("what is watched is not forgotten, the rest is: %v", w.asked)
	}
}

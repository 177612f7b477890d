package share

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/natstest"
)

// TestOneServer: what one machine finds and says of its sources the others see; what
// is decided on one holds on all; one that comes later sees what is.
func TestOneServer(t *testing.T) {
	server := natstest.Start(t, "")
	dir := t.TempDir()
	watch := start(t, dir, Options{Console: "eu1-m1", Servers: []string{server.URL()}})
	ada := start(t, dir, Options{Console: "ada", Servers: []string{server.URL()}})
	f := found(1, noon, 3)
	watch.tell(f, mesoswatch.Record{Health: &mesoswatch.Health{At: noon, Source: "/var/log/mesos/mesos-master.INFO", Collector: "mesoslog", OK: true, Complete: []string{"task"}}})
	ada.until("the finding", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Open })
	ada.until("the source", func(b *mesoswatch.Board) bool {
		h, ok := b.Source("eu1-m1: /var/log/mesos/mesos-master.INFO")
		return ok && h.OK && h.Via == "eu1-m1" && len(h.Complete) == 0
	})
	ada.until("that it is watched", func(b *mesoswatch.Board) bool { h, ok := b.Source("watcher eu1-m1"); return ok && h.OK })
	ada.tell(did(mesoswatch.Acknowledge, f, "ada"))
	watch.until("the acknowledgement", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Acknowledged })
	watch.tell(found(1, noon.Add(time.Minute), 2))
	ada.until("two more", func(b *mesoswatch.Board) bool {
		got, _ := b.Finding(f.Finding.ID)
		return got.Count == 5 && got.Status == mesoswatch.Acknowledged && got.Own() == 0
	})
	late := start(t, dir, Options{Console: "ben", Servers: []string{server.URL()}})
	late.until("what is", func(b *mesoswatch.Board) bool {
		return status(b, f) == mesoswatch.Acknowledged && len(b.Actions()) == 1
	})
	late.until("that it is well", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
	for _, c := range []*console{watch, ada, late} {
		c.once()
	}
}

// TestTwoWatch: two that see the same do not count it twice.
func TestTwoWatch(t *testing.T) {
	server := natstest.Start(t, "")
	dir := t.TempDir()
	a := start(t, dir, Options{Console: "a", Servers: []string{server.URL()}})
	b := start(t, dir, Options{Console: "b", Servers: []string{server.URL()}})
	c := start(t, dir, Options{Console: "c", Servers: []string{server.URL()}})
	f := found(1, noon, 10)
	for i, one := range []*console{a, b} {
		one.tell(f)
		one.tell(found(1, noon.Add(time.Minute), 1+i))
	}
	for _, one := range []*console{a, b, c} {
		one.until("twelve", func(board *mesoswatch.Board) bool {
			got, _ := board.Finding(f.Finding.ID)
			return got.Count == 12 && got.Counts["a"]+got.Counts["b"]+got.Own() == 23
		})
	}
}

// TestAgain: what was decided while nothing ran, or before the servers were there, is
// told later; what others told meanwhile comes once.
func TestAgain(t *testing.T) {
	server := natstest.Start(t, "")
	dir := t.TempDir()
	f := found(1, noon, 1)
	a := start(t, dir, Options{Console: "a", Servers: []string{server.URL()}})
	b := start(t, dir, Options{Console: "b", Servers: []string{server.URL()}})
	a.tell(f)
	b.until("the finding", func(board *mesoswatch.Board) bool { return status(board, f) == mesoswatch.Open })
	b.stop()
	server.Kill()
	a.until("that it is cut off", func(board *mesoswatch.Board) bool { h, ok := board.Source(sourceName); return ok && !h.OK })
	act := did(mesoswatch.Acknowledge, f, "ada")
	a.tell(act)
	a.until("its own action", func(board *mesoswatch.Board) bool { return len(board.Actions()) == 1 })
	a.stop()
	server.Again()
	b = start(t, dir, Options{Console: "b", Servers: []string{server.URL()}})
	a = start(t, dir, Options{Console: "a", Servers: []string{server.URL()}})
	act.Origin = mesoswatch.Restored // the store gives it again
	a.tell(act)
	b.until("the acknowledgement", func(board *mesoswatch.Board) bool { return len(board.Actions()) == 1 })
	note := did(mesoswatch.Note, f, "ada")
	a.tell(note)
	b.until("the note", func(board *mesoswatch.Board) bool { return len(board.Actions()) == 2 })
	b.once()
}

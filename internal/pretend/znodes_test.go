package pretend

import (
	"slices"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
)

type silent struct{}

func (silent) Printf(string, ...any) {}

// The candidates in ZooKeeper are those who run, and the first of them leads.
func TestCandidates(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 3, ZooKeepers: 3})
	conn, events, err := zk.Connect(c.ZooKeepers(), 10*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for e := range events {
		if e.State == zk.StateHasSession {
			break
		}
	}
	leads := func(i int, candidates int) {
		t.Helper()
		names, _, err := conn.Children("/mesos")
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(names) // log_replicas is the last
		if len(names) != candidates+1 || names[0] != c.Master(i).Node() {
			t.Errorf("below /mesos: %v, want %d with %s in front", names, candidates, c.Master(i).Node())
		}
		data, _, err := conn.Get("/mesos/" + names[0])
		if err != nil || string(data) != string(c.Master(i).Info()) {
			t.Errorf("the leader's: %s, %v", data, err)
		}
	}
	leads(0, 3)
	if err := c.Kill(0); err != nil {
		t.Fatal(err)
	}
	leads(0, 3) // its session has not expired
	if err := c.Elect(2); err != nil {
		t.Fatal(err)
	}
	leads(2, 2)
	if err := c.Start(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	leads(2, 3)
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
)

// A look does not end while a source says that it is not through, also when all
// others seemed to have told everything before it spoke up.
func TestLookWaitsForWhatIsToCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Bool
		s := &looking{wait: time.Minute, missing: map[string]bool{"mesosapi": true}, told: map[string]bool{}, pending: map[string]bool{}}
		s.quiet = time.AfterFunc(s.wait, func() { ended.Store(true) })
		defer s.quiet.Stop()
		say := func(h mesoswatch.Health) {
			if h.Collector = "mesosapi"; s.Handle(mesoswatch.Record{Health: &h}) != nil {
				t.Fatal("not handled")
			}
		}
		say(mesoswatch.Health{Source: "http://m1:5050", OK: true})
		time.Sleep(settled / 2)
		for left := 40; left > 0; left -= 10 {
			say(mesoswatch.Health{Source: "agents", OK: true, Lacking: map[string]string{"agent-check": fmt.Sprintf("%d of 40 agents not sampled yet", left)}})
			time.Sleep(4 * settled)
			if ended.Load() {
				t.Fatalf("it ended with %d agents to come", left)
			}
		}
		say(mesoswatch.Health{Source: "agents", Complete: []string{"agent-check"}})
		time.Sleep(settled + time.Millisecond)
		if !ended.Load() {
			t.Error("it goes on though all is told")
		}
	})
}

func TestLookIsRecorded(t *testing.T) {
	a := &app{targets: targets{Record: filepath.Join(t.TempDir(), "look.jsonl")}}
	l := look{from: []mesoswatch.Collector{&mesosapi.Collector{Masters: []string{"http://127.0.0.1:1"}}}, board: &mesoswatch.Board{}, wait: 10 * time.Second}
	if err := a.lookRecorded(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	recorded, err := os.ReadFile(a.targets.Record)
	if err != nil || !strings.Contains(string(recorded), `"source":"http://127.0.0.1:1"`) {
		t.Errorf("%v: %s", err, recorded)
	}
}

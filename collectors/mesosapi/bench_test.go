package mesosapi

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// BenchmarkWholeState reads the state of 10,000 agents, 500 frameworks and 100,000
// tasks again and again, as a leader without an event stream makes necessary.
func BenchmarkWholeState(b *testing.B) {
	var text bytes.Buffer
	if err := pretend.WriteState(&text, pretend.Large(10_000, 500, 100_000), "1.11.0"); err != nil {
		b.Fatal(err)
	}
	state := text.Bytes()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	told := 0
	m := newModel(func(mesoswatch.Record) error { told++; return nil })
	m.follow(src)
	read := func() {
		l := m.begin(src, true)
		if _, err := document.State(bytes.NewReader(state), l.take()); err != nil {
			b.Fatal(err)
		}
		l.goneAgents(nil)
		l.goneFrameworks()
		l.goneTasks()
		l.end()
		if err := m.tell(); err != nil {
			b.Fatal(err)
		}
	}
	read()
	if told != 110_500 {
		b.Fatalf("%d told", told)
	}
	b.SetBytes(int64(len(state)))
	for b.Loop() {
		read()
	}
	if told != 110_500 {
		b.Fatalf("%d told", told)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
	runtime.KeepAlive(m)
	runtime.KeepAlive(state)
}

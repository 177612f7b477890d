package document

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// heap watches how large the heap becomes.
type heap struct {
	sample []metrics.Sample
	before uint64
	peak   uint64
	calls  int
}

func newHeap() *heap {
	h := &heap{sample: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
	runtime.GC()
	h.before = h.now()
	return h
}

func (h *heap) now() uint64 {
	metrics.Read(h.sample)
	return h.sample[0].Value.Uint64()
}

// look is called often; it looks now and then.
func (h *heap) look() {
	if h.calls++; h.calls%512 == 0 {
		h.peak = max(h.peak, h.now())
	}
}

// extra is how many MB the heap grew by.
func (h *heap) extra() float64 { return float64(max(h.peak, h.before)-h.before) / 1e6 }

// The same subset for encoding/json, which reads element by element too.
type (
	peerTask struct {
		ID, Name, Framework_ID, Executor_ID, Slave_ID, State, User, Role string
		Resources                                                        peerResources
		Statuses                                                         []struct {
			State     string
			Timestamp float64
			Healthy   *bool
		}
		Labels    []struct{ Key string }
		Container struct {
			Type   string
			Docker struct {
				Image, Network string
				Privileged     bool
				Parameters     []struct{ Key, Value string }
			}
			Volumes []struct{ Mode, Container_Path, Host_Path string }
		}
	}
	peerResources struct {
		CPUs, GPUs, Mem, Disk float64
		Ports                 string
	}
	peerFramework struct {
		ID, Name, PID, User, Principal, Hostname, Webui_URL string
		Roles, Capabilities                                 []string
		Active, Connected, Recovered, Checkpoint            *bool
		Registered_Time, Failover_Timeout                   *float64
		Used_Resources, Offered_Resources                   peerResources
		Tasks                                               []peerTask
		Completed_Tasks                                     []struct{ State string }
		Executors                                           []struct {
			Executor_ID, Framework_ID, Slave_ID string
			Command                             struct{ Value, User string }
		}
	}
	peerAgent struct {
		ID, Hostname, PID, Version                   string
		Attributes                                   map[string]any
		Active, Deactivated                          *bool
		Registered_Time                              *float64
		Resources, Used_Resources, Offered_Resources peerResources
		Reserved_Resources                           map[string]peerResources
		Domain                                       struct {
			Fault_Domain struct{ Region, Zone struct{ Name string } }
		}
	}
)

// peer reads a state with encoding/json.
func peer(r io.Reader, look func()) (tasks int, err error) {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return 0, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return 0, err
		}
		switch key {
		case "slaves", "frameworks":
			if _, err := d.Token(); err != nil {
				return 0, err
			}
			for d.More() {
				var f peerFramework
				var to any = &f
				if key == "slaves" {
					to = &peerAgent{}
				}
				if err := d.Decode(to); err != nil {
					return 0, err
				}
				tasks += len(f.Tasks)
				for range 1 + len(f.Tasks) {
					look()
				}
			}
			_, err = d.Token()
		default:
			var skipped json.RawMessage
			err = d.Decode(&skipped)
		}
		if err != nil {
			return 0, err
		}
	}
	return tasks, nil
}

// BenchmarkState decodes the state of a large cluster from a file: handing on only,
// and with everything kept as a collector keeps it. It prints MB/s, MB for each
// second of processor time, by how many MB the heap grew, and how many times less
// processor time it took than encoding/json, collecting garbage and all.
func BenchmarkState(b *testing.B) {
	f, size := written(b, large)
	rewind := func() io.Reader {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		return f
	}
	h := newHeap()
	began, spent := time.Now(), processor(b)
	if tasks, err := peer(rewind(), h.look); err != nil || tasks != large.Tasks {
		b.Fatal(tasks, err)
	}
	took, slow := time.Since(began), processor(b)-spent
	b.Logf("encoding/json: %.0f MB/s, heap %.0f MB, of %.0f MB", float64(size)/1e6/took.Seconds(), h.extra(), float64(size)/1e6)

	for _, keep := range []bool{false, true} {
		b.Run(map[bool]string{false: "handed on", true: "kept"}[keep], func(b *testing.B) {
			b.SetBytes(size)
			var peak float64
			var fast time.Duration
			for b.Loop() {
				b.StopTimer() // for the collection of what the last round left
				h := newHeap()
				b.StartTimer()
				spent := processor(b)
				kept := decodeLarge(b, rewind(), h, keep)
				fast += processor(b) - spent
				peak = max(peak, h.extra())
				runtime.KeepAlive(kept)
			}
			b.ReportMetric(peak, "MB-heap")
			b.ReportMetric(float64(size)*float64(b.N)/1e6/fast.Seconds(), "MB/cpu-s")
			b.ReportMetric(slow.Seconds()*float64(b.N)/fast.Seconds(), "times-json")
		})
	}
}

// processor is the time that this process has had of processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// written is a file with the state of a cluster.
func written(b *testing.B, c cluster) (*os.File, int64) {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "state.json"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	if err := c.write(f); err != nil {
		b.Fatal(err)
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		b.Fatal(err)
	}
	return f, size
}

func decodeLarge(b *testing.B, r io.Reader, h *heap, keep bool) []any {
	var kept []any
	hold := func(v any) error {
		h.look()
		if keep {
			kept = append(kept, v)
		}
		return nil
	}
	head, err := State(r, Take{
		Framework: func(v *mesoswatch.Framework) error { return hold(v) },
		Agent:     func(v *mesoswatch.Agent) error { return hold(v) },
		Task:      func(v *mesoswatch.Task) error { return hold(v) },
	})
	l := head.Listed
	if err != nil || len(head.Odd) > 0 || *l.Frameworks != int64(large.Frameworks) || *l.Agents != int64(large.Agents) || *l.Tasks != int64(large.Tasks) {
		b.Fatal(head, err)
	}
	return kept
}

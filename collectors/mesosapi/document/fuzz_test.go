package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// seedSize bounds recordings that are seeds: larger ones are slow to vary.
const seedSize = 3000

// seed adds the smaller recordings of these names, and a document with most traps,
// for each of some decoders.
func seed(f *testing.F, decoders int, names ...string) {
	f.Helper()
	add := func(text []byte) {
		for i := range decoders {
			f.Add(uint8(i), text)
		}
	}
	for _, name := range names {
		paths, err := filepath.Glob(filepath.Join("testdata", name))
		if err != nil || len(paths) == 0 {
			f.Fatalf("no recordings %s: %v", name, err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			if len(text) <= seedSize {
				add(text)
			}
		}
	}
	add([]byte(`{"version":"1","slaves":[{"id":"s","attributes":{"a":1,"a":"x"},"reserved_resources":{"r":{"cpus":nan}}}],"frameworks":[{"id":{"value":"f"},"roles":["a"],"registered_time":{"nanoseconds":1e18},"executors":[{},{"executor_id":"e","command":{"value":"x"}}],"tasks":[{"id":"t","executor_id":"e","statuses":[{"state":"TASK_RUNNING","timestamp":1.5e9}]}]}],"orphan_tasks":[{"id":"\ud83d\u0000"}],"unregistered_frameworks":["x",1]}`))
}

// holds is what must hold for whatever text is decoded by read: it ends, what is
// handed on can be written as JSON and is no more than there was, it does not
// matter in what pieces the text comes, and valid JSON is not called invalid.
func holds(t *testing.T, text []byte, read reader) {
	t.Helper()
	size := 0
	do := func(r io.Reader) (handed, error) {
		var got handed
		_, err := read(r, got.take())
		for _, line := range got {
			size += len(line)
		}
		return got, err
	}
	got, err := do(bytes.NewReader(text))
	var unsupported *json.UnsupportedValueError
	var marshaler *json.MarshalerError
	if errors.As(err, &unsupported) || errors.As(err, &marshaler) {
		t.Fatalf("what is handed on cannot be written: %v", err)
	}
	// A character may become six when it is written, and what is handed on names
	// its fields; a framework's id is with each of its tasks.
	if limit := 300 * (len(text) + 10); size > limit {
		t.Fatalf("%d bytes handed on of %d", size, len(text))
	}
	if errors.Is(err, ErrSyntax) && json.Valid(text) && brackets(text) < 20 && len(text) < 1000 {
		t.Fatalf("valid JSON: %v", err)
	}
	again, errAgain := do(iotest.HalfReader(bytes.NewReader(text)))
	if !reflect.DeepEqual(again, got) || (err == nil) != (errAgain == nil) {
		t.Fatalf("by halves: %q, %v, at once: %q, %v", again, errAgain, got, err)
	}
}

// brackets bound how deep text is nested.
func brackets(text []byte) int {
	return bytes.Count(text, []byte("{")) + bytes.Count(text, []byte("["))
}

// fuzz decodes text by each of the decoders.
func fuzz(f *testing.F, decoders []reader, seeds ...string) {
	seed(f, len(decoders), seeds...)
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		holds(t, text, decoders[int(which)%len(decoders)])
	})
}

func FuzzState(f *testing.F) {
	fuzz(f, []reader{State, Summary, Frameworks, Agents, Roles, Tasks, Flags}, "*state*.json", "frameworks*", "slaves*", "roles*", "tasks*")
}

func FuzzOperator(f *testing.F) {
	f.Add(uint8(0), []byte(`{"type":"GET_STATE","get_state":{"get_tasks":{"tasks":[{"task_id":{"value":"t"},"framework_id":{"value":"f"},"executor_id":{"value":"e"},"state":"TASK_RUNNING","resources":[{"name":"cpus","scalar":{"value":1},"disk":{"persistence":{"id":"p"}}}]}]},"get_executors":{"executors":[{"executor_info":{"executor_id":{"value":"e"},"framework_id":{"value":"f"},"container":{"type":"DOCKER"}}}]},"get_frameworks":{"frameworks":[{"framework_info":{"id":{"value":"f"}}}],"recovered_frameworks":[{"id":{"value":"f"}}]},"get_agents":{"agents":[{"agent_info":{"id":{"value":"s"},"attributes":[{"name":"a","set":{"item":["x"]}}]}}]}}}`))
	fuzz(f, []reader{
		OperatorState, Frameworks, Agents, Roles, Tasks, Flags,
		func(r io.Reader, _ Take) (Head, error) { return Master(r) },
		func(r io.Reader, _ Take) (Head, error) { return Version(r) },
	}, "GET_*")
}

func FuzzQuotasAndMaintenance(f *testing.F) {
	fuzz(f, []reader{Quota, Weights, Schedule, Status}, "quota*", "weights*", "schedule*", "GET_QUOTA*", "GET_WEIGHTS*")
}

func FuzzMetrics(f *testing.F) {
	fuzz(f, []reader{func(r io.Reader, _ Take) (Head, error) {
		values, head, err := Metrics(r, nil)
		if _, marshal := json.Marshal(values); marshal != nil {
			return head, marshal
		}
		return head, err
	}}, "metrics*", "GET_METRICS*")
}

func FuzzEvent(f *testing.F) {
	for _, name := range []string{"events-1.12.0.recordio", "events-1.4.1.recordio"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		for _, r := range records(text) {
			f.Add(r)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		holds(t, text, func(r io.Reader, to Take) (Head, error) {
			e, err := ReadEvent(r, to)
			if strings.Contains(e.Type, "\xff") {
				t.Fatalf("type %q", e.Type)
			}
			return e.Head, err
		})
	})
}

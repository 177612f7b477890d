package mesosapi

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// FuzzSaved: whatever a file holds, reading the folder ends, and says so.
func FuzzSaved(f *testing.F) {
	f.Add([]byte(emptyState), "state.json")
	f.Add([]byte(subscribedWith("")+"\n"+taskAdded), "s")
	f.Add([]byte(record(subscribedWith(""))+record(taskAdded)), "s.recordio")
	f.Add([]byte("HTTP/1.1 401 Unauthorized\r\n\r\n{}"), "quota")
	f.Add([]byte(`{"flags":{"ip":"10.0.0.1","port":"5050","isolation":"x"}}`), "5051-flags.json")
	f.Add([]byte(`{"type":"GET_METRICS","get_metrics":{"metrics":[{"name":"master/elected","value":1}]}}`), "m")
	f.Add([]byte(`{"master/state":`+emptyState+`,"x/y":{}}`), "all")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		dir := t.TempDir()
		if os.WriteFile(filepath.Join(dir, filepath.Base(name)), content, 0o600) != nil {
			return // no name of a file
		}
		ended := false
		err := (&Saved{Dir: dir}).Run(t.Context(), func(r mesoswatch.Record) error {
			ended = r.Health != nil
			return r.Validate()
		})
		if err != nil || !ended {
			t.Fatalf("%v, ended %v", err, ended)
		}
	})
}

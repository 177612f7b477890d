package schedulers

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mesoswatch/mesoswatch"
)

// FuzzRead: whatever an answer is, reading it ends, what is told has a JSON form and
// is bounded.
func FuzzRead(f *testing.F) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Add([]byte(`{"id":"/","groups":[{"id":"/a","dependencies":["b"],"apps":[{"id":"/a/x"}]}],"apps":[]}`))
	f.Add([]byte(`{"array":[{"uid":"a"}],"direct":[{"rid":"r","actions":[{"name":"full","url":"/acls/r/users/a/full"}]}]}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		take := func(a *mesoswatch.Application) error {
			for _, l := range [][]string{a.Env, a.Labels, a.Exposed, a.Secrets, a.Features, a.VIPs, a.Dependencies, a.Parameters, a.Networks, a.Images, a.Constraints, a.Fetch, a.HealthChecks} {
				if len(l) > mostNames {
					t.Fatalf("%d in a list", len(l))
				}
			}
			if _, err := json.Marshal(a); err != nil {
				t.Fatal(err)
			}
			return nil
		}
		r := newReader("x", take)
		_ = r.apps(bytes.NewReader(answer))
		_ = r.pods(bytes.NewReader(answer))
		_ = r.tree(bytes.NewReader(answer))
		_ = r.chronos(bytes.NewReader(answer))
		_ = r.metronome(bytes.NewReader(answer))
		var info marathonInfo
		var p permissions
		if into(&info)(bytes.NewReader(answer)) == nil {
			info.onto(&mesoswatch.Scheduler{})
		}
		if into(&p)(bytes.NewReader(answer)) == nil {
			g := grants{}
			g.unnamed(&p)
			g.of("user:a", &p)
			g.all("x")
		}
	})
}

package mesosapi

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

// recorded answers as a master did that was recorded into a folder: get_<path>.hdr
// with .body, v1_<CALL>.hdr with .body.
func recorded(dir string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := "get_" + strings.ReplaceAll(strings.Trim(r.URL.Path, "/"), "/", "_")
		if r.Method == http.MethodPost {
			body := make([]byte, 200)
			n, _ := r.Body.Read(body)
			name = "v1_" + strings.TrimSuffix(strings.TrimPrefix(string(body[:n]), `{"type":"`), `"}`)
		}
		head, err := os.ReadFile(filepath.Join(dir, name+".hdr"))
		if err != nil {
			w.WriteHeader(404)
			return
		}
		body, _ := os.ReadFile(filepath.Join(dir, name+".body"))
		lines := strings.Split(strings.ReplaceAll(string(head), "\r", ""), "\n")
		for _, l := range lines[1:] {
			if k, v, ok := strings.Cut(l, ": "); ok && k != "Content-Length" && k != "Transfer-Encoding" && k != "Date" && k != "Content-Encoding" {
				w.Header().Set(k, v)
			}
		}
		status := 200
		if f := strings.Fields(lines[0]); len(f) > 1 {
			status = int(f[1][0]-'0')*100 + int(f[1][1]-'0')*10 + int(f[1][2]-'0')
		}
		w.WriteHeader(status)
		w.Write(body)
	}
}

// TestCorpus polls every master of the folder of recordings named by
// MESOSWATCH_CORPUS and says what was seen.
func TestCorpus(t *testing.T) {
	root := os.Getenv("MESOSWATCH_CORPUS")
	if root == "" {
		t.Log("MESOSWATCH_CORPUS is not set: no recordings to read")
		return
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "index.tsv" {
			return err
		}
		dir := filepath.Dir(path)
		t.Run(strings.TrimPrefix(dir, root), func(t *testing.T) { pollRecorded(t, dir) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func pollRecorded(t *testing.T, dir string) {
	f := newFake(t)
	f.Config.Handler = recorded(dir)
	c := on(f.URL)
	c.Interval = 50 * time.Millisecond
	w := conformance.Start(t, c)
	var b mesoswatch.Board
	for n := 0; n < 8; {
		r := w.Next()
		if err := b.Handle(r); err != nil {
			t.Fatal(err)
		}
		if r.Health != nil && r.Health.Source == f.URL {
			n++
		}
	}
	w.Stop()
	for _, h := range b.Sources() {
		if h.Source == f.URL {
			t.Logf("ok %v, why %q, lacking %v, complete %v, asked %v", h.OK, h.Why, h.Lacking, h.Complete, h.Asked)
		}
	}
	for _, kind := range []string{"cluster", "master", "framework", "agent", "task", "role", "realm", "machine"} {
		t.Logf("%-10s %d, %+v", kind, b.Subjects(kind).Len(), b.Sight(kind))
	}
	for s := range b.Subjects("master").All() {
		t.Logf("%+v elected %v", *s.Master, s.Master.Elected != nil && *s.Master.Elected)
	}
	for s := range b.Subjects("cluster").All() {
		t.Logf("%+v", *s.Cluster)
	}
	for s := range b.Subjects("realm").All() {
		t.Logf("realm %s %v %s", s.Realm.Name, s.Realm.Enforced != nil && *s.Realm.Enforced, s.Realm.How)
	}
}

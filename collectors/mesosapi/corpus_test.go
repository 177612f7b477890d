package mesosapi

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
			if name == "v1_SUBSCRIBE" {
				subscribeTo(w, filepath.Join(dir, "v1_GET_STATE.body"))
				return
			}
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

// subscribeTo makes the first event of a stream out of a recorded GET_STATE; then
// the stream ends.
func subscribeTo(w http.ResponseWriter, state string) {
	body, err := os.ReadFile(state)
	var v struct {
		GetState json.RawMessage `json:"get_state"`
	}
	if err != nil || json.Unmarshal(body, &v) != nil || v.GetState == nil {
		w.WriteHeader(404)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, record(`{"type":"SUBSCRIBED","subscribed":{"get_state":`+string(v.GetState)+`}}`))
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

// pollRecorded reads a recorded master again and again, by all its endpoints in
// turn: what does not change is said once.
func pollRecorded(t *testing.T, dir string) {
	f := newFake(t)
	f.Config.Handler = recorded(dir)
	c := on(f.URL)
	c.tune = func(r *rates) { r.factor, r.spare, r.rare, r.whole = 1, 1, 0, 0 }
	w := watching(t, c)
	w.rounds(f.URL, 4)
	before := len(w.all)
	w.rounds(f.URL, 6)
	for _, r := range w.all[before:] {
		if s := r.Snapshot; s != nil && (s.Framework != nil || s.Agent != nil || s.Task != nil || s.Role != nil || s.Machine != nil) {
			t.Fatalf("said although nothing happened: %s\nbefore: %s", conformance.Text(r), conformance.Text(w.before(r)))
		}
	}
	h, _ := w.board.Source(f.URL)
	t.Logf("ok %v, why %q, lacking %v", h.OK, h.Why, h.Lacking)
	m := masterOf(&w.board, f.URL)
	t.Logf("%s, leads %v, stream %q, %v", m.Version, is(m.Elected), m.Stream, clusterOf(&w.board).Cut)
	for _, kind := range clusterKinds() {
		t.Logf("%d subjects of kind %s", w.board.Subjects(kind).Len(), kind)
	}
}

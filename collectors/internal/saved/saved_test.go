package saved

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	z.Close()
	return b.String()
}

// folder writes files and answers where.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func list(t *testing.T, dir string) (*Folder, []Answer) {
	t.Helper()
	f, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	all, err := f.Answers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f, all
}

func content(t *testing.T, a Answer) string {
	t.Helper()
	r, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFolder(t *testing.T) {
	const flags = `{"flags":{"a":"b"}}`
	dir := folder(t, map[string]string{
		"plain.json": flags, "packed.json.gz": gzipped(flags), "no-ending": "\n  " + flags, "marked.json": "\xef\xbb\xbf" + flags,
		"answer.http":  "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 05:13:48 GMT\r\nContent-Type: application/json\r\n\r\n" + flags,
		"packed.http":  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped(flags),
		"refused.http": "HTTP/1.1 401 Unauthorized\r\n\r\n{}",
		"get.body":     flags, "get.hdr": "HTTP/1.1 403 Forbidden\r\nDate: Fri, 20 Nov 2026 05:13:49 GMT\r\n\r\n",
		"bundle.zip": zipped(t, map[string]string{"10.0.0.1_master/5050-master_flags.json": flags, "10.0.0.1_master/x.json.gz": gzipped(flags), "a/../../../etc/x.json": flags, "log.txt": "I0101 up"}),
		"stream":     "19\n{\"type\":\"SUBSCRIBED\"}", "lines.ndjson": flags + "\n" + flags + "\n",
		"several.json": `{"master/flags": ` + flags + `, "note": "x", "metrics/snapshot": {"a/b": 1}}`,
		"log.INFO":     "[2026-01-01] no", "empty.json": "", "broken.zip": "PK", "cut.json": `{"flags":{"a"`, "text.gz": gzipped("hello"), "half.gz": "\x1f\x8bnothing",
		"yaml.yml": "- uri: /ping",
	})
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.json")); err != nil {
		t.Fatal(err)
	}
	f, all := list(t, dir)
	got := make(map[string]Answer)
	for _, a := range all {
		got[strings.TrimPrefix(a.Path, dir+"/")] = a
	}
	for path, want := range map[string]struct {
		status int
		text   string
		kind   Kind
	}{
		"plain.json": {0, flags, Object}, "packed.json.gz": {0, flags, Object}, "no-ending": {0, "\n  " + flags, Object}, "marked.json": {0, flags, Object},
		"answer.http": {200, flags, Object}, "packed.http": {200, flags, Object}, "refused.http": {401, "{}", Object}, "get.body": {403, flags, Object},
		"bundle.zip/10.0.0.1_master/5050-master_flags.json": {0, flags, Object}, "bundle.zip/10.0.0.1_master/x.json.gz": {0, flags, Object}, "bundle.zip/etc/x.json": {0, flags, Object},
		"stream": {0, "19\n{\"type\":\"SUBSCRIBED\"}", Records}, "lines.ndjson": {0, flags + "\n" + flags + "\n", Records},
		"several.json#master/flags": {0, flags, Object}, "several.json#metrics/snapshot": {0, `{"a/b": 1}`, Object}, "cut.json": {0, `{"flags":{"a"`, Object},
	} {
		a, ok := got[path]
		if !ok {
			t.Errorf("no %s", path)
			continue
		}
		delete(got, path)
		if text := content(t, a); text != want.text || a.Status != want.status || a.Shape.Kind != want.kind {
			t.Errorf("%s: %d %c %q", path, a.Status, a.Shape.Kind, text)
		}
	}
	for path := range got {
		t.Errorf("%s is there too", path)
	}
	if f.Others != 6 || f.Skipped != 2 {
		t.Errorf("%d others, %d skipped", f.Others, f.Skipped)
	}
}

func TestNamesAndTimes(t *testing.T) {
	dir := folder(t, map[string]string{
		"z.json": "{}", "b/5050-x.json.gz": gzipped("{}"), "get.body": "{}", "get.hdr": "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:01 GMT\r\n\r\n",
		"bundle.zip": zipped(t, map[string]string{"n/y.json": "{}"}),
	})
	_, all := list(t, dir)
	var got []string
	for _, a := range all {
		got = append(got, strings.TrimPrefix(a.Folder, dir)+"|"+a.Name+"|"+a.At.Format(time.RFC3339))
	}
	want := []string{
		"/b|5050-x.json|2026-01-01T00:00:00Z", "|z.json|2026-01-01T00:00:00Z", "|get.body|2026-01-01T00:00:01Z", "/bundle.zip/n|y.json|2026-03-01T12:00:00Z",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestNamedDirectly(t *testing.T) {
	dir := folder(t, map[string]string{"a/x.json": "{}", "b.zip": zipped(t, map[string]string{"y.json": "{}"})})
	if err := os.Symlink(filepath.Join(dir, "a"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "a/", "a/x.json", "b.zip", "link"} {
		if _, all := list(t, filepath.Join(dir, name)); len(all) != 1 {
			t.Errorf("%s: %d answers", name, len(all))
		}
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, dir); err == nil {
		t.Error("opened although cancelled")
	}
}

func TestShapes(t *testing.T) {
	for text, want := range map[string]struct {
		keys  string
		under string // of k
		cut   bool
	}{
		`{}`:                                        {"", "", false},
		`[]`:                                        {"", "", false},
		`{"k":{"a":1,"b":{"c":2}},"l":[1]}`:         {"k l", "a b", false},
		`{"k":[{"a":1},{"b":2}]}`:                   {"k", "a", false},
		`{"k":[1,{"a":1}]}`:                         {"k", "", false},
		`{"k":[[{"a":1}]]}`:                         {"k", "", false},
		`[{"k":{"a":"}"},"x":"\"}"},{"y":1}]`:       {"k x", "a", false},
		`[1,{"k":1}]`:                               {"", "", false},
		`{"master\/elected":1.0,"ä":null}`:          {"master/elected ä", "", false},
		`{"k":1,"k":{"a":2}}`:                       {"k", "a", false},
		`{"k":{"a":`:                                {"k", "", true},
		"{\"k\":1}\n{\"l\":2}":                      {"k", "", false},
		"7\n{\"k\":1}8\n{\"l\":2}":                  {"k", "", false},
		` { "k" : -1.5e3 , "l" : true , "m":"x" } `: {"k l m", "", false},
	} {
		s, err := shapeOf(strings.NewReader(text))
		if err != nil || strings.Join(s.Keys, " ") != want.keys || strings.Join(s.Under["k"], " ") != want.under || s.Cut != want.cut {
			t.Errorf("%s: %+v, %v", text, s, err)
		}
	}
	for _, text := range []string{``, `x`, `[2026-01-01 up`, `{a:1}`, `{"a" 1}`, `{"a":1,}`, `{"a":1}x`, `[1]{}`, `[x]`, `7 up`, `7`, `{"a":x}`, `{"a":1 2}`, "{,}", strings.Repeat("[", 5000)} {
		if s, err := shapeOf(strings.NewReader(text)); err == nil && !s.Cut {
			t.Errorf("%.20q: %+v", text, s)
		}
	}
}

func TestType(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":"GET_WEIGHTS"}`: "GET_WEIGHTS", `{"a":{"type":"x"},"b":["type"]}`: "", `{"type":{"type":"x"}}`: "", `{"type":1}`: "",
		"24\n{\"type\":\"SUBSCRIBED\"}": "SUBSCRIBED", `[{"type":"x"}]`: "x",
	} {
		if s, err := shapeOf(strings.NewReader(text)); err != nil || s.Type != want {
			t.Errorf("%s: %q, %v", text, s.Type, err)
		}
	}
}

func TestEach(t *testing.T) {
	for stream, want := range map[string]string{
		"":                             "",
		"7\n{\"a\":1}2\n{}":            `{"a":1}|{}`,
		"7\n{\"a\":1}\n":               `{"a":1}`,
		"{\"a\":1}\n{\"b\":2}\n":       `{"a":1}|{"b":2}`,
		"{\"a\":1} {\"b\":2}":          `{"a":1}|{"b":2}`,
		"{\"a\":\n1}":                  "{\"a\":\n1}",
		"7\n{\"a\":1}x":                `{"a":1}|broken`,
		"7\n{\"a\":1}9999999999999\n{": `{"a":1}|broken`,
		"{\"a\":1}\n{\"b\":":           `{"a":1}|broken`,
		"{\"a\":1}\nno":                `{"a":1}|broken`,
	} {
		var got []string
		err := Each(strings.NewReader(stream), func(r io.Reader) error {
			text, err := io.ReadAll(r)
			got = append(got, string(text))
			return err
		})
		if err != nil {
			got = append(got, "broken")
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, %v", stream, got, err)
		}
	}
	n := 0
	if err := Each(strings.NewReader(strings.Repeat(`{"a":"`+strings.Repeat("x", 5000)+"\"}\n", 100)), func(io.Reader) error { n++; return nil }); err != nil || n != 100 {
		t.Errorf("%d, %v", n, err)
	}
	stop := io.ErrClosedPipe
	for _, stream := range []string{"2\n{}2\n{}", "{}{}"} {
		n := 0
		if err := Each(strings.NewReader(stream), func(io.Reader) error { n++; return stop }); err != stop || n != 1 {
			t.Errorf("%q: %d, %v", stream, n, err)
		}
	}
}

func FuzzShape(f *testing.F) {
	for _, s := range []string{`{"a":[{"b":1}]}`, `[{"a":"\u00e4\\"}]`, "3\n{}", "{}\n{}", `{"a/b":{"c":null}}`, `{"":1}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := shapeOf(strings.NewReader(text))
		var doc map[string]any
		if json.Unmarshal([]byte(text), &doc) != nil || doc == nil {
			return
		}
		if err != nil || s.Cut || s.Kind != Object {
			t.Fatalf("%q: %+v, %v", text, s, err)
		}
		for _, k := range s.Keys {
			if _, there := doc[k]; !there && !strings.ContainsRune(k, '\ufffd') && len(k) < longestKey && json.Valid([]byte(`"`+k+`"`)) && strings.ToValidUTF8(k, "") == k {
				t.Fatalf("%q: no key %q", text, k)
			}
		}
		if len(s.Keys) < min(len(doc), mostKeys) {
			t.Fatalf("%q: %d keys of %d", text, len(s.Keys), len(doc))
		}
	})
}

// What unpacks without end is not read without end, and keys without end are not
// remembered.
func TestHostile(t *testing.T) {
	var many strings.Builder
	many.WriteString(`{"x":0`)
	for i := range 5000 {
		many.WriteString(`,"k` + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + `":{"` + strings.Repeat("z", 400) + `":1}`)
	}
	many.WriteString("}")
	s, err := shapeOf(strings.NewReader(many.String()))
	if err != nil || len(s.Keys) > mostKeys || len(s.Under["ka"]) > mostKeys {
		t.Errorf("%d keys, %v", len(s.Keys), err)
	}
	for packed, want := range map[int64]int64{0: ratioFrom, 1 << 10: ratioFrom, 1 << 20: mostRatio << 20, 1 << 40: mostBytes} {
		if got := (file{packed: packed}).most(); got != want {
			t.Errorf("%d bytes may unpack to %d, want %d", packed, got, want)
		}
	}
	b := &body{from: strings.NewReader(`{"a":1}`), close: io.NopCloser(nil), most: 3}
	if text, err := io.ReadAll(b); err == nil || strings.Contains(err.Error(), "/") {
		t.Errorf("%q, %v", text, err)
	}
}

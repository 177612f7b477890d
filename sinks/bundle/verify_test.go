package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

type file struct{ name, data string }

func unzip(t testing.TB, data []byte) []file {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []file
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out = append(out, file{f.Name, string(b)})
	}
	return out
}

// rezip packs files with the standard library, as any other program would.
func rezip(t testing.TB, method uint16, files []file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(t testing.TB, data []byte, expect string) Result {
	t.Helper()
	r, err := Verify(bytes.NewReader(data), int64(len(data)), expect)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func named(r Result) map[string]string {
	out := make(map[string]string)
	for _, p := range r.Problems {
		out[p.Part] += p.What + ";"
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	data, hash := written(t, scripted())
	again, hash2 := written(t, scripted())
	if !bytes.Equal(data, again) || hash != hash2 {
		t.Error("the same content gave another bundle")
	}
	for _, expect := range []string{hash, strings.TrimPrefix(hash, "sha256:"), strings.ToUpper(hash), " " + hash + "\n"} {
		if r := verify(t, data, expect); !r.Proven() || r.Changed() || r.Parts != len(r.Manifest.Parts) {
			t.Errorf("expect %q: %q", expect, r.Words())
		}
	}
	r := verify(t, data, "")
	if r.Proven() || r.Changed() || r.Hash != hash {
		t.Errorf("%q", r.Words())
	}
	if words := strings.Join(r.Words(), "\n"); !strings.Contains(words, "NOT PROVEN") || !strings.Contains(words, "could have changed the manifest too") {
		t.Error(words)
	}
	if got := parts(t, data); len(got) != r.Parts+1 || got["postmortem.md"] == "" {
		t.Errorf("%d files in the zip, %d parts", len(got), r.Parts)
	}
	if packedSize(r.Manifest.Parts, int64(len(parts(t, data)[manifestName]))) != int64(len(data)) {
		t.Error("its size is not the one that follows from the manifest")
	}
}

// Any changed byte is told, and the part it is in is named, with the hash and
// without.
func TestAnyByte(t *testing.T) {
	data, hash := written(t, scripted())
	where := owners(t, data)
	for i := range data {
		if i%101 != 0 && where[i] != container { // contents are all alike; what is around them is tried byte by byte
			continue
		}
		changed := bytes.Clone(data)
		changed[i] ^= byte(1 + i%255)
		for _, expect := range []string{hash, ""}[i%2 : i%2+1] {
			r, err := Verify(bytes.NewReader(changed), int64(len(changed)), expect)
			switch {
			case err != nil && where[i] != container:
				t.Fatalf("byte %d of %s: %v", i, where[i], err)
			case err == nil && !r.Changed():
				t.Fatalf("byte %d (%s) was changed and nobody noticed", i, where[i])
			case err == nil && where[i] != container && named(r)[where[i]] == "":
				t.Fatalf("byte %d of %s: %q", i, where[i], r.Words())
			}
		}
	}
}

// owners says of each byte in which part it is.
func owners(t *testing.T, data []byte) []string {
	out := make([]string, len(data))
	for i := range out {
		out[i] = container
	}
	at := 0
	for _, f := range unzip(t, data) {
		at += localSize + len(f.name)
		for i := range f.data {
			out[at+i] = f.name
		}
		at += len(f.data)
	}
	return out
}

// What a forger would do, and what is said of it.
func TestChanged(t *testing.T) {
	data, hash := written(t, scripted())
	files := unzip(t, data)
	edit := func(change func(fs []file) []file) []file { return change(append([]file(nil), files...)) }
	index := func(name string) int {
		for i, f := range files {
			if f.name == name {
				return i
			}
		}
		t.Fatalf("no part %s", name)
		return 0
	}
	findings := index("findings.jsonl")
	for _, c := range []struct {
		name string
		data []byte
		want map[string]string // part: a word of what is said
	}{
		{"edited and packed again", rezip(t, zip.Deflate, edit(func(fs []file) []file {
			fs[findings].data = strings.Replace(fs[findings].data, "10.0.9.9", "10.0.9.8", 1)
			return fs
		})), map[string]string{"findings.jsonl": "SHA-256"}},
		{"made longer", rezip(t, zip.Store, edit(func(fs []file) []file { fs[findings].data += "\n"; return fs })), map[string]string{"findings.jsonl": "longer"}},
		{"made shorter", rezip(t, zip.Store, edit(func(fs []file) []file { fs[findings].data = fs[findings].data[1:]; return fs })), map[string]string{"findings.jsonl": "bytes"}},
		{"one left out", rezip(t, zip.Store, edit(func(fs []file) []file { return append(fs[:findings:findings], fs[findings+1:]...) })), map[string]string{"findings.jsonl": "missing"}},
		{"one put in", rezip(t, zip.Store, edit(func(fs []file) []file { return append(fs, file{"../../etc/passwd", "x"}) })), map[string]string{"../../etc/passwd": "not in the manifest"}},
		{"one twice", rezip(t, zip.Store, edit(func(fs []file) []file { return append(fs, file{"findings.jsonl", "x"}) })), map[string]string{"findings.jsonl": "2 times"}},
		{"only packed again", rezip(t, zip.Deflate, files), map[string]string{container: "packed again"}},
		{"something behind", append(bytes.Clone(data), "more"...), map[string]string{container: "behind"}},
		{"something in front", append([]byte("#!/bin/sh\n"), data...), map[string]string{container: "in front"}},
		{"the end cut off", data[:len(data)-400], map[string]string{container: "the end of the file"}},
		{"half of it", data[:len(data)/2], map[string]string{container: "the end of the file", "runbooks/brute-force.md": "changed"}},
		{"manifest emptied", rezip(t, zip.Store, edit(func(fs []file) []file { fs[0].data = "{}"; return fs })), map[string]string{manifestName: "does not say"}},
		{"blanks in the manifest", rezip(t, zip.Store, edit(func(fs []file) []file { fs[0].data += " "; return fs })), map[string]string{manifestName: "form"}},
	} {
		for _, expect := range []string{hash, ""} {
			r := verify(t, c.data, expect)
			if !r.Changed() || r.Proven() {
				t.Errorf("%s: not noticed: %q", c.name, r.Words())
			}
			got := named(r)
			for part, word := range c.want {
				if c.name == "something in front" {
					word = ""
				}
				if what, ok := got[part]; !ok || !strings.Contains(what, word) {
					t.Errorf("%s: %q", c.name, r.Words())
				}
			}
		}
	}
}

// Somebody who changes a part and the manifest makes a bundle that agrees with
// itself: only the hash that was noted tells.
func TestForgedManifest(t *testing.T) {
	_, hash := written(t, scripted())
	c := scripted()
	c.Findings[0].Count = 3
	forged, _ := written(t, c)
	if r := verify(t, forged, ""); r.Changed() || r.Proven() {
		t.Errorf("%q", r.Words())
	}
	r := verify(t, forged, hash)
	if !strings.Contains(named(r)[manifestName], "every part is as this manifest says") {
		t.Errorf("%q", r.Words())
	}
}

func TestNotABundle(t *testing.T) {
	newer := scripted()
	data, _ := written(t, newer)
	files := unzip(t, data)
	files[0].data = strings.Replace(files[0].data, `"version": 1,`, `"version": 2,`, 1)
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("I1120 03:12:01 not a zip"), "zip": rezip(t, zip.Store, []file{{"a", "b"}}), "cut": data[:40],
	} {
		if _, err := Verify(bytes.NewReader(data), int64(len(data)), ""); !errors.Is(err, ErrNotBundle) {
			t.Errorf("%s: %v", name, err)
		}
	}
	data = rezip(t, zip.Store, files)
	if _, err := Verify(bytes.NewReader(data), int64(len(data)), ""); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("newer: %v", err)
	}
	for _, expect := range []string{"abc", "sha256:", "sha1:" + strings.Repeat("0", 64), strings.Repeat("g", 64)} {
		if _, err := Verify(bytes.NewReader(data), int64(len(data)), expect); err == nil || errors.Is(err, ErrNotBundle) {
			t.Errorf("expect %q: %v", expect, err)
		}
	}
}

// A small file must not make Verify work or remember without end.
func TestBomb(t *testing.T) {
	data, hash := written(t, scripted())
	m, err := decode([]byte(unzip(t, data)[0].data))
	if err != nil {
		t.Fatal(err)
	}
	zeros := strings.Repeat("\x00", 1<<20)
	m.Parts = []Part{{Name: "a", Size: 100, SHA256: sum(nil)}, {Name: "b", Size: 40 << 20, SHA256: sum(nil)}, {Name: "c", Size: 40 << 20, SHA256: sum(nil)}}
	b, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	got := named(verify(t, rezip(t, zip.Deflate, []file{{manifestName, string(b)}, {"a", zeros}, {"b", zeros}, {"c", zeros}}), hash))
	for part, word := range map[string]string{"a": "longer than the 100 bytes", "b": "it has 1048576 bytes", "c": "grows"} {
		if !strings.Contains(got[part], word) {
			t.Errorf("%s: %q", part, got[part])
		}
	}
	// A manifest that never ends.
	big := rezip(t, zip.Deflate, []file{{manifestName, strings.Repeat(" ", maxManifest+1)}})
	if r := verify(t, big, ""); !strings.Contains(named(r)[manifestName], "longer") {
		t.Errorf("%q", r.Words())
	}
}

// Whatever is done to a bundle: if it is proved, it is the bundle.
func FuzzVerify(f *testing.F) {
	data, hash := written(f, Content{Cluster: "c", At: at("03:40:00")})
	f.Add(uint64(1), uint16(1), []byte("x"))
	f.Add(uint64(2), uint16(4), []byte("PK\x05\x06"))
	f.Add(uint64(3), uint16(0), []byte{})
	f.Fuzz(func(t *testing.T, seed uint64, cuts uint16, put []byte) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		changed := bytes.Clone(data)
		for range cuts % 8 {
			i := rnd.IntN(len(changed))
			switch rnd.IntN(3) {
			case 0:
				changed = append(changed[:i:i], append(bytes.Clone(put), changed[i:]...)...)
			case 1:
				changed = append(changed[:i:i], changed[min(len(changed), i+1+rnd.IntN(30)):]...)
			default:
				changed = append(changed[:i:i], append(bytes.Clone(put), changed[min(len(changed), i+len(put)):]...)...)
			}
			if len(changed) == 0 {
				break
			}
		}
		for _, expect := range []string{hash, ""} {
			r, err := Verify(bytes.NewReader(changed), int64(len(changed)), expect)
			if err == nil && !r.Changed() && !bytes.Equal(changed, data) {
				t.Errorf("changed, and not noticed: %q", r.Words())
			}
			if bytes.Equal(changed, data) && (err != nil || r.Changed()) {
				t.Errorf("not changed: %v %q", err, r.Words())
			}
			for _, line := range r.Words() {
				if strings.ContainsAny(line, "\x1b\r\n") {
					t.Errorf("%q would act on a terminal", line)
				}
			}
		}
	})
}

// FuzzVerifyAny gives Verify anything.
func FuzzVerifyAny(f *testing.F) {
	data, _ := written(f, Content{Cluster: "c", At: at("03:40:00")})
	f.Add(data)
	f.Add(rezip(f, zip.Deflate, unzip(f, data)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Verify(bytes.NewReader(data), int64(len(data)), "")
		if err == nil && r.Hash == "" && !r.Changed() {
			t.Error("no hash, and no problem")
		}
	})
}

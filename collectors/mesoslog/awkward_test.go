package mesoslog

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// blind wants Run to name what it could not read, and to say what to do.
func (g *told) blind(t *testing.T, path string, words ...string) {
	t.Helper()
	var b *BlindError
	if !errors.As(g.err, &b) || !mesoswatch.IsPermanent(g.err) {
		t.Errorf("%s: error %v", path, g.err)
		return
	}
	named := path
	if path == "-" {
		named = "standard input"
	}
	for _, w := range append(words, named) {
		if !strings.Contains(g.err.Error(), w) {
			t.Errorf("%q does not say %q", g.err, w)
		}
	}
	for _, h := range g.health {
		if h.Source == path && !h.OK && h.Why != "" {
			return
		}
	}
	t.Errorf("no health of %s: %s", path, asJSON(g.health))
}

func TestAwkwardPaths(t *testing.T) {
	dir := t.TempDir()
	good := saveIn(t, dir, "mesos-master.INFO", lines(line(1, login(1))))
	gone := filepath.Join(dir, "gone.log")
	broken := filepath.Join(dir, "broken.log")
	if err := os.Symlink("nowhere.log", broken); err != nil {
		t.Fatal(err)
	}
	archive := saveIn(t, t.TempDir(), "logs.tar", tarOf(t, "a.log", line(1, login(1))))
	packed := saveIn(t, t.TempDir(), "logs.tar.gz", tarOf(t, "a.log", line(1, login(1))))
	xz := saveIn(t, t.TempDir(), "a.log.xz", "\xfd7zXZ\x00....")
	empty := t.TempDir()
	packedOnly := t.TempDir()
	saveIn(t, packedOnly, "logs.tar", tarOf(t, "a.log", line(1, login(1))))
	for _, c := range []struct {
		path  string
		words []string
	}{
		{gone, []string{"no such file", "check the path"}},
		{broken, []string{"is a link to", "nowhere.log", "gone"}},
		{archive, []string{"tar archive", "unpack"}},
		{packed, []string{"tar archive", "unpack"}},
		{xz, []string{"xz", "unpack"}},
		{empty, []string{"holds no log", "--log_dir"}},
		{packedOnly, []string{"holds no log"}},
		{filepath.Join(dir, "*.nothing"), []string{"no file matches"}},
		{filepath.Join(dir, "[a"), []string{"syntax error"}},
		{"/dev/null", []string{"no file and no pipe"}},
		{"-", []string{"standard input"}},
	} {
		got := readPaths(t, utc(), c.path, good)
		got.blind(t, c.path, c.words...)
		if len(got.events) != 1 {
			t.Errorf("%s: what else there is was not read", c.path)
		}
		var b *BlindError
		if errors.As(got.err, &b) && b.Read != 1 {
			t.Errorf("%s: %d read", c.path, b.Read)
		}
	}
}

func tarOf(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := errors.Join(w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o644}), func() error { _, err := io.WriteString(w, content); return err }(), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestNamedWithoutLog: what is named is read, with a note; what is found in a
// folder is left out, and counted.
func TestNamedWithoutLog(t *testing.T) {
	dir := t.TempDir()
	saveIn(t, dir, "notes.txt", "shopping list\nmilk\n")
	saveIn(t, dir, "empty.log", "")
	saveIn(t, dir, "mesos-master.INFO", lines(line(1, login(1))))
	saveIn(t, dir, "logs.tar", tarOf(t, "a.log", line(1, login(1))))
	saveIn(t, dir, "late.log", strings.Repeat("a long continuation\n", 1000)+lines(line(1, login(2))))
	for name, to := range map[string]string{"loop": ".", "dangling": "nowhere", "again": "mesos-master.INFO"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := readPaths(t, utc(), dir)
	if got.err != nil || len(got.events) != 2 {
		t.Errorf("%d events, %v", len(got.events), got.err)
	}
	for _, want := range []string{"2 left out: no line of a log", "1 left out: tar archive", "1 left out: link to a folder", "1 left out: link to a file that is gone", "1 left out: the same file", "1 left out: no regular file"} {
		if !strings.Contains(got.notes(), want) {
			t.Errorf("notes do not say %q: %s", want, got.notes())
		}
	}
	got = readPaths(t, utc(), filepath.Join(dir, "notes.txt"), filepath.Join(dir, "empty.log"))
	if got.err != nil {
		t.Error(got.err)
	}
	if h := got.of(t, "notes.txt"); !h.OK || !strings.Contains(strings.Join(h.Log.Notes, "\n"), "no line looks like a log") {
		t.Errorf("%s", asJSON(h))
	}
	if h := got.of(t, "empty.log"); !h.OK || !strings.Contains(strings.Join(h.Log.Notes, "\n"), "empty") {
		t.Errorf("%s", asJSON(h))
	}
	link := filepath.Join(t.TempDir(), "folder")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if got := readPaths(t, utc(), link); len(got.events) != 2 || got.err != nil {
		t.Errorf("a link to a folder: %d events, %v", len(got.events), got.err)
	}
}

func TestBrokenGzip(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintln(&b, line(i, login(i)))
	}
	whole := zipped(t, b.String())
	half := whole[:len(whole)/2]
	bad := []byte(whole)
	bad[len(bad)/2] ^= 0x55
	for name, content := range map[string]string{"half": half, "bad": string(bad)} {
		dir := t.TempDir()
		path := filepath.Join(dir, "mesos-master.log.1.gz")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		got := readPaths(t, utc(), path)
		got.blind(t, path)
		if len(got.events) == 0 {
			t.Errorf("%s: what comes before was not read", name)
		}
		got = readPaths(t, utc(), dir)
		got.blind(t, path)
	}
}

// TestVanishes: a file is gone, or another has its name, when its turn comes.
func TestVanishes(t *testing.T) {
	for _, replaced := range []bool{false, true} {
		dir := t.TempDir()
		first := saveIn(t, dir, "a.log", steps(fourDigits, 30, date(0, 3, 1, 12, 0, 0)))
		later := saveIn(t, dir, "b.log", steps(fourDigits, 30, date(0, 3, 1, 18, 0, 0)))
		var got told
		f := &Files{Paths: []string{first, later}, Options: utc()}
		got.err = f.Run(t.Context(), func(r mesoswatch.Record) error {
			if len(got.events) == 0 {
				if err := os.Remove(later); err != nil {
					t.Error(err)
				}
				if replaced {
					saveIn(t, dir, "other", "x")
					saveIn(t, dir, "b.log", lines(line(1, login(1))))
				}
			}
			return got.take(r)
		})
		got.blind(t, later)
		if len(got.events) != 30 {
			t.Errorf("%d events", len(got.events))
		}
	}
}

// TestOddBytes: NUL bytes, invalid UTF-8 and lines without end have defined
// answers.
func TestOddBytes(t *testing.T) {
	text := strings.Repeat("\x00", 9000) + line(1, login(1)) + "\n" +
		line(2, "Successfully authenticated principal 'a\xff\x00b' at scheduler-2@10.0.0.9:1") + "\r\n" + line(3, login(3))
	got := readText(t, utc(), text)
	if len(got.events) != 3 {
		t.Fatalf("%s", asJSON(got.events))
	}
	if e := got.events[0]; e.Offset != 9000 || e.Line != 1 {
		t.Errorf("behind the hole: %s", asJSON(e))
	}
	e := got.events[1]
	if e.Principal != "a\uFFFD\x00b" {
		t.Errorf("principal %q", e.Principal)
	}
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Raw       string
		RawBase64 string `json:"raw_base64"`
	}
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if raw, err := base64.StdEncoding.DecodeString(back.RawBase64); err != nil || back.Raw != "" || !bytes.Contains(raw, []byte("'a\xff\x00b'")) || bytes.HasSuffix(raw, []byte("\r")) {
		t.Errorf("%s", b)
	}
}

// TestHugeLine: a line of 100 MB takes bounded memory and is noted with its place.
func TestHugeLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.stderr")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(f, "%s\n%s", line(1, login(1)), line(2, login(2))); err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte("z"), 1<<20)
	for range 100 {
		if _, err := f.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := fmt.Fprintf(f, "\n%s\n", line(3, login(3))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := readPaths(t, utc(), path)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d MiB allocated", used>>20)
	}
	var seen []int64
	for _, e := range got.events {
		seen = append(seen, e.Line)
		if len(e.Raw) > maxMessage {
			t.Errorf("line %d: %d bytes kept", e.Line, len(e.Raw))
		}
	}
	if len(seen) != 2 && len(seen) != 3 || seen[0] != 1 || seen[len(seen)-1] != 3 {
		t.Errorf("lines %v", seen)
	}
	offset := len(line(1, login(1))) + 1
	if want := fmt.Sprintf("%q: the line at byte %d has %d bytes", path, offset, 100<<20+len(line(2, login(2)))+1); !strings.Contains(got.notes(), want) {
		t.Errorf("notes %q do not say %q", got.notes(), want)
	}
}

func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan told, 1)
	go func() {
		var got told
		got.err = (&Files{Paths: []string{path}, Options: utc()}).Run(t.Context(), got.take)
		done <- got
	}()
	w, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for the reader
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5000 {
		if _, err := fmt.Fprintln(w, line(i, login(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-done; len(got.events) != 5000 || got.err != nil {
		t.Errorf("%d events, %v", len(got.events), got.err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	var got told
	if err := (&Files{Paths: []string{path}, Options: utc()}).Run(ctx, got.take); err != nil || len(got.events) != 0 {
		t.Errorf("a pipe that nobody writes to: %v", err)
	}
}

func TestStdin(t *testing.T) {
	text := steps(fourDigits, 30, date(0, 3, 1, 12, 0, 0))
	for name, in := range map[string]io.Reader{
		"reader": strings.NewReader(text), "single bytes": iotestOneByte{strings.NewReader(text)}, "gzip": strings.NewReader(zipped(t, text)),
	} {
		var got told
		f := &Files{Paths: []string{"-"}, Options: Options{Zone: time.UTC, Now: func() time.Time { return date(2020, 5, 1, 0, 0, 0) }}, Stdin: in}
		if err := f.Run(t.Context(), got.take); err != nil || len(got.events) != 30 {
			t.Fatalf("%s: %d events, %v", name, len(got.events), err)
		}
		if e := got.events[0]; e.Source != "-" || e.Time != date(2020, 3, 1, 12, 0, 0) {
			t.Errorf("%s: %s", name, asJSON(e))
		}
		if !strings.Contains(got.notes(), "year 2020 from today's date") {
			t.Errorf("%s: notes %s", name, got.notes())
		}
	}
	var got told
	f := &Files{Paths: []string{"-"}, Options: utc(), Stdin: strings.NewReader(tarOf(t, "a", "b"))}
	got.err = f.Run(t.Context(), got.take)
	got.blind(t, "-", "tar archive")
}

type iotestOneByte struct{ r io.Reader }

func (o iotestOneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// readAsEnv makes the test binary read a path as a user without rights.
const readAsEnv = "MESOSLOG_TEST_READ"

func readAs(path string) int {
	if os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	var got told
	err := (&Files{Paths: []string{path}, Options: utc()}).Run(context.Background(), got.take)
	fmt.Printf("%d events, permission: %v\n%v\n%s\n", len(got.events), errors.Is(err, fs.ErrPermission), err, got.notes())
	return 0
}

func TestNoPermission(t *testing.T) {
	dir, err := os.MkdirTemp("", "mesoslog")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	secret := saveIn(t, dir, infoName, lines(line(1, login(1))))
	saveIn(t, dir, "open.log", lines(line(2, login(2))))
	closed := filepath.Join(dir, "closed")
	if err := errors.Join(os.Chmod(secret, 0), os.Mkdir(closed, 0)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o700) })
	for path, want := range map[string][]string{
		secret: {"0 events, permission: true", secret, "permission denied", "run as a user who may read it"},
		closed: {"0 events, permission: true", closed, "permission denied"},
		dir:    {"1 events, permission: true", secret, "permission denied"},
	} {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), self)
		cmd.Env = append(os.Environ(), readAsEnv+"="+path)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, w := range want {
			if !strings.Contains(string(out), w) {
				t.Errorf("%s: output does not say %q:\n%s", path, w, out)
			}
		}
	}
}

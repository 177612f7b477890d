package emit

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
)

func newFile(t *testing.T) *File {
	t.Helper()
	f := &File{Path: filepath.Join(t.TempDir(), "findings.jsonl"), Line: format.Writer{Version: "1.2.3"}}
	t.Cleanup(func() { f.Close() })
	return f
}

func (f *File) must(t *testing.T, from, n int) {
	t.Helper()
	if err := f.Deliver(t.Context(), notices(from, n)); err != nil {
		t.Fatal(err)
	}
}

// fileKeys answers the keys in a file, by its lines: every line is whole.
func fileKeys(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 0 && b[len(b)-1] != '\n' {
		t.Errorf("%s ends within a line", path)
	}
	var keys []string
	for line := range strings.Lines(string(b)) {
		keys = append(keys, keysIn([]byte(line)))
	}
	return strings.Join(keys, " ")
}

func TestFile(t *testing.T) {
	f := newFile(t)
	f.must(t, 1, 3)
	f.must(t, 4, 1)
	if got, want := fileKeys(t, f.Path), keysOf(notices(1, 4)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if st, err := os.Stat(f.Path); err != nil || st.Mode().Perm()&^0o640 != 0 {
		t.Errorf("mode %v %v", st.Mode(), err)
	}
}

// What logrotate does, by renaming or by copying and emptying, loses nothing.
func TestFileIsRotated(t *testing.T) {
	f := newFile(t)
	old := f.Path + ".1"
	f.must(t, 1, 2)
	if err := os.Rename(f.Path, old); err != nil {
		t.Fatal(err)
	}
	f.must(t, 3, 2)
	if a, b := fileKeys(t, old), fileKeys(t, f.Path); a != "key-0001 key-0002" || b != "key-0003 key-0004" {
		t.Errorf("%s, then %s", a, b)
	}
	if err := os.Truncate(f.Path, 0); err != nil {
		t.Fatal(err)
	}
	f.must(t, 5, 1)
	if got := fileKeys(t, f.Path); got != "key-0005" {
		t.Errorf("emptied: %s", got)
	}
	if err := os.Remove(f.Path); err != nil {
		t.Fatal(err)
	}
	f.must(t, 6, 1)
	if got := fileKeys(t, f.Path); got != "key-0006" {
		t.Errorf("removed: %s", got)
	}
}

// A line that a crash cut gets its end, so that it harms no line but itself.
func TestFileWithACutLine(t *testing.T) {
	f := newFile(t)
	if err := os.WriteFile(f.Path, []byte("{\"whole\":1}\n{\"cut\":"), 0o640); err != nil {
		t.Fatal(err)
	}
	f.must(t, 1, 1)
	b, _ := os.ReadFile(f.Path)
	lines := strings.Split(string(b), "\n")
	if len(lines) != 4 || lines[1] != `{"cut":` || keysIn([]byte(lines[2])) != "key-0001" {
		t.Errorf("%q", b)
	}
}

// A disk that is full in the middle of a batch: the file keeps whole lines only, and
// the batch comes once when there is room again.
func TestFileOnAFullDisk(t *testing.T) {
	f := newFile(t)
	f.must(t, 1, 1)
	st, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var free syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &free); err != nil {
		t.Fatal(err)
	}
	full := syscall.Rlimit{Cur: uint64(st.Size()) * 5 / 2, Max: free.Max} // room for one and a half
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	err = f.Deliver(t.Context(), notices(2, 3))
	again := f.Deliver(t.Context(), notices(2, 3))
	if bad := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &free); bad != nil {
		t.Fatal(bad)
	}
	if err == nil || again == nil {
		t.Fatal("a full disk is no error")
	}
	if got := fileKeys(t, f.Path); got != "key-0001" {
		t.Errorf("left behind: %s", got)
	}
	f.must(t, 2, 3)
	if got, want := fileKeys(t, f.Path), keysOf(notices(1, 4)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A folder that is gone is tried again; what is no file is never written to.
func TestFileThatCannotBe(t *testing.T) {
	f := newFile(t)
	f.Path = filepath.Join(filepath.Dir(f.Path), "gone", "findings.jsonl")
	if err := f.Deliver(t.Context(), notices(1, 1)); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("no folder: %v", err)
	}
	if err := os.Mkdir(filepath.Dir(f.Path), 0o700); err != nil {
		t.Fatal(err)
	}
	f.must(t, 1, 1)
	f.Close()
	for name, make := range map[string]func() error{
		"pipe":   func() error { return syscall.Mkfifo(f.Path, 0o600) },
		"folder": func() error { return os.Mkdir(f.Path, 0o700) },
	} {
		os.Remove(f.Path)
		if err := make(); err != nil {
			t.Fatal(err)
		}
		if err := f.Deliver(t.Context(), notices(2, 1)); err == nil {
			t.Errorf("%s: delivered", name)
		}
	}
}

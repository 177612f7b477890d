package mesoslog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestAroundAgain: a line is found where its file is now: renamed, copied, packed;
// and nowhere else.
func TestAroundAgain(t *testing.T) {
	text := lines(line(1, login(1)), line(2, login(2)), line(3, login(3)))
	for name, c := range map[string]struct {
		change func(t *testing.T, path string)
		file   string // empty: it is gone
		copied bool
	}{
		"as it was": {func(*testing.T, string) {}, "a.log", false},
		"renamed": {func(t *testing.T, path string) {
			must(t, os.Rename(path, path+".1"))
			saveIn(t, filepath.Dir(path), "a.log", lines(line(50, login(9))))
		}, "a.log.1", false},
		"copied": {func(t *testing.T, path string) {
			must(t, os.Rename(path, path+".old")) // keeps its inode from being used again
			must(t, os.Rename(path+".old", filepath.Join(t.TempDir(), "away")))
			saveIn(t, filepath.Dir(path), "a.log", text)
		}, "a.log", true},
		"copied and cut": {func(t *testing.T, path string) {
			saveIn(t, filepath.Dir(path), "a.log.1", text)
			must(t, os.WriteFile(path, []byte(lines(line(50, login(9)), line(51, login(9)))), 0o644))
		}, "a.log.1", true},
		"packed": {func(t *testing.T, path string) {
			saveIn(t, filepath.Dir(path), "a.log.1.gz", text)
			must(t, os.Remove(path))
		}, "a.log.1.gz", true},
		"other text": {func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(lines(line(1, login(1)), line(2, login(7)))), 0o644))
		}, "", false},
		"another log": {func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(lines(line(1, login(1)), line(2, login(7)))), 0o644))
			saveIn(t, filepath.Dir(path), "b.log", text)
		}, "", false},
	} {
		path := save(t, "a.log", text)
		st, err := os.Stat(path)
		must(t, err)
		p := Place{Path: path, Offset: int64(len(lines(line(1, login(1))))), Inode: inodeOf(st), Text: line(2, login(2)), Before: 1, After: 1}
		c.change(t, path)
		got, err := Around(t.Context(), p, utc())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.file == "" {
			if got.At >= 0 || len(got.Searched) == 0 || got.Searched[0] != path {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if got.At != 1 || got.Copied != c.copied || filepath.Base(got.File) != c.file || len(got.Events) != 3 || got.Events[1].Raw != p.Text {
			t.Errorf("%s: at %d of %d in %s, copied %v, searched %v", name, got.At, len(got.Events), got.File, got.Copied, got.Searched)
		}
	}
}

// TestAroundCannotLook: a file that may not be read is told of, not said to be gone.
func TestAroundCannotLook(t *testing.T) {
	dir := t.TempDir()
	if _, err := Around(t.Context(), Place{Path: dir, Offset: 1, Text: "x"}, utc()); err == nil {
		t.Error("a folder was read")
	}
	if _, err := Around(t.Context(), Place{Path: dir + "/a.log", Offset: 1, Text: "x"}, utc()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a log of another host: %v", err)
	}
	if _, err := Around(t.Context(), Place{Path: "https://10.0.0.1:5050/files", Offset: 1, Text: "x"}, utc()); err == nil {
		t.Error("an address was read")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

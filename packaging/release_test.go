package packaging

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// release is what scripts/release.sh made of the files of this checkout.
type release struct {
	dir      string // with the packages and SHA256SUMS
	tgz, deb string
}

// TestRelease builds once more elsewhere, in another language and with another
// umask, and looks at what came out.
func TestRelease(t *testing.T) {
	need(t, "git", "dpkg-deb", "dpkg", "lintian", "groff", "man", "systemd-sysusers")
	commit := checkout(t)
	first := build(t, commit, "umask 022; LC_ALL=C.UTF-8 TZ=Asia/Tokyo")
	t.Run("same bytes", func(t *testing.T) {
		second := build(t, clone(t, commit), "umask 077; LC_ALL=C TZ=UTC")
		for _, name := range []string{first.tgz, first.deb, "SHA256SUMS"} {
			if !bytes.Equal(read(t, filepath.Join(first.dir, name)), read(t, filepath.Join(second.dir, name))) {
				t.Errorf("%s differs from build to build", name)
			}
		}
	})
	t.Run("sums", first.sums)
	t.Run("control", first.control)
	t.Run("lintian", first.lintian)
	t.Run("install", first.install)
	t.Run("unpack", first.unpack)
}

// need ends the test where a tool of Debian is missing.
func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs %s: sh scripts/needs.sh installs it (Debian and Ubuntu; `make test` does it)", tool)
		}
	}
}

// checkout makes a repository of the files as they are now, committed or not, so
// that what is tested is what was written.
func checkout(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(to, 0o755); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == ".." {
			return err
		}
		rel, _ := filepath.Rel("..", path)
		switch {
		case d.IsDir() && (d.Name() == ".git" || rel == "dist" || rel == "bench.out"):
			return fs.SkipDir
		case d.IsDir():
			return os.Mkdir(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		if _, err := os.Stat(path); err != nil { // so that the Go tool knows that the result hangs on it
			return err
		}
		return os.Link(path, filepath.Join(to, rel))
	})
	if err != nil {
		t.Logf("linking the files: %v; they are copied", err)
		run(t, "..", "find "+to+" -mindepth 1 -delete; tar -cf - --exclude=./.git --exclude=./dist . | tar -C "+to+" -xf -")
	}
	run(t, to, "git init -q && git add -A && git -c user.name=test -c user.email=test@localhost commit -q -m test && git tag v1.2.3-rc1")
	return to
}

// clone is the same commit in a folder of another name.
func clone(t *testing.T, commit string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "elsewhere", "deeper")
	run(t, ".", "git clone -q "+commit+" "+to)
	return to
}

// build makes the packages of this architecture in the checkout, with what the
// shell does before.
func build(t *testing.T, checkout, before string) release {
	t.Helper()
	r := release{dir: t.TempDir()}
	run(t, checkout, fmt.Sprintf("%s ARCHES=%s LEVEL=1 DIST=%s sh scripts/release.sh", before, runtime.GOARCH, r.dir))
	for pattern, to := range map[string]*string{"*.tar.gz": &r.tgz, "*.deb": &r.deb} {
		found, _ := filepath.Glob(filepath.Join(r.dir, pattern))
		if len(found) != 1 {
			t.Fatalf("%s: %q", pattern, found)
		}
		*to = filepath.Base(found[0])
	}
	return r
}

// sums holds SHA256SUMS against the files.
func (r release) sums(t *testing.T) {
	var want strings.Builder
	for _, name := range []string{r.tgz, r.deb} {
		fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256(read(t, filepath.Join(r.dir, name))), name)
	}
	if got := string(read(t, filepath.Join(r.dir, "SHA256SUMS"))); got != want.String() {
		t.Errorf("SHA256SUMS is\n%swant\n%s", got, &want)
	}
}

// unpack looks at the tar.gz as somebody does who has nothing but it.
func (r release) unpack(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "tar -xzf "+filepath.Join(r.dir, r.tgz))
	top := strings.TrimSuffix(r.tgz, ".tar.gz")
	for _, name := range []string{
		"README.md", "LICENSE", "config.yaml", "docs/getting-started.md", "man/mesoswatch-watch.1", "systemd/mesoswatch.service",
		"completions/mesoswatch.bash", "completions/mesoswatch.zsh", "completions/mesoswatch.fish",
	} {
		if len(read(t, filepath.Join(dir, top, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	if got := run(t, filepath.Join(dir, top), "./mesoswatch version"); !strings.Contains(got, "mesoswatch v1.2.3-rc1 ") {
		t.Errorf("version: %q", got)
	}
}

// run lets a shell do something in dir and answers what it wrote.
func run(t *testing.T, dir, script string) string {
	t.Helper()
	cmd := exec.Command("sh", "-euc", script)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

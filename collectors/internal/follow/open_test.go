package follow

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestOpenErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "socket")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	broken := filepath.Join(dir, "broken.gz")
	if err := os.WriteFile(broken, []byte("\x1f\x8b\x08"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		filepath.Join(dir, "none.log"): fs.ErrNotExist,
		dir:                            ErrDirectory,
		socket:                         ErrNotLog,
		os.DevNull:                     ErrNotLog,
		broken:                         io.ErrUnexpectedEOF,
	} {
		if _, _, err := Open(path); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%q): %v, want %v", path, err, want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.log")
	write(t, empty)
	log := filepath.Join(dir, "mesos-master.log")
	write(t, log, "one", "two")
	packed := filepath.Join(dir, "old.log")
	write(t, packed, "one", "two")
	pack(t, packed)
	pipe := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	go func() {
		if w, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			w.WriteString("one\ntwo")
			w.Close()
		}
	}()
	for path, want := range map[string]string{empty: "", log: "one\ntwo\n", packed + ".gz": "one\ntwo\n", pipe: "one\ntwo"} {
		r, info, err := Open(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		var got string
		err = Read(t.Context(), r, info, Options{}, func(c Chunk) error {
			got += string(c.Data)
			if c.Source != path {
				t.Errorf("source %q", c.Source)
			}
			return nil
		})
		r.Close()
		if err != nil || got != want || info.Compressed != strings.HasSuffix(path, ".gz") {
			t.Errorf("%s: got %q, %v, %+v", path, got, err, info)
		}
	}
}

const asNobody = "FOLLOW_TEST_AS_NOBODY"

// TestUnreadable runs itself again as a user without rights.
func TestUnreadable(t *testing.T) {
	if path := os.Getenv(asNobody); path != "" {
		unreadable(t, path)
		return
	}
	dir, err := os.MkdirTemp("", "follow")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	log := filepath.Join(dir, "mesos-master.log")
	write(t, log, "one")
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(log, 0o600)); err != nil {
		t.Fatal(err)
	}
	passing := filepath.Join(dir, "passing")
	if err := os.Mkdir(passing, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(passing, "mesos-agent.log"), "in a folder that cannot be listed")
	if err := os.Chmod(passing, 0o711); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "follow.test") // the original may lie where only root may go
	copyFile(t, self, bin)
	if err := os.Chmod(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "-test.run=^TestUnreadable$", "-test.v")
	cmd.Dir = dir
	cmd.Env = []string{asNobody + "=" + log}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	} else if err := os.Chmod(log, 0); err != nil {
		t.Fatal(err)
	}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestUnreadable") {
		t.Errorf("%v\n%s", err, out)
	}
}

func unreadable(t *testing.T, path string) {
	if _, _, err := Open(path); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), path) {
		t.Errorf("Open: %v", err)
	}
	passing := filepath.Join(filepath.Dir(path), "passing", "mesos-agent.log")
	f := follow(t, &Follower{Patterns: []string{passing}})
	f.wants("in a folder that cannot be listed")
	for _, pattern := range []string{path, filepath.Dir(path), filepath.Join(filepath.Dir(path), "*.log")} {
		f := follow(t, &Follower{Patterns: []string{pattern}, Accept: func(i FileInfo) bool { return strings.HasSuffix(i.Path, ".log") }})
		if s := f.sees(Waiting); !errors.Is(s.Err, fs.ErrPermission) || !strings.Contains(s.Err.Error(), path) {
			t.Errorf("following %q: %v", pattern, s.Err)
		}
		if err := f.stop(); err != nil {
			t.Error(err)
		}
	}
}

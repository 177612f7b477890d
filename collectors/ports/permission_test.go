package ports

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// asNobody is set for the copy of the test that runs without rights.
const asNobody = "MESOSWATCH_TEST_AS_NOBODY"

// Without the right to see whose a socket is, the socket is told all the same, and
// the Health says what is missing and what would help; it is no failure.
func TestWithoutRights(t *testing.T) {
	if os.Getenv(asNobody) != "" {
		all, h := once(t, &sockets{root: "/", host: "here"})
		json.NewEncoder(os.Stdout).Encode(map[string]any{"all": all, "health": h})
		os.Exit(0)
	}
	l, err := net.Listen("tcp", "127.0.0.32:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var got struct {
		All    []mesoswatch.Snapshot
		Health mesoswatch.Health
	}
	if err := json.Unmarshal(runAsNobody(t), &got); err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, s := range got.All {
		if s.Socket.Port != l.Addr().(*net.TCPAddr).Port || s.Socket.Address != "127.0.0.32" {
			continue
		}
		seen = true
		if os.Geteuid() == 0 && (s.Socket.PID != 0 || s.Socket.Process != "" || s.Socket.User != "root") {
			t.Errorf("%+v", s.Socket)
		}
	}
	h := got.Health
	if !seen || !h.OK || h.Why != "" || len(h.Complete) != 1 {
		t.Errorf("seen %v, %+v", seen, h)
	}
	if os.Geteuid() == 0 && !strings.Contains(h.Lacking[Owners], "permission denied; root, or CAP_SYS_PTRACE") {
		t.Errorf("%+v", h.Lacking)
	}
}

// runAsNobody runs this test again: as another user where this one is root.
func runAsNobody(t *testing.T) []byte {
	t.Helper()
	dir, err := os.MkdirTemp("", "ports") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	copied := filepath.Join(dir, "ports.test")
	if err := errorOf(os.Chmod(dir, 0o755), copyFile(copied, os.Args[0])); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied, "-test.run=^TestWithoutRights$")
	cmd.Dir, cmd.Env = "/", append(os.Environ(), asNobody+"=1", "GOCOVERDIR=")
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return out
}

func errorOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// systemd has nothing to say against the service, and it stays as closed as the
// documentation says.
func TestSystemdTakesTheUnit(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Fatal("systemd-analyze is not installed: sh scripts/needs.sh, or the package systemd")
	}
	b, err := os.ReadFile("systemd/mesoswatch.service")
	if err != nil {
		t.Fatal(err)
	}
	// The program is not installed here: another stands for it.
	text := strings.ReplaceAll(string(b), "ExecStart=/usr/bin/mesoswatch", "ExecStart=/bin/true")
	unit := filepath.Join(t.TempDir(), "mesoswatch.service")
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	// The threshold is in tenths.
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=16", unit).CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}

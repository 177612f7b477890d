package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// TestFindConfig: one's own file hides that of the host; none is fine.
func TestFindConfig(t *testing.T) {
	home, host := t.TempDir(), filepath.Join(t.TempDir(), "config.yaml")
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("XDG_CONFIG_DIRS", filepath.Join(home, "all"))
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	own := filepath.Join(home, "mesoswatch", "config.yaml")
	for _, step := range []struct{ write, want string }{{"", ""}, {host, host}, {own, own}} {
		if step.write != "" {
			if err := os.MkdirAll(filepath.Dir(step.write), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(step.write, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := findConfig(host); got != step.want {
			t.Errorf("after writing %q: %q, want %q", step.write, got, step.want)
		}
	}
}

// TestShippedConfig: the example of the package says nothing as it is shipped, and
// is right with every setting taken in.
func TestShippedConfig(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "packaging", "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := parseConfig(b); err != nil || len(c.Masters)+len(c.Logs) > 0 || c.ZK != "" {
		t.Errorf("as shipped: %+v, %v", c, err)
	}
	all := regexp.MustCompile(`(?m)^#([a-z]|  )`).ReplaceAllString(string(b), "$1")
	if strings.Count(all, "\n#") == strings.Count(string(b), "\n#") {
		t.Fatal("the example has no settings")
	}
	agree(t, all, true)
}

package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/mesoswatch/mesoswatch/ui"
)

// keeping is an app that keeps settings below a folder of the test.
func keeping(t *testing.T) *app {
	a := &app{statePath: t.TempDir(), key: "prod"}
	if err := os.Mkdir(a.storeFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSettingsFile(t *testing.T) {
	a := keeping(t)
	s, told := a.settings()
	if told != "" || !reflect.DeepEqual(s.kept, ui.Settings{}) {
		t.Fatalf("nothing is kept, and there is %q, %+v", told, s.kept)
	}
	want := ui.Settings{Theme: "light", View: "log", Lists: map[string]ui.Arrangement{"log": {Filter: "!x"}}}
	if err := s.remember(want); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(a.settingsPath()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	again, told := a.settings()
	if told != "" || !reflect.DeepEqual(again.kept, want) {
		t.Errorf("came back as %q, %+v", told, again.kept)
	}
	last := ui.Settings{View: "posture"}
	if err := again.close(last); err != nil {
		t.Fatal(err)
	}
	if err := again.remember(want); err != nil { // came too late
		t.Fatal(err)
	}
	if again, _ = a.settings(); !reflect.DeepEqual(again.kept, last) {
		t.Errorf("the last are %+v", again.kept)
	}
	if left, _ := filepath.Glob(filepath.Join(a.storeFolder(), "*")); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
	mine := a.settingsPath()
	if a.key = "other"; a.settingsPath() == mine {
		t.Error("two clusters share their settings")
	}
	if a.noStore = true; func() bool { s, told := a.settings(); return s != nil || told != "" }() {
		t.Error("--no-store keeps settings")
	}
}

func TestSettingsBroken(t *testing.T) {
	for text, want := range map[string]string{
		`{"version":1,"view"`:                    "cannot be used",
		`{"version":1,"lists":[]}`:               "cannot be used",
		`{"view":"log"}`:                         "no version",
		``:                                       "cannot be used",
		`{"version":2,"lists":["else"]}`:         "newer",
		strings.Repeat(" ", settingsLimit) + "1": "too long",
	} {
		a := keeping(t)
		if err := os.WriteFile(a.settingsPath(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, told := a.settings()
		if !strings.Contains(told, want) {
			t.Errorf("%.40q: told %q", text, told)
		}
		if newer := want == "newer"; newer != (s == nil) || !newer && !reflect.DeepEqual(s.kept, ui.Settings{}) {
			t.Errorf("%.40q: %+v", text, s)
		}
	}
	a := keeping(t)
	if err := os.Mkdir(a.settingsPath(), 0o700); err != nil {
		t.Fatal(err)
	}
	if s, told := a.settings(); s == nil || !strings.Contains(told, "is not a file") || s.remember(ui.Settings{View: "log"}) == nil {
		t.Errorf("a folder in its place: %q", told)
	}
}

// TestSettingsSurviveAKill: the real program, killed as a dropped line kills it.
func TestSettingsSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.INFO")
	if err := os.WriteFile(log, []byte("Log file created at: 2026/03/01 14:00:00\nI0301 14:00:01.000001  1 main.cpp:1] Build: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	size := pty.Winsize{Rows: 24, Cols: 80}
	args := []string{"--cluster", "prod", "--state", dir, "--log", log}
	c := sit(t, "alice", dir, size, args...)
	c.shows("1 Overview")
	c.press("3")
	c.shows("No lines yet")
	c.press("/", "refus", "\r")
	c.shows("filter refus")
	path := filepath.Join(dir, "clusters", "prod."+strconv.Itoa(os.Getuid())+".settings.json")
	c.until("the settings", func(string) bool {
		b, _ := os.ReadFile(path)
		return strings.Contains(string(b), "refus")
	})
	c.kill()
	c = sit(t, "alice", dir, size, args...)
	c.shows("filter refus", "still filtered")
}

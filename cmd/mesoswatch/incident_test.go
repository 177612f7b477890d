package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// TestAnIncidentWorkedThrough plays what the program is for: secrets are guessed,
// one fits, a framework runs something with it. A watch finds it, two engineers
// work on it at two terminals, all are killed in between, and the evidence is
// handed over.
func TestAnIncidentWorkedThrough(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cluster, err := pretend.Start(t.Context(), pretend.Options{Dir: filepath.Join(dir, "log"), Speed: 900})
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	principal, secret := cluster.Credential()
	credential := filepath.Join(dir, "credential")
	if err := os.WriteFile(credential, []byte(principal+" "+secret), 0o600); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	look := []string{"--cluster", "prod", "--state", state, "--log", cluster.LogPath(), "--master", cluster.MasterURL(), "--credential", credential}
	path := filepath.Join(state, "clusters", store.Name("prod"))

	watch := startWatch(t, dir, look)
	playing := make(chan error, 1)
	go func() { playing <- cluster.Play(t.Context(), pretend.QuietThenAttack()) }()
	found := storedUntil(t, path, "the break-in", func(fs []mesoswatch.Finding) bool {
		return of(fs, "auth-success-after-failures") != nil && of(fs, "task-suspicious") != nil && of(fs, "auth-brute-force") != nil
	})
	if err := <-playing; err != nil {
		t.Fatal(err)
	}
	guessed := of(found, "auth-success-after-failures")

	// Two terminals, one small.
	ann := sit(t, "ann", dir, pty.Winsize{Cols: 200, Rows: 60}, look...)
	bob := sit(t, "bob", dir, pty.Winsize{Cols: 80, Rows: 24}, look...)
	ann.shows("Overview")
	ann.press("9")
	ann.shows("Timeline", guessed.Title)
	bob.shows("Overview")
	bob.press("9")
	bob.shows(guessed.Title)

	ann.press("a")
	took := bob.shows("ann")
	t.Logf("an acknowledgement is on the other screen after %v", took)
	ann.shows("[ ] reads") // the runbook has come
	ann.press("x")         // the first step of the runbook is done
	ann.shows("[x]")
	storedActs(t, path, "a step by ann", func(a mesoswatch.Action) bool { return a.What == mesoswatch.Step && a.Who == "ann" && !a.Undo })
	bob.press("c")
	bob.press("the old bastion, asked ops\r")
	ann.shows("the old bastion")

	// All are killed; nothing that was done is gone.
	for _, c := range []*console{ann, bob} {
		c.kill()
	}
	if err := watch.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = watch.Wait()
	watch = startWatch(t, dir, look)
	again := storedUntil(t, path, "the findings", func(fs []mesoswatch.Finding) bool { return len(fs) >= len(found) })
	if f := of(again, "auth-success-after-failures"); f.Status != mesoswatch.Acknowledged || f.Handled == nil || f.Handled.Who != "ann" || f.Count != guessed.Count {
		t.Errorf("after the kill: %+v, handled %+v; before %d times", f.Status, f.Handled, guessed.Count)
	}
	ann = sit(t, "ann", dir, pty.Winsize{Cols: 200, Rows: 60}, look...)
	ann.shows("Overview")
	ann.press("9")
	ann.shows("[x]", "the old bastion", "ann")

	// The evidence, from the screen and from the command line.
	ann.press("X")
	ann.shows("sha256:")
	zips, err := filepath.Glob(filepath.Join(dir, "incident-*.zip"))
	if err != nil || len(zips) != 1 {
		t.Fatalf("bundles %v, %v", zips, err)
	}
	storedActs(t, path, "the export", func(a mesoswatch.Action) bool { return a.What == mesoswatch.Export && a.Who == "ann" && a.Hash != "" })
	if code, out := program(t.Context(), t, dir, "verify", "--state", state, zips[0]); code != 0 || !strings.Contains(out, "ann") {
		t.Errorf("verify by the store: %d\n%s", code, out)
	}
	bundle := filepath.Join(dir, "evidence.zip")
	code, out := program(t.Context(), t, dir, "findings", "export", guessed.ID, "--state", state, "--cluster", "prod", "--output", bundle)
	if code != 0 {
		t.Fatalf("export: %d\n%s", code, out)
	}
	hash := "sha256:" + strings.Fields(out[strings.Index(out, "sha256:")+len("sha256:"):])[0]
	if code, out := program(t.Context(), t, dir, "verify", bundle, "--expect", hash); code != 0 {
		t.Errorf("verify: %d\n%s", code, out)
	}
	changed := changeByte(t, bundle, "postmortem.md")
	if code, out := program(t.Context(), t, dir, "verify", changed, "--expect", hash); code != 3 || !strings.Contains(out, "postmortem.md") {
		t.Errorf("a changed post-mortem: %d\n%s", code, out)
	}
	if code, out := program(t.Context(), t, dir, "findings", "export", guessed.ID, "--state", state, "--cluster", "prod", "--output", bundle); code != 1 || !strings.Contains(out, "not overwritten") {
		t.Errorf("evidence is overwritten: %d\n%s", code, out)
	}
	if err := watch.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := watch.Wait(); err != nil {
		t.Errorf("the watch ended with %v", err)
	}
}

func startWatch(t *testing.T, dir string, look []string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("mesoswatch", append([]string{"watch"}, look...)...)
	cmd.Env = append(os.Environ(), "TZ=UTC", "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func of(fs []mesoswatch.Finding, rule string) *mesoswatch.Finding {
	for i := range fs {
		if fs[i].Rule == rule {
			return &fs[i]
		}
	}
	return nil
}

// storedUntil waits until what is stored holds.
func storedUntil(t *testing.T, path, what string, holds func([]mesoswatch.Finding) bool) []mesoswatch.Finding {
	t.Helper()
	var fs []mesoswatch.Finding
	poll(t, what, func() bool {
		if _, err := os.Stat(path); err != nil {
			return false
		}
		s, err := store.Open(t.Context(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if fs, err = s.Findings(t.Context()); err != nil {
			t.Fatal(err)
		}
		return holds(fs)
	})
	return fs
}

func storedActs(t *testing.T, path, what string, is func(mesoswatch.Action) bool) {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	poll(t, what, func() bool {
		acts, err := s.Actions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			if is(a) {
				return true
			}
		}
		return false
	})
}

// poll looks again and again until something holds.
func poll(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(liveDeadline); !holds(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s: not stored", what)
		}
	}
}

// changeByte copies a bundle with one byte of a part changed.
func changeByte(t *testing.T, bundle, part string) string {
	t.Helper()
	all, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(all), int64(len(all)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if f.Name != part {
			continue
		}
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		all[at+int64(f.CompressedSize64)/2] ^= 1
		changed := filepath.Join(filepath.Dir(bundle), "changed.zip")
		if err := os.WriteFile(changed, all, 0o600); err != nil {
			t.Fatal(err)
		}
		return changed
	}
	t.Fatalf("%s has no part %s", bundle, part)
	return ""
}

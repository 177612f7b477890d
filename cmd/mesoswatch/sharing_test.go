package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/natstest"
)

// sharer is a machine: its folder with a configuration, and mesoswatch watch on it.
type sharer struct {
	t   *testing.T
	dir string
	cmd *exec.Cmd
}

func newSharer(t *testing.T, name string, server *natstest.Server) *sharer {
	t.Helper()
	m := &sharer{t: t, dir: t.TempDir()}
	text := fmt.Sprintf("cluster: prod-eu1\noperator: op-%s\nshare: {servers: [%q], console: %s}\n", name, server.URL(), name)
	if err := os.WriteFile(filepath.Join(m.dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return m
}

// watch starts it on what is named.
func (m *sharer) watch(args ...string) {
	m.t.Helper()
	m.cmd = exec.Command("mesoswatch", append([]string{"watch", "--config", filepath.Join(m.dir, "config.yaml"), "--state", filepath.Join(m.dir, "state")}, args...)...)
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(m.kill)
}

func (m *sharer) kill() {
	if m.cmd == nil {
		return
	}
	_ = m.cmd.Process.Signal(syscall.SIGKILL)
	_ = m.cmd.Wait()
	m.cmd = nil
}

// findings runs a command about what is stored on it.
func (m *sharer) findings(args ...string) string {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 20*time.Second)
	defer cancel()
	_, out := program(ctx, m.t, m.dir, append([]string{"findings"}, append(args, "--config", filepath.Join(m.dir, "config.yaml"), "--state", filepath.Join(m.dir, "state"))...)...)
	return out
}

// lists waits until the list of findings has all of these words.
func (m *sharer) lists(words ...string) string {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		out := m.findings("list")
		missing := ""
		for _, w := range words {
			if !strings.Contains(out, w) {
				missing = w
			}
		}
		if missing == "" {
			return out
		}
		if time.Now().After(end) {
			m.t.Fatalf("no %q in\n%s", missing, out)
		}
	}
}

// TestShare: what a watch on one machine finds another one knows that has nothing to
// look at; what is decided there, also while its watch is killed, the first one knows.
func TestShare(t *testing.T) {
	server := natstest.Start(t, "")
	master, desk := newSharer(t, "eu1-m1", server), newSharer(t, "desk", server)
	log := filepath.Join(master.dir, "mesos-master.INFO")
	var b strings.Builder
	now := time.Now().Add(-time.Minute)
	for i := range 20 {
		fmt.Fprintf(&b, "W%s  1742 master.cpp:9981] Failed to authenticate scheduler-%d@10.0.9.9:%d: Refused authentication\n",
			now.Add(time.Duration(i)*time.Second).Format("0102 15:04:05.000000"), i, 40000+i)
	}
	if err := os.WriteFile(log, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	master.watch("--log", log)
	desk.watch("--root", empty)
	id := strings.Fields(desk.lists("Brute force", "10.0.9.9", " 20 "))[0]
	desk.kill()
	desk.findings("ack", id)
	desk.watch("--root", empty)
	master.lists("ack op-desk", " 20 ")
	master.findings("note", id, "called the owner")
	for end := time.Now().Add(30 * time.Second); !strings.Contains(desk.findings("show", id), "called the owner"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the note does not come:\n%s", desk.findings("show", id))
		}
	}
	if shown := desk.findings("show", id); strings.Count(shown, "acknowledged by op-desk") != 1 || strings.Count(shown, "called the owner") != 1 {
		t.Errorf("not everything once:\n%s", shown)
	}
}

// TestShareConfig: what cannot be is said before anything starts.
func TestShareConfig(t *testing.T) {
	for text, want := range map[string]string{
		"share: {servers: [nats://a:4222]}":                                             "",
		"share: {servers: [tls://a, tls://b], user: u, password_file: /p, ca_cert: /c}": "",
		"share: {}":                                  "servers",
		"share: {servers: [http://a]}":               "nats://host:4222",
		"share: {servers: [nats://u:s3cret@a:4222]}": "password_file keep it",
		"share: {servers: [nats://a:4222], user: u, password_file: /p}":         "unencrypted",
		"share: {servers: [nats://a:4222], user: u}":                            "go together",
		"share: {servers: [nats://a:4222], nkey_file: /n, credential_file: /c}": "only one",
		"share: {servers: [nats://a:4222], replicas: 9}":                        "replicas",
		"share: {servers: [nats://a:4222], unknown: 9}":                         "line 1",
	} {
		_, err := parseConfig([]byte(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: it tells the password: %v", text, err)
		}
	}
}

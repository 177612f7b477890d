package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// loginCluster is a pretend cluster that knows one secret.
func loginCluster(t *testing.T, o pretend.Options) *pretend.Cluster {
	t.Helper()
	o.Dir, o.Settled, o.Agents, o.AdvertiseIP = t.TempDir(), true, -1, true
	o.Security, o.Credentials = []pretend.Security{{Frameworks: true}}, map[string]string{"marathon": "mara-secret"}
	c, err := pretend.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestLoginScripts(t *testing.T) {
	plain := loginCluster(t, pretend.Options{Masters: 2})
	secure := loginCluster(t, pretend.Options{TLS: true})
	silent := loginCluster(t, pretend.Options{Logins: authenticator.Manner{Silent: true}})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, secure.CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	prepare := plainly(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/login",
		Setup: func(e *testscript.Env) error {
			prepare(e)
			for name, value := range map[string]string{
				"XDG_CONFIG_HOME": filepath.Join(e.WorkDir, "config"), "XDG_STATE_HOME": filepath.Join(e.WorkDir, "state"), "TZ": "UTC",
				"MASTER": plain.MasterURLs()[0], "FOLLOWER": plain.MasterURLs()[1], "TLSMASTER": secure.MasterURL(), "SILENT": silent.MasterURL(), "CA": ca,
			} {
				e.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// typed runs the command at a terminal at which one answers each question. The error
// output is what the terminal shows.
func typed(t *testing.T, ctx context.Context, answers map[string]string, args ...string) (code int, out, shown string) {
	t.Helper()
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	var screen bytes.Buffer
	var reading sync.WaitGroup
	reading.Go(func() {
		b := make([]byte, 4096)
		for {
			n, err := ours.Read(b)
			screen.Write(b[:n])
			for question, answer := range answers {
				if strings.Contains(screen.String(), question) {
					delete(answers, question)
					_, _ = io.WriteString(ours, answer)
				}
			}
			if err != nil {
				return
			}
		}
	})
	var stdout bytes.Buffer
	code = run(ctx, append([]string{"--state", t.TempDir()}, args...), theirs, &stdout, theirs)
	_, _ = io.WriteString(ours, "\r") // ends a read that was left behind
	theirs.Close()
	reading.Wait()
	ours.Close()
	return code, stdout.String(), screen.String()
}

// A secret that is typed is not shown, and nothing is tried without a yes.
func TestLoginAsks(t *testing.T) {
	c := loginCluster(t, pretend.Options{})
	for _, tc := range []struct {
		name    string
		answers map[string]string
		code    int
		out     string
		tried   bool
	}{
		{"yes", map[string]string{"Secret of marathon: ": "mara-secret\r", "[y/N] ": "y\r"}, 0, "ACCEPTED", true},
		{"another secret", map[string]string{"Secret of marathon: ": "hunter22\r", "[y/N] ": "yes\r"}, 3, "REFUSED", true},
		{"no", map[string]string{"Secret of marathon: ": "mara-secret\r", "[y/N] ": "\r"}, 1, "", false},
		{"no secret", map[string]string{"Secret of marathon: ": "\r"}, 1, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := attempts(t, c)
			code, out, shown := typed(t, t.Context(), tc.answers, "login", "--master", c.MasterURL(), "--principal", "marathon")
			if code != tc.code || !strings.HasPrefix(out, tc.out) || (attempts(t, c) > before) != tc.tried {
				t.Errorf("%d\n%s\n%s", code, out, shown)
			}
			if strings.Contains(shown+out, "mara-secret") || strings.Contains(shown+out, "hunter22") {
				t.Errorf("the secret is shown:\n%s\n%s", shown, out)
			}
		})
	}
	t.Run("broken off", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(200*time.Millisecond, cancel)
		before := attempts(t, c)
		code, _, shown := typed(t, ctx, map[string]string{}, "login", "--master", c.MasterURL(), "--principal", "marathon")
		if code != 1 || !strings.Contains(shown, "nothing was tried") || attempts(t, c) > before {
			t.Errorf("%d\n%s", code, shown)
		}
	})
}

// attempts counts the logins in the master's log.
func attempts(t *testing.T, c *pretend.Cluster) int {
	t.Helper()
	b, err := os.ReadFile(c.LogPath())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(b), "] Authenticating ")
}

func TestLoginRefusesSecretsOfTheEnvironment(t *testing.T) {
	c := loginCluster(t, pretend.Options{})
	file := filepath.Join(t.TempDir(), "new.txt")
	if err := os.WriteFile(file, []byte("marathon mara-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"MESOSWATCH_SECRET", "mesoswatch_login_password"} {
		t.Setenv(name, "mara-secret")
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"login", "--master", c.MasterURL(), "--credential", file, "--yes"}, strings.NewReader(""), &out, &errs)
		if code != 2 || !strings.Contains(errs.String(), "environment ("+name+")") || strings.Contains(errs.String(), "mara-secret") {
			t.Errorf("%s: %d, %s", name, code, errs.String())
		}
		os.Unsetenv(name)
	}
}

// output is what a command has written so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Who watches knows our own attempts, and finds those of others.
func TestWatchKnowsOurLogins(t *testing.T) {
	c := loginCluster(t, pretend.Options{})
	dir := t.TempDir()
	old := filepath.Join(dir, "old.txt")
	if err := os.WriteFile(old, []byte("marathon last-year"), 0o600); err != nil {
		t.Fatal(err)
	}
	common := []string{"--state", filepath.Join(dir, "state"), "--cluster", "here"}
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs output
	var watching sync.WaitGroup
	watching.Go(func() {
		run(ctx, append(common, "watch", "--log", c.LogPath(), "--format", "jsonl"), strings.NewReader(""), &out, &errs)
	})
	defer watching.Wait()
	defer cancel()
	kept := filepath.Join(dir, "state", "clusters", store.Name("here"))
	eventually(t, "the watch to begin", func() bool {
		s, err := store.Open(t.Context(), kept, store.Options{})
		if err != nil {
			return false
		}
		defer s.Close()
		_, ok, err := s.Writer(t.Context())
		return ok && err == nil
	})
	for range 3 {
		var said, complained bytes.Buffer
		if code := run(t.Context(), append(common, "login", "--master", c.MasterURL(), "--credential", old, "--expect", "refused", "--yes"), strings.NewReader(""), &said, &complained); code != 0 {
			t.Fatalf("%d\n%s\n%s", code, said.String(), complained.String())
		}
	}
	if err := c.Log(0, masterlog.LoginRefused("scheduler-1@10.0.9.9:4000", masterlog.WrongSecret)...); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the failed login of somebody else", func() bool { return strings.Contains(out.String(), "10.0.9.9") })
	if strings.Contains(out.String(), mesoswatch.LoginActor) || strings.Contains(out.String(), `"127.0.0.1"`) {
		t.Errorf("our own attempt was found:\n%s\n%s", out.String(), errs.String())
	}
	s, err := store.Open(t.Context(), kept, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	acts, err := s.Actions(t.Context())
	if err != nil || len(acts) != 3 || acts[0].What != mesoswatch.Login || !strings.HasPrefix(acts[0].UPID, mesoswatch.LoginActor+"@127.0.0.1:") || strings.Contains(acts[0].Text, "last-year") {
		t.Errorf("%+v, %v", acts, err)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/web"
)

// hook is a receiver over HTTP that can be down.
type hook struct {
	mu   sync.Mutex
	down bool
	got  []string // subjects, in the order in which each came first
	seen map[string]int
	news chan struct{}
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var p web.Post
	if h.down || json.NewDecoder(r.Body).Decode(&p) != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	for _, n := range p.Notices {
		if h.seen[n.Key]++; h.seen[n.Key] == 1 {
			h.got = append(h.got, string(n.Turn)+" "+n.Finding.Subject.Name)
		}
	}
	select {
	case h.news <- struct{}{}:
	default:
	}
}

func (h *hook) setDown(down bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = down
}

// until waits until so many different notices came.
func (h *hook) until(t *testing.T, n int) {
	t.Helper()
	late := time.After(60 * time.Second)
	for {
		h.mu.Lock()
		got := len(h.got)
		h.mu.Unlock()
		if got >= n {
			return
		}
		select {
		case <-h.news:
		case <-late:
			t.Fatalf("%d of %d came", got, n)
		}
	}
}

// refused is a line of a master about an agent that had not logged in: a finding for
// each agent.
func refused(n int) string {
	return fmt.Sprintf("%s 31 master.cpp:6240] Refusing registration of agent at slave(1)@10.0.%d.%d:5051 because it is not authenticated\n",
		time.Now().UTC().Format("W0102 15:04:05.000000"), n/200, n%200+1)
}

// TestNotifyKilled: the program is killed again and again while findings come and the
// receiver goes down and comes back: each finding arrives, once, in order.
func TestNotifyKilled(t *testing.T) {
	to := &hook{seen: make(map[string]int), news: make(chan struct{}, 1)}
	srv := httptest.NewServer(to)
	defer srv.Close()
	dir := t.TempDir()
	program, log := filepath.Join(dir, "mesoswatch"), filepath.Join(dir, "mesos-master.INFO")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("cluster: killed\nstate: %s/state\nlogs: [%s]\ntimezone: UTC\nnotify: [{name: hook, type: webhook, url: %q, rules: [agent-refused-unauthenticated], turns: [opened]}]\n", dir, log, srv.URL)
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, err := range []error{os.Symlink(self, program), os.WriteFile(dir+"/config.yaml", []byte(conf), 0o600)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	written := 0
	write := func(n int) {
		t.Helper()
		for range n {
			if _, err := file.WriteString(refused(written)); err != nil {
				t.Fatal(err)
			}
			written++
		}
	}
	start := func() *exec.Cmd {
		t.Helper()
		cmd := exec.Command(program, "watch", "--config", dir+"/config.yaml")
		cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir+"/xdg", "XDG_STATE_HOME="+dir+"/xdg", "TZ=UTC")
		var out strings.Builder
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			if t.Failed() {
				t.Log(out.String())
			}
		})
		return cmd
	}
	const kills = 5
	for round := range kills {
		to.setDown(false)
		cmd := start()
		write(4)
		to.until(t, written-2) // it is at work
		to.setDown(round%2 == 1)
		write(4)
		time.Sleep(time.Duration(round) * 60 * time.Millisecond) // killed at another point each time
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		write(2) // nobody watches
	}
	to.setDown(false)
	cmd := start()
	to.until(t, written)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	twice := 0
	for _, n := range to.seen {
		twice += n - 1
	}
	// What was confirmed and not noted when the kill came may come a second time, under
	// the same key.
	if twice > kills*4 || len(to.got) != written {
		t.Errorf("%d notices of %d findings, %d of them twice", len(to.got), written, twice)
	}
	for i, said := range to.got {
		if want := fmt.Sprintf("10.0.%d.%d", i/200, i%200+1); !strings.Contains(said, want) {
			t.Errorf("the notice %d is %q, want %s", i, said, want)
		}
	}
	t.Logf("%d findings, %d kills, receiver down %d times: %d notices arrived, %d a second time", written, kills, kills/2, len(to.got), twice)
}

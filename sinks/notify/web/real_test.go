package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// pager is what a real Alertmanager wakes: its webhook receiver.
type pager struct {
	mu   sync.Mutex
	got  []string
	news chan struct{}
}

func (p *pager) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var said struct {
		Alerts []struct {
			Status string            `json:"status"`
			Labels map[string]string `json:"labels"`
		} `json:"alerts"`
	}
	if json.NewDecoder(r.Body).Decode(&said) != nil {
		return
	}
	p.mu.Lock()
	for _, a := range said.Alerts {
		p.got = append(p.got, a.Status+" "+a.Labels["alertname"]+" "+a.Labels["severity"])
	}
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

func (p *pager) until(t *testing.T, want string) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		p.mu.Lock()
		all := slices.Clone(p.got)
		p.mu.Unlock()
		if slices.Contains(all, want) {
			return
		}
		select {
		case <-p.news:
		case <-late:
			t.Fatalf("%q did not come, but %q", want, all)
		}
	}
}

// realAlertmanager starts Debian's, which tells the pager at once.
func realAlertmanager(t *testing.T, addr, pager string) {
	t.Helper()
	program, err := exec.LookPath("prometheus-alertmanager")
	if err != nil {
		t.Fatal("prometheus-alertmanager is needed: scripts/needs.sh installs it")
	}
	dir := t.TempDir()
	conf := filepath.Join(dir, "am.yml")
	text := fmt.Sprintf("route: {receiver: pager, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}\nreceivers: [{name: pager, webhook_configs: [{url: %q, send_resolved: true}]}]\n", pager)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--config.file="+conf, "--storage.path="+filepath.Join(dir, "data"), "--web.listen-address="+addr, "--cluster.listen-address=")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); log.Close() })
	for end := time.Now().Add(30 * time.Second); ; {
		res, err := http.Get("http://" + addr + "/-/ready")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("Alertmanager does not come up: %s", said)
		}
		time.Sleep(20 * time.Millisecond) // there is nothing else to wait for
	}
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestRealAlertmanagerComesBack: it is down while findings open, get worse and end;
// when it is there it learns what counts, and a restart of ours tells it nothing twice.
func TestRealAlertmanagerComesBack(t *testing.T) {
	p := &pager{news: make(chan struct{}, 1)}
	srv := httptest.NewServer(p)
	defer srv.Close()
	addr := freeAddress(t)
	a := &Alertmanager{Client: client(t, Options{}), URL: "http://" + addr, Cluster: "prod"}
	o := notify.Options{Path: filepath.Join(t.TempDir(), "c.notify"), Cluster: "prod", Receivers: []notify.Receiver{{Name: "am", To: a}}, Least: 10 * time.Millisecond, Most: 100 * time.Millisecond}
	find := func(n *notify.Notifier, rule string, level mesoswatch.Level, status mesoswatch.Status) {
		t.Helper()
		s := mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}
		now := time.Now()
		f := mesoswatch.Finding{ID: mesoswatch.FindingID(rule, s), Rule: rule, Level: level, Status: status, Subject: s, FirstSeen: now, LastSeen: now, Count: 1}
		if err := n.Handle(mesoswatch.Record{Finding: &f}); err != nil {
			t.Fatal(err)
		}
	}
	run := func() (*notify.Notifier, func()) {
		n := notify.New(o)
		if err := n.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.Run(ctx, func(mesoswatch.Record) error { return nil }) }()
		return n, func() {
			cancel()
			if err := errors.Join(<-done, n.Leave(context.Background())); err != nil {
				t.Error(err)
			}
		}
	}
	n, stop := run()
	find(n, "stays", mesoswatch.High, mesoswatch.Open)
	find(n, "rises", mesoswatch.Low, mesoswatch.Open)
	stop() // nothing could be told
	n, stop = run()
	find(n, "rises", mesoswatch.Critical, mesoswatch.Open)
	realAlertmanager(t, addr, srv.URL)
	p.until(t, "firing stays high")
	p.until(t, "firing rises critical")
	find(n, "stays", mesoswatch.Informational, mesoswatch.Resolved)
	p.until(t, "resolved stays high")
	stop()
	n, stop = run()
	defer stop()
	find(n, "last", mesoswatch.High, mesoswatch.Open)
	p.until(t, "firing last high")
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, once := range []string{"firing stays high", "firing rises critical", "resolved stays high", "firing last high"} {
		if many := len(p.got) - len(slices.DeleteFunc(slices.Clone(p.got), func(s string) bool { return s == once })); many != 1 {
			t.Errorf("%q came %d times of %q", once, many, p.got)
		}
	}
}

// TestRealAlertmanager: what opens wakes the pager, what rises does so at its new
// level, what is over is resolved there; the heartbeat is an alert as well.
func TestRealAlertmanager(t *testing.T) {
	p := &pager{news: make(chan struct{}, 1)}
	srv := httptest.NewServer(p)
	defer srv.Close()
	addr := freeAddress(t)
	realAlertmanager(t, addr, srv.URL)
	a := &Alertmanager{Client: client(t, Options{}), URL: "http://" + addr, Cluster: "prod"}
	ctx := context.Background()
	n := notice.Example("prod", "m1", time.Now())
	n.Finding.Rule, n.Finding.Level, n.Turn = "auth-brute-force", mesoswatch.Medium, notice.Opened
	n.Finding.Subject.Name = "hostile \x1b]0;x\a\" name {{ .Labels }}"
	send := func(n notice.Notice) {
		t.Helper()
		if err := a.Deliver(ctx, []notice.Notice{n}); err != nil {
			t.Fatal(err)
		}
	}
	send(n)
	p.until(t, "firing auth-brute-force medium")
	was := n.Finding.Level
	n.Turn, n.Was, n.Finding.Level = notice.Rose, &was, mesoswatch.Critical
	send(n)
	p.until(t, "firing auth-brute-force critical")
	p.until(t, "resolved auth-brute-force medium")
	if err := a.Renew(ctx, []mesoswatch.Finding{n.Finding}); err != nil {
		t.Fatal(err)
	}
	n.Turn, n.Was, n.Finding.Status = notice.Resolved, nil, mesoswatch.Resolved
	send(n)
	p.until(t, "resolved auth-brute-force critical")
	if err := a.Beat(ctx, time.Second); err != nil {
		t.Fatal(err)
	}
	p.until(t, "firing mesoswatch-heartbeat none")
	p.until(t, "resolved mesoswatch-heartbeat none") // nobody beats any more
}

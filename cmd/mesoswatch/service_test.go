package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mesoswatch/mesoswatch"
)

// unit is the real program as systemd runs it: with a socket that it tells how it is.
type unit struct {
	t    *testing.T
	cmd  *exec.Cmd
	sock *net.UnixConn

	mu   sync.Mutex
	news *sync.Cond
	told []string
	out  bytes.Buffer // what it wrote to standard error
}

// serve starts mesoswatch watch with a log in dir.
func serve(t *testing.T, dir string, watchdog time.Duration, stdout *os.File, args ...string) *unit {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	sock, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	u := &unit{t: t, sock: sock}
	u.news = sync.NewCond(&u.mu)
	args = append([]string{"watch", "--state", dir, "--log", filepath.Join(dir, "mesos-master.INFO")}, args...)
	u.cmd = exec.Command("mesoswatch", args...)
	u.cmd.Stdout, u.cmd.Stderr = stdout, &u.out
	u.cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+path, "TZ=UTC", "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir)
	if watchdog > 0 {
		u.cmd.Env = append(u.cmd.Env, "WATCHDOG_USEC="+strconv.FormatInt(watchdog.Microseconds(), 10))
	}
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go u.listen()
	t.Cleanup(func() {
		_ = u.cmd.Process.Kill()
		_ = u.cmd.Wait()
		sock.Close()
	})
	return u
}

func (u *unit) listen() {
	buf := make([]byte, 8<<10)
	for {
		n, err := u.sock.Read(buf)
		u.mu.Lock()
		if err == nil {
			u.told = append(u.told, string(buf[:n]))
		}
		u.news.Broadcast()
		u.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// tells waits until something with that part was told behind the first of them; it
// answers how much was told up to there.
func (u *unit) tells(part string, from int) (to int) {
	u.t.Helper()
	late := time.Now().Add(liveDeadline)
	wake := time.AfterFunc(liveDeadline+time.Second, u.news.Broadcast)
	defer wake.Stop()
	u.mu.Lock()
	defer u.mu.Unlock()
	for at := from; ; u.news.Wait() {
		for ; at < len(u.told); at++ {
			if strings.Contains(u.told[at], part) {
				return at + 1
			}
		}
		if !time.Now().Before(late) {
			u.t.Fatalf("%q is not told; what was: %q\n%s", part, u.told[from:], u.out.String())
		}
	}
}

func masterLog(t *testing.T, dir string) string {
	t.Helper()
	log := filepath.Join(dir, "mesos-master.INFO")
	if err := os.WriteFile(log, []byte("Log file created at: 2026/03/01 14:00:00\nI0301 14:00:01.000001  1 main.cpp:1] Build: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return log
}

// A unit is told ready when the sources have answered, alive while it is, around a
// reload, and at the end.
func TestUnitIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	masterLog(t, dir)
	u := serve(t, dir, 400*time.Millisecond, nil)
	at := u.tells("READY=1\nSTATUS=looking at 1 sources; nothing is open", 0)
	at = u.tells("WATCHDOG=1", at)
	if err := u.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	at = u.tells("RELOADING=1\nMONOTONIC_USEC=", at)
	at = u.tells("READY=1", at)
	at = u.tells("WATCHDOG=1", at)
	if err := u.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	u.tells("STOPPING=1", at)
	if err := u.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, u.out.String())
	}
	for _, one := range u.told {
		if usec, ok := strings.CutPrefix(strings.TrimSpace(one), "RELOADING=1\nMONOTONIC_USEC="); ok {
			checkMonotonic(t, usec)
		}
	}
}

// checkMonotonic wants a time of CLOCK_MONOTONIC of the last minute.
func checkMonotonic(t *testing.T, usec string) {
	t.Helper()
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseInt(usec, 10, 64)
	if age := time.Duration(now.Nano() - n*1000); err != nil || age < 0 || age > time.Minute {
		t.Errorf("MONOTONIC_USEC=%s is %s ago: %v", usec, age, err)
	}
}

// Nobody reads what it writes: the pipeline stands, and the watchdog hears no more.
func TestStuckSinkLetsTheWatchdogBite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log := masterLog(t, dir)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	u := serve(t, dir, time.Second, w, "--events")
	w.Close()
	at := u.tells("READY=1", 0)
	u.tells("WATCHDOG=1", at)
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	line := time.Now().UTC().Format("I0102 15:04:05.000000") + "  1 http.cpp:1115] HTTP GET for /master/state from 10.1.1.1:4000 with User-Agent='" + strings.Repeat("x", 900) + "'\n"
	if _, err := f.WriteString(strings.Repeat(line, 300)); err != nil { // more than a pipe holds
		t.Fatal(err)
	}
	for late := time.Now().Add(liveDeadline); u.goesOn("WATCHDOG=1", 3*time.Second/2); {
		if time.Now().After(late) {
			t.Fatal("the pipeline stands, and systemd is told that all is well")
		}
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	u.tells("WATCHDOG=1", u.count())
}

func (u *unit) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.told)
}

// goesOn tells whether that is told once more in that time.
func (u *unit) goesOn(part string, within time.Duration) bool {
	over := false
	end := time.AfterFunc(within, func() {
		u.mu.Lock()
		over = true
		u.news.Broadcast()
		u.mu.Unlock()
	})
	defer end.Stop()
	u.mu.Lock()
	defer u.mu.Unlock()
	for at := len(u.told); !over; u.news.Wait() {
		for ; at < len(u.told); at++ {
			if strings.Contains(u.told[at], part) {
				return true
			}
		}
	}
	return false
}

// What goes to the journal has the priority in front that it deserves, whole lines
// only; what goes elsewhere has none.
func TestJournalPriorities(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		t.Fatal(err)
	}
	stream := fmt.Sprintf("%d:%d", st.Dev, st.Ino)
	if !toJournal(f, stream) || toJournal(f, "1:1") || toJournal(f, "") || toJournal(&bytes.Buffer{}, stream) {
		t.Error("the journal is not told from other places")
	}
	var b bytes.Buffer
	p := &priorities{w: &b}
	for _, part := range []string{"mesoswatch: no", " good\nhint: do\n", "time=2026 level=INFO msg=x\ntime=2026 level=ERROR msg=y\ntime=2026 level=WARN msg=z\n", "\n", "half"} {
		if n, err := p.Write([]byte(part)); n != len(part) || err != nil {
			t.Error(n, err)
		}
	}
	if want := "<4>mesoswatch: no good\n<5>hint: do\n<6>time=2026 level=INFO msg=x\n<3>time=2026 level=ERROR msg=y\n<4>time=2026 level=WARN msg=z\n<4>\n"; b.String() != want {
		t.Errorf("%q", b.String())
	}
	for l, want := range map[mesoswatch.Level]int{mesoswatch.Critical: 2, mesoswatch.High: 3, mesoswatch.Medium: 4, mesoswatch.Low: 5, mesoswatch.Informational: 6} {
		if got := priorityOf(&mesoswatch.Finding{Level: l}); got != want {
			t.Errorf("%s: %d", l, got)
		}
	}
	if priorityOf(&mesoswatch.Finding{Level: mesoswatch.Critical, Status: mesoswatch.Resolved}) != 6 {
		t.Error("what is over alarms")
	}
}

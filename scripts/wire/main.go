// Command wire counts the bytes that full-screen programs send to a terminal: a
// pseudo-terminal of 120 by 40 cells runs mesoswatch and its peers one after the
// other, each in the same situations. It writes a table in Markdown.
//
// Usage: wire MESOSWATCH [SECONDS]. Peers that are not installed are named and left
// out.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/creack/pty"
)

const columns, rows = 120, 40

// situation is what happens while bytes are counted.
type situation struct {
	name  string
	lines int            // written to the log each second
	keys  []string       // pressed before counting
	while func(*session) // done while counting; nil: nothing
	view  bool           // of one view of mesoswatch
}

// program is one that is measured.
type program struct {
	name    string
	args    []string             // %LOG is the log that grows, %STATE a folder
	keyless bool                 // the keys of situations are not its own
	skip    func(situation) bool // situations it has nothing for
}

// session is a program on a terminal.
type session struct {
	cmd  *exec.Cmd
	tty  *os.File
	sent atomic.Int64
	done chan struct{}
}

func start(args []string) (*session, error) {
	s := &session{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{})}
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.done)
		buf := make([]byte, 64<<10)
		for {
			n, err := s.tty.Read(buf)
			s.sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}()
	return s, nil
}

// settle waits until nothing was sent for half a second, five at most.
func (s *session) settle() {
	last, quiet := s.sent.Load(), time.Now()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end) && time.Since(quiet) < 500*time.Millisecond; time.Sleep(20 * time.Millisecond) {
		if n := s.sent.Load(); n != last {
			last, quiet = n, time.Now()
		}
	}
}

func (s *session) press(keys []string) {
	for _, k := range keys {
		_, _ = io.WriteString(s.tty, k)
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *session) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(3 * time.Second):
		_ = s.cmd.Process.Kill()
	}
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}

// resize changes the size ten times and comes back.
func resize(s *session) {
	for i := range 10 {
		_ = pty.Setsize(s.tty, &pty.Winsize{Cols: uint16(columns - 5*(i%4)), Rows: uint16(rows - 2*(i%3))})
		time.Sleep(300 * time.Millisecond)
	}
	_ = pty.Setsize(s.tty, &pty.Winsize{Cols: columns, Rows: rows})
}

// growing appends lines to the log until end is closed; lines a second.
func growing(path string, lines int, end <-chan struct{}) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	const ticks = 20
	t := time.NewTicker(time.Second / ticks)
	defer t.Stop()
	due, n := 0.0, 0
	for {
		select {
		case <-end:
			return nil
		case now := <-t.C:
			var text []byte
			for due += float64(lines) / ticks; due >= 1; due-- {
				n++
				text = fmt.Appendf(text, "I%s  4711 master.cpp:3232] Deactivating framework 5fdb8d57-d805-4516-ab7c-97ce39d2402e-%04d (app-%d) at scheduler-%d@10.0.0.%d:%d\n",
					now.Format("0102 15:04:05.000000"), n%10_000, n, n, n%250+1, 20_000+n%40_000)
			}
			if _, err := f.Write(text); err != nil {
				return err
			}
		}
	}
}

// measure is the bytes a second that p sends in a situation.
func measure(p program, in situation, seconds float64) (float64, error) {
	dir, err := os.MkdirTemp("", "wire-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	log := filepath.Join(dir, "mesos-master.INFO")
	head := "Log file created at: " + time.Now().Format("2006/01/02 15:04:05") + "\nRunning on machine: master-1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
	if err := os.WriteFile(log, []byte(head), 0o600); err != nil {
		return 0, err
	}
	args := make([]string, len(p.args))
	for i, a := range p.args {
		switch a {
		case "%LOG":
			a = log
		case "%STATE":
			a = dir
		}
		args[i] = a
	}
	s, err := start(args)
	if err != nil {
		return 0, err
	}
	defer s.stop()
	end, grown := make(chan struct{}), make(chan error, 1)
	go func() { grown <- growing(log, in.lines, end) }()
	s.settle()
	if !p.keyless {
		s.press(in.keys)
	}
	time.Sleep(time.Second)
	before, began := s.sent.Load(), time.Now()
	if in.while != nil {
		in.while(s)
	}
	time.Sleep(time.Duration(seconds*float64(time.Second)) - time.Since(began))
	rate := float64(s.sent.Load()-before) / time.Since(began).Seconds()
	close(end)
	return rate, <-grown
}

// situations are all there are; those behind the fifth are one a view.
func situations() []situation {
	all := []situation{
		{name: "nothing happens"},
		{name: "ten lines a second, log shown", lines: 10, keys: []string{"3"}},
		{name: "20,000 lines a second, log shown", lines: 20_000, keys: []string{"3"}},
		{name: "20,000 lines a second, first view", lines: 20_000},
		{name: "resized ten times", while: resize},
	}
	for _, v := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		all = append(all, situation{name: "view " + v + ", ten lines a second", lines: 10, keys: []string{v}, view: true})
	}
	return all
}

func programs(mesoswatch string) []program {
	logs := func(in situation) bool { return in.lines > 0 }
	return []program{
		{name: "mesoswatch", args: []string{mesoswatch, "--log", "%LOG", "--state", "%STATE"}, skip: func(situation) bool { return false }},
		{name: "mesoswatch, log ended", args: []string{mesoswatch, "replay", "%LOG", "--tui"}, skip: logs},
		{name: "htop", args: []string{"htop"}, skip: logs},
		{name: "btop", args: []string{"btop"}, skip: logs},
		{name: "lnav", args: []string{"lnav", "%LOG"}, keyless: true, skip: func(in situation) bool { return in.view }},
	}
}

// cell is what stands in the table.
func cell(p program, in situation, seconds float64) (string, error) {
	if p.skip(in) {
		return "–", nil
	}
	if _, err := exec.LookPath(p.args[0]); err != nil {
		return "not installed", nil
	}
	rate, err := measure(p, in, seconds)
	if err != nil {
		return "", fmt.Errorf("%s, %s: %w", p.name, in.name, err)
	}
	return strconv.FormatFloat(rate, 'f', 0, 64), nil
}

func run() error {
	if len(os.Args) < 2 {
		return errors.New("usage: wire MESOSWATCH [SECONDS]")
	}
	seconds := 8.0
	if len(os.Args) > 2 {
		var err error
		if seconds, err = strconv.ParseFloat(os.Args[2], 64); err != nil || seconds < 4 {
			return fmt.Errorf("%q: seconds, at least 4", os.Args[2])
		}
	}
	all := programs(os.Args[1])
	head, rule := fmt.Sprintf("| bytes a second to a terminal of %dx%d |", columns, rows), "|---|"
	for _, p := range all {
		head, rule = head+" "+p.name+" |", rule+"---:|"
	}
	fmt.Println(head + "\n" + rule)
	for _, in := range situations() {
		row := "| " + in.name + " |"
		for _, p := range all {
			c, err := cell(p, in, seconds)
			if err != nil {
				return err
			}
			row += " " + c + " |"
		}
		fmt.Println(row)
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "wire:", err)
		os.Exit(1)
	}
}

package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// helpTitle is on the screen when the help of mesoswatch is, and only then.
const helpTitle = "› Help"

// watcher looks at the screen of a program.
type watcher struct {
	mu     sync.Mutex
	screen vt10x.Terminal
	part   []byte // of a character of which the rest is to come
	news   chan struct{}
}

func newWatcher(columns, rows int) *watcher {
	return &watcher{screen: vt10x.New(vt10x.WithSize(columns, rows), vt10x.WithWriter(io.Discard)), news: make(chan struct{}, 1)}
}

func (w *watcher) see(b []byte) {
	w.mu.Lock()
	b = append(w.part, b...)
	n := len(b)
	for i := n - 1; i >= max(n-utf8.UTFMax, 0); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				n = i
			}
			break
		}
	}
	_, _ = w.screen.Write(b[:n]) // the emulator does not fail
	w.part = append([]byte(nil), b[n:]...)
	w.mu.Unlock()
	select {
	case w.news <- struct{}{}:
	default:
	}
}

// until waits until text is on the screen, or is not; false: it took too long.
func (w *watcher) until(text string, there bool, most time.Duration) bool {
	late := time.After(most)
	for {
		w.mu.Lock()
		is := strings.Contains(w.screen.String(), text) == there
		w.mu.Unlock()
		if is {
			return true
		}
		select {
		case <-w.news:
		case <-late:
			return false
		}
	}
}

// worker is a program at which a page is opened and closed again and again.
type worker struct {
	name        string
	args        []string
	before      []string // pressed at first
	lines       int      // written to its log each second
	ready       string   // on the screen when it has read what it is on
	open, close string
	shows       string // what only that page has
}

// latencyTable tells how long it takes from a key to the first byte behind it and until
// the page it opens is there, whole.
func latencyTable(args []string) error {
	mesoswatch := args[0]
	live := []string{mesoswatch, "--log", "%LOG", "--state", "%STATE"}
	help := worker{args: live, open: "?", close: "\x1b", shows: helpTitle}
	var all []worker
	for _, c := range []struct {
		name   string
		lines  int
		before []string
	}{{"one log, nothing comes", 0, nil}, {"20,000 lines a second, log shown", 20_000, []string{"3"}}, {"50,000 lines a second, log shown", 50_000, []string{"3"}}, {"50,000 lines a second, first view", 50_000, []string{"1"}}} {
		w := help
		w.name, w.lines, w.before = "mesoswatch, "+c.name, c.lines, c.before
		all = append(all, w)
	}
	if len(args) > 1 {
		url, stop, err := bigMaster(args[1])
		if err != nil {
			return err
		}
		defer stop()
		for _, view := range []string{"4", "5"} {
			w := help
			w.name, w.args, w.before, w.ready = "mesoswatch, 100,000 tasks, view "+view, []string{mesoswatch, "--master", url, "--state", "%STATE"}, []string{view}, map[string]string{"4": "service-", "5": ".example.com"}[view]
			all = append(all, w)
		}
	}
	all = append(all,
		worker{name: "lnav, nothing comes", args: []string{"lnav", "%LOG"}, open: "?", close: "q", shows: "A fancy log file viewer"},
		worker{name: "lnav, 50,000 lines a second", args: []string{"lnav", "%LOG"}, lines: 50_000, open: "?", close: "q", shows: "A fancy log file viewer"},
		worker{name: "htop", args: []string{"htop"}, open: "h", close: "q", shows: "Press any key to return"})
	fmt.Println("| a key to its answer at 200x60, ms | first byte: median | 99th | page there: median | 99th | largest |\n|---|---:|---:|---:|---:|---:|")
	for _, w := range all {
		if err := w.measure(); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}

// bigMaster starts a pretend master of a large cluster.
func bigMaster(program string) (url string, stop func(), err error) {
	cmd := exec.Command(program)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	url, err = bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(url), func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() }, err
}

// presses is how often each page is opened.
const presses = 200

func (w worker) measure() error {
	if _, err := exec.LookPath(w.args[0]); err != nil {
		fmt.Printf("| %s | not installed | | | | |\n", w.name)
		return nil
	}
	where, err := newPlace()
	if err != nil {
		return err
	}
	defer where.remove()
	const columns, rows = 200, 60
	eye := newWatcher(columns, rows)
	s, err := start(where.args(w.args), seat{columns: columns, rows: rows, see: eye.see})
	if err != nil {
		return err
	}
	defer s.stop()
	end, grown := make(chan struct{}), make(chan error, 1)
	go func() { grown <- where.growing(w.lines, end) }()
	s.settle(time.Second, 5*time.Second)
	s.press(w.before...)
	if !eye.until(w.ready, true, time.Minute) {
		return fmt.Errorf("%q never came", w.ready)
	}
	time.Sleep(3 * time.Second)
	var first, whole []time.Duration
	for range presses {
		s.mark()
		began := time.Now()
		s.press(w.open)
		if !eye.until(w.shows, true, 10*time.Second) {
			return fmt.Errorf("%q: %q never came", w.open, w.shows)
		}
		whole = append(whole, time.Since(began))
		_, at, _ := s.counted()
		first = append(first, at.Sub(began))
		s.press(w.close) // Esc waits for what may follow it: it is not measured
		if !eye.until(w.shows, false, 10*time.Second) {
			return fmt.Errorf("%q: %q never went", w.close, w.shows)
		}
		time.Sleep(70 * time.Millisecond)
	}
	close(end)
	slices.Sort(first)
	slices.Sort(whole)
	ms := func(d time.Duration) string { return fmt.Sprintf("%.0f", float64(d.Microseconds())/1000) }
	fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", w.name, ms(first[presses/2]), ms(first[presses*99/100]), ms(whole[presses/2]), ms(whole[presses*99/100]), ms(whole[presses-1]))
	return <-grown
}

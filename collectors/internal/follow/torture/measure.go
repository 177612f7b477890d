package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/hpcloud/tail"
	"github.com/hpcloud/tail/watch"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// figures are what one follower reports of itself.
type figures struct {
	Lines   int     `json:"lines"`
	P50     float64 `json:"p50"` // delay in ms
	P99     float64 `json:"p99"`
	Max     float64 `json:"max"`
	CPU     float64 `json:"cpu"`     // seconds
	Seconds float64 `json:"seconds"` // since it began
	RSS     int64   `json:"rss"`     // KiB, peak
}

// load is what a follower is measured with.
type load struct {
	name   string
	before func(path string) (lines int, _ error)                     // prepares the file
	live   func(ctx context.Context, f *os.File) (lines int, _ error) // writes while it is followed
}

func loads() []load {
	return []load{
		{"idle for 10 s", nil, func(ctx context.Context, f *os.File) (int, error) { return 0, wait(ctx, 10*time.Second) }},
		{"20,000 lines/s for 5 s", nil, paced(20)},
		{"100,000 lines/s for 5 s", nil, paced(100)},
		{"2,000,000 lines at once", manyLines, nil},
		{"a line of 100 MB", longLine, nil},
	}
}

func measure(ctx context.Context, w io.Writer, peers bool) error {
	roles := []string{"measure-follow"}
	if peers {
		roles = append(roles, "measure-tail-inotify", "measure-tail-poll", "measure-tail-descriptor")
	}
	tw := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "load\tfollower\tlines missing\tp50 ms\tp99 ms\tmax ms\tCPU s\tseconds\tpeak MiB\t")
	for _, l := range loads() {
		for _, role := range roles {
			missing, f, err := l.run(ctx, role)
			if err != nil {
				fmt.Fprintf(tw, "%s\t%s\t%v\t\t\t\t\t\t\t\n", l.name, role[8:], err)
				continue
			}
			fmt.Fprintf(tw, "%s\t%s\t%d\t%.1f\t%.1f\t%.1f\t%.2f\t%.2f\t%d\t\n",
				l.name, role[8:], missing, f.P50, f.P99, f.Max, f.CPU, f.Seconds, f.RSS>>10)
		}
	}
	return tw.Flush()
}

var endLine = []byte("END of the measurement\n")

// run has one follower follow one load.
func (l load) run(ctx context.Context, role string) (missing int, got figures, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "torture")
	if err != nil {
		return 0, got, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "mesos-master.log")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return 0, got, err
	}
	defer f.Close()
	lines := 0
	if l.before != nil {
		if lines, err = l.before(path); err != nil {
			return 0, got, err
		}
	}
	cmd, out, err := spawn(ctx, role, path, "")
	if err != nil {
		return 0, got, err
	}
	if l.live != nil {
		lines, err = l.live(ctx, f)
	}
	if err == nil {
		_, err = f.Write(endLine)
	}
	derr := json.NewDecoder(out).Decode(&got)
	cmd.Process.Kill()
	cmd.Wait()
	if err == nil {
		err = derr
	}
	return lines - got.Lines, got, err
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// paced writes n lines each millisecond, each with the time of its writing.
func paced(n int) func(context.Context, *os.File) (int, error) {
	return func(ctx context.Context, f *os.File) (int, error) {
		begun, lines := time.Now(), 0
		for time.Since(begun) < 5*time.Second && ctx.Err() == nil {
			var b []byte
			for due := int(time.Since(begun)/time.Millisecond) * n; lines < due; lines++ {
				b = append(b, stamped()...)
			}
			if _, err := f.Write(b); err != nil {
				return lines, err
			}
			time.Sleep(time.Millisecond)
		}
		return lines, ctx.Err()
	}
}

// stamped is a line of the usual length that says when it was written.
func stamped() []byte {
	b := fmt.Appendf(nil, "I1120 04:56:17.000000 20259 torture.cpp:1] at %d ", time.Now().UnixNano())
	for len(b) < lineLen-1 {
		b = append(b, 'x')
	}
	return append(b, '\n')
}

func manyLines(path string) (int, error) {
	return 2_000_000, fill(path, 2000, bytes.Repeat(stamped(), 1000))
}

func longLine(path string) (int, error) {
	b := append(stamped(), bytes.Repeat([]byte{'x'}, 1<<20)...)
	return 2, errors.Join(fill(path, 1, b), fill(path, 99, b[lineLen:]), fill(path, 1, []byte{'\n'}))
}

func fill(path string, times int, b []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	for range times {
		if _, err := f.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// meter takes lines and their delays until the last one.
type meter struct {
	begun  time.Time
	lines  int
	delays []float64
	over   func()
}

func (m *meter) line(text []byte) {
	if bytes.Equal(text, endLine[:len(endLine)-1]) {
		m.over()
		return
	}
	m.lines++
	_, rest, ok := bytes.Cut(text[:min(len(text), 100)], []byte("] at "))
	if !ok {
		return
	}
	digits, _, _ := bytes.Cut(rest, []byte{' '})
	if n, err := strconv.ParseInt(string(digits), 10, 64); err == nil && m.lines%10 == 0 {
		m.delays = append(m.delays, time.Since(time.Unix(0, n)).Seconds()*1000)
	}
}

func (m *meter) figures() figures {
	f := figures{Lines: m.lines, Seconds: time.Since(m.begun).Seconds()}
	if len(m.delays) > 0 {
		slices.Sort(m.delays)
		f.P50, f.P99, f.Max = m.delays[len(m.delays)/2], m.delays[len(m.delays)*99/100], m.delays[len(m.delays)-1]
	}
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) == nil {
		f.CPU = float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
	}
	status, _ := os.ReadFile("/proc/self/status") // not rusage, which counts the parent's
	if _, rest, ok := bytes.Cut(status, []byte("VmHWM:")); ok {
		fmt.Sscan(string(rest), &f.RSS)
	}
	return f
}

// childMeasure follows until the last line and prints its figures.
func childMeasure(role, path string, stdout io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m := &meter{begun: time.Now(), over: cancel}
	if role == "measure-follow" {
		f := &follow.Follower{Patterns: []string{path}}
		err := f.Run(ctx, follow.Funcs{OnChunk: func(_ context.Context, c follow.Chunk) error {
			for l := range c.Lines() {
				m.line(l.Text)
			}
			return nil
		}})
		if err != nil {
			return err
		}
		return json.NewEncoder(stdout).Encode(m.figures())
	}
	watch.POLL_DURATION = 20 * time.Millisecond
	conf := tail.Config{Follow: true, Logger: tail.DiscardingLogger, Poll: role != "measure-tail-inotify"}
	conf.ReOpen = role != "measure-tail-descriptor"
	if !conf.ReOpen {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		path = fmt.Sprintf("/proc/self/fd/%d", f.Fd())
	}
	lines := make(chan *tail.Line, 1024)
	if err := pump(path, conf, lines, true); err != nil {
		return err
	}
	for ctx.Err() == nil {
		l := <-lines
		if l == nil {
			return errors.New("the peer gave up")
		}
		m.line([]byte(l.Text))
	}
	return json.NewEncoder(stdout).Encode(m.figures())
}

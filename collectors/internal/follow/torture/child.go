package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

const (
	// roleVar makes the program, started by itself, one of the followers.
	roleVar  = "TORTURE_ROLE"
	pathVar  = "TORTURE_PATH"
	stateVar = "TORTURE_STATE"
)

// child is a follower in a process of its own, which prints what it gets.
func child(role string, stdout, stderr io.Writer) int {
	path := os.Getenv(pathVar)
	var err error
	switch {
	case role == "follow":
		err = childFollow(path, os.Getenv(stateVar), stdout)
	case strings.HasPrefix(role, "measure-"):
		err = childMeasure(role, path, stdout)
	default:
		err = childPeer(role, path, stdout)
	}
	return report(stderr, err)
}

// childFollow hands each chunk on by writing its lines to the pipe; only then
// does it count as handed on.
func childFollow(path, state string, stdout io.Writer) error {
	pos, err := follow.LoadPositions(state)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	f := &follow.Follower{Patterns: []string{path}, Positions: pos}
	return f.Run(context.Background(), follow.Funcs{
		OnChunk: func(_ context.Context, c follow.Chunk) error {
			for l := range c.Lines() {
				fmt.Fprintf(out, "%d %d %d\n", lineNumber(l.Text), c.Inode, l.Offset)
			}
			return out.Flush()
		},
		OnStatus: func(_ context.Context, s follow.Status) error {
			if s.State == follow.Truncated || s.State == follow.Vanished {
				fmt.Fprintf(out, "lost %d\n", s.Lost)
			}
			return out.Flush()
		},
	})
}

// spawn starts this program in a role.
func spawn(ctx context.Context, role, path, state string) (*exec.Cmd, io.ReadCloser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), roleVar+"="+role, pathVar+"="+path, stateVar+"="+state)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	return cmd, out, cmd.Start()
}

// killed follows in a child that is killed and started again while the lines
// are written.
func killed(name func(plan) string, rotate func(plan, *writer, int) error) func(context.Context, plan) result {
	return func(ctx context.Context, p plan) result {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		t, since := newTally(), time.Now()
		k := &killer{tally: t, path: name(p), state: filepath.Join(p.dir, ".state")}
		stop, done := make(chan struct{}), make(chan error, 1)
		go func() { done <- k.run(ctx, stop) }()
		err := p.perform(name(p), rotate)
		await(ctx, t, p.lines, false)
		close(stop)
		r := ending(t.result(p.lines, since), false, err, <-done)
		if k.beyond > 0 && r.why == "" {
			r.why = fmt.Sprintf("%d lines came again from before the saved position", k.beyond)
		}
		return r
	}
}

// killer keeps a child running and kills it now and then.
type killer struct {
	*tally
	path, state string
	beyond      int
}

// run goes on until stop, then ends the last child.
func (k *killer) run(ctx context.Context, stop <-chan struct{}) error {
	for n := 1; ; n++ {
		cmd, out, err := spawn(ctx, "follow", k.path, k.state)
		if err != nil {
			return err
		}
		life := time.NewTimer(400*time.Millisecond + time.Duration(n%4)*150*time.Millisecond)
		saved := positionsAt(k.state)
		k.nth = n
		read := make(chan struct{})
		go func() { k.listen(out, saved); close(read) }()
		over := false
		select {
		case <-life.C:
		case <-stop:
			over = true
		}
		life.Stop()
		killing := cmd.Process.Kill()
		<-read
		cmd.Wait()
		if over || killing != nil {
			return killing
		}
	}
}

// listen counts what one child prints. A last line without its end was not
// handed on.
func (k *killer) listen(out io.Reader, saved map[uint64]int64) {
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadString('\n')
		if err != nil {
			return
		}
		var n int
		var at place
		var lost int64
		k.mu.Lock()
		if _, err := fmt.Sscanf(text, "lost %d\n", &lost); err == nil {
			k.reported += lost
		} else if _, err := fmt.Sscanf(text, "%d %d %d\n", &n, &at.inode, &at.offset); err == nil {
			if from, ok := saved[at.inode]; ok && at.offset < from && k.times[n] > 0 {
				k.beyond++
			}
			k.count(n, at)
		}
		k.mu.Unlock()
	}
}

// positionsAt reads the saved offsets by inode, as far as they are unique.
func positionsAt(state string) map[uint64]int64 {
	var in struct {
		Files []struct {
			Inode  uint64
			Offset int64
		}
	}
	data, err := os.ReadFile(filepath.Join(state, "positions.json"))
	if errors.Is(err, os.ErrNotExist) || json.Unmarshal(data, &in) != nil {
		return nil
	}
	out := map[uint64]int64{}
	for _, f := range in.Files {
		if old, ok := out[f.Inode]; !ok || f.Offset < old {
			out[f.Inode] = f.Offset
		}
	}
	return out
}

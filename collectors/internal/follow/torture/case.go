package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// torment is one case.
type torment struct {
	name string
	peer bool
	run  func(context.Context, plan) result
}

func cases(peers bool) []torment {
	all := []torment{
		{name: "rename", run: inside(plan.log, plan.renaming, false)},
		{name: "link re-pointed", run: inside(plan.link, plan.relinking, false)},
		{name: "writing goes on in the renamed file", run: inside(plan.log, plan.lagging, false)},
		{name: "copytruncate, copy beside it", run: inside(plan.log, func(p plan, w *writer, n int) error {
			return p.copying(p.dir, 0)(w, n)
		}, false)},
		{name: "copytruncate, lines between copy and truncation", run: inside(plan.log, func(p plan, w *writer, n int) error {
			return p.copying(p.dir, 7)(w, n)
		}, true)},
		{name: "copytruncate, copy elsewhere, slow reader", run: slowReader},
		{name: "rename, SIGKILL", run: killed(plan.log, plan.renaming)},
		{name: "link re-pointed, SIGKILL", run: killed(plan.link, plan.relinking)},
		{name: "copytruncate, SIGKILL", run: killed(plan.log, func(p plan, w *writer, n int) error {
			return p.copying(p.dir, 0)(w, n)
		})},
	}
	if peers {
		all = append(all, peerCases()...)
	}
	return all
}

// inside follows in this process while the lines are written.
func inside(name func(plan) string, rotate func(plan, *writer, int) error, gap bool) func(context.Context, plan) result {
	return func(ctx context.Context, p plan) result {
		t, since := newTally(), time.Now()
		stop := followInside(ctx, name(p), t)
		err := p.perform(name(p), rotate)
		await(ctx, t, p.lines, gap)
		return ending(t.result(p.lines, since), gap, err, stop())
	}
}

// perform creates the first file and writes all lines.
func (p plan) perform(name string, rotate func(plan, *writer, int) error) error {
	path := p.log()
	if name == p.link() {
		path = p.glog(0)
		if err := p.point(0); err != nil {
			return err
		}
	}
	w, err := newWriter(path)
	if err != nil {
		return err
	}
	return p.play(w, func(w *writer, n int) error { return rotate(p, w, n) })
}

func ending(r result, gap bool, errs ...error) result {
	r.gap = gap
	for _, err := range errs {
		if err != nil {
			r.why = err.Error()
		}
	}
	return r
}

// followInside starts a follower; what it answers stops it.
func followInside(ctx context.Context, path string, t *tally) func() error {
	ctx, cancel := context.WithCancel(ctx)
	f := &follow.Follower{Patterns: []string{path}}
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, t) }()
	return func() error { cancel(); return <-done }
}

// Chunk implements follow.Handler.
func (t *tally) Chunk(_ context.Context, c follow.Chunk) error {
	for l := range c.Lines() {
		t.line(l.Text, place{c.Inode, l.Offset})
	}
	return nil
}

// Status implements follow.Handler.
func (t *tally) Status(_ context.Context, s follow.Status) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reported += s.Lost
	t.atLeast = t.atLeast || s.AtLeast
	return nil
}

// Round implements follow.Handler.
func (t *tally) Round(context.Context, follow.Round) error { return nil }

// await waits until all lines are there; with a gap, until nothing comes any more.
func await(ctx context.Context, t *tally, lines int, gap bool) {
	patience := 10 * time.Second
	if gap {
		patience = time.Second
	}
	last, since := t.received(), time.Now()
	for ctx.Err() == nil && last < lines && time.Since(since) < patience {
		time.Sleep(10 * time.Millisecond)
		if n := t.received(); n != last {
			last, since = n, time.Now()
		}
	}
	time.Sleep(200 * time.Millisecond) // for what would come twice
}

// slowReader truncates while the reader has seen how much there is and has not
// read it, and the copy is where it is not found: the loss is known to the byte.
func slowReader(ctx context.Context, p plan) result {
	t, since := newTally(), time.Now()
	elsewhere := filepath.Join(p.dir, "elsewhere")
	if err := os.Mkdir(elsewhere, 0o755); err != nil {
		return result{why: err.Error()}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &slow{tally: t, begun: make(chan struct{}), free: make(chan struct{})}
	f := &follow.Follower{Patterns: []string{p.log()}, ChunkSize: 4096}
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, s) }()
	w, err := newWriter(p.log())
	if err == nil {
		err = s.play(ctx, p, w, p.copying(elsewhere, 0))
	}
	close(s.free)
	await(ctx, t, p.lines, true)
	cancel()
	return ending(t.result(p.lines, since), false, err, <-done)
}

// slow is a handler that holds the follower in its first chunk of a burst.
type slow struct {
	*tally
	begun, free chan struct{}
}

// Chunk implements follow.Handler.
func (s *slow) Chunk(ctx context.Context, c follow.Chunk) error {
	if err := s.tally.Chunk(ctx, c); err != nil {
		return err
	}
	select {
	case s.begun <- struct{}{}:
		<-s.free
	case <-s.free:
	case <-ctx.Done():
	}
	return nil
}

// play writes a burst with one write, waits until the follower is in it, and
// rotates while it is held.
func (s *slow) play(ctx context.Context, p plan, w *writer, rotate rotator) error {
	defer w.f.Close()
	for n := 1; w.next <= p.lines; n++ {
		var all []byte
		for range min(p.every, p.lines-w.next+1) {
			all = append(all, lineText(w.next)...)
			w.next++
		}
		if _, err := w.f.Write(all); err != nil {
			return err
		}
		select {
		case <-s.begun:
		case <-ctx.Done():
			return ctx.Err()
		}
		if w.next > p.lines {
			return nil
		}
		if err := rotate(w, n); err != nil {
			return err
		}
		s.free <- struct{}{}
	}
	return nil
}

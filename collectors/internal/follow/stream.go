package follow

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// startStream begins to read a pipe or standard input beside the files.
func (r *run) startStream(p *pattern) error {
	if p.running || (p.kind != piped && p.kind != stdin) {
		return nil
	}
	p.running = true
	kind, target := p.kind, p.target // the loop goes on looking at the pattern
	r.streams.Go(func() {
		var err error
		if kind == stdin {
			err = r.readStdin(p)
		} else {
			err = r.readPipe(p, target)
		}
		if err != nil && r.ctx.Err() == nil {
			r.cancel(err)
		}
		p.done.Store(true)
	})
	return nil
}

// readStdin reads standard input to its end.
func (r *run) readStdin(p *pattern) error {
	if r.Stdin == nil {
		return errors.New("following standard input: there is none")
	}
	in := r.Stdin
	if f, ok := in.(*os.File); ok {
		in = &waitReader{ctx: r.ctx, fd: int(f.Fd())}
	}
	return r.readStream(p, in, "-")
}

// readPipe reads a named pipe, one writer after the other, and opens it again
// when it was replaced.
func (r *run) readPipe(p *pattern, target string) error {
	for r.ctx.Err() == nil {
		fd, err := unix.Open(target, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if err != nil {
			err = describe("opening pipe", target, &fs.PathError{Op: "open", Path: target, Err: err})
			s := Status{State: Waiting, File: FileInfo{Pattern: p.raw, Path: target}, Err: err}
			if serr := r.status(s); serr != nil {
				return serr
			}
			r.sleep(time.Second)
			continue
		}
		// The descriptor stays open from writer to writer: closed in between, what
		// the next one has written by then would be lost.
		still := stillAt(target, fd)
		for err == nil && r.ctx.Err() == nil {
			err = r.readStream(p, &waitReader{ctx: r.ctx, fd: fd, pause: r.poll(), still: still}, target)
			if !still() {
				break
			}
			r.sleep(r.poll())
		}
		unix.Close(fd)
		if err != nil {
			return err
		}
		r.sleep(r.poll())
	}
	return nil
}

func (r *run) readStream(p *pattern, in io.Reader, name string) error {
	info := FileInfo{Pattern: p.raw, Path: name, Gen: r.pos.number(), ModTime: r.started}
	if err := r.status(Status{State: Opened, File: info}); err != nil {
		return err
	}
	var handler error
	opt := Options{MaxLine: r.MaxLine, ChunkSize: r.ChunkSize}
	err := Read(r.ctx, in, info, opt, func(c Chunk) error {
		handler = r.chunk(c)
		return handler
	})
	if handler != nil {
		return handler
	}
	if r.ctx.Err() != nil {
		return nil
	}
	s := Status{State: Finished, File: info}
	if err != nil {
		s.State, s.Err = Failed, err
	}
	return r.status(s)
}

func (r *run) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.ctx.Done():
	}
}

// stillAt answers whether the name still leads to the open pipe.
func stillAt(path string, fd int) func() bool {
	var open unix.Stat_t
	if unix.Fstat(fd, &open) != nil {
		return func() bool { return false }
	}
	return func() bool {
		var st unix.Stat_t
		return unix.Stat(path, &st) == nil && st.Ino == open.Ino && st.Dev == open.Dev
	}
}

// waitReader reads a descriptor that may block, and gives up when the context
// ends: it only reads what is there.
type waitReader struct {
	ctx   context.Context
	fd    int
	pause time.Duration
	still func() bool // of a named pipe; nil for one that ends with its writer
	wrote bool        // something has come from this writer
}

// Read implements io.Reader.
func (w *waitReader) Read(p []byte) (int, error) {
	for {
		if err := w.ctx.Err(); err != nil {
			return 0, err
		}
		fds := []unix.PollFd{{Fd: int32(w.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 100)
		if err != nil && err != unix.EINTR {
			return 0, err
		}
		if n == 0 || err != nil {
			if w.still != nil && !w.wrote && !w.still() {
				return 0, io.EOF
			}
			continue
		}
		n, err = unix.Read(w.fd, p)
		switch {
		case err == unix.EAGAIN || err == unix.EINTR:
			continue
		case err != nil:
			return 0, err
		case n > 0:
			w.wrote = true
			return n, nil
		case w.still == nil || w.wrote || !w.still():
			return 0, io.EOF
		}
		time.Sleep(w.pause) // a named pipe without a writer
	}
}

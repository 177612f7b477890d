package mesoslog

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// pipes opens what can be read only once.
type pipes struct {
	ctx   context.Context
	stdin io.Reader
}

func (f *found) addStdin() {
	r := f.pipes.stdin
	if r == nil {
		f.fail("-", errors.New("reading standard input: there is none"), true)
		return
	}
	if file, ok := r.(*os.File); ok {
		r = &waiter{ctx: f.pipes.ctx, File: file}
	}
	f.addStream("-", r, follow.FileInfo{})
	f.pipes.stdin = nil
}

// addPipe opens a named pipe once, without waiting for a writer.
func (f *found) addPipe(path string) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		f.fail(path, advise(err), true)
		return
	}
	f.addStream(path, &waiter{ctx: f.pipes.ctx, File: file, owned: true}, follow.FileInfo{})
}

func (f *found) addStream(name string, r io.Reader, info follow.FileInfo) {
	p, err := peek(r)
	if err == nil && bytes.HasPrefix(p.begun, []byte{0x1f, 0x8b, 8}) {
		p, err = unpacked(p)
	}
	if err == nil {
		if what := packedAs(p.begun); what != "" {
			err = fmt.Errorf("it is a %s: unpack it first", what)
		}
	}
	if err != nil {
		f.fail(name, fmt.Errorf("reading %s: %w", inWords(name), err), true)
		return
	}
	info.Pattern, info.Path, info.Head = name, name, p.begun
	in := newInput(info, f.opt)
	in.pipe = p
	f.inputs = append(f.inputs, in)
}

// inWords names a stream for the user.
func inWords(name string) string {
	if name == "-" {
		return "standard input"
	}
	return strconv.Quote(name)
}

// unpacked reads a stream that is compressed by gzip.
func unpacked(p *peeked) (*peeked, error) {
	z, err := gzip.NewReader(p)
	if err != nil {
		return nil, err
	}
	plain, err := peek(z)
	if err == nil {
		plain.below = p
	}
	return plain, err
}

// waiter reads what may keep it waiting, and gives up when its context ends. A
// named pipe that nobody has opened for writing yet is waited for.
type waiter struct {
	*os.File
	ctx   context.Context
	owned bool // opened here
}

// Read implements io.Reader.
func (w *waiter) Read(b []byte) (int, error) {
	for {
		if err := w.ctx.Err(); err != nil {
			return 0, err
		}
		fds := []unix.PollFd{{Fd: int32(w.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 100)
		switch {
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, err
		case n > 0:
			return w.File.Read(b)
		}
	}
}

// Close closes what was opened here.
func (w *waiter) Close() error {
	if w.owned {
		return w.File.Close()
	}
	return nil
}

// peeked is a stream whose beginning was looked at.
type peeked struct {
	io.Reader
	begun []byte
	given int
	err   error
	below io.Closer
}

// peek reads what the stream gives at once, up to 4096 bytes. The end of the
// stream is no error.
func peek(r io.Reader) (*peeked, error) {
	buf := make([]byte, 4096)
	n, err := io.ReadAtLeast(r, buf, 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &peeked{Reader: r, begun: buf[:n], err: err}, nil
}

// Read gives the looked-at bytes first.
func (p *peeked) Read(b []byte) (int, error) {
	if p.given < len(p.begun) {
		n := copy(b, p.begun[p.given:])
		p.given += n
		return n, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.Reader.Read(b)
}

// Close closes the stream if it can be closed.
func (p *peeked) Close() error {
	if p.below != nil {
		return p.below.Close()
	}
	if c, ok := p.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

package mesoslog

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// input is one old log that will be read.
type input struct {
	identity
	path  string
	index int
	info  follow.FileInfo
	first int64     // time of its first line; 0 when its beginning has none
	pipe  io.Reader // of standard input and named pipes: what was opened
}

// newInput makes an input of a file whose beginning is known.
func newInput(info follow.FileInfo, opt Options) *input {
	in := &input{identity: identify(info, opt), path: info.Path, info: info}
	c := in.clock(opt)
	in.first = in.identity.first(headLines(info.Head)).moment(&c)
	return in
}

func (id *identity) clock(opt Options) clock {
	return clock{calendar: calendar{loc: opt.zone()}, year: id.year, start: id.start, limit: id.limit, wrote: id.wrote}
}

// open opens the input where reading begins: behind the lines before Since when
// the file can be searched.
func (in *input) open(opt Options) (io.ReadCloser, int64, error) {
	if in.pipe != nil {
		if c, ok := in.pipe.(io.ReadCloser); ok {
			return c, 0, nil
		}
		return io.NopCloser(in.pipe), 0, nil
	}
	r, info, err := follow.Open(in.path)
	if err != nil {
		return nil, 0, advise(err)
	}
	if info.Dev != in.info.Dev || info.Inode != in.info.Inode {
		r.Close()
		return nil, 0, fmt.Errorf("%q was replaced by another file since it was looked at: read it again", in.path)
	}
	file, seekable := r.(*os.File)
	if opt.Since.IsZero() || in.info.Compressed || !seekable {
		return r, 0, nil
	}
	timeOf := in.timeOf(opt)
	if timeOf == nil {
		return r, 0, nil
	}
	at, err := follow.SeekTime(file, info.Size, opt.Since, timeOf)
	if err == nil {
		_, err = file.Seek(at, io.SeekStart)
	}
	if err != nil {
		r.Close()
		return nil, 0, fmt.Errorf("finding --since in %q: %w", in.path, err)
	}
	return r, at, nil
}

// close closes what was opened already, of an input that is not read.
func (in *input) close() {
	if c, ok := in.pipe.(io.Closer); ok {
		c.Close()
	}
}

// timeOf reads the times of single lines, out of their order. It is nil when
// that cannot be done: a log without years that may go on for longer than one.
func (id *identity) timeOf(opt Options) func([]byte) (time.Time, bool) {
	c := id.clock(opt)
	if c.start == 0 || c.wrote == 0 || c.wrote-c.start > yearAhead {
		return nil
	}
	return func(b []byte) (time.Time, bool) {
		line := string(b)
		for len(line) > 0 && line[0] == 0 {
			line = line[1:]
		}
		env := envelope{content: line}
		if !id.glogFile {
			env = unwrap(line)
		}
		if env.hasAbs {
			return time.Unix(0, env.abs), true
		}
		p, _ := prefixOf(env.content, id.glogFile)
		st := p.stamp
		if !st.set {
			st = env.stamp
		}
		if !st.set {
			return time.Time{}, false
		}
		t, _ := c.resolve(st)
		return time.Unix(0, t), true
	}
}

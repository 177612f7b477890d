package follow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Errors of Open, wrapped with the name of the file.
var (
	// ErrDirectory: a folder was named where a file is needed.
	ErrDirectory = errors.New("is a directory")
	// ErrNotLog: a socket, a device or the like.
	ErrNotLog = errors.New("is no file and no pipe")
)

// FileInfo is what is known of a file before its lines are read.
type FileInfo struct {
	Pattern, Path string
	Gen           uint64
	Dev, Inode    uint64
	// Size in bytes on disk, 0 for a pipe.
	Size    int64
	ModTime time.Time
	// Head is the beginning of the content, at most 4096 bytes.
	Head []byte
	// Compressed by gzip.
	Compressed bool
}

// Options limit the reading of one file. The zero value reads lines of up to
// 1 MiB in chunks of 256 KiB.
type Options struct {
	MaxLine, ChunkSize int
	// Offset and Line where r begins, if not at the start of the file. With an
	// Offset and no Line, line numbers are unknown.
	Offset, Line int64
}

// Read reads r from start to end and hands over its lines. Errors of handle are
// returned as they are; a read error names the file and comes after the lines
// before it, the half line among them.
func Read(ctx context.Context, r io.Reader, src FileInfo, opt Options, handle func(Chunk) error) error {
	fr := newFramer(opt.MaxLine, opt.ChunkSize)
	line := opt.Line
	if line == 0 && opt.Offset == 0 {
		line = 1
	}
	fr.reset(opt.Offset, line)
	emit := src.stamped(handle)
	for empty := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(fr.space())
		if n > 0 {
			empty = 0
			if err := fr.filled(n, emit); err != nil {
				return err
			}
		} else if empty++; err == nil && empty > 100 {
			err = io.ErrNoProgress
		}
		if err == nil {
			continue
		}
		if ferr := fr.end(emit); ferr != nil {
			return ferr
		}
		if err == io.EOF {
			return nil
		}
		return fmt.Errorf("reading %q: %w", src.Path, err)
	}
}

// stamped puts the file's identity on each chunk.
func (i FileInfo) stamped(handle func(Chunk) error) func(Chunk) error {
	return func(c Chunk) error {
		c.Pattern, c.Source, c.Gen = i.Pattern, i.Path, i.Gen
		c.Dev, c.Inode, c.ModTime = i.Dev, i.Inode, i.ModTime
		return handle(c)
	}
}

// Open opens a file for Read, unpacking it if its first bytes say gzip. The
// FileInfo has no Head for a pipe. Errors name the file: fs.ErrNotExist,
// fs.ErrPermission, ErrDirectory, ErrNotLog. Opening a pipe waits for a writer.
func Open(path string) (io.ReadCloser, FileInfo, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, FileInfo{}, fmt.Errorf("opening log: %w", err)
	}
	if err := usable(st); err != nil {
		return nil, FileInfo{}, fmt.Errorf("opening log %q: %w", path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, FileInfo{}, fmt.Errorf("opening log: %w", err)
	}
	r, info, err := opened(f, path)
	if err != nil {
		f.Close()
		return nil, FileInfo{}, fmt.Errorf("opening log %q: %w", path, err)
	}
	return r, info, nil
}

// usable tells why lines cannot be read from such a file: nil if they can.
func usable(st os.FileInfo) error {
	switch m := st.Mode(); {
	case m.IsDir():
		return ErrDirectory
	case m.IsRegular(), m&os.ModeNamedPipe != 0:
		return nil
	}
	return ErrNotLog
}

// opened looks at the open file: the name may have been given to another one
// since it was looked at.
func opened(f *os.File, path string) (io.ReadCloser, FileInfo, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, FileInfo{}, err
	}
	if err := usable(st); err != nil {
		return nil, FileInfo{}, err
	}
	info := infoOf(path, st)
	if !st.Mode().IsRegular() {
		return f, info, nil
	}
	if info.Head, info.Compressed, err = readHead(f); err != nil {
		return nil, info, err
	}
	if !info.Compressed {
		return f, info, nil
	}
	z, err := unpack(f)
	if err != nil {
		return nil, info, err
	}
	return z, info, nil
}

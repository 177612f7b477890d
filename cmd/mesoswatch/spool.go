package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is standard input that can be read again: what the first reader takes is
// kept in a file without a name.
type spool struct {
	in   io.Reader
	file *os.File
	size int64
	used bool
}

// newSpool makes one; close it at the end.
func newSpool(in io.Reader) (*spool, error) {
	f, err := os.CreateTemp("", "mesoswatch-replay-")
	if err != nil {
		return nil, fmt.Errorf("keeping standard input to read it again: %w", err)
	}
	return &spool{in: in, file: f}, errors.Join(os.Remove(f.Name()))
}

// Read is the first reader.
func (s *spool) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if n > 0 {
		m, werr := s.file.WriteAt(p[:n], s.size)
		s.size += int64(m)
		if werr != nil {
			return m, fmt.Errorf("keeping standard input to read it again: %w", werr)
		}
	}
	return n, err
}

// open gives the input from its start. The first reader must have come to the end
// before there is another.
func (s *spool) open() io.Reader {
	if !s.used {
		s.used = true
		return s
	}
	return io.NewSectionReader(s.file, 0, s.size)
}

func (s *spool) close() error { return s.file.Close() }

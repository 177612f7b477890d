package ports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Bounds of what is read of the socket tables.
const (
	maxListeners = 20_000
	maxLine      = 4 << 10
	maxTable     = 1 << 30 // bytes
)

// table is what one socket table gave.
type table struct {
	listeners []listener
	broken    int // lines that are none
	over      int // listeners beyond maxListeners
	absent    bool
	err       error
}

// readTable reads the table of one protocol. A table that does not exist is absent:
// a host without IPv6 has none of it.
func readTable(folder, protocol string) table {
	f, err := os.Open(filepath.Join(folder, protocol))
	if errors.Is(err, fs.ErrNotExist) {
		return table{absent: true}
	}
	if err != nil {
		return table{err: fmt.Errorf("reading socket table: %w", err)}
	}
	defer f.Close()
	return parseTable(f, protocol)
}

func parseTable(r io.Reader, protocol string) table {
	var t table
	lines := bufio.NewReaderSize(io.LimitReader(r, maxTable), maxLine)
	for head := true; ; head = false {
		line, long, err := lines.ReadLine()
		for long && err == nil {
			_, long, err = lines.ReadLine() // a line that long is none
			line = nil
		}
		if errors.Is(err, io.EOF) {
			return t
		}
		if err != nil {
			t.err = fmt.Errorf("reading socket table: %w", err)
			return t
		}
		if head {
			continue // the names of the columns
		}
		l, listens, err := parseLine(protocol, string(line))
		switch {
		case err != nil:
			t.broken++
		case listens && len(t.listeners) < maxListeners:
			t.listeners = append(t.listeners, l)
		case listens:
			t.over++
		}
	}
}

// netFolder is where the tables are. proc/net is that of whoever reads it: of a
// tree that is mounted into a container, the first process' is the host's.
func netFolder(root string) string {
	own := filepath.Join(root, "proc/net")
	if root == "/" {
		return own
	}
	first := filepath.Join(root, "proc/1/net")
	if f, err := os.Open(filepath.Join(first, "tcp")); err == nil {
		f.Close()
		return first
	}
	return own
}

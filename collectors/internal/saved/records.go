package saved

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// mostRecord bounds a record that is not framed, which has to be held.
const mostRecord = 256 << 20

// Each goes over the objects of a stream: framed by their lengths (RecordIO), or one
// behind the other. An error of take ends it and is returned; so does a stream that
// breaks off, with io.ErrUnexpectedEOF in the chain.
func Each(from io.Reader, take func(io.Reader) error) error {
	r := bufio.NewReaderSize(from, 64<<10)
	start, err := r.Peek(1)
	if err != nil {
		return orNil(err)
	}
	if start[0] < '0' || start[0] > '9' {
		return plain(r, take)
	}
	for {
		line, err := r.ReadString('\n')
		length := strings.TrimSpace(line)
		if length == "" && err == nil {
			continue
		} else if length == "" && err == io.EOF {
			return nil
		}
		n, bad := strconv.ParseInt(length, 10, 64)
		if err != nil || bad != nil || n < 0 || n > mostBytes {
			return fmt.Errorf("a record without a length: %w", io.ErrUnexpectedEOF)
		}
		record := io.LimitReader(r, n)
		if err := take(record); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, record); err != nil {
			return err
		}
	}
}

func orNil(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// plain reads objects that stand one behind the other.
func plain(r io.Reader, take func(io.Reader) error) error {
	held := &leash{from: r}
	dec := json.NewDecoder(held)
	for {
		held.n = 0
		var record json.RawMessage
		err := dec.Decode(&record)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a record: %w", err)
		}
		if err := take(bytes.NewReader(record)); err != nil {
			return err
		}
	}
}

// leash ends a record that goes on for too long.
type leash struct {
	from io.Reader
	n    int64
}

func (l *leash) Read(p []byte) (int, error) {
	if l.n > mostRecord {
		return 0, errors.New("a record longer than is held")
	}
	n, err := l.from.Read(p)
	l.n += int64(n)
	return n, err
}

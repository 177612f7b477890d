package saved

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// errNotJSON is about a file that holds something else.
var errNotJSON = errors.New("no JSON in it")

// httpHead is what stands before an answer that was kept as it came.
type httpHead struct {
	status int
	date   time.Time // zero: not told
}

// body opens a file, unpacks it and takes off the head of an HTTP answer.
func (f file) body() (io.ReadCloser, *httpHead, error) {
	raw, err := f.open()
	if err != nil {
		return nil, nil, err
	}
	r := unpacked(bufio.NewReaderSize(raw, 64<<10))
	var head *httpHead
	if beginsHead(r) {
		head = readHead(r)
		r = unpacked(r)
	}
	if !beginsAsJSON(r) {
		raw.Close()
		return nil, head, errNotJSON
	}
	return &body{from: r, close: raw, most: f.most()}, head, nil
}

// unpacked is what gzip packed into r, or r.
func unpacked(r *bufio.Reader) *bufio.Reader {
	if magic, _ := r.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return r
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return r // it does not begin as JSON either
	}
	return bufio.NewReaderSize(z, 64<<10)
}

// beginsAsJSON tells it by the first character that is no blank; a number may be
// the length of a record. It takes off a byte order mark.
func beginsAsJSON(r *bufio.Reader) bool {
	const mark = "\xef\xbb\xbf"
	if start, _ := r.Peek(len(mark)); string(start) == mark {
		r.Discard(len(mark))
	}
	start, _ := r.Peek(512)
	start = bytes.TrimLeft(start, " \t\r\n")
	if len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		return true
	}
	length, record, _ := bytes.Cut(start, []byte("\n"))
	_, err := strconv.ParseUint(string(length), 10, 32)
	return err == nil && bytes.HasPrefix(record, []byte("{"))
}

func beginsHead(r *bufio.Reader) bool {
	start, _ := r.Peek(len("HTTP/1."))
	return string(start) == "HTTP/1."
}

// mostHead bounds the lines of a head.
const mostHead = 200

// readHead reads a head up to the empty line; of several in a row (100 Continue, a
// proxy's) the last counts.
func readHead(r *bufio.Reader) *httpHead {
	h := &httpHead{}
	for range mostHead {
		text, err := r.ReadString('\n')
		line := strings.TrimRight(text, "\r\n")
		name, value, _ := strings.Cut(line, ":")
		switch {
		case line == "" && !beginsHead(r):
			return h
		case strings.HasPrefix(line, "HTTP/1."):
			if words := strings.Fields(line); len(words) > 1 {
				h.status, _ = strconv.Atoi(words[1])
			}
		case strings.EqualFold(name, "Date"):
			if at, err := mail.ParseDate(strings.TrimSpace(value)); err == nil {
				h.date = at.UTC()
			}
		}
		if err != nil {
			break
		}
	}
	return h
}

// head reads a file that is the head of an answer beside it; nil when it is none.
func (f file) head() *httpHead {
	raw, err := f.open()
	if err != nil {
		return nil
	}
	defer raw.Close()
	r := bufio.NewReader(io.LimitReader(raw, 64<<10))
	if !beginsHead(r) {
		return nil
	}
	return readHead(r)
}

// mostBytes bounds a document, unpacked: a state has some hundred megabytes. What is
// packed is also bounded by mostRatio times its length once it is longer than
// ratioFrom: the most repetitive of states packs to a hundredth.
const (
	mostBytes = 2 << 30
	mostRatio = 400
	ratioFrom = 64 << 20
)

// most is how long the document in a file may be.
func (f file) most() int64 {
	return min(mostBytes, max(ratioFrom, mostRatio*f.packed))
}

// body reads a document up to its bound.
type body struct {
	from    io.Reader
	close   io.Closer
	n, most int64
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.n += int64(n); b.n > b.most {
		return 0, fmt.Errorf("more than the %d bytes that are read of such a file", b.most)
	}
	return n, err
}

func (b *body) Close() error { return b.close.Close() }

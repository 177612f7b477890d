package login

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// Bounds of what comes to our port.
const (
	mostHeadLine = 4096
	mostHeaders  = 64
	mostBody     = 64 << 10
)

// letter is one message that came, as libprocess sends it: a POST whose path is the
// actor it is for and its name. net/http does not read all of these: up to 0.18
// libprocess wrote HTTP/1.0 with chunks (3rdparty/libprocess/src/encoder.hpp), and
// the Host header is empty.
type letter struct {
	to   string // the actor
	name string
	from string // UPID; a claim
	body []byte
	last bool // the connection ends behind it
}

// errNoLetter is about what is no message of libprocess.
var errNoLetter = errors.New("not a message")

// readLetter reads one. The error is io.EOF when the connection ended between two,
// and wraps errNoLetter when what came is none.
func readLetter(r *bufio.Reader) (letter, error) {
	first, err := headLine(r)
	if err != nil {
		return letter{}, err
	}
	l, old, err := requestLine(first)
	if err != nil {
		return letter{}, err
	}
	h, err := readHeaders(r)
	if err != nil {
		return letter{}, notEOF(err)
	}
	if l.from = h["libprocess-from"]; l.from == "" {
		l.from, _ = strings.CutPrefix(h["user-agent"], "libprocess/")
	}
	switch kept := strings.ToLower(h["connection"]); {
	case strings.Contains(kept, "close"), old && !strings.Contains(kept, "keep-alive"):
		l.last = true
	}
	if l.body, err = readBody(r, h); err != nil {
		return letter{}, notEOF(err)
	}
	return l, nil
}

// notEOF: within a message the end comes too soon.
func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// headLine is a line without its end.
func headLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || len(line) > mostHeadLine {
		return "", fmt.Errorf("%w: a line of more than %d bytes", errNoLetter, mostHeadLine)
	}
	if err != nil {
		if len(line) > 0 {
			err = notEOF(err)
		}
		return "", err
	}
	return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
}

// requestLine takes actor and name out of the first line; old is HTTP/1.0.
func requestLine(line string) (l letter, old bool, err error) {
	words := strings.Split(line, " ")
	if len(words) != 3 || words[0] != "POST" || words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0" {
		return l, false, fmt.Errorf("%w: it begins as %q", errNoLetter, clip(line, 80))
	}
	path := words[1]
	if rest, ok := strings.CutPrefix(path, "http://"); ok {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	actor, name, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !ok || path[:1] != "/" {
		return l, false, fmt.Errorf("%w: to %q", errNoLetter, clip(path, 80))
	}
	if l.to, err = url.PathUnescape(actor); err != nil {
		return l, false, fmt.Errorf("%w: to %q", errNoLetter, clip(path, 80))
	}
	l.name = name
	return l, words[2] == "HTTP/1.0", nil
}

// readHeaders are those that matter, by their names in small letters; the last of a
// name counts.
func readHeaders(r *bufio.Reader) (map[string]string, error) {
	h := make(map[string]string)
	for range mostHeaders {
		line, err := headLine(r)
		if err != nil {
			return nil, err
		}
		if line == "" {
			return h, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%w: a header without a colon", errNoLetter)
		}
		h[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return nil, fmt.Errorf("%w: more than %d headers", errNoLetter, mostHeaders)
}

var errLongBody = fmt.Errorf("%w: a body of more than %d bytes", errNoLetter, mostBody)

// readBody reads chunks, or as many bytes as are announced, or none.
func readBody(r *bufio.Reader, h map[string]string) ([]byte, error) {
	if strings.Contains(strings.ToLower(h["transfer-encoding"]), "chunked") {
		return readChunks(r)
	}
	announced := h["content-length"]
	if announced == "" {
		return nil, nil
	}
	n, err := strconv.ParseUint(announced, 10, 31)
	if err != nil {
		return nil, fmt.Errorf("%w: a length of %q", errNoLetter, clip(announced, 40))
	}
	return readBytes(r, n, mostBody)
}

func readChunks(r *bufio.Reader) ([]byte, error) {
	var body []byte
	for {
		line, err := headLine(r)
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 31)
		if err != nil {
			return nil, fmt.Errorf("%w: a chunk of size %q", errNoLetter, clip(size, 40))
		}
		if n == 0 {
			_, err := readHeaders(r) // what may stand behind the last
			return body, err
		}
		piece, err := readBytes(r, n, mostBody-len(body))
		if err != nil {
			return nil, err
		}
		body = append(body, piece...)
		if line, err := headLine(r); err != nil || line != "" {
			return nil, errors.Join(err, fmt.Errorf("%w: a chunk longer than it says", errNoLetter))
		}
	}
}

// readBytes reads n bytes, of which there may be at most most.
func readBytes(r *bufio.Reader, n uint64, most int) ([]byte, error) {
	if n > uint64(most) {
		return nil, errLongBody
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

// clip keeps foreign text short.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

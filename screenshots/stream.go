package main

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// stream stands between a program and the emulator, which knows one cell for each
// character, no faint text, and only whole characters. A wide character moves the
// cursor on once more, one without a width is left out, and faint is written as
// blinking, which no program here is. What asks for keys, titles or the clipboard
// is not for a picture.
type stream struct {
	to   io.Writer
	rest []byte // begun, not ended
}

const (
	escapeByte = 0x1b
	stepRight  = "\x1b[C"
)

func (s *stream) Write(p []byte) (int, error) {
	data := append(s.rest, p...)
	var out bytes.Buffer
	for len(data) > 0 {
		n := 0
		if data[0] == escapeByte {
			n = sequence(&out, data)
		} else {
			n = character(&out, data)
		}
		if n == 0 {
			break
		}
		data = data[n:]
	}
	s.rest = bytes.Clone(data)
	_, err := s.to.Write(out.Bytes())
	return len(p), err
}

// character takes one; 0: it has not come whole.
func character(out *bytes.Buffer, data []byte) int {
	if !utf8.FullRune(data) {
		return 0
	}
	r, n := utf8.DecodeRune(data)
	switch wide := runewidth.RuneWidth(r); {
	case wide == 0 && r > 0x9f:
		return n
	case wide == 2:
		out.Write(data[:n])
		out.WriteString(stepRight)
		return n
	}
	out.Write(data[:n])
	return n
}

// sequence takes one that begins with escape; 0: it has not come whole.
func sequence(out *bytes.Buffer, data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '[':
		end := bytes.IndexFunc(data[2:], func(r rune) bool { return r >= '@' && r <= '~' })
		if end < 0 {
			return 0
		}
		control(out, data[:end+3])
		return end + 3
	case ']', 'P', '_', '^', 'X':
		return ofString(data)
	case '(', ')', '*', '+', '#', ' ':
		if len(data) < 3 {
			return 0
		}
		out.Write(data[:3])
		return 3
	}
	out.Write(data[:2])
	return 2
}

// ofString is how long a title, a clipboard or the like is; 0: it has no end yet.
func ofString(data []byte) int {
	bell, end := bytes.IndexByte(data, '\a'), bytes.Index(data[2:], []byte("\x1b\\"))
	switch {
	case end >= 0 && (bell < 0 || end+2 < bell):
		return end + 4
	case bell >= 0:
		return bell + 1
	}
	return 0
}

// control writes a control sequence as the emulator understands it.
func control(out *bytes.Buffer, seq []byte) {
	params, final := string(seq[2:len(seq)-1]), seq[len(seq)-1]
	switch {
	case strings.ContainsAny(params, "<=>"):
		return
	case final == 'm':
		params = attributes(params)
	}
	out.WriteString("\x1b[" + params)
	out.WriteByte(final)
}

// attributes are those of text: faint becomes blinking, kinds of underlines one.
func attributes(params string) string {
	in := strings.Split(params, ";")
	var to []string
	for i := 0; i < len(in); i++ {
		switch p, _, _ := strings.Cut(in[i], ":"); p {
		case "2":
			to = append(to, "5")
		case "22":
			to = append(to, "22", "25")
		case "38", "48":
			n := 2
			if i+1 < len(in) && in[i+1] == "2" {
				n = 4
			}
			end := min(i+n+1, len(in))
			to = append(to, in[i:end]...)
			i = end - 1
		default:
			to = append(to, p)
		}
	}
	return strings.Join(to, ";")
}

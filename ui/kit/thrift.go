package kit

import "strings"

// Thrift writes a frame with as few changes of style as show the same: what each
// change costs on the wire is often more than the word it is for. Blanks on which a
// style shows nothing go with the text before them, spans of one style become one, and
// blanks at the end of a row are left to the terminal. In: rows whose only control
// sequences are SGR; each row is plain at its end.
func Thrift(frame string) string {
	t := thrift{}
	t.out.Grow(len(frame))
	for frame != "" {
		row, rest, more := strings.Cut(frame, "\n")
		t.row(row)
		if more {
			t.out.WriteByte('\n')
		}
		frame = rest
	}
	return t.out.String()
}

// thrift is one frame on its way.
type thrift struct {
	out  strings.Builder
	pen  look // in which the text that comes is to be
	open look // in which the text that was written is
	gap  int  // blanks that are owed
}

// look are SGR parameters, and what of them shows on a blank.
type look struct{ params, ground string }

func (t *thrift) row(row string) {
	t.pen = look{}
	for row != "" {
		text, rest, found := strings.Cut(row, "\x1b[")
		t.text(text)
		if !found {
			break
		}
		params, after, _ := strings.Cut(rest, "m")
		t.style(params)
		row = after
	}
	t.gap = 0
	t.turn(look{})
}

// style takes one sequence: a reset, or more of what holds already.
func (t *thrift) style(params string) {
	switch {
	case params == "" || params == "0":
		t.pen = look{}
		return
	case t.pen.params != "":
		params = t.pen.params + ";" + params
	}
	if params == t.open.params {
		t.pen = t.open
		return
	}
	t.pen = look{params, ground(params)}
}

// text writes what is to be seen; blanks wait until it is known what follows.
func (t *thrift) text(s string) {
	for s != "" {
		word := strings.TrimLeft(s, " ")
		if n := len(s) - len(word); n > 0 {
			t.blanks(n)
		}
		n := strings.Index(word, "  ")
		if n < 0 {
			n = len(word)
		}
		if n > 0 {
			t.fill()
			t.turn(t.pen)
			t.out.WriteString(word[:n])
		}
		s = word[n:]
	}
}

func (t *thrift) blanks(n int) {
	if t.pen.ground == "" && t.open.ground == "" {
		t.gap += n
		return
	}
	t.fill()
	if t.pen.ground != t.open.ground {
		t.turn(t.pen)
	}
	if t.pen.ground == "" {
		t.gap = n
		return
	}
	t.gap = n
	t.fill()
}

// fill writes the blanks that are owed.
func (t *thrift) fill() {
	for ; t.gap > 0; t.gap-- {
		t.out.WriteByte(' ')
	}
}

// turn changes the style in which is written.
func (t *thrift) turn(to look) {
	if to.params == t.open.params {
		return
	}
	if t.open.params != "" {
		t.out.WriteString("\x1b[m")
	}
	if to.params != "" {
		t.out.WriteString("\x1b[" + to.params + "m")
	}
	t.open = to
}

// ground is what of SGR parameters shows on a blank: a background; with an underline
// or reversed all of them, since the colour of the text shows, too. Empty: nothing.
func ground(params string) string {
	shown := ""
	for rest := params; rest != ""; {
		var p string
		from := rest
		p, rest, _ = strings.Cut(rest, ";")
		switch {
		case p == "38" || p == "48":
			rest = behindColour(rest)
			if p == "48" {
				shown = strings.TrimSuffix(from[:len(from)-len(rest)], ";")
			}
		case len(p) == 2 && p[0] == '4' && p[1] < '8', len(p) == 3 && p[:2] == "10":
			shown = p
		case p == "1" || p == "2" || p == "22" || p == "39", len(p) == 2 && (p[0] == '3' || p[0] == '9'):
		default:
			return params
		}
	}
	return shown
}

// behindColour cuts a colour off: 5 and a number, or 2 and three.
func behindColour(s string) string {
	kind, rest, _ := strings.Cut(s, ";")
	n := 1
	if kind == "2" {
		n = 3
	}
	for range n {
		_, rest, _ = strings.Cut(rest, ";")
	}
	return rest
}

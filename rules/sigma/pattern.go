package sigma

import (
	"strings"
	"unicode/utf8"
)

// test answers whether a field's value is what a rule asks for.
type test interface{ ok(s string) bool }

type tokenKind uint8

const (
	literal tokenKind = iota
	anyOne            // ?
	anyRun            // *
)

type token struct {
	kind tokenKind
	text string
}

// tokens splits a Sigma string into literal text and wildcards. A backslash
// makes a following *, ? or backslash literal; before anything else it is itself.
func tokens(s string) []token {
	var out []token
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			out = append(out, token{literal, lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`*?\`, s[i+1]) >= 0:
			i++
			lit.WriteByte(s[i])
		case c == '*':
			flush()
			if len(out) == 0 || out[len(out)-1].kind != anyRun {
				out = append(out, token{kind: anyRun})
			}
		case c == '?':
			flush()
			out = append(out, token{kind: anyOne})
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return out
}

// pattern is a compiled string value: the tokens, and how they are compared.
type pattern struct {
	toks []token
	fold bool // ignore case
	// wide: the text has letters beyond ASCII, so case is folded by lowering both.
	wide bool
}

// newPattern picks the cheapest test for the tokens.
func newPattern(toks []token, cased bool) test {
	p := pattern{toks: make([]token, len(toks)), fold: !cased}
	copy(p.toks, toks)
	for i, t := range p.toks {
		if p.fold {
			p.toks[i].text = strings.ToLower(t.text)
		}
		p.wide = p.wide || !ascii(t.text)
	}
	if !p.wide {
		switch shape(toks) {
		case "":
			return empty{}
		case "l":
			return exact{p.toks[0].text, p.fold}
		case "*l*":
			return within{p.toks[1].text, p.fold}
		}
	}
	return p
}

func shape(toks []token) string {
	var b strings.Builder
	for _, t := range toks {
		b.WriteByte("l?*"[t.kind])
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ok runs the tokens along s. On a mismatch only the last * needs another try,
// so the cost is bounded by the product of both lengths.
func (p pattern) ok(s string) bool {
	fold := p.fold
	if p.fold && p.wide {
		s, fold = strings.ToLower(s), false
	}
	i, t := 0, 0
	star, from := -1, 0
	for {
		if t == len(p.toks) {
			if i == len(s) {
				return true
			}
		} else {
			switch tok := p.toks[t]; {
			case tok.kind == anyRun:
				star, from = t, i
				t++
				continue
			case tok.kind == anyOne && i < len(s):
				_, n := utf8.DecodeRuneInString(s[i:])
				i += n
				t++
				continue
			case tok.kind == literal && begins(s[i:], tok.text, fold):
				i += len(tok.text)
				t++
				continue
			}
		}
		if star < 0 || from >= len(s) {
			return false
		}
		_, n := utf8.DecodeRuneInString(s[from:])
		from += n
		i, t = from, star+1
	}
}

type empty struct{}

func (empty) ok(s string) bool { return s == "" }

type exact struct {
	text string
	fold bool
}

func (x exact) ok(s string) bool { return len(s) == len(x.text) && begins(s, x.text, x.fold) }

type within struct {
	text string
	fold bool
}

func (w within) ok(s string) bool {
	if !w.fold {
		return strings.Contains(s, w.text)
	}
	for i := 0; i+len(w.text) <= len(s); i++ {
		if lower(s[i]) == w.text[0] && begins(s[i:], w.text, true) {
			return true
		}
	}
	return false
}

// begins compares bytes; with fold, ASCII letters in any case against a text
// that is in lower case already.
func begins(s, text string, fold bool) bool {
	if !fold {
		return strings.HasPrefix(s, text)
	}
	if len(s) < len(text) {
		return false
	}
	for i := range len(text) {
		if lower(s[i]) != text[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

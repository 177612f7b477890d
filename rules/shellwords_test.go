package rules

import (
	"fmt"
	"strings"
)

// word is a word of a shell command after its quotes are taken away.
type word struct {
	text string // what the command gets, expansions as they are written
	// active are expansions and patterns outside of single quotes: $x, `x`, *, ~.
	active []string
}

// shellShape takes a command apart by the rules of POSIX 2.3, knowing nothing of
// how it was filled: the operators and the words between them. What it does not
// understand is an error.
func shellShape(text string) (operators []string, words []word, err error) {
	l := shellLexer{text: text}
	for l.i < len(l.text) && err == nil {
		err = l.next()
	}
	l.end()
	return l.operators, l.words, err
}

type shellLexer struct {
	text      string
	i         int
	cur       *word
	operators []string
	words     []word
}

func (l *shellLexer) end() {
	if l.cur != nil {
		l.words = append(l.words, *l.cur)
		l.operators = append(l.operators, "w")
		l.cur = nil
	}
}

func (l *shellLexer) put(s string) {
	if l.cur == nil {
		l.cur = &word{}
	}
	l.cur.text += s
}

func (l *shellLexer) live(s string) {
	l.put(s)
	l.cur.active = append(l.cur.active, s)
}

// next takes one piece.
func (l *shellLexer) next() error {
	rest := l.text[l.i:]
	for _, op := range []string{"<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "\n", "&", "|", ";", "<", ">", "(", ")"} {
		if strings.HasPrefix(rest, op) {
			l.end()
			l.operators = append(l.operators, op)
			l.i += len(op)
			return nil
		}
	}
	switch c := rest[0]; c {
	case ' ', '\t':
		l.end()
		l.i++
	case '#':
		if l.cur == nil {
			n := strings.IndexByte(rest+"\n", '\n')
			l.operators = append(l.operators, "#")
			l.i += n
			return nil
		}
		l.put("#")
		l.i++
	case '\\':
		if len(rest) < 2 {
			return fmt.Errorf("a backslash at the end")
		}
		if rest[1] != '\n' {
			l.put(rest[1:2])
		}
		l.i += 2
	case '\'':
		n := strings.IndexByte(rest[1:], '\'')
		if n < 0 {
			return fmt.Errorf("a single quote has no end")
		}
		l.put(rest[1 : 1+n])
		l.i += n + 2
	case '"':
		return l.double()
	case '$', '`':
		return l.expansion()
	case '*', '?', '[', '~', '{', '!':
		l.live(rest[:1])
		l.i++
	default:
		if c < 0x20 || c > 0x7e {
			return fmt.Errorf("%q outside of quotes", c)
		}
		l.put(rest[:1])
		l.i++
	}
	return nil
}

// double takes what stands between double quotes.
func (l *shellLexer) double() error {
	l.put("")
	l.i++
	for l.i < len(l.text) {
		switch c := l.text[l.i]; c {
		case '"':
			l.i++
			return nil
		case '\\':
			l.put(l.text[l.i:min(l.i+2, len(l.text))])
			l.i += 2
		case '$', '`':
			if err := l.expansion(); err != nil {
				return err
			}
		default:
			l.put(string(c))
			l.i++
		}
	}
	return fmt.Errorf("a double quote has no end")
}

// expansion takes $NAME, ${…}, $(…) and `…`. What is inside of the last two is
// taken apart too.
func (l *shellLexer) expansion() error {
	rest := l.text[l.i:]
	closing := map[string]string{"`": "`", "$(": ")", "${": "}"}
	for begin, end := range closing {
		if !strings.HasPrefix(rest, begin) {
			continue
		}
		n := closes(rest[len(begin):], end[0])
		if n < 0 {
			return fmt.Errorf("%s has no end", begin)
		}
		inside := rest[len(begin) : len(begin)+n]
		if begin != "${" {
			ops, words, err := shellShape(inside)
			if err != nil {
				return err
			}
			inside = fmt.Sprint(ops, len(words))
		}
		l.live(begin + inside + end)
		l.i += len(begin) + n + 1
		return nil
	}
	n := 1
	for n < len(rest) && (rest[n] == '_' || rest[n] >= '0' && rest[n] <= '9' || rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
		n++
	}
	l.live(rest[:n])
	l.i += n
	return nil
}

// closes finds the end of an expansion, quotes and brackets inside of it left out.
func closes(s string, end byte) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == end && depth == 0:
			return i
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
	}
	return -1
}

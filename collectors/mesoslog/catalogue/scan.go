package catalogue

import "strings"

// The scanners answer how many bytes of s the value takes, -1 when s does not
// begin with such a value.

// scan is the first reading: it assumes that no value imitates fixed text.
func (st *step) scan(s string) int {
	switch st.shape {
	case shapeName:
		return scanName(s, st.lit)
	case shapeText:
		return scanText(s, st.lit, st.last)
	case shapeRoles:
		if s != "" && (s[0] == '{' || s[0] == '[') {
			return scanList(s, st.lit)
		}
		return scanName(s, st.lit)
	}
	return st.scanToken(s)
}

// scanToken reads the shapes that end by themselves.
func (st *step) scanToken(s string) int {
	switch st.shape {
	case shapeID:
		return scanID(s, st.lit)
	case shapeWord:
		return scanWord(s, st.lit)
	case shapeUPID:
		return scanUPID(s)
	case shapeLeader:
		if strings.HasPrefix(s, "None") {
			return 4
		}
		return scanUPID(s)
	case shapeNumber:
		return scanWhile(s, isNumber)
	case shapeState:
		return scanWhile(s, isState)
	case shapeRule:
		return scanWhile(s, isRule)
	case shapeList:
		return scanList(s, st.lit)
	case shapeStatus:
		return scanStatus(s, st.lit)
	}
	return -1
}

// scanName reads foreign text up to the only place where lit stands, provided
// that the text holds nothing that could close it.
func scanName(s, lit string) int {
	if lit == "" {
		return len(s)
	}
	n := strings.Index(s, lit)
	if n < 0 {
		return -1
	}
	switch lit[0] {
	case '\'':
		if strings.IndexByte(s[:n], '\'') >= 0 {
			return -1
		}
	case ')':
		if n > 0 && lit == ")" {
			n = len(s) - 1 // a bracket alone closes at the end of the message only
			if s[n] != ')' {
				return -1
			}
		}
		if strings.Contains(s[:n], ") ") {
			return -1
		}
	}
	if len(lit) > 1 && strings.Contains(s[n+1:], lit) {
		return -1
	}
	return n
}

func scanText(s, lit string, last bool) int {
	switch {
	case lit == "":
		return len(s)
	case last:
		if !strings.HasSuffix(s, lit) {
			return -1
		}
		return len(s) - len(lit)
	}
	return strings.Index(s, lit)
}

// scanID reads an id. Frameworks choose those of tasks and executors: in quotes
// they may hold spaces.
func scanID(s, lit string) int {
	if lit == "" || lit[0] != '\'' {
		return scanWord(s, lit)
	}
	if n := scanName(s, lit); n > 0 {
		return n
	}
	return -1
}

func scanWord(s, lit string) int {
	n := 0
	for n < len(s) && s[n] > ' ' {
		n++
	}
	if lit != "" && lit[0] != ' ' {
		n = strings.Index(s[:min(n+len(lit), len(s))], lit)
	}
	if n <= 0 {
		return -1
	}
	return n
}

// scanUPID reads actor@address:port; the actor holds no space.
func scanUPID(s string) int {
	at := strings.IndexByte(s, '@')
	if at < 0 || strings.IndexByte(s[:at], ' ') >= 0 || strings.IndexByte(s[:at], '\n') >= 0 {
		return -1
	}
	i := at + 1
	for i < len(s) && isAddress(s[i]) {
		i++
	}
	for i > at+1 && (s[i-1] == ':' || s[i-1] == '.') {
		i--
	}
	port := i
	for port > at+1 && s[port-1]-'0' <= 9 {
		port--
	}
	if port == i || port-1 <= at+1 || s[port-1] != ':' {
		return -1
	}
	return i
}

func scanWhile(s string, is func(byte) bool) int {
	n := 0
	for n < len(s) && is(s[n]) {
		n++
	}
	if n == 0 {
		return -1
	}
	return n
}

// scanList reads a list in brackets or braces up to the first closing one
// behind which lit stands.
func scanList(s, lit string) int {
	if s == "" {
		return -1
	}
	closing := byte(']')
	switch s[0] {
	case '{':
		closing = '}'
	case '[':
	default:
		return -1
	}
	for i := 0; ; {
		n := strings.IndexByte(s[i:], closing)
		if n < 0 {
			return -1
		}
		i += n + 1
		if rest := s[i:]; rest == lit || lit != "" && strings.HasPrefix(rest, lit) {
			return i
		}
	}
}

func scanStatus(s, lit string) int {
	if len(s) < 3 || s[0]-'0' > 9 || s[1]-'0' > 9 || s[2]-'0' > 9 {
		return -1
	}
	n := strings.Index(s, lit)
	if n != 3 && (n < 4 || s[3] != ' ') {
		return -1
	}
	return n
}

func isNumber(c byte) bool {
	return c-'0' <= 9 || c == '.' || c == '-' || c == '+' || c == 'e'
}

func isState(c byte) bool {
	return c-'A' <= 'Z'-'A' || c == '_' || c == '-' || c-'0' <= 9
}

func isRule(c byte) bool { return c == '*' || c == '-' }

func isAddress(c byte) bool {
	return c-'0' <= 9 || c == '.' || c == ':' || c-'a' <= 5 || c-'A' <= 5 || c == '[' || c == ']'
}

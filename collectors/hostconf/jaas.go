package hostconf

import "strings"

// jaasLogin is a name and password in a file for Java's login modules.
type jaasLogin struct {
	login
	section string // Server, Client, QuorumServer …
}

// parseJAAS reads Section { module flag option="value" …; }; and answers the logins in
// it: user_NAME="password" of a server, username and password of a client.
func parseJAAS(text string) (logins []jaasLogin, modules []string) {
	p := &jaas{text: text, line: 1}
	var section string
	var own jaasLogin // username and password, in either order
	var words []string
	inside := false
	end := func() {
		if own.secret != "" && len(logins) < maxLogins {
			logins = append(logins, own)
		}
		words, own = nil, jaasLogin{section: section}
	}
	for {
		word, line, ok := p.token()
		switch {
		case !ok:
			end()
			return logins, modules
		case word == "{" && !inside:
			if len(words) > 0 {
				section = words[len(words)-1]
			}
			inside = true
			words, own = nil, jaasLogin{section: section}
		case word == ";" || word == "}":
			end()
			inside = inside && word == ";"
		case word == "=":
			value, _, _ := p.token()
			name := ""
			if len(words) > 0 {
				name = words[len(words)-1]
			}
			switch user, server := strings.CutPrefix(name, "user_"); {
			case server && len(logins) < maxLogins:
				logins = append(logins, jaasLogin{login{principal: user, secret: value, line: line}, section})
			case name == "username":
				own.principal = value
			case name == "password":
				own.secret, own.line = value, line
			}
		default:
			if words = append(words, word); inside && len(words) == 1 && len(modules) < 50 {
				modules = append(modules, section+" "+word)
			}
		}
	}
}

type jaas struct {
	text string
	pos  int
	line int64
}

// token is a word, a quoted text, or one of { } ; =.
func (p *jaas) token() (word string, line int64, ok bool) {
	p.blank()
	if p.pos >= len(p.text) {
		return "", p.line, false
	}
	line = p.line
	switch c := p.text[p.pos]; c {
	case '{', '}', ';', '=':
		p.pos++
		return string(c), line, true
	case '"', '\'':
		return p.quoted(c), line, true
	}
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n{};=\"'", p.text[p.pos]) < 0 {
		p.pos++
	}
	return p.text[start:p.pos], line, true
}

func (p *jaas) quoted(quote byte) string {
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == quote:
			p.pos++
			return b.String()
		case c == '\\' && p.pos+1 < len(p.text):
			p.pos++
			b.WriteByte(p.text[p.pos])
		case c == '\n':
			p.line++
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// blank skips blanks and the three kinds of comments.
func (p *jaas) blank() {
	for p.pos < len(p.text) {
		rest := p.text[p.pos:]
		switch {
		case rest[0] == '\n':
			p.line++
			p.pos++
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r':
			p.pos++
		case rest[0] == '#' || strings.HasPrefix(rest, "//"):
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				p.pos += i
			} else {
				p.pos = len(p.text)
			}
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				end = len(rest) - 4
			}
			p.line += int64(strings.Count(rest[:max(0, end)+2], "\n"))
			p.pos = min(len(p.text), p.pos+max(0, end)+4)
		default:
			return
		}
	}
}

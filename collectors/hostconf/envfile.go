package hostconf

import "strings"

// parseEnvFile reads a file that a unit names by EnvironmentFile=. systemd knows no
// export, no expansion and no commands there (src/basic/env-file.c): what a shell
// would compute stays as it stands.
func parseEnvFile(text string) []assignment {
	p := &envFile{text: text, line: 1}
	var all []assignment
	for p.pos < len(p.text) && len(all) < maxAssignments {
		if a, ok := p.next(); ok {
			all = append(all, a)
		}
	}
	return all
}

type envFile struct {
	text string
	pos  int
	line int64
}

// next reads a line, with those that a backslash or a quote joins to it.
func (p *envFile) next() (assignment, bool) {
	p.blanks(" \t\r")
	line := p.line
	switch {
	case p.pos >= len(p.text):
		return assignment{}, false
	case p.text[p.pos] == '\n':
		p.advance()
		return assignment{}, false
	case p.text[p.pos] == '#' || p.text[p.pos] == ';':
		p.skip()
		return assignment{}, false
	}
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] != '=' && p.text[p.pos] != '\n' {
		p.advance()
	}
	name := strings.TrimSpace(p.text[start:p.pos])
	if p.pos >= len(p.text) || p.text[p.pos] == '\n' {
		return assignment{}, false
	}
	p.advance()
	value := p.value()
	if !isName(name) {
		bad := strings.TrimSpace(strings.TrimPrefix(name, "export"))
		if bad == name || !isName(bad) {
			return assignment{}, false
		}
		// export is the shell's: systemd ignores such a line.
		return assignment{name: bad, value: value, line: line, ignored: true, trouble: "the line begins with export, so systemd ignores it"}, true
	}
	a := assignment{name: name, value: value, line: line}
	if strings.ContainsAny(value, "`") || strings.Contains(value, "$(") || strings.Contains(value, "${") {
		a.trouble = "systemd takes this as it stands: nothing is expanded in an environment file"
	}
	return a, true
}

// value reads up to the end of the line; quotes and backslashes join lines.
func (p *envFile) value() string {
	var b strings.Builder
	p.blanks(" \t")
	keep := 0 // as much of b counts even when it ends in blanks
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; c {
		case '\n':
			p.advance()
			return b.String()[:max(keep, len(strings.TrimRight(b.String(), " \t\r")))]
		case '\\':
			p.advance()
			if p.pos < len(p.text) && p.text[p.pos] != '\n' {
				b.WriteByte(p.text[p.pos])
				keep = b.Len()
			}
			p.advance()
		case '\'', '"':
			p.advance()
			p.quoted(&b, c)
			keep = b.Len()
		default:
			b.WriteByte(c)
			p.advance()
		}
	}
	return b.String()[:max(keep, len(strings.TrimRight(b.String(), " \t\r")))]
}

func (p *envFile) quoted(b *strings.Builder, quote byte) {
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		p.advance()
		switch {
		case c == quote:
			return
		case c == '\\' && quote == '"' && p.pos < len(p.text):
			if next := p.text[p.pos]; strings.IndexByte("\"\\`$", next) >= 0 {
				b.WriteByte(next)
			} else if next != '\n' {
				b.WriteByte(c)
				b.WriteByte(next)
			}
			p.advance()
		default:
			b.WriteByte(c)
		}
	}
}

func (p *envFile) blanks(set string) {
	for p.pos < len(p.text) && strings.IndexByte(set, p.text[p.pos]) >= 0 {
		p.advance()
	}
}

// skip goes behind a comment; a backslash at its end joins the next line to it.
func (p *envFile) skip() {
	for p.pos < len(p.text) && p.text[p.pos] != '\n' {
		if p.text[p.pos] == '\\' {
			p.advance()
		}
		p.advance()
	}
}

func (p *envFile) advance() {
	if p.pos < len(p.text) {
		if p.text[p.pos] == '\n' {
			p.line++
		}
		p.pos++
	}
}

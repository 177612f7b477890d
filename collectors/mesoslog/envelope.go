package mesoslog

import "strings"

// envelope is what another program put around a line on its way: syslog,
// journald, a container runtime.
type envelope struct {
	content string
	tag     string // program, unit or container, with its pid where one is given
	host    string
	abs     int64 // nanoseconds since the epoch, where the form has a zone
	stamp   stamp // local time, where it has none
	hasAbs  bool
	wrapped bool // false: the line has no envelope
	json    bool // content is not a part of the line but was decoded from it
	partial bool // the next line of the same tag goes on without a line break
}

// unwrap takes the envelope off. It looks at the first characters only, so a
// line without one costs next to nothing; each line is looked at by itself, for
// files hold mixtures.
func unwrap(s string) envelope {
	e := outer(s)
	if e.wrapped && e.host == "" && !e.hasAbs { // docker-compose logs -t
		if in, ok := isoForm(e.content); ok {
			e.content, e.abs, e.hasAbs = in.content, in.abs, true
		}
	}
	return e
}

func outer(s string) envelope {
	plain := envelope{content: s}
	if len(s) < 4 {
		return plain
	}
	switch c := s[0]; {
	case isSeverity(c) && isDigit(s[1]), c == ' ', c == '\t', c == '"', c == '}', c == '@', c == '*':
		return plain
	case c == '{':
		if e, ok := jsonEnvelope(s); ok {
			return e
		}
		return plain
	case c == '<':
		if i := strings.IndexByte(s[:min(len(s), 6)], '>'); i > 1 && digits(s[1:i]) {
			if e := behindPriority(s[i+1:]); e.wrapped {
				return e
			}
		}
		return plain
	case isDigit(c):
		if e, ok := numbered(s); ok {
			return e
		}
	case c == '\x1b': // docker-compose colours the names
		if i := strings.IndexByte(s[:min(len(s), 12)], 'm'); i > 0 {
			if e, ok := composeForm(s[i+1:]); ok {
				return e
			}
		}
		return plain
	}
	if e, ok := worded(s); ok {
		return e
	}
	return plain
}

// numbered tries the forms that begin with a digit.
func numbered(s string) (envelope, bool) {
	if e, ok := isoForm(s); ok {
		return e, true
	}
	if e, ok := rfc5424(s); ok {
		return e, true
	}
	return unixForm(s)
}

// worded tries the forms that begin with a word.
func worded(s string) (envelope, bool) {
	if e, ok := bsdSyslog(s); ok {
		return e, true
	}
	if e, ok := weekdayForm(s); ok {
		return e, true
	}
	if rest, found := strings.CutPrefix(s, "ERROR: logging before flag.Parse: "); found {
		return envelope{content: rest, wrapped: true}, true // Go's glog, before its flags are read
	}
	if tag, rest, ok := taggedWith(s, false); ok {
		return envelope{content: rest, tag: tag, wrapped: true}, true
	}
	return composeForm(s)
}

// behindPriority reads what follows <PRI>.
func behindPriority(s string) envelope {
	if len(s) > 4 && isDigit(s[0]) {
		if e, ok := numbered(s); ok {
			return e
		}
	}
	e, _ := worded(s)
	return e
}

// hostAndTag reads "host tag[pid]: content", or without the host, or without both.
func hostAndTag(s string, e envelope) (envelope, bool) {
	if _, ok := glogPrefix(s); ok {
		e.content, e.wrapped = s, true
		return e, true
	}
	if tag, content, ok := taggedWith(s, true); ok && strings.HasSuffix(tag, "]") {
		e.tag, e.content, e.wrapped = tag, content, true
		return e, true
	}
	host, rest, ok := strings.Cut(s, " ")
	if !ok || host == "" || len(host) > 255 {
		return e, false
	}
	tag, content, ok := taggedWith(rest, true)
	if !ok {
		return e, false
	}
	e.host, e.tag, e.content, e.wrapped = host, tag, content, true
	return e, true
}

// taggedWith reads "tag[pid]: content" or "tag: content" where the tag is one
// word that can be the name of a program. Without a time before it a word alone
// is a tag only if it speaks of Mesos: "word: text" is too common.
func taggedWith(s string, anyWord bool) (tag, content string, ok bool) {
	i := 0
	for i < len(s) && i < 64 && isTag(s[i]) {
		i++
	}
	if i == 0 || i >= len(s) {
		return "", "", false
	}
	end := i
	if s[i] == '[' {
		j := i + 1
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		if j == i+1 || j >= len(s) || s[j] != ']' {
			return "", "", false
		}
		i, end = j+1, j+1
	} else if !isName(s[:i], anyWord) {
		return "", "", false
	}
	if i >= len(s) || s[i] != ':' {
		return "", "", false
	}
	i++
	if i < len(s) && s[i] == ' ' {
		i++
	}
	return s[:end], s[i:], true
}

// isName tells whether a word without a process id names a program.
func isName(word string, any bool) bool {
	if any {
		return !isDigit(word[0])
	}
	return strings.Contains(word, "mesos") || strings.Contains(word, "zookeeper")
}

func isTag(c byte) bool {
	return isWord(c) || c == '-' || c == '.' || c == '/' || c == '@' || c == '(' || c == ')'
}

func isWord(c byte) bool {
	return c == '_' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}

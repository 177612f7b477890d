package format

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The parsers here know the grammars and nothing of the code that writes.

// cefLine is a CEF line taken apart and unescaped.
type cefLine struct {
	header []string
	ext    map[string]string
	order  []string
}

func parseCEF(line string) (cefLine, error) {
	c := cefLine{ext: map[string]string{}}
	rest, ok := strings.CutPrefix(line, "CEF:0|")
	if !ok {
		return c, fmt.Errorf("no CEF:0| in front")
	}
	var part strings.Builder
	for len(c.header) < 6 {
		if rest == "" {
			return c, fmt.Errorf("header of %d fields", len(c.header))
		}
		switch {
		case rest[0] == '\\' && len(rest) > 1 && (rest[1] == '\\' || rest[1] == '|'):
			part.WriteByte(rest[1])
			rest = rest[2:]
		case rest[0] == '\\':
			return c, fmt.Errorf("lone backslash in the header: %q", rest)
		case rest[0] == '|':
			c.header = append(c.header, part.String())
			part.Reset()
			rest = rest[1:]
		default:
			part.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	return c, c.extension(rest)
}

// extension finds each "=" that is not escaped; the word before it is a key.
func (c *cefLine) extension(s string) error {
	var equals []int
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i == len(s) || !strings.ContainsRune(`\=nr`, rune(s[i])) {
				return fmt.Errorf("bad escape in %q", s)
			}
		case '=':
			equals = append(equals, i)
		case '\n', '\r':
			return fmt.Errorf("line break")
		}
	}
	start := 0
	for i, eq := range equals {
		key, end := s[start:eq], len(s)
		if i+1 < len(equals) {
			if end = strings.LastIndexByte(s[:equals[i+1]], ' '); end < eq {
				return fmt.Errorf("no blank before the key in %q", s)
			}
		}
		if !regexp.MustCompile(`^[A-Za-z0-9]+$`).MatchString(key) {
			return fmt.Errorf("key %q", key)
		}
		if _, twice := c.ext[key]; twice {
			return fmt.Errorf("key %s twice", key)
		}
		c.ext[key] = strings.NewReplacer(`\\`, `\`, `\=`, `=`).Replace(s[eq+1 : end])
		c.order = append(c.order, key)
		start = end + 1
	}
	if len(equals) == 0 && s != "" {
		return fmt.Errorf("extension without a pair: %q", s)
	}
	return nil
}

// syslogMessage is an RFC 5424 message taken apart.
type syslogMessage struct {
	pri                              int
	stamp, host, app, process, msgID string
	sdID                             string
	data                             map[string]string
	bom                              bool
	msg                              string
}

var syslogHead = regexp.MustCompile(`^<(0|[1-9][0-9]{0,2})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) `)

func parseSyslog(s string) (m syslogMessage, err error) {
	p := syslogHead.FindStringSubmatch(s)
	if p == nil {
		return m, fmt.Errorf("header of %.80q", s)
	}
	m.pri, _ = strconv.Atoi(p[1])
	if m.pri > 191 {
		return m, fmt.Errorf("PRI %d", m.pri)
	}
	m.stamp, m.host, m.app, m.process, m.msgID = p[2], p[3], p[4], p[5], p[6]
	rest, err := m.structured(s[len(p[0]):])
	if err != nil {
		return m, err
	}
	if rest, m.bom = strings.CutPrefix(rest, "\xef\xbb\xbf"); m.bom && !utf8.ValidString(rest) {
		return m, fmt.Errorf("BOM before what is no UTF-8")
	}
	m.msg = rest
	return m, nil
}

var sdName = regexp.MustCompile(`^[!-~]{1,32}$`)

// structured reads one SD-ELEMENT and answers what stands behind its blank.
func (m *syslogMessage) structured(s string) (string, error) {
	m.data = map[string]string{}
	if s == "" || s[0] != '[' {
		return "", fmt.Errorf("no structured data in %.80q", s)
	}
	end := strings.IndexAny(s, " ]")
	if end < 0 {
		return "", fmt.Errorf("endless SD-ID")
	}
	m.sdID, s = s[1:end], s[end:]
	if !sdName.MatchString(m.sdID) {
		return "", fmt.Errorf("SD-ID %q", m.sdID)
	}
	for strings.HasPrefix(s, " ") {
		name, rest, ok := strings.Cut(s[1:], `="`)
		if !ok || !sdName.MatchString(name) || strings.ContainsAny(name, `=]"`) {
			return "", fmt.Errorf("SD-NAME in %.80q", s)
		}
		value, behind, err := sdValue(rest)
		if err != nil {
			return "", err
		}
		m.data[name], s = value, behind
	}
	rest, ok := strings.CutPrefix(s, "] ")
	if !ok {
		return "", fmt.Errorf("end of the structured data in %.80q", s)
	}
	return rest, nil
}

func sdValue(s string) (value, behind string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], nil
		case s[i] == ']':
			return "", "", fmt.Errorf("bare ] in a value")
		case s[i] == '\\':
			if i++; i == len(s) || !strings.ContainsRune(`"\]`, rune(s[i])) {
				return "", "", fmt.Errorf("bad escape in a value")
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", fmt.Errorf("endless value")
}

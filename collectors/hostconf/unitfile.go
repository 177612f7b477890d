package hostconf

import (
	"strconv"
	"strings"
)

// directive is one line of a unit file: "Key=value" in a section.
type directive struct {
	section, key, value string
	line                int64
}

// parseUnit reads a unit file or drop-in (systemd.syntax(7)): sections, comments that
// begin with # or ;, lines that a backslash joins.
func parseUnit(text string) []directive {
	var all []directive
	var section, joinedLine string
	var began int64
	n := int64(0)
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line = strings.TrimSuffix(line, "\r")
		trimmed := strings.TrimSpace(line)
		if began > 0 && (strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";")) {
			continue // a comment between lines that are joined does not end them
		}
		if began == 0 {
			if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' {
				continue
			}
			began = n
		}
		if rest, more := strings.CutSuffix(line, `\`); more {
			joinedLine += rest + " "
			continue
		}
		joinedLine = strings.TrimSpace(joinedLine + line)
		if strings.HasPrefix(joinedLine, "[") && strings.HasSuffix(joinedLine, "]") {
			section = joinedLine[1 : len(joinedLine)-1]
		} else if key, value, ok := strings.Cut(joinedLine, "="); ok && len(all) < maxAssignments {
			all = append(all, directive{section, strings.TrimSpace(key), strings.TrimSpace(value), began})
		}
		joinedLine, began = "", 0
	}
	return all
}

// unitWords splits a value of a unit into words: blanks separate, quotes and
// C escapes hold together.
func unitWords(value string) []string {
	var words []string
	var b strings.Builder
	within := byte(0)
	open := false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && i+1 < len(value):
			text, n := unescape(value[i+1:])
			b.WriteString(text)
			i += n
			open = true
		case within != 0 && c == within:
			within = 0
		case within != 0:
			b.WriteByte(c)
		case c == '"' || c == '\'':
			within, open = c, true
		case c == ' ' || c == '\t':
			if open {
				words = append(words, b.String())
				b.Reset()
				open = false
			}
		default:
			b.WriteByte(c)
			open = true
		}
	}
	if open {
		words = append(words, b.String())
	}
	return words
}

// unescape reads what stands behind a backslash and answers its text and how many
// bytes it took.
func unescape(s string) (text string, n int) {
	simple := map[byte]string{'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v", 's': " ", '\\': `\`, '"': `"`, '\'': "'"}
	if text, ok := simple[s[0]]; ok {
		return text, 1
	}
	if s[0] == 'x' && len(s) >= 3 {
		if v, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			return string([]byte{byte(v)}), 3
		}
	}
	return `\` + s[:1], 1
}

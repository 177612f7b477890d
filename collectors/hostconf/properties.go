package hostconf

import (
	"strconv"
	"strings"
)

// property is one entry of a file of Java properties.
type property struct {
	key, value string
	line       int64
}

// maxProperties bounds what is kept of one file.
const maxProperties = 4000

// parseProperties reads Java's format (java.util.Properties.load): keys end at =, :
// or a blank, # and ! begin comments, a backslash joins lines and escapes.
func parseProperties(text string) []property {
	var all []property
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines) && len(all) < maxProperties; i++ {
		line := strings.TrimLeft(lines[i], " \t\f")
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		n := int64(i + 1)
		for continues(line) && i+1 < len(lines) {
			i++
			line = line[:len(line)-1] + strings.TrimLeft(lines[i], " \t\f")
		}
		key, value := splitProperty(line)
		all = append(all, property{unescapeJava(key), unescapeJava(value), n})
	}
	return all
}

// continues tells whether a line ends in an odd number of backslashes.
func continues(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

func splitProperty(line string) (key, value string) {
	end := len(line)
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
		} else if strings.IndexByte("=: \t\f", line[i]) >= 0 {
			end = i
			break
		}
	}
	rest := strings.TrimLeft(line[end:], " \t\f")
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		rest = strings.TrimLeft(rest[1:], " \t\f")
	}
	return line[:end], rest
}

func unescapeJava(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			if s[i] != '\\' {
				b.WriteByte(s[i])
			}
			continue
		}
		i++
		switch c := s[i]; c {
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			if i+4 < len(s) {
				if r, err := strconv.ParseUint(s[i+1:i+5], 16, 16); err == nil {
					b.WriteRune(rune(r))
					i += 4
					continue
				}
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// javaProperties finds -Dname=value among arguments of a JVM.
func javaProperties(args []string) []property {
	var all []property
	for _, a := range args {
		rest, ok := strings.CutPrefix(a, "-D")
		if !ok || rest == "" || len(all) >= maxProperties {
			continue
		}
		key, value, _ := strings.Cut(rest, "=")
		all = append(all, property{key: key, value: value})
	}
	return all
}

package bundle

import (
	"strconv"
	"strings"
)

// maxName is how much of a foreign name stays in the name of a part.
const maxName = 80

// safe makes a foreign name one that can stand in a zip: the last part of a path,
// of letters, digits, dots, hyphens and underscores, no dot in front.
func safe(name string) string {
	name = strings.TrimRight(name, "/")
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, name[:min(len(name), maxName)])
	for strings.Contains(name, "..") {
		name = strings.ReplaceAll(name, "..", ".")
	}
	if name = strings.Trim(name, "."); name == "" {
		return "unnamed"
	}
	return name
}

// names gives names that no other part has, also where the case of letters does
// not count.
type names map[string]bool

func (n names) take(before, name, after string) string {
	full := before + name + after
	for i := 2; n[strings.ToLower(full)]; i++ {
		full = before + name + "-" + strconv.Itoa(i) + after
	}
	n[strings.ToLower(full)] = true
	return full
}

package hostconf

import (
	"regexp"
	"strings"
)

// copied are the endings that editors, package managers and people give to copies.
var copied = regexp.MustCompile(`(?i)^(.+?)(?:~|[.\-_](?:bak|backup|old|orig|save|saved|prev|copy|swp|swo|tmp|disabled|dpkg-(?:old|dist|new|tmp|bak)|rpm(?:save|orig|new)|ucf-(?:old|dist|new)|[12][0-9]{3}[\-_.]?[0-9]{2}[\-_.]?[0-9]{2}[0-9T:.\-_]*|[0-9]{1,2}))+$`)

// backupOf is the name of which this one is a copy; empty where it is none. Names
// that a flag has by itself, with digits at their end, do not count: the dot or dash
// before them does.
func backupOf(name string) string {
	if inner, ok := strings.CutPrefix(name, "#"); ok && strings.HasSuffix(inner, "#") && len(inner) > 1 {
		return strings.TrimSuffix(inner, "#")
	}
	if m := copied.FindStringSubmatch(name); m != nil {
		return strings.TrimPrefix(m[1], ".")
	}
	return ""
}

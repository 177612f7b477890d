package theme

import "strings"

// NoColor tells whether the environment asks for no colours: NO_COLOR set to
// anything but the empty string (no-color.org). The colour library honours only
// values that read as booleans, so the question is asked here.
func NoColor(getenv func(string) string) bool { return getenv("NO_COLOR") != "" }

// ASCII tells whether the locale lacks UTF-8: the first of LC_ALL, LC_CTYPE and
// LANG that is set names no UTF-8 character set. None set is taken for ASCII,
// which is what the C library does.
func ASCII(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return true
}

package mesoswatch

import (
	"unicode/utf16"
	"unicode/utf8"
)

// escapeFormat rewrites JSON text so that every character that Printable would
// mark stands as a \u escape. Outside of strings JSON is ASCII, and its C0
// controls are escaped already, so a pass over the bytes is enough.
func escapeFormat(b []byte) []byte {
	i := 0
	for i < len(b) && b[i] < 0x7f {
		i++
	}
	if i == len(b) {
		return b
	}
	out := make([]byte, i, len(b)+64)
	copy(out, b)
	for i < len(b) {
		if b[i] < 0x7f {
			out = append(out, b[i])
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError || harmless(r) {
			out = append(out, b[i:i+n]...)
		} else {
			out = appendEscaped(out, r)
		}
		i += n
	}
	return out
}

func appendEscaped(out []byte, r rune) []byte {
	if r >= 0x10000 {
		hi, lo := utf16.EncodeRune(r)
		return appendEscaped(appendEscaped(out, hi), lo)
	}
	const digits = "0123456789abcdef"
	return append(out, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

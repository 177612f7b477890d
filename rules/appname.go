package rules

import "strings"

// appOf is the name that all instances of a task share, from their ids: what
// stands before a UUID (Marathon: app.UUID, app.instance-UUID.container;
// Cassandra: server-1_UUID), and where there is none, or a time stands before it
// (Chronos, Aurora), the id with * in the place of numbers.
func appOf(id string) string {
	at := uuidAt(id)
	if at < 0 {
		return starred(id)
	}
	app := strings.TrimRight(id[:at], "._-:")
	for _, s := range []string{".instance", ".marathon"} {
		app = strings.TrimSuffix(app, s)
	}
	if longNumber(app) {
		return starred(app)
	}
	if app == "" {
		return "*" // nothing but a UUID
	}
	return app
}

// uuidAt is where a UUID begins in an id; -1 when there is none.
func uuidAt(s string) int {
	const size = len("01234567-0123-0123-0123-0123456789ab")
	for i := 0; i+size <= len(s); i++ {
		if i > 0 && alphanumeric(s[i-1]) {
			continue
		}
		if isUUID(s[i : i+size]) {
			return i
		}
	}
	return -1
}

func isUUID(s string) bool {
	for i := range len(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
		} else if !hexadecimal(s[i]) {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool { return digit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' }

func hexadecimal(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// longNumber tells whether there are so many digits in a row that they are no
// part of a name.
func longNumber(s string) bool {
	const long = 9
	n := 0
	for i := range len(s) {
		if n++; !digit(s[i]) {
			n = 0
		}
		if n == long {
			return true
		}
	}
	return false
}

// starred has * in the place of each number.
func starred(s string) string {
	var b strings.Builder
	in := false
	for i := range len(s) {
		if d := digit(s[i]); !d {
			b.WriteByte(s[i])
			in = false
		} else if !in {
			b.WriteByte('*')
			in = true
		}
	}
	return b.String()
}

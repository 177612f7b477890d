package hostconf

import "fmt"

// assignment is a variable that a file of the shell or of systemd sets.
type assignment struct {
	name  string
	value string
	line  int64
	// trouble is what is wrong with it; unread means that value is the text as it
	// stands there, for only a shell could tell its value.
	trouble string
	unread  bool
	// ignored is set where whoever reads the file leaves the line out.
	ignored bool
}

// maxAssignments bounds what is kept of one file.
const maxAssignments = 2000

// notEvaluated says that a value is only its text.
func notEvaluated(what string) string { return fmt.Sprintf("not evaluated: %s", printable(what)) }

// isName tells whether s can be the name of a variable.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}

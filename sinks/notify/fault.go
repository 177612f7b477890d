package notify

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// Result codes of SQLite (sqlite.org/rescode.html), as far as they differ in what is
// to be done.
const (
	codeCorrupt = 11
	codeFull    = 13
	codeNotADB  = 26
)

// code is the primary result code in err; 0: it is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// broken tells whether the file itself is of no use.
func broken(err error) bool { return code(err) == codeCorrupt || code(err) == codeNotADB }

// noRoom says in words that the queue cannot be written, and what stands behind it.
func noRoom(err error) string {
	if code(err) == codeFull {
		return "there is no room on the disk of the queue: notices go on, but wait in memory only; free space there"
	}
	return fmt.Sprintf("the queue cannot be written: notices go on, but wait in memory only (%v)", err)
}

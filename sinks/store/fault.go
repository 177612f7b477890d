package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"modernc.org/sqlite"
)

// Reasons why a store cannot be opened.
var (
	ErrNewer       = errors.New("made by a newer version")
	ErrDamaged     = errors.New("damaged")
	ErrNotWritable = errors.New("not writable")
)

// ErrVacant ends Run of a reader: nobody keeps the store any more. Claim it.
var ErrVacant = errors.New("nobody keeps the store any more")

// ErrOusted ends Run of one that looked at the cluster: another process keeps the
// store now. Read what it writes; Release first.
var ErrOusted = errors.New("another process keeps the store now")

// OpenError says why a store cannot be opened and what can be done about it.
type OpenError struct {
	Path   string
	Reason string // in words
	Hint   string // a way out; empty: none is known
	Err    error  // ErrNewer, ErrDamaged, ErrNotWritable, or what came up
}

func (e *OpenError) Error() string { return fmt.Sprintf("opening store %q: %s", e.Path, e.Reason) }

// Unwrap is Err.
func (e *OpenError) Unwrap() error { return e.Err }

// Result codes of SQLite (sqlite.org/rescode.html), as far as they differ in what
// is to be done.
const (
	codePerm     = 3
	codeBusy     = 5
	codeLocked   = 6
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26

	codeIORead      = codeIO | 1<<8
	codeIOShortRead = codeIO | 2<<8
	codeIOCorrupt   = codeIO | 33<<8
)

// code is the result code in err; 0: it is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func damaged(err error) bool {
	c := code(err)
	return c&0xff == codeCorrupt || c&0xff == codeNotADB || c == codeIOShortRead || c == codeIOCorrupt
}

func unwritable(err error) bool {
	c := code(err) & 0xff
	return c == codeReadOnly || c == codePerm || c == codeCantOpen ||
		errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// explain says in words what went wrong with the file, and the way out.
func (s *Store) explain(doing string, err error) error {
	if err == nil || errors.As(err, new(*explained)) {
		return err
	}
	return &explained{fmt.Sprintf("%s store %q: %s", doing, s.path, reason(err, s.path)), err}
}

// explained is an error with its words found.
type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return e.text }
func (e *explained) Unwrap() error { return e.err }

// reason is why, and the way out, for a file that was open already.
func reason(err error, path string) string {
	switch c := code(err); {
	case damaged(err):
		return fmt.Sprintf("the file is damaged (%v): end all programs that use it, %s", err, asideHint(path))
	case unwritable(err):
		return fmt.Sprintf("it cannot be written by user %s (%v): check owner and mode of file and folder", whoami(), err)
	case c&0xff == codeFull:
		return "there is no room left: free space on its disk, or lower the size the store may take"
	case c == codeIORead:
		return fmt.Sprintf("its disk cannot be read (%v)", err)
	case c&0xff == codeIO:
		return fmt.Sprintf("its disk answers with an error (%v): check free space, quota and the disk", err)
	case c&0xff == codeBusy, c&0xff == codeLocked:
		return "another process has been writing for longer than is waited: try again"
	}
	return err.Error()
}

// asideHint is how a file that is of no use is put aside without losing it.
func asideHint(path string) string {
	return fmt.Sprintf("then put it aside to begin a new one: for f in %[1]s %[1]s-wal %[1]s-shm; do mv \"$f\" \"$f.damaged\"; done", shellQuote(path))
}

// shellQuote quotes a path for a POSIX shell.
func shellQuote(s string) string {
	out := []byte{'\''}
	for _, c := range []byte(s) {
		if c == '\'' {
			out = append(out, `'\'`...)
		}
		out = append(out, c)
	}
	return string(append(out, '\''))
}

func whoami() string {
	uid := strconv.Itoa(os.Geteuid())
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return uid
}

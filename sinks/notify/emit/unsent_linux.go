package emit

import "golang.org/x/sys/unix"

// unsent is how many bytes the other side's kernel has not acknowledged; 0 where that
// is not known.
func (l *link) unsent() int {
	if l.under == nil {
		return 0
	}
	raw, err := l.under.SyscallConn()
	if err != nil {
		return 0
	}
	n := 0
	_ = raw.Control(func(fd uintptr) {
		if left, err := unix.IoctlGetInt(int(fd), unix.TIOCOUTQ); err == nil {
			n = left
		}
	})
	return n
}

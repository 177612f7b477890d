package emit

import "golang.org/x/sys/unix"

// unsent is how many bytes the other side's kernel has not acknowledged, of a local
// stream those it has not read; 0 where that is not known.
func (l *link) unsent() int {
	n := 0
	l.ask(func(fd int) {
		if left, err := unix.IoctlGetInt(fd, unix.TIOCOUTQ); err == nil {
			n = left
		}
	})
	return n
}

// closeWait is the state of a TCP connection that the other side ended. When it ends
// one with data that nobody read, it is reset.
const closeWait = 8

// readAll tells, of a TCP connection that the other side ended, whether it had read
// everything.
func (l *link) readAll() bool {
	ended := false
	l.ask(func(fd int) {
		info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		ended = err == nil && info.State == closeWait && info.Unacked == 0
	})
	return ended
}

// ask has do look at the socket.
func (l *link) ask(do func(fd int)) {
	if l.under == nil {
		return
	}
	if raw, err := l.under.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { do(int(fd)) })
	}
}

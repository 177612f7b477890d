package emit

import (
	"context"
	"net"
	"os"
)

// place is the file of a local socket, as it was when we connected.
type place struct {
	path string
	was  os.FileInfo
}

// placeOf looks at the socket; what is not there is found out by connecting.
func placeOf(path string) *place {
	was, _ := os.Stat(path)
	return &place{path, was}
}

// stands tells whether who listened there still does. A logger that ended has lost what
// was in its queue, and nobody is told; one that was started again has another file.
func (p *place) stands(ctx context.Context) error {
	now, err := os.Stat(p.path)
	if err != nil || p.was == nil || !os.SameFile(p.was, now) || !p.was.ModTime().Equal(now.ModTime()) {
		return errClosed
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "unixgram", p.path)
	if err != nil {
		return cause(err)
	}
	return c.Close()
}

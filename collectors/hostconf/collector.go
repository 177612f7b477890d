package hostconf

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Name of the collector in records.
const Name = "hostconf"

// Collector looks at one host, or at a copy of its files.
type Collector struct {
	// Root is the folder below which everything is read; empty or "/" is the live
	// host.
	Root string
	// Host is its name in records; empty: the host's own, or for a copy the name of
	// the root folder. The source of the records is that name for the live host, and
	// Root for a copy.
	Host string
	// Interval between two looks; 0: one look, then Run returns nil.
	Interval time.Duration
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run looks, and looks again at each interval, until ctx is cancelled. What has not
// changed is not said again; what is no longer there is said to be gone, if its kind
// was seen whole.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	host, source, err := c.names()
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	s := &speaker{source: source, emit: emit, interval: c.Interval, said: make(map[mesoswatch.Subject]mesoswatch.Snapshot)}
	for {
		if ctx.Err() != nil {
			return nil
		}
		began := time.Now()
		l, err := c.look(host, began)
		if err != nil {
			return mesoswatch.Permanent(err)
		}
		if err := s.say(l, time.Since(began)); err != nil {
			return err
		}
		if c.Interval <= 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(c.Interval):
		}
	}
}

// look opens the tree and looks at everything.
func (c *Collector) look(host string, at time.Time) (*look, error) {
	t, err := openTree(c.root())
	if err != nil {
		return nil, err
	}
	defer t.close()
	l := newLook(t, host, at)
	l.all()
	return l, nil
}

func (c *Collector) root() string {
	if c.Root == "" {
		return "/"
	}
	return filepath.Clean(c.Root)
}

// names are what host and source are called in records.
func (c *Collector) names() (host, source string, err error) {
	host = c.Host
	root := c.root()
	if root == "/" {
		if host == "" {
			if host, err = os.Hostname(); err != nil {
				return "", "", fmt.Errorf("finding the name of this host: %w", err)
			}
		}
		return host, host, nil
	}
	if host == "" {
		absolute, err := filepath.Abs(root)
		if err != nil {
			return "", "", fmt.Errorf("finding the root folder %q: %w", root, err)
		}
		host = filepath.Base(absolute)
	}
	return host, root, nil
}

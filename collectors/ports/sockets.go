package ports

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Owners is the key of Health.Lacking for the processes behind sockets: a socket
// without one is still seen.
const Owners = "socket-owner"

// protocols are the tables of sockets that ss -tu reads.
func protocols() []string { return []string{"tcp", "tcp6", "udp", "udp6"} }

// sockets looks at the sockets of one host.
type sockets struct {
	root, host string
	process    int // only its own; 0: all
	emit       mesoswatch.Emit
	interval   time.Duration
	told       found.Told
}

// glance is what one look at the tables gave.
type glance struct {
	began     time.Time
	listeners []listener
	asked     []mesoswatch.Exchange
	trouble   []string // why not all of them are seen
	lost      bool     // nothing is seen at all
	ownerless int      // listeners without a process
}

// look reads the tables once and tells what changed.
func (s *sockets) look() error {
	g := s.read()
	owners := findOwners(s.root, s.process, g.listeners)
	users := readUsers(s.root)
	source := netFolder(s.root)
	seen := make(map[mesoswatch.Subject]bool)
	for _, l := range g.listeners {
		o := owners.by[l.inode]
		if o.pid == 0 {
			g.ownerless++
		}
		snap := mesoswatch.Snapshot{At: g.began, Source: source, Socket: &mesoswatch.Socket{
			Host: s.host, Protocol: l.protocol, Address: l.address.String(), Port: l.port, Reach: reachOf(l.address),
			Process: o.name, PID: o.pid, User: users.name(l.uid), Service: serviceAt(l.port, o),
		}}
		if seen[snap.Subject()] {
			continue // several processes share it (SO_REUSEPORT)
		}
		seen[snap.Subject()] = true
		if err := s.told.Tell(s.emit, snap); err != nil {
			return err
		}
	}
	if len(g.trouble) == 0 { // else the rest may only be out of sight
		if err := s.told.Gone(s.emit, g.began, func(of mesoswatch.Subject) bool { return seen[of] }); err != nil {
			return err
		}
	}
	return s.emit(mesoswatch.Record{Health: g.health(source, owners, s)})
}

// read takes in the tables of all protocols, in an order that is the same each
// time.
func (s *sockets) read() glance {
	g := glance{began: time.Now(), lost: true}
	folder := netFolder(s.root)
	var own map[uint64]bool
	if s.process != 0 {
		var err error
		if own, err = heldBy(s.root, s.process); err != nil {
			g.trouble = []string{err.Error()}
			return g
		}
	}
	for _, p := range protocols() {
		t := readTable(folder, p)
		if s.process != 0 {
			t.listeners = slices.DeleteFunc(t.listeners, func(l listener) bool { return !own[l.inode] })
		}
		x := mesoswatch.Exchange{What: filepath.Join(folder, p), Outcome: fmt.Sprintf("%d listen", len(t.listeners))}
		switch {
		case t.absent:
			x.Outcome = "absent"
		case t.err != nil:
			x.Outcome = "unreadable"
			g.trouble = append(g.trouble, t.err.Error())
		default:
			g.lost = false
		}
		if t.broken > 0 {
			g.trouble = append(g.trouble, fmt.Sprintf("%s: %d lines are not those of a socket table", x.What, t.broken))
		}
		if t.over > 0 {
			g.trouble = append(g.trouble, fmt.Sprintf("%s: %d sockets beyond the %d that are kept", x.What, t.over, maxListeners))
		}
		g.asked = append(g.asked, x)
		g.listeners = append(g.listeners, t.listeners...)
	}
	if g.lost && len(g.trouble) == 0 {
		g.trouble = []string{fmt.Sprintf("no socket table in %q: not a running Linux, or a folder without proc", folder)}
	}
	slices.SortStableFunc(g.listeners, func(a, b listener) int {
		return cmp.Or(a.port-b.port, strings.Compare(a.protocol, b.protocol), a.address.Compare(b.address), cmp.Compare(a.inode, b.inode))
	})
	return g
}

func (g *glance) health(source string, o owners, s *sockets) *mesoswatch.Health {
	now := time.Now()
	h := &mesoswatch.Health{
		At: now, Source: source, Collector: Name, Seconds: now.Sub(g.began).Seconds(), Subjects: len(g.listeners), OK: !g.lost,
		Asked:    append(g.asked, mesoswatch.Exchange{What: "owners", Outcome: fmt.Sprintf("%d of %d seen", len(g.listeners)-g.ownerless, len(g.listeners))}),
		Interval: s.interval.Seconds(),
	}
	trouble := strings.Join(g.trouble, "; ")
	lacking := make(map[string]string)
	if trouble != "" {
		lacking[mesoswatch.SubjectSocket] = trouble
	} else {
		h.Complete = []string{mesoswatch.SubjectSocket}
	}
	if g.lost {
		h.Why = trouble
	}
	if why := o.lacking(g.ownerless, s.root); why != "" && !g.lost {
		lacking[Owners] = why
	}
	if len(lacking) > 0 {
		h.Lacking = lacking
	}
	return h
}

// lacking says why sockets have no process; nothing where none may be seen: the
// kernel has sockets of its own.
func (o owners) lacking(ownerless int, root string) string {
	whose := fmt.Sprintf("the processes of %d sockets are", ownerless)
	if ownerless == 1 {
		whose = "the process of one socket is"
	}
	switch {
	case ownerless == 0:
		return ""
	case o.err != nil:
		return fmt.Sprintf("the processes cannot be listed: %v", o.err)
	case o.hidden > 0:
		return fmt.Sprintf("%s not seen: /proc/PID/fd of %d processes gives permission denied; root, or CAP_SYS_PTRACE, may read them", whose, o.hidden)
	case root == "/" && os.Geteuid() != 0:
		return whose + " not seen: /proc hides those of other users (hidepid); root may see them"
	}
	return ""
}

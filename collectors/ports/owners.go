package ports

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prometheus/procfs"
)

// owner is the process behind a socket.
type owner struct {
	pid     int
	name    string
	service string // what it is, where it is known
}

// owners are the processes behind sockets, as far as they can be seen.
type owners struct {
	by     map[uint64]owner // inode
	hidden int              // processes that we may not look into
	err    error            // the processes cannot be listed at all
}

// findOwners looks for the processes that hold the sockets of listeners; of
// several that share one, the one with the lowest number, which is the oldest. Only
// one process is looked at where it is not 0.
func findOwners(root string, only int, listeners []listener) owners {
	o := owners{by: make(map[uint64]owner)}
	wanted := make(map[uint64]bool)
	for _, l := range listeners {
		if l.inode != 0 {
			wanted[l.inode] = true
		}
	}
	all, err := processes(root, only)
	if err != nil {
		o.err = err
		return o
	}
	slices.SortFunc(all, func(a, b procfs.Proc) int { return cmp.Compare(a.PID, b.PID) })
	for _, p := range all {
		if len(o.by) == len(wanted) {
			break
		}
		o.look(p, wanted)
	}
	return o
}

// processes are those below a root folder, or one of them.
func processes(root string, only int) (procfs.Procs, error) {
	proc, err := procfs.NewFS(filepath.Join(root, "proc"))
	if err != nil {
		return nil, err
	}
	if only == 0 {
		return proc.AllProcs()
	}
	p, err := proc.Proc(only)
	return procfs.Procs{p}, err
}

// heldBy are the sockets that one process holds, by inode.
func heldBy(root string, process int) (map[uint64]bool, error) {
	all, err := processes(root, process)
	if err != nil {
		return nil, fmt.Errorf("looking for process %d: %w", process, err)
	}
	held := make(map[uint64]bool)
	for _, p := range all {
		targets, err := p.FileDescriptorTargets()
		if err != nil {
			return nil, fmt.Errorf("listing what process %d holds: %w", process, err)
		}
		for _, t := range targets {
			if inode, ok := socketInode(t); ok {
				held[inode] = true
			}
		}
	}
	return held, nil
}

// look notes which of the wanted sockets a process holds.
func (o *owners) look(p procfs.Proc, wanted map[uint64]bool) {
	targets, err := p.FileDescriptorTargets()
	if errors.Is(err, fs.ErrPermission) {
		o.hidden++
	}
	var who *owner
	for _, t := range targets {
		inode, ok := socketInode(t)
		if !ok || !wanted[inode] {
			continue
		}
		if _, known := o.by[inode]; known {
			continue
		}
		if who == nil {
			who = identify(p)
		}
		o.by[inode] = *who
	}
}

// socketInode reads what a descriptor of a socket links to, "socket:[12345]".
func socketInode(link string) (uint64, bool) {
	s, ok := strings.CutPrefix(link, "socket:[")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(s, "]"), 10, 64)
	return n, err == nil
}

// identify says what a process is. Its arguments are looked at for that and not
// kept.
func identify(p procfs.Proc) *owner {
	name, err := p.Comm()
	if err != nil {
		name = ""
	}
	w := &owner{pid: p.PID, name: clip(name)}
	var arguments []string
	if generic(w.name) {
		arguments, _ = p.CmdLine() // without them the port tells
	}
	w.service = serviceOf(w.name, arguments)
	return w
}

// clip keeps foreign text short and valid.
func clip(s string) string {
	const most = 200
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

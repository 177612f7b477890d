package mesoslog

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// RemoteName is the name of Remote in records.
const RemoteName = "mesoslog-remote"

// Access says how masters and agents are asked: time-out, certificates, login.
type Access = ask.Options

// Process is a master or agent whose own log is read.
type Process struct {
	URL   string // http://10.0.0.1:5050
	Agent bool
	// Named: the user named it; it may get the login.
	Named bool
}

// Remote reads the logs of masters and agents over HTTP, where no file is at
// hand: /files/read serves the INFO log of a process that has log_dir or
// external_log_file (src/files/files.cpp). It is polled, one request at a time
// for each process, and gives the events that a file with the same bytes gives;
// their Source is the URL of the log, Line is 0 unless the log is read from its
// beginning. A log that is met for the first time is read from Since on (zero:
// the last hour), others from the place that was saved.
//
// What is served is the file that was there when the process started: once glog
// has begun a new one it only tells old lines. From 1.3 on that shows, for the
// process notes our own requests in its log.
//
// Remote is also a Sink: masters that others find are read too, and agents with
// AllAgents.
type Remote struct {
	Processes []Process
	Options
	Access Access
	// Interval is the shortest pause between two looks at a log; 0: 5 s. Each look
	// leaves a line in the log of a process from 1.3 on.
	Interval time.Duration
	// AllAgents reads the logs of agents that are found; those in Processes are
	// read anyway.
	AllAgents bool
	// Most bounds how many logs of found processes are read; 0: 64.
	Most int
	// State is the folder that keeps places between runs; empty: none kept.
	State string
	// Told is shared with other collectors that may read the same lines.
	Told *Told
	Log  *slog.Logger

	mu    sync.Mutex
	found []Process        // in the order they were met; those that are gone are zero
	over  map[Process]bool // found and not read
	news  chan struct{}
}

// Name is RemoteName.
func (r *Remote) Name() string { return RemoteName }

// Run reads until ctx is cancelled. It returns a Permanent error for a process
// that was named and has no proper URL, and for an Access that cannot work.
func (r *Remote) Run(ctx context.Context, emit mesoswatch.Emit) error {
	client, err := ask.Open(r.Access)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer client.Close()
	for i, p := range r.Processes {
		if _, err := p.target(); err != nil {
			return mesoswatch.Permanent(fmt.Errorf("process %d of %d whose log is read: %w", i+1, len(r.Processes), err))
		}
	}
	return r.begin(client, emit).work(ctx, r.arrivals())
}

// Handle takes note of masters and agents that others have found, and of those
// that are gone. It never blocks.
func (r *Remote) Handle(rec mesoswatch.Record) error {
	s := rec.Snapshot
	if s == nil {
		return nil
	}
	switch {
	case s.Master != nil:
		r.meet(Process{URL: s.Master.URL, Named: s.Master.Named}, s.Gone)
	case s.AgentCheck != nil && r.AllAgents:
		r.meet(Process{URL: s.AgentCheck.URL, Agent: true}, s.Gone)
	}
	return nil
}

func (r *Remote) meet(p Process, gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := slices.IndexFunc(r.found, func(o Process) bool { return o.URL == p.URL && o.Agent == p.Agent })
	switch {
	case at >= 0 && gone:
		r.found[at] = Process{}
	case gone:
		delete(r.over, p)
		return
	case at >= 0:
		return
	default:
		if _, err := p.target(); err != nil {
			return // not an address: nothing to be read there
		}
		r.put(p)
	}
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// put adds a process, in a place that has become free if there is one.
func (r *Remote) put(p Process) {
	at := slices.Index(r.found, Process{})
	switch {
	case at >= 0:
		r.found[at] = p
	case len(r.found) < r.most():
		r.found = append(r.found, p)
	default:
		if r.over == nil {
			r.over = make(map[Process]bool)
		}
		if len(r.over) < maxOver {
			r.over[p] = true
		}
		return
	}
	delete(r.over, p)
}

// maxOver bounds what is remembered of processes that are not read.
const maxOver = 10_000

func (r *Remote) most() int {
	if r.Most > 0 {
		return r.Most
	}
	return 64
}

// arrivals tells that something was found or is gone.
func (r *Remote) arrivals() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.news == nil {
		r.news = make(chan struct{}, 1)
	}
	return r.news
}

// all lists the processes to be read, the named ones first, each once, and how
// many more there would be.
func (r *Remote) all() (list []Process, over int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := make(map[string]bool)
	for _, p := range append(slices.Clone(r.Processes), r.found...) {
		if t, err := p.target(); err == nil && !known[t.String()] {
			known[t.String()] = true
			list = append(list, p)
		}
	}
	return list, len(r.over)
}

func (p Process) target() (ask.Target, error) {
	if p.Named {
		return ask.Named(p.URL)
	}
	return ask.Found(p.URL)
}

func (p Process) file() ask.File {
	if p.Agent {
		return ask.AgentLog
	}
	return ask.MasterLog
}

func (p Process) service() string {
	if p.Agent {
		return "agent"
	}
	return "master"
}

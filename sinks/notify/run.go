package notify

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// How often Health comes, reminders are looked for, and what could not be written is
// tried again.
const (
	healthEvery = 10 * time.Second
	remindEvery = 10 * time.Second
	retryEvery  = time.Second
)

// Run writes and delivers what Handle made, until ctx ends, and tells the Health of
// each receiver as source "notify NAME". Take comes before it.
func (n *Notifier) Run(ctx context.Context, emit mesoswatch.Emit) error {
	if n.q == nil {
		return mesoswatch.Permanent(errors.New("nobody is notified: " + n.trouble))
	}
	within, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	for _, l := range n.lanes {
		running.Go(func() { l.run(within) })
	}
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	var told, reminded time.Time
	said := ""
	for {
		now := n.o.Now()
		if now.Sub(reminded).Abs() >= remindEvery {
			n.remind(within, now)
			reminded = now
		}
		unwritten := n.write(within)
		if state := n.state(unwritten); state != said || now.Sub(told).Abs() >= healthEvery {
			said, told = state, now
			if n.tell(within, now, unwritten, emit) != nil {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-n.wake:
		case <-tick.C:
		}
	}
}

// write brings what waits to the disk and wakes the lanes; it answers why it could not.
func (n *Notifier) write(ctx context.Context) string {
	n.mu.Lock()
	some := len(n.pending) > 0 || len(n.lost) > 0
	n.mu.Unlock()
	if !some {
		return ""
	}
	err := n.flush(ctx)
	for _, l := range n.lanes {
		nudge(l.wake)
	}
	if err != nil && ctx.Err() == nil {
		n.o.Log.Error("the queue cannot be written", "err", err)
		return noRoom(err)
	}
	return ""
}

// state changes when a receiver begins or ceases to fail.
func (n *Notifier) state(unwritten string) string {
	s := unwritten
	for _, l := range n.lanes {
		s += strconv.FormatBool(l.reason() == "")
	}
	return s
}

// tell emits the Health of each receiver.
func (n *Notifier) tell(ctx context.Context, now time.Time, unwritten string, emit mesoswatch.Emit) error {
	standings := make(map[string]Standing)
	all, err := n.q.standings(ctx)
	if err != nil && unwritten == "" && ctx.Err() == nil {
		unwritten = noRoom(err)
	}
	if n.spare != nil {
		more, _ := n.spare.standings(ctx)
		all = append(all, more...)
	}
	for _, s := range all {
		sum := standings[s.Name]
		sum.Pending, sum.Sent, sum.Dropped = sum.Pending+s.Pending, sum.Sent+s.Sent, sum.Dropped+s.Dropped
		if s.Last.After(sum.Last) {
			sum.Last = s.Last
		}
		standings[s.Name] = sum
	}
	n.mu.Lock()
	lost := make(map[string]int64)
	for name, many := range n.lost {
		lost[name] = many
	}
	n.mu.Unlock()
	for _, l := range n.lanes {
		s := standings[l.Name]
		h := mesoswatch.Health{
			At: now, Source: "notify " + l.Name, Collector: "notify", Asked: mesoswatch.Asked(l.Where), Interval: healthEvery.Seconds(),
			Queue: &mesoswatch.QueueHealth{Pending: s.Pending, Sent: s.Sent, Dropped: s.Dropped + lost[l.Name], Last: s.Last},
		}
		for _, why := range []string{l.reason(), unwritten, n.trouble} {
			if why != "" && h.Why == "" {
				h.Why = why
			}
		}
		h.OK = h.Why == ""
		if err := emit(mesoswatch.Record{Health: &h}); err != nil {
			return err
		}
	}
	return nil
}

// remind makes a notice for what has been open for so long, and nobody has taken. A
// receiver that has not got the last one yet gets no other.
func (n *Notifier) remind(ctx context.Context, now time.Time) {
	if n.remindsNobody() {
		return
	}
	last, err := n.q.reminded(ctx)
	if err != nil {
		return // writing it will tell
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.pending) > 0 {
		return // what was made last is not on the disk yet
	}
	for _, f := range n.known.firing() {
		was, told := n.told[f.ID]
		if !told || f.Status != mesoswatch.Open {
			continue
		}
		for _, l := range n.lanes {
			since := was.at
			if at := last[[2]string{l.Name, f.ID}]; at.After(since) {
				since = at
			}
			if l.Repeat <= 0 || now.Sub(since) < l.Repeat || l.reason() != "" {
				continue
			}
			key := keyOf(notice.Reminder, &f, now) + "-" + plain(mesoswatch.FindingID(l.Name, mesoswatch.Subject{}))[2:8]
			if it := (item{finding: f.ID, stand: stand{at: now}, notice: n.make(notice.Reminder, &f, now, key), to: []string{l.Name}, remind: true}); l.Filter.passes(it.notice) {
				n.push(it)
			}
		}
	}
}

func (n *Notifier) remindsNobody() bool {
	for _, l := range n.lanes {
		if l.Repeat > 0 {
			return false
		}
	}
	return true
}

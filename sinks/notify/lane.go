package notify

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// lane is the way to one receiver. What waits in it is on the disk; one that is slow
// or down holds up no other.
type lane struct {
	*Receiver
	n    *Notifier
	wake chan struct{}

	singly  bool // the receiver refused several at once for good: they go one by one
	tries   int  // that failed in a row
	renewed time.Time
	// unnoted is what was delivered and could not be noted yet.
	unnoted map[*queue]*settled

	mu  sync.Mutex
	why string // the last try failed; empty: it did not
}

// idle is how long a lane rests when nothing wakes it.
const idle = time.Minute

// run delivers until ctx ends.
func (l *lane) run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := l.step(ctx)
		if pause <= 0 {
			continue
		}
		// While it fails nothing but time wakes it: the receiver is to recover.
		wake := l.wake
		if l.tries > 0 {
			wake = nil
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-t.C:
		}
		t.Stop()
	}
}

// window is how many notices a delivery is picked from.
const window = 500

// settled are notices that came to their end.
type settled struct {
	seqs          []uint64
	sent, dropped int64
}

// step makes one delivery, or renews when there is none to make, and answers how long
// to rest.
func (l *lane) step(ctx context.Context) time.Duration {
	l.note(ctx)
	var wait time.Duration
	for _, q := range l.n.queues() {
		all, err := l.head(ctx, q)
		if err != nil {
			return l.fail(ctx, err)
		}
		if l.singly && len(all) > 0 {
			return l.send(ctx, q, []notice.Notice{all[0].notice})
		}
		var batch []notice.Notice
		if batch, wait = l.Group.next(all, l.n.o.Now()); len(batch) > 0 {
			return l.send(ctx, q, batch)
		}
		if wait > 0 {
			return wait
		}
	}
	l.singly = false
	rest := l.renew(ctx)
	if len(l.unnoted) > 0 {
		rest = min(rest, retryEvery)
	}
	return rest
}

// head is what waits and was not delivered yet.
func (l *lane) head(ctx context.Context, q *queue) ([]waiting, error) {
	done := l.unnoted[q]
	if done == nil {
		return q.head(ctx, l.Name, max(window, l.Group.most()))
	}
	all, err := q.head(ctx, l.Name, max(window, l.Group.most())+len(done.seqs))
	return slices.DeleteFunc(all, func(w waiting) bool { return slices.Contains(done.seqs, w.notice.Seq) }), err
}

// send delivers and settles.
func (l *lane) send(ctx context.Context, q *queue, batch []notice.Notice) time.Duration {
	within, cancel := context.WithTimeout(ctx, cmp.Or(l.Timeout, l.n.o.Timeout))
	err := l.To.Deliver(within, batch)
	cancel()
	switch {
	case err != nil && ctx.Err() != nil:
		return 0 // we are to end: that is not the receiver's fault
	case err != nil && mesoswatch.IsPermanent(err) && len(batch) > 1:
		l.singly = true // to drop only what it does not take
		return 0
	case err != nil && !mesoswatch.IsPermanent(err):
		return l.fail(ctx, err)
	}
	if l.unnoted == nil {
		l.unnoted = make(map[*queue]*settled)
	}
	done := l.unnoted[q]
	if done == nil {
		done = &settled{}
		l.unnoted[q] = done
	}
	for i := range batch {
		done.seqs = append(done.seqs, batch[i].Seq)
	}
	if err == nil {
		done.sent += int64(len(batch))
	} else {
		done.dropped += int64(len(batch))
		l.n.o.Log.Error("a notice was refused for good", "receiver", l.Name, "key", batch[0].Key, "err", mesoswatch.Mask(err.Error()))
	}
	l.tries = 0
	l.say("")
	l.note(ctx)
	return 0
}

// note takes out of the queue what was delivered. While that cannot be it is known in
// memory, so that it is not sent again; also when we are to end it is tried.
func (l *lane) note(ctx context.Context) {
	for q, done := range l.unnoted {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
		err := q.settle(within, l.Name, done.seqs, done.sent, done.dropped)
		cancel()
		if err == nil {
			delete(l.unnoted, q)
			continue
		}
		l.n.o.Log.Error("what was delivered cannot be noted", "receiver", l.Name, "err", err)
	}
}

// noteWithin bounds one try.
const noteWithin = 5 * time.Second

// renew tells a receiver that forgets what is not over, when it is time to.
func (l *lane) renew(ctx context.Context) time.Duration {
	r, ok := l.To.(Renewer)
	if !ok {
		return idle
	}
	now := l.n.o.Now()
	if rest := r.Every() - now.Sub(l.renewed); !l.renewed.IsZero() && rest > 0 {
		return min(rest, r.Every()) // a clock that was set back
	}
	l.n.mu.Lock()
	firing := l.n.known.firing()
	l.n.mu.Unlock()
	mine := firing[:0]
	for _, f := range firing {
		if l.Filter.of(&f) {
			mine = append(mine, slim(f))
		}
	}
	within, cancel := context.WithTimeout(ctx, cmp.Or(l.Timeout, l.n.o.Timeout))
	err := r.Renew(within, mine)
	cancel()
	if err != nil && ctx.Err() == nil && !mesoswatch.IsPermanent(err) {
		return l.fail(ctx, err)
	}
	l.renewed = now
	if l.tries > 0 { // it is back
		_ = l.n.q.settle(ctx, l.Name, nil, 0, 0) // for notify status alone
	}
	l.tries = 0
	l.say("")
	return r.Every()
}

// fail notes a failure and answers the pause before the next try: twice as long each
// time, up to a bound, more or less a quarter, and not before the receiver asked for.
func (l *lane) fail(ctx context.Context, err error) time.Duration {
	why := mesoswatch.Mask(err.Error())
	if l.say(why) {
		l.n.o.Log.Warn("a receiver is not reached", "receiver", l.Name, "err", why)
	}
	_ = l.n.q.failing(ctx, l.Name, why) // for notify status alone
	pause := min(l.n.o.Least<<min(l.tries, 20), l.n.o.Most)
	l.tries++
	pause = time.Duration(float64(pause) * (0.75 + rand.Float64()/2))
	const longest = time.Hour // whatever a receiver asks for
	return max(pause, min(notice.After(err), longest))
}

// say sets why it fails; it answers whether that is new.
func (l *lane) say(why string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.why
	l.why = why
	if (was == "") != (why == "") {
		nudge(l.n.wake) // Health is due
	}
	return was != why
}

func (l *lane) reason() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

package ports

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// How hard a round works.
const (
	atOnce  = 8
	spacing = 200 * time.Millisecond // between two connections to one host
)

// visit is what is to be tried of one host in a round.
type visit struct {
	host  *host
	ports []int     // those that are left
	next  time.Time // not before
}

// job is one port to try, and what came of it.
type job struct {
	host       *host
	port       int
	state, why string
}

// round tries all ports of all visits, the hosts in turn, at a steady rate.
type round struct {
	queue visits
	gap   time.Duration // between any two connections
	slot  time.Time     // of the next
	try   func(ctx context.Context, h *host, port int) (state, why string)
	take  func(job) error
}

// run ends when all is tried, take fails, or ctx is cancelled, with its error.
func (r *round) run(ctx context.Context) error {
	work, done := make(chan job), make(chan job)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer close(work)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range atOnce {
		workers.Go(func() {
			for j := range work {
				j.state, j.why = r.try(ctx, j.host, j.port)
				select {
				case done <- j:
				case <-ctx.Done():
				}
			}
		})
	}
	return r.hand(ctx, work, done)
}

// hand gives out jobs when their time has come, and takes back what came of them.
func (r *round) hand(ctx context.Context, work chan<- job, done <-chan job) error {
	heap.Init(&r.queue)
	wake := time.NewTimer(0)
	defer wake.Stop()
	for busy := 0; busy > 0 || len(r.queue) > 0; {
		var out chan<- job
		var next job
		if len(r.queue) > 0 {
			v := r.queue[0]
			if wait := max(time.Until(v.next), time.Until(r.slot)); wait > 0 {
				wake.Reset(wait)
			} else {
				out, next = work, job{host: v.host, port: v.ports[0]}
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-wake.C:
		case out <- next:
			busy++
			r.given()
		case j := <-done:
			busy--
			if ctx.Err() != nil {
				return ctx.Err() // half a try says nothing
			}
			if err := r.take(j); err != nil {
				return err
			}
		}
	}
	return nil
}

// given takes the first port off the first visit, whose next has to wait.
func (r *round) given() {
	now := time.Now()
	v := r.queue[0]
	v.ports, v.next = v.ports[1:], now.Add(spacing)
	r.slot = now.Add(r.gap)
	if len(v.ports) == 0 {
		heap.Pop(&r.queue)
		return
	}
	heap.Fix(&r.queue, 0)
}

// visits are ordered by when they may go on.
type visits []*visit

func (q visits) Len() int           { return len(q) }
func (q visits) Less(i, j int) bool { return q[i].next.Before(q[j].next) }
func (q visits) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *visits) Push(x any)        { *q = append(*q, x.(*visit)) }

func (q *visits) Pop() any {
	old := *q
	v := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return v
}

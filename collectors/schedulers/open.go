package schedulers

import (
	"context"
	"fmt"
	"io"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// probe asks without any credential, which tells whether authentication is on, and
// then with one where there is one: what is behind authentication may be more.
func (v *visit) probe(ctx context.Context, r ask.Request, read func(io.Reader) error) *ask.Error {
	without := read
	if v.login {
		without = first
	}
	e := v.get(ctx, r.Anonymous(), without)
	switch open := e == nil; {
	case open || e.Kind == ask.Unauthorized || e.Kind == ask.Forbidden:
		if v.self.Open == nil || *v.self.Open {
			v.self.Open = &open
		}
	case !e.Answered():
		return e
	}
	if !v.login || ctx.Err() != nil {
		return e
	}
	return v.get(ctx, r, read)
}

// first is a reading that wants to know only that something comes.
func first(from io.Reader) error {
	_, err := io.ReadFull(from, make([]byte, 1))
	return err
}

// ask asks a scheduler for one of its own calls.
func (v *visit) ask(call ask.SchedulerCall) ask.Request { return ask.Scheduler(v.front, call) }

// reader reads applications of the scheduler.
func (v *visit) reader() *reader {
	return newReader(v.url(), v.application)
}

// listed notes what came of a list of applications. Where there is no such list,
// there is nothing in it.
func (v *visit) listed(r *reader, e *ask.Error) {
	v.odd(r)
	switch {
	case e != nil:
		v.missed(e, mesoswatch.SubjectApplication)
	case v.refused > 0:
		v.lacks(fmt.Sprintf("%d applications have no room, %d are kept", v.refused, mostApplications), mesoswatch.SubjectApplication)
	}
}

package mesosapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// asker asks one process, one request at a time, and keeps the books: what was
// asked in this round, what is in trouble since when it was last asked, how long
// an answer takes. It belongs to one goroutine.
type asker struct {
	target ask.Target
	client *ask.Client

	round   round
	trouble []trouble                     // in the order of the first
	cost    map[ask.Request]time.Duration // of the last answer
	done    map[ask.Request]time.Time     // when it was there
}

// round is what was asked since the last report.
type round struct {
	asked    []mesoswatch.Exchange
	slowest  time.Duration
	answered bool // an endpoint spoke
	failed   bool // asking again soon would not help
	silent   *ask.Error
}

// trouble is a request whose last answer was no good one.
type trouble struct {
	request ask.Request
	why     string
}

// mostHeavy bounds how long a list of the whole cluster may take to come: as long
// nothing else is heard of that master.
const mostHeavy = 3 * time.Minute

// mostSilence bounds what a request without an answer adds to the pause: how long
// the answer would have taken is not known.
const mostSilence = 12 * time.Second

// get asks for r and hands the answer to decode, as it comes when it can be large.
// nil decode leaves the body alone. The error is nil when the answer was good.
func (a *asker) get(ctx context.Context, r ask.Request, decode func(io.Reader) (document.Head, error)) (ask.Answer, *ask.Error) {
	var answer ask.Answer
	var head document.Head
	var err error
	read := func(body io.Reader) (err error) {
		head, err = decode(body)
		return err
	}
	if r.Heavy() {
		limited, cancel := context.WithTimeout(ctx, mostHeavy)
		answer, err = a.client.Stream(limited, a.target, r, read)
		cancel()
	} else if answer, err = a.client.Do(ctx, a.target, r); err == nil && decode != nil {
		if wrong := read(bytes.NewReader(answer.Body)); wrong != nil {
			err = &ask.Error{Kind: ask.Garbage, Status: answer.Status, Target: a.target, Request: r, Err: wrong}
		}
	}
	e := asError(err)
	a.note(r, answer, e)
	a.odd(head.Odd)
	return answer, e
}

// odd adds to the last exchange how much in its answer was passed over.
func (a *asker) odd(all []document.Odd) {
	n := int64(0)
	for _, o := range all {
		n += o.Count
	}
	if n > 0 {
		x := &a.round.asked[len(a.round.asked)-1]
		x.Outcome += fmt.Sprintf(", %d odd values passed over, such as %s: %s", n, all[0].Path, all[0].Why)
	}
}

func asError(err error) *ask.Error {
	if err == nil {
		return nil
	}
	var e *ask.Error
	if errors.As(err, &e) {
		return e
	}
	return &ask.Error{Kind: ask.Garbage, Err: err}
}

// note writes an exchange into the books.
func (a *asker) note(r ask.Request, answer ask.Answer, e *ask.Error) {
	took := answer.Took
	if a.cost == nil {
		a.cost, a.done = make(map[ask.Request]time.Duration), make(map[ask.Request]time.Time)
	}
	a.cost[r], a.done[r] = took, time.Now()
	if e != nil && e.Kind == ask.Timeout {
		took = min(took, mostSilence)
	}
	a.round.slowest = max(a.round.slowest, took)
	a.round.asked = append(a.round.asked, mesoswatch.Exchange{
		What: r.String(), Outcome: outcome(answer, e), Seconds: answer.Took.Seconds(), Bytes: answer.Wire,
	})
	if e == nil {
		a.pardon(r)
		a.round.answered = true
		return
	}
	a.blame(r, e.Reason())
	if e.Answered() {
		a.round.answered = true
	} else {
		a.round.silent = e
	}
	switch e.Kind {
	case ask.BadStatus:
		a.round.failed = a.round.failed || e.Status >= 500
	case ask.Unauthorized, ask.Forbidden, ask.NotFound, ask.Redirected, ask.NoLeader, ask.Recovering, ask.TooLarge:
	default:
		a.round.failed = true
	}
}

// blame notes why a request has no good answer, in its place if it had none before.
func (a *asker) blame(r ask.Request, why string) {
	for i := range a.trouble {
		if a.trouble[i].request == r {
			a.trouble[i].why = why
			return
		}
	}
	a.trouble = append(a.trouble, trouble{r, why})
}

// pardon takes a request out of the troubles: it was answered, or what it was
// answered is as it should be.
func (a *asker) pardon(r ask.Request) {
	for i, t := range a.trouble {
		if t.request == r {
			a.trouble = append(a.trouble[:i:i], a.trouble[i+1:]...)
			return
		}
	}
}

// outcome is what came of an exchange in a word.
func outcome(a ask.Answer, e *ask.Error) string {
	switch {
	case e == nil:
		return strconv.Itoa(a.Status)
	case e.Status == 0:
		return string(e.Kind)
	}
	switch e.Kind {
	case ask.Garbage, ask.Cut, ask.TooLarge, ask.Timeout:
		return strconv.Itoa(e.Status) + ", " + string(e.Kind)
	}
	return strconv.Itoa(e.Status)
}

// goOn tells whether the other endpoints are worth asking.
func goOn(e *ask.Error) bool { return e == nil || e.Answered() }

// why joins what is in trouble; nothing else counts while nobody answers.
func (a *asker) why() string {
	if a.round.silent != nil && !a.round.answered {
		return a.round.silent.Request.String() + ": " + a.round.silent.Reason()
	}
	text := ""
	for i, t := range a.trouble {
		if i > 0 {
			text += "; "
		}
		text += t.request.String() + ": " + t.why
	}
	return text
}

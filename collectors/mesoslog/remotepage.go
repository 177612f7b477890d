package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// shareOfCatchUp: while pages are read one behind the other, the pause is so many
// times the last answer, so that a process spends at most a fifth of its time on
// them. They are served by an actor of their own, not by the master's.
const shareOfCatchUp = 4

// pager asks one process for pages of its log, one at a time.
type pager struct {
	client *ask.Client
	target ask.Target
	file   ask.File

	old     bool // asks in the form up to 0.24
	known   bool // that one of the forms is answered
	free    time.Time
	slowest time.Duration
	asked   []mesoswatch.Exchange // in this round, by what was asked
}

// begin begins a round.
func (g *pager) begin() { g.slowest, g.asked = 0, nil }

// read asks for length bytes from offset on. The error is an *ask.Error, or that
// of ctx.
func (g *pager) read(ctx context.Context, offset int64, length int) (page, error) {
	p, err := g.try(ctx, offset, length)
	var e *ask.Error
	if errors.As(err, &e) && e.Kind == ask.NotFound && !g.known {
		g.old = !g.old
		if p, again := g.try(ctx, offset, length); again == nil {
			return p, nil
		}
		g.old = false
	}
	return p, err
}

func (g *pager) try(ctx context.Context, offset int64, length int) (page, error) {
	if err := sleepUntil(ctx, g.free); err != nil {
		return page{}, err
	}
	form := ask.ReadLog
	if g.old {
		form = ask.ReadLogJSON
	}
	r := form(g.file, offset, length)
	a, err := g.client.Do(ctx, g.target, r)
	g.free = time.Now().Add(shareOfCatchUp * a.Took)
	var p page
	if err == nil {
		p, err = decodePage(a.Body)
		if err == nil && len(p.data) > length {
			err = fmt.Errorf("%d bytes where %d were asked for", len(p.data), length)
		}
		if err != nil {
			err = &ask.Error{Kind: ask.Garbage, Target: g.target, Request: r, Status: a.Status, Err: err}
		}
	}
	g.note(r, a, err)
	g.known = g.known || err == nil
	return p, err
}

// size asks how long the file is.
func (g *pager) size(ctx context.Context) (int64, error) {
	p, err := g.read(ctx, -1, 0)
	return p.offset, err
}

// note adds up what was asked in this round.
func (g *pager) note(r ask.Request, a ask.Answer, err error) {
	g.slowest = max(g.slowest, a.Took)
	what := r.Method() + " " + r.Path()
	if len(g.asked) == 0 || g.asked[len(g.asked)-1].What != what {
		g.asked = append(g.asked, mesoswatch.Exchange{What: what})
	}
	x := &g.asked[len(g.asked)-1]
	x.Outcome = strconv.Itoa(a.Status)
	var e *ask.Error
	if errors.As(err, &e) && (e.Status == 0 || e.Status == 200) {
		x.Outcome = string(e.Kind)
	}
	x.Seconds = max(x.Seconds, a.Took.Seconds())
	x.Bytes += a.Wire
}

func sleepUntil(ctx context.Context, at time.Time) error {
	wake := time.NewTimer(time.Until(at))
	defer wake.Stop()
	select {
	case <-wake.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

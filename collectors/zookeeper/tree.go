package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// tree is what is known below the path, and reads it: round by round, and at once
// when something that was read changes.
type tree struct {
	ensemble       Ensemble
	dialing        *dialing
	limit          time.Duration // of one call
	rhythm         pace.Rhythm
	allowPlaintext bool
	emit           mesoswatch.Emit

	session  *session
	woken    chan struct{}               // a watch has fired
	avoid    string                      // the address that hung when it was asked last
	withheld bool                        // the login was not sent
	said     map[string]mesoswatch.Znode // as last emitted, by path
}

// lookLimit is how many times the limit of a call all calls of a look may take.
const lookLimit = 3

// comeback is how long at most a look that failed is not tried again.
const comeback = 10 * time.Second

// calm is the least time between two looks: watches may fire all the time.
const calm = 100 * time.Millisecond

// run looks until ctx is cancelled; an error is that of emit.
func (t *tree) run(ctx context.Context) error {
	t.woken = make(chan struct{}, 1)
	defer t.close()
	for ctx.Err() == nil {
		pause, gap, err := t.round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		t.rest(ctx, pause, gap)
	}
	return nil
}

// rest waits for the next look: for the pause, or where a watch fires no less than
// the gap.
func (t *tree) rest(ctx context.Context, pause, gap time.Duration) {
	next := time.NewTimer(pause + rand.N(pause/10+1))
	defer next.Stop()
	least := time.NewTimer(gap)
	defer least.Stop()
	select {
	case <-t.woken:
		select {
		case <-least.C:
		case <-ctx.Done():
		}
	case <-next.C:
	case <-ctx.Done():
	}
}

func (t *tree) close() {
	if t.session != nil {
		t.session.close()
		t.session = nil
	}
}

// round looks once and emits what changed. It answers how long to rest.
func (t *tree) round(ctx context.Context) (pause, gap time.Duration, err error) {
	began := time.Now()
	v, err := t.lookAgain(ctx)
	v.took = time.Since(began)
	if ctx.Err() != nil {
		return 0, 0, nil
	}
	reading := time.Duration(0) // a server that is gone is not slow
	if err != nil {
		v.miss(t.explain(err, v.detail))
	} else {
		reading = time.Since(v.connected)
	}
	rest := t.rhythm.After(pace.Round{Took: reading})
	if err != nil && rest.Pause > comeback { // nothing is watched meanwhile
		rest = pace.Rest{Pause: comeback, Why: "tried again after a failure"}
	}
	return rest.Pause, max(calm, 2*reading), t.report(v, rest)
}

// lookAgain looks, up to three times where a server is lost on the way: the
// others know the same.
func (t *tree) lookAgain(ctx context.Context) (v *view, err error) {
	limited, cancel := context.WithTimeout(ctx, lookLimit*t.limit)
	defer cancel()
	defer func() {
		if err != nil {
			t.close() // whatever it was, the next look begins afresh
		}
	}()
	for range 3 {
		fresh := t.session == nil
		v = &view{}
		if err = t.look(limited, v); err == nil {
			return v, nil
		}
		if s := t.session; s != nil {
			v.detail = s.dialer.lastTrouble()
			if s.watches.wantsSASL() {
				return v, errSASL
			}
			if errors.Is(err, errHangs) {
				t.avoid = s.conn.Server()
				t.close()
			}
		}
		if limited.Err() != nil || !passing(err, fresh) {
			break
		}
	}
	return v, err
}

// passing tells whether another server may answer, or the same in a moment. That
// none can be connected to is passing where there was a session before.
func passing(err error, fresh bool) bool {
	for _, lost := range []error{errHangs, zk.ErrConnectionClosed, zk.ErrSessionExpired, zk.ErrSessionMoved} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return errors.Is(err, zk.ErrNoServer) && !fresh
}

func (t *tree) connect(ctx context.Context) error {
	if t.session != nil {
		return nil
	}
	hosts, err := resolve(ctx, t.ensemble.Servers, t.limit/2)
	if err != nil {
		return err
	}
	t.session, err = openSession(opening{hosts: hosts, avoid: t.avoid, dialing: t.dialing, woken: t.woken, limit: t.limit})
	if err != nil {
		return err
	}
	t.withheld = false
	if t.ensemble.Login == (Login{}) {
		return nil
	}
	if t.withheld = !t.mayLogIn(hosts); t.withheld {
		return nil
	}
	if err := t.session.login(ctx, t.ensemble.Login); err != nil {
		return fmt.Errorf("login of %q: %w", t.ensemble.Login.User, err)
	}
	return nil
}

// mayLogIn tells whether the password may travel to any of the hosts.
func (t *tree) mayLogIn(hosts []host) bool {
	return t.allowPlaintext || t.dialing.proven() || loopback(hosts)
}

// errSASL: the C client of Mesos cannot do it either.
var errSASL = errors.New("the servers want a SASL login, which is not supported")

// explain puts the library's errors into words; detail is what became of the last
// connection.
func (t *tree) explain(err error, detail string) string {
	if detail != "" {
		detail = " (the last: " + mesoswatch.Mask(detail) + ")"
	}
	switch {
	case errors.Is(err, errHangs), errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no answer within %v: no server up, or no quorum%s", t.limit, detail)
	case errors.Is(err, zk.ErrNoServer):
		return "no server serves: none answers, or there is no quorum" + detail
	case errors.Is(err, zk.ErrConnectionClosed), errors.Is(err, zk.ErrClosing):
		return "the connection was lost"
	case errors.Is(err, zk.ErrAuthFailed):
		return fmt.Sprintf("login of %q: not accepted", t.ensemble.Login.User)
	}
	return mesoswatch.Mask(err.Error())
}

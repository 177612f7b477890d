package zookeeper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// maxCandidates bounds how many znodes are read in a round, the lowest sequence
// numbers first: where the path is open to the world, anybody can make more.
const maxCandidates = 256

// tree is what is known below the path, and reads it.
type tree struct {
	ensemble       Ensemble
	limit          time.Duration
	allowPlaintext bool
	emit           mesoswatch.Emit

	session  *session
	withheld bool                        // the login was not sent
	said     map[string]mesoswatch.Znode // as last emitted, by path
}

// view is one look at the tree.
type view struct {
	asked    []string
	nodes    []mesoswatch.Znode // candidates, lowest sequence first
	complete bool               // all of them are in nodes
	trouble  []string
}

// named is a candidate as its name tells it.
type named struct {
	name string
	label
	sequence int64
}

func (t *tree) close() {
	if t.session != nil {
		t.session.close()
		t.session = nil
	}
}

// round looks once and emits what changed.
func (t *tree) round(ctx context.Context) (pace.Round, error) {
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	v := &view{}
	if err := t.look(limited, v); err != nil {
		t.close() // whatever it was, the next round begins afresh
		v.trouble = append(v.trouble, t.explain(err))
	}
	if ctx.Err() != nil {
		return pace.Round{}, nil
	}
	return pace.Round{}, t.report(v, time.Since(began))
}

// look reads children, then data and ACL of each candidate. An error means that
// the session is of no more use.
func (t *tree) look(ctx context.Context, v *view) error {
	v.asked = append(v.asked, "children of "+t.ensemble.Path)
	if err := t.connect(ctx); err != nil {
		return err
	}
	names, err := t.session.children(ctx, t.ensemble.Path)
	if errors.Is(err, zk.ErrNoNode) {
		v.complete = true
		v.trouble = append(v.trouble, fmt.Sprintf("no znode %q: another path, or no master has come yet", t.ensemble.Path))
		return nil
	}
	if err != nil {
		return t.refusal(v, "children of "+t.ensemble.Path, err)
	}
	all := candidates(names)
	v.complete = len(all) <= maxCandidates
	if !v.complete {
		v.trouble = append(v.trouble, fmt.Sprintf("%d candidates, only the first %d were read", len(all), maxCandidates))
		all = all[:maxCandidates]
	}
	v.asked = append(v.asked, fmt.Sprintf("data and ACL of %d znodes", len(all)))
	for _, c := range all {
		if err := t.read(ctx, v, c); err != nil {
			v.complete = false
			return err
		}
	}
	return nil
}

func candidates(names []string) []named {
	var all []named
	for _, name := range names {
		if l, n, ok := candidate(name); ok {
			all = append(all, named{name, l, n})
		}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.sequence, b.sequence), strings.Compare(a.name, b.name))
	})
	return all
}

// read adds one candidate. One that has gone in between is none.
func (t *tree) read(ctx context.Context, v *view, c named) error {
	z := mesoswatch.Znode{Path: path.Join(t.ensemble.Path, c.name)}
	data, err := t.session.data(ctx, z.Path)
	switch {
	case errors.Is(err, zk.ErrNoNode):
		return nil
	case err != nil:
		if err := t.refusal(v, "data of "+z.Path, err); err != nil {
			return err
		}
	default:
		info, err := decodeInfo(c.label, data)
		if err != nil {
			v.trouble = append(v.trouble, fmt.Sprintf("data of %s: %v", z.Path, err))
		}
		z.ID, z.PID, z.Hostname, z.Address, z.Version = info.id, info.pid, info.hostname, info.address, info.version
	}
	acl, err := t.session.acl(ctx, z.Path)
	switch {
	case errors.Is(err, zk.ErrNoNode):
		return nil
	case err != nil:
		if err := t.refusal(v, "ACL of "+z.Path, err); err != nil {
			return err
		}
	}
	z.ACL = showACL(acl)
	z.Leader = len(v.nodes) == 0 // they come in the order of their numbers
	v.nodes = append(v.nodes, z)
	return nil
}

// refusal notes that the server does not let us read something, and hands on any
// other error.
func (t *tree) refusal(v *view, what string, err error) error {
	if !errors.Is(err, zk.ErrNoAuth) {
		return fmt.Errorf("%s: %w", what, err)
	}
	why := what + ": not permitted by its ACL"
	if t.withheld {
		why += "; the login was not sent, it would travel in clear"
	}
	v.trouble = append(v.trouble, why)
	return nil
}

func (t *tree) connect(ctx context.Context) error {
	if t.session != nil {
		return nil
	}
	addresses, err := resolve(ctx, t.ensemble.Servers)
	if err != nil {
		return err
	}
	if t.session, err = openSession(addresses); err != nil {
		return err
	}
	t.withheld = false
	if t.ensemble.Login == (Login{}) {
		return nil
	}
	if t.withheld = !t.allowPlaintext && !loopback(addresses); t.withheld {
		return nil
	}
	if err := t.session.login(ctx, t.ensemble.Login); err != nil {
		return fmt.Errorf("login of %q: %w", t.ensemble.Login.User, err)
	}
	return nil
}

// explain puts the library's errors into words.
func (t *tree) explain(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no answer within %v: no server up, or no quorum", t.limit)
	case errors.Is(err, zk.ErrNoServer):
		return "no server can be connected to"
	case errors.Is(err, zk.ErrConnectionClosed), errors.Is(err, zk.ErrClosing):
		return "the connection was lost"
	}
	return mesoswatch.Mask(err.Error())
}

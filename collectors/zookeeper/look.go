package zookeeper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
)

// maxCandidates bounds how many znodes of a kind are read in a look, the lowest
// sequence numbers first: where the path is open to the world, anybody can make
// more.
const maxCandidates = 256

// What a znode is.
const (
	whatPath      = "path"
	whatCandidate = "candidate"
	whatReplica   = "replica"
	whatReplicas  = "replicas" // the folder of those
)

// replicas is the child below which log replicas are (src/master/main.cpp).
const replicas = "log_replicas"

// view is one look at the tree.
type view struct {
	took time.Duration
	// connected is when the servers were asked first: before, it is the network and
	// its names that take time.
	connected time.Time
	asked     []mesoswatch.Exchange
	nodes     []mesoswatch.Znode // candidates and replicas with the lowest sequence first
	missed    bool               // something was not seen
	leads     bool               // the leader is among the nodes
	sasl      bool               // an ACL names SASL identities
	trouble   []string
	detail    string // what became of the last connection, where there is none
}

// miss notes what could not be seen.
func (v *view) miss(why string) {
	v.missed = true
	v.trouble = append(v.trouble, why)
}

// did notes what was asked for and what came of it.
func (v *view) did(what string, began time.Time, err error) {
	outcome := Answered
	switch {
	case errors.Is(err, zk.ErrNoNode):
		outcome = "no such znode"
	case errors.Is(err, zk.ErrNoAuth):
		outcome = Refused
	case errors.Is(err, errHangs), errors.Is(err, context.DeadlineExceeded):
		outcome = TimedOut
	case errors.Is(err, zk.ErrNoServer):
		outcome = Unreachable
	case err != nil:
		outcome = "lost"
	}
	v.asked = append(v.asked, mesoswatch.Exchange{What: what, Outcome: outcome, Seconds: time.Since(began).Seconds()})
}

// look reads the path, its candidates, and its log replicas. An error means that
// the session is of no more use.
func (t *tree) look(ctx context.Context, v *view) error {
	began := time.Now()
	if err := t.connect(ctx); err != nil {
		v.did("children of "+t.ensemble.Path, began, err)
		return err
	}
	v.connected = time.Now()
	names, there, err := t.folder(ctx, v, mesoswatch.Znode{Path: t.ensemble.Path, What: whatPath})
	if err != nil {
		return err
	}
	v.asked = append(v.asked, mesoswatch.Exchange{What: "session", Of: t.session.conn.Server(), Outcome: Answered})
	if !there {
		v.trouble = append(v.trouble, fmt.Sprintf("no znode %q: another path, or no master has come yet", t.ensemble.Path))
		return nil
	}
	if err := t.members(ctx, v, members{t.ensemble.Path, names, whatCandidate}); err != nil {
		return err
	}
	for _, name := range names {
		if name == replicas {
			return t.lookReplicas(ctx, v)
		}
	}
	return nil
}

func (t *tree) lookReplicas(ctx context.Context, v *view) error {
	at := below(t.ensemble.Path, replicas)
	names, _, err := t.folder(ctx, v, mesoswatch.Znode{Path: at, What: whatReplicas})
	if err != nil {
		return err
	}
	return t.members(ctx, v, members{at, names, whatReplica})
}

// below is the path of a child.
func below(path, name string) string { return strings.TrimSuffix(path, "/") + "/" + name }

// folder reads the names below a path, and the path's own ACL. One that is not
// there is watched for.
func (t *tree) folder(ctx context.Context, v *view, z mesoswatch.Znode) (names []string, there bool, err error) {
	began := time.Now()
	names, err = t.names(ctx, z.Path)
	v.did("children of "+z.Path, began, err)
	if errors.Is(err, zk.ErrNoNode) {
		return nil, false, nil
	}
	if err != nil {
		if err := t.refusal(v, "children of "+z.Path, err); err != nil {
			return nil, false, err
		}
	}
	there, err = t.own(ctx, v, &z)
	if there {
		v.nodes = append(v.nodes, z)
	}
	return names, there, err
}

func (t *tree) names(ctx context.Context, path string) ([]string, error) {
	names, err := t.session.children(ctx, path)
	if !errors.Is(err, zk.ErrNoNode) {
		return names, err
	}
	there, err := t.session.exists(ctx, path)
	if err == nil && there { // it came in between
		return t.session.children(ctx, path)
	}
	return nil, cmp.Or(err, zk.ErrNoNode)
}

// refusal notes that the server does not let us read something, and hands on any
// other error.
func (t *tree) refusal(v *view, what string, err error) error {
	if !errors.Is(err, zk.ErrNoAuth) {
		return fmt.Errorf("%s: %w", what, err)
	}
	why := what + ": not permitted by its ACL"
	switch {
	case t.withheld:
		why += "; the login was not sent, it would travel in clear"
	case t.ensemble.Login != (Login{}):
		why += fmt.Sprintf(", for %q neither", t.ensemble.Login.User)
	case v.sasl:
		why += "; ACLs here name SASL identities, and SASL logins are not supported"
	}
	v.miss(why)
	return nil
}

package schedulers

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// marathon asks a Marathon, small things first.
func (v *visit) marathon(ctx context.Context) {
	if e := v.get(ctx, v.ask(ask.Ping), nil); e != nil && !e.Answered() {
		v.missed(e, v.kinds()...)
		return
	}
	if e := v.probe(ctx, v.ask(ask.MarathonInfo), v.readInfo); e != nil {
		v.missed(e, mesoswatch.SubjectScheduler)
		if !e.Answered() {
			v.missed(e, mesoswatch.SubjectApplication)
			return
		}
	}
	v.got(mesoswatch.SubjectScheduler)
	v.deployments(ctx)
	r := v.reader()
	v.groups(ctx, r)
	for _, list := range []struct {
		call ask.SchedulerCall
		read func(io.Reader) error
	}{{ask.MarathonApps, r.apps}, {ask.MarathonPods, r.pods}} {
		if ctx.Err() != nil || v.ended != nil {
			return
		}
		e := v.get(ctx, v.ask(list.call), list.read)
		if e != nil && e.Kind == ask.NotFound && list.call == ask.MarathonPods {
			continue // before 1.4
		}
		v.listed(r, e)
	}
	v.got(mesoswatch.SubjectApplication)
}

// readInfo takes in the configuration.
func (v *visit) readInfo(from io.Reader) error {
	var info marathonInfo
	if err := into(&info, func() bool { return info.Marathon != nil || info.Framework != "" })(from); err != nil {
		return err
	}
	info.onto(&v.self)
	return nil
}

// deployments counts what is being changed just now, and is a second opinion on
// authentication: a plugin may let anybody see the configuration and nothing else.
func (v *visit) deployments(ctx context.Context) {
	var all []json.RawMessage
	if e := v.probe(ctx, v.ask(ask.MarathonDeployments), into(&all)); e == nil {
		set(&v.self, "deployments", strconv.Itoa(len(all)))
	}
}

// groups reads which groups depend on which: what they say holds for all in them.
func (v *visit) groups(ctx context.Context, r *reader) {
	tree := newReader(v.url(), nil)
	e := v.get(ctx, v.ask(ask.MarathonGroups), tree.tree)
	if e != nil && ctx.Err() == nil && !errors.Is(e, errOther) && e.Kind != ask.NotFound {
		v.lacks("dependencies of groups are not known: " + e.Request.String() + ": " + e.Reason())
	}
	r.groups = tree.found
}

package mesosapi

import (
	"cmp"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// noAnswer is why a kind is not known that no file told of.
const noAnswer = "no saved answer tells it"

// mostTold bounds the files that are told of one by one.
const mostTold = 500

// health is how a reading of a folder went: which kinds its files tell whole.
func (a *archive) health(dir string, began time.Time, others, subjects int) *mesoswatch.Health {
	now := time.Now()
	h := &mesoswatch.Health{At: now, Source: dir, Collector: Name, Seconds: now.Sub(began).Seconds(), Subjects: subjects, Lacking: make(map[string]string)}
	for i, p := range a.pages {
		if i == mostTold {
			h.Asked = append(h.Asked, mesoswatch.Exchange{What: dir, Outcome: fmt.Sprintf("%d more answers of Mesos", len(a.pages)-i)})
			break
		}
		h.Asked = append(h.Asked, mesoswatch.Exchange{What: p.Path, Outcome: p.outcome(), Bytes: p.Bytes})
	}
	if n := a.others + others; n > 0 || len(h.Asked) == 0 {
		h.Asked = append(h.Asked, mesoswatch.Exchange{What: dir, Outcome: fmt.Sprintf("%d files hold nothing of masters or agents", n)})
	}
	for _, kind := range savedKinds() {
		if why := cmp.Or(a.lacks[kind], a.unknown(kind)); why != "" {
			h.Lacking[kind] = why
		} else {
			h.Complete = append(h.Complete, kind)
		}
	}
	h.Why = a.why
	if len(a.pages) == 0 {
		h.Why = "nothing of a master or an agent was saved there"
	}
	h.OK = h.Why == ""
	return h
}

// savedKinds are all that saved answers can tell of.
func savedKinds() []string {
	return append([]string{mesoswatch.SubjectMaster, mesoswatch.SubjectMetrics, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm, mesoswatch.SubjectAgentCheck}, clusterKinds()...)
}

// unknown says why a kind is not known, or nothing when it is.
func (a *archive) unknown(kind string) string {
	switch kind {
	case mesoswatch.SubjectMaster:
		if len(a.masters) == 0 {
			return noAnswer
		}
	case mesoswatch.SubjectCluster:
		if a.leader == "" {
			return "no saved answer is the leader's"
		}
	case mesoswatch.SubjectFlag:
		return a.without("flags", func(m *savedMaster) bool { return m.flags != nil })
	case mesoswatch.SubjectMetrics:
		return a.without("metrics", func(m *savedMaster) bool { return m.values != nil })
	case mesoswatch.SubjectRealm:
		return "saved answers do not tell whether a request without credentials was refused"
	case mesoswatch.SubjectAgentCheck:
		missing, all := a.unchecked()
		switch {
		case len(a.agents) == 0:
			return noAnswer
		case missing > 0:
			return fmt.Sprintf("of %d of %s no answer of their own was saved", missing, counted(all, "agent"))
		}
	case mesoswatch.SubjectRole:
		return a.unknownRoles()
	case mesoswatch.SubjectMachine:
		if !a.seen[sortStatus] || !a.seen[sortSchedule] {
			return noAnswer
		}
	default:
		if n := a.model.refused()[kind]; n > 0 {
			return fmt.Sprintf("%d have no room, %d are kept", n, mostOf(kind))
		}
		if !a.whole(kind) {
			return noAnswer
		}
	}
	return ""
}

// without counts the masters of which something was not saved.
func (a *archive) without(what string, has func(*savedMaster) bool) string {
	missing := 0
	for _, m := range a.masters {
		if !has(m) {
			missing++
		}
	}
	switch {
	case len(a.masters) == missing:
		return noAnswer
	case missing > 0:
		return fmt.Sprintf("of %d of %s no %s were saved", missing, counted(len(a.masters), "master"), what)
	}
	return ""
}

// unknownRoles: a role is known with its quota, which from 1.3 on it tells itself.
func (a *archive) unknownRoles() string {
	if !a.seen[sortRoles] {
		return noAnswer
	}
	if r := a.release(); !a.seen[sortQuota] && (!r.known || r.has(0, 27) && r.before(1, 3)) {
		return "quota: " + noAnswer
	}
	return ""
}

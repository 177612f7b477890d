package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// settling is how long after an election the leader's picture of the cluster may
// be incomplete: agents have ten minutes to come back
// (--agent_reregister_timeout, src/master/constants.hpp), and with them what
// frameworks use.
const settling = 12 * time.Minute

// maxMasters bounds the masters whose word on their election is kept.
const maxMasters = 100

// leadership follows who leads, and since when.
type leadership struct {
	leader     string // URL
	since      time.Time
	recovering bool
	seen       bool
	terms      *table[time.Time] // by URL: when it was elected, by its own word
}

// see takes in what masters and the cluster say; it answers true when a new term
// of a leader began, so that what was counted before says nothing of now.
func (l *leadership) see(s *mesoswatch.Snapshot) bool {
	switch {
	case s.Gone:
	case s.Cluster != nil:
		return l.lead(s.Cluster.Leader, s.At)
	case s.Master != nil && is(s.Master.Elected):
		return l.elected(s.Master, s.At)
	}
	return false
}

func (l *leadership) elected(m *mesoswatch.Master, at time.Time) bool {
	if l.terms == nil {
		l.terms = &table[time.Time]{max: maxMasters}
	}
	term := l.terms.put(m.URL)
	since := m.ElectedAt
	if since.IsZero() {
		since = m.Started // no earlier than that
	}
	renewed := false
	if !since.After(at.Add(Tolerance)) { // else its clock is wrong
		renewed = !term.IsZero() && since.After(*term)
		*term = since
	}
	if l.leader != "" && l.leader != m.URL {
		return false // another one leads by the word of the cluster
	}
	changed := l.lead(m.URL, at)
	l.recovering = m.Recovering
	if at := l.term(m.URL); !at.IsZero() {
		l.since = at
	}
	return changed || renewed
}

// lead notes the leader. Who leads when the first look is taken leads for an
// unknown time: only its own word makes that a recent one. One that was out of
// sight and is in the same term has not changed.
func (l *leadership) lead(url string, at time.Time) bool {
	if url == l.leader {
		return false
	}
	before := l.since
	l.leader, l.recovering = url, false
	if url == "" {
		return false
	}
	first := !l.seen
	l.seen = true
	if term := l.term(url); !term.IsZero() {
		l.since = term
		return !first && !term.Equal(before)
	}
	if first {
		return false
	}
	l.since = at
	return true
}

func (l *leadership) term(url string) time.Time {
	if l.terms == nil {
		return time.Time{}
	}
	if t := l.terms.peek(url); t != nil {
		return *t
	}
	return time.Time{}
}

// settled tells whether what the leader lists is the whole cluster by now.
func (l *leadership) settled(at time.Time) bool {
	return l.leader != "" && !l.recovering && (l.since.IsZero() || at.Sub(l.since) >= settling)
}

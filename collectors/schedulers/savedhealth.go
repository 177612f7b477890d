package schedulers

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// noAnswer is why a kind is not known that no file told of.
const noAnswer = "no saved answer tells it"

// health is how a reading of a folder went: which kinds its files tell whole. Its
// source is not the folder alone: others read the same one.
func (s *shelf) health(dir string, now time.Time, took time.Duration, subjects int) *mesoswatch.Health {
	h := &mesoswatch.Health{At: now, Source: dir + " (schedulers)", Collector: Name, Seconds: took.Seconds(), Asked: s.asked, Subjects: subjects}
	if s.more > 0 {
		h.Asked = append(h.Asked, mesoswatch.Exchange{What: dir, Outcome: fmt.Sprintf("%d more answers of schedulers", s.more)})
	}
	if s.others > 0 {
		h.Asked = append(h.Asked, mesoswatch.Exchange{What: dir, Outcome: fmt.Sprintf("%d files hold nothing of schedulers", s.others)})
	}
	if len(h.Asked) == 0 {
		h.Asked = mesoswatch.Asked(dir)
	}
	h.Lacking = s.unknown()
	for _, kind := range []string{mesoswatch.SubjectScheduler, mesoswatch.SubjectApplication, mesoswatch.SubjectGrant} {
		if h.Lacking[kind] == "" {
			h.Complete = append(h.Complete, kind)
		}
	}
	h.Why = s.why
	if len(s.files) == 0 {
		h.Why = "nothing of a scheduler was saved there"
	}
	h.OK = h.Why == ""
	return h
}

// unknown says of each kind why not all of it is known.
func (s *shelf) unknown() map[string]string {
	lacks := s.lacks
	say := func(kind, why string) {
		if lacks[kind] == "" {
			lacks[kind] = why
		}
	}
	told, listed := false, whole(0)
	for _, f := range s.files {
		// Chronos and Spark have no other word about themselves.
		told = told || f.sort.subject == mesoswatch.SubjectScheduler || f.sort.kind == Chronos || f.sort.kind == Spark
		if !f.broken {
			listed |= f.sort.whole
		}
	}
	if !told {
		say(mesoswatch.SubjectScheduler, noAnswer)
	}
	switch {
	case s.over > 0:
		say(mesoswatch.SubjectApplication, fmt.Sprintf("%d applications have no room", s.over))
	case listed&wholeApps == 0 && s.apps > 0:
		say(mesoswatch.SubjectApplication, "only single definitions were saved: what else runs is not known")
	case listed&wholeApps == 0:
		say(mesoswatch.SubjectApplication, noAnswer)
	case listed&wholePods == 0 && s.hasPods():
		say(mesoswatch.SubjectApplication, "pods of Marathon: "+noAnswer)
	}
	switch n := s.missing(); {
	case s.grants.refused > 0:
		say(mesoswatch.SubjectGrant, fmt.Sprintf("%d permissions have no room", s.grants.refused))
	case listed&wholeAccounts == 0 && len(s.granted) == 0:
		say(mesoswatch.SubjectGrant, noAnswer)
	case listed&wholeAccounts == 0:
		say(mesoswatch.SubjectGrant, "whose permissions were not saved is not known: no list of accounts is there")
	case n > 0:
		say(mesoswatch.SubjectGrant, fmt.Sprintf("permissions of %d of %d accounts and groups were not saved", n, len(s.accounts)))
	}
	return lacks
}

// hasPods tells whether a Marathon may have pods: from 1.4 on.
func (s *shelf) hasPods() bool {
	for _, f := range s.files {
		if r, ok := mesoswatch.ParseRelease(f.self.Version); ok && f.sort.kind == Marathon && !r.AtLeast(1, 4) {
			return false
		}
	}
	return true
}

package hostconf

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// kinds are the subjects of this collector.
var kinds = []string{mesoswatch.SubjectPackage, mesoswatch.SubjectProcess, mesoswatch.SubjectFile, mesoswatch.SubjectSetting}

// speaker says what looks have found, each thing when it changed.
type speaker struct {
	source   string
	emit     mesoswatch.Emit
	interval time.Duration
	said     map[mesoswatch.Subject]mesoswatch.Snapshot
}

// say emits one look and its health.
func (s *speaker) say(l *look, took time.Duration) error {
	l.overflow()
	now := make(map[mesoswatch.Subject]bool)
	for _, snap := range l.snapshots() {
		snap.At, snap.Source = l.at, s.source
		subject := snap.Subject()
		if now[subject] {
			continue
		}
		now[subject] = true
		old, known := s.said[subject]
		old.At = snap.At
		if known && reflect.DeepEqual(old, snap) {
			continue
		}
		s.said[subject] = snap
		if err := s.emit(mesoswatch.Record{Snapshot: &snap}); err != nil {
			return err
		}
	}
	if err := s.gone(l, now); err != nil {
		return err
	}
	h := l.health()
	h.At, h.Source, h.Seconds, h.Interval = l.at, s.source, took.Seconds(), s.interval.Seconds()
	return s.emit(mesoswatch.Record{Health: &h})
}

// gone says what is no longer there, of the kinds that were seen whole.
func (s *speaker) gone(l *look, now map[mesoswatch.Subject]bool) error {
	var lost []mesoswatch.Subject
	for subject := range s.said {
		if !now[subject] && len(l.lacking[subject.Kind]) == 0 {
			lost = append(lost, subject)
		}
	}
	slices.SortFunc(lost, func(a, b mesoswatch.Subject) int { return strings.Compare(a.String(), b.String()) })
	for _, subject := range lost {
		snap := s.said[subject]
		delete(s.said, subject)
		snap.At, snap.Gone = l.at, true
		if err := s.emit(mesoswatch.Record{Snapshot: &snap}); err != nil {
			return err
		}
	}
	return nil
}

// snapshots are all that was seen.
func (l *look) snapshots() []mesoswatch.Snapshot {
	var all []mesoswatch.Snapshot
	for _, p := range l.packages.order {
		all = append(all, mesoswatch.Snapshot{Package: p})
	}
	for _, p := range l.processes.order {
		all = append(all, mesoswatch.Snapshot{Process: p})
	}
	for _, f := range l.files.order {
		all = append(all, mesoswatch.Snapshot{File: f})
	}
	for _, x := range l.settings.order {
		all = append(all, mesoswatch.Snapshot{Setting: x})
	}
	return all
}

// overflow says which tables were too small for this host.
func (l *look) overflow() {
	for kind, over := range map[string]int{mesoswatch.SubjectPackage: l.packages.over, mesoswatch.SubjectProcess: l.processes.over, mesoswatch.SubjectFile: l.files.over, mesoswatch.SubjectSetting: l.settings.over} {
		if over > 0 {
			l.lack(kind, fmt.Sprintf("%d more than are kept", over))
		}
	}
}

// health says how the look went. Not to be permitted to read something is trouble;
// that a host has no database of packages, or no processes to look at, is only
// something that is lacking.
func (l *look) health() mesoswatch.Health {
	h := mesoswatch.Health{
		Collector: Name, Asked: l.asked, OK: len(l.troubles) == 0, Why: brief(l.troubles),
		Subjects: len(l.packages.order) + len(l.processes.order) + len(l.files.order) + len(l.settings.order),
	}
	if len(h.Asked) == 0 {
		h.Asked = mesoswatch.Asked("/etc")
	}
	for _, k := range kinds {
		if why := l.lacking[k]; len(why) > 0 {
			if h.Lacking == nil {
				h.Lacking = make(map[string]string)
			}
			h.Lacking[k] = brief(why)
			continue
		}
		h.Complete = append(h.Complete, k)
	}
	return h
}

// brief is a list of reasons as one sentence.
func brief(all []string) string {
	more := ""
	if len(all) > maxTroubles {
		more = fmt.Sprintf("; and %d more", len(all)-maxTroubles)
		all = all[:maxTroubles]
	}
	return mesoswatch.Mask(strings.Join(all, "; ") + more)
}

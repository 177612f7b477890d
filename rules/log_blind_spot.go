package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How counter and log are compared. Clocks differ, a round takes its time and a
// line comes late: lines up to a minute outside of a span count for it, and a few
// may be missing.
const (
	spotSpan    = 10 * time.Minute // after which a span ends by itself
	spotMargin  = time.Minute
	spotFew     = 3
	spotShare   = 10 // and one in so many
	maxReadings = 32
)

// logBlindSpot compares two sources, so it takes Go.
func logBlindSpot() Rule {
	r := Rule{
		Name: "log-blind-spot", ID: "d75b0e26-9c4f-4a18-83b1-6f2c5e9a7d04",
		Title: "Logins missing in the log",
		Description: "A master counted more requests to log in (its metric master/messages_authenticate) than its log tells of: by more than three, and more than one in ten, where lines of a minute before and after count as well. " +
			"Each such request leaves exactly one line at INFO (Authenticating …, Queuing up authentication request …, Re-authenticating …). Lines were lost or taken out, the log's level was raised (--logging_level), or the log that is followed is not the one, or not the only one, that the master writes to: failed logins can happen there unseen. " +
			"Compared only while a log of this master is followed and read to its end. A restart begins anew. Masters before 0.19 have no such counter.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1070.002", "attack.t1562.006"},
		FalsePositives: []string{"A level above INFO that is meant", "A log that was rotated with copytruncate", "A clock that is off by more than a minute on the master's host"},
		Runbook:        "log-silent",
		Remediation:    "Compare the master's flags log_dir and logging_level with what is followed; where the log should tell all, find out who changed it.",
		On:             On{Kinds: []string{"auth-start", "auth-failed", "process-start"}, Health: true, Snapshots: true, Own: true},
	}
	r.judgedBy(func() judge {
		return &blindSpots{
			plane: newPlane(), standing: standing{rule: r, open: table[stood]{max: maxMasters}},
			logs: table[loginLog]{max: maxConfigged}, spans: table[loginSpan]{max: maxMasters},
		}
	})
	return r
}

type blindSpots struct {
	plane
	standing
	logs  table[loginLog]  // by writer
	spans table[loginSpan] // by URL of the master
}

// loginSpan is the time over which a master's counter is compared with its log.
type loginSpan struct {
	base     reading
	readings []reading // behind it, to be compared
	uptime   float64
	id       string
}

// reading is what the counter said at one time.
type reading struct {
	at time.Time
	n  float64
}

func (j *blindSpots) evicted() int64 {
	return j.masters.evicted + j.open.evicted + j.logs.evicted + j.spans.evicted
}

func (j *blindSpots) check(rec mesoswatch.Record) []mesoswatch.Record {
	switch {
	case rec.Event != nil:
		j.event(rec.Event)
		return nil
	case rec.Health != nil && rec.Health.Log != nil:
		j.followed(rec.Health)
		return nil
	}
	said := j.see(rec)
	switch {
	case said == newsSaid && rec.Snapshot.Metrics != nil:
		j.counted(rec.Snapshot)
	case said == newsRound:
		return j.compare(rec.Health)
	}
	return nil
}

func (j *blindSpots) event(e *mesoswatch.Event) {
	if !serves("master", e.Service) {
		return
	}
	l := j.logs.put(key(writer(e)))
	l.name, l.source = logName(e.Source), e.Source
	l.line(e)
}

// followed notes how far a log is read, also one that has told nothing of interest.
func (j *blindSpots) followed(h *mesoswatch.Health) {
	name, known := logName(h.Source), false
	for n := j.logs.head; n != nil; n = n.next {
		if n.value.name == name {
			known = true
			n.value.upTo(h)
		}
	}
	if !known {
		l := j.logs.put(key(name))
		l.name, l.source, l.master = name, h.Source, strings.Contains(name, "master")
		l.upTo(h)
	}
}

func (l *loginLog) upTo(h *mesoswatch.Health) {
	if h.OK && h.Log.Behind == 0 && h.At.After(l.read) {
		l.read = h.At
	}
}

// of lists the logs of a master. Where only one master is known, all logs of
// masters are its.
func (j *blindSpots) of(v *voice) []*loginLog {
	var all []*loginLog
	for n := j.logs.head; n != nil; n = n.next {
		if l := &n.value; l.of(v) || j.masters.size() == 1 && l.master && l.id == "" && l.address == "" && !strings.Contains(l.source, "://") {
			all = append(all, l)
		}
	}
	return all
}

// counted takes a master's counter in.
func (j *blindSpots) counted(s *mesoswatch.Snapshot) {
	n, told := s.Metrics.Values["master/messages_authenticate"]
	v := j.masters.peek(key(s.Metrics.Of))
	if !told || v == nil {
		return
	}
	sp := j.spans.put(key(s.Metrics.Of))
	now := reading{s.At, n}
	if sp.restarted(now, v) || len(j.of(v)) == 0 {
		sp.base, sp.readings = now, nil
		return
	}
	sp.readings = append(sp.readings, now)
	if len(sp.readings) > maxReadings { // the log does not come on: begin anew
		sp.base, sp.readings = now, nil
	}
}

// restarted tells whether the counter is of another process than before.
func (sp *loginSpan) restarted(now reading, v *voice) bool {
	before, up, id := sp.last(), sp.uptime, sp.id
	if sp.uptime = v.metrics["master/uptime_secs"]; v.told != nil {
		sp.id = v.told.ID
	}
	return before.at.IsZero() || now.n < before.n || sp.uptime < up || id != "" && sp.id != "" && id != sp.id || now.at.Before(before.at)
}

func (sp *loginSpan) last() reading {
	if len(sp.readings) == 0 {
		return sp.base
	}
	return sp.readings[len(sp.readings)-1]
}

// compare looks at the readings that lie far enough behind, when the log is read
// beyond them.
func (j *blindSpots) compare(h *mesoswatch.Health) []mesoswatch.Record {
	v, sp := j.masters.peek(key(h.Source)), j.spans.peek(key(h.Source))
	if sp == nil || len(sp.readings) == 0 {
		return nil
	}
	logs := j.of(v)
	var out []mesoswatch.Record
	for len(sp.readings) > 0 && len(logs) > 0 {
		p := sp.readings[0]
		if h.At.Before(p.at.Add(spotMargin)) || slices.ContainsFunc(logs, func(l *loginLog) bool { return l.read.Before(p.at.Add(spotMargin)) }) {
			break
		}
		sp.readings = sp.readings[1:]
		out = append(out, j.weigh(v, sp, p, logs)...)
	}
	return out
}

// weigh compares the counter with the log from the base of the span to a reading.
func (j *blindSpots) weigh(v *voice, sp *loginSpan, p reading, logs []*loginLog) []mesoswatch.Record {
	lines := 0
	for _, l := range logs {
		lines += l.attempts(sp.base.at.Add(-spotMargin), p.at.Add(spotMargin))
	}
	base, grown := sp.base, int(p.n-sp.base.n)
	missing := grown - lines
	subject := masterSubject(v.url)
	if missing <= spotFew || missing <= grown/spotShare {
		if p.at.Sub(base.at) < spotSpan {
			return nil
		}
		sp.base = p
		if grown == 0 {
			return nil
		}
		return j.end(subject, mesoswatch.Evidence{Source: logs[0].source, Time: p.at, Text: fmt.Sprintf("%d lines for %d requests to log in: the log tells of them again", lines, grown)})
	}
	sp.base = p
	f := j.rule.snapshot(subject, p.at, map[string]string{
		"reason": fmt.Sprintf("%d requests to log in, %d lines", grown, lines), "missing": strconv.Itoa(missing), "source": logs[0].source,
	}, mesoswatch.Evidence{
		Source: v.url + "/metrics/snapshot", Time: p.at, JSONPath: `$["master/messages_authenticate"]`, Text: fmt.Sprintf("%s at %s, %s at %s", amount(base.n), base.at.UTC().Format("15:04:05"), amount(p.n), p.at.UTC().Format("15:04:05")),
	}, mesoswatch.Evidence{Source: logs[0].source, Time: p.at, Text: fmt.Sprintf("%d lines tell of a request to log in in that time, or a minute before or after", lines)})
	f.FirstSeen, f.Count = base.at, missing
	j.open.put(subject.String())
	return one(f)
}

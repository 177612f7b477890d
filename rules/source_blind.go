package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// sourceBlind tells of sources that cannot be seen, or not all of what they have.
// A ZooKeeper server that is known to be down is left to zookeeper-down and
// zookeeper-no-quorum, what nobody can tell because no master leads to
// master-none: one cause is one finding.
func sourceBlind() Rule {
	r := Rule{
		Name: "source-blind", ID: "f0b6f8f1-58a2-4f0e-9d55-5a7c0f2b9a31",
		Title: "Source not visible",
		Description: "A log, master, agent or other source that is watched gives nothing, or not all: it is unreadable, unreachable, answers nothing although it should (silent), refuses (401 with its realm, 403), " +
			"has had no round for three times its interval while others went on (stale), or its answers are well-formed and cut down (authorization hides frameworks, tasks or flags without a word). A log that just gives no lines is log-silent's. " +
			"One finding for each source; it names all reasons. While this lasts nothing is known about what is not seen, and the absence of findings there means nothing.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.t1562.006"},
		FalsePositives: []string{"A planned restart of the source", "A source that was taken out of service but is still named in the configuration", "A credential that is meant to see only a part"},
		Runbook:        "source-blind",
		Remediation:    "Restore access to the source, give the credential the right to see what is hidden, or take the source out of the configuration when it no longer exists.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &blindness{
			troubles: troubles{rule: r, open: table[trouble]{max: maxSources}}, plane: newPlane(), ensemble: newEnsemble(),
			sources: table[sighted]{max: maxSources},
		}
	})
	return r
}

type blindness struct {
	troubles
	plane
	ensemble
	sources table[sighted]
	pulse   heartbeat
	cutAt   string // the source whose answers are cut down
}

// sighted is what is known of the sight of one source.
type sighted struct {
	name, collector string
	lost            int64
	failing, silent string // by its last round
	lacking         string
	cut             []string
	beat
}

func (j *blindness) evicted() int64 {
	return j.open.evicted + j.masters.evicted + j.servers.evicted + j.sources.evicted
}

func (j *blindness) check(rec mesoswatch.Record) []mesoswatch.Record {
	before := j.cluster
	j.plane.see(rec)
	j.ensemble.see(rec.Snapshot)
	switch {
	case rec.Health != nil:
		out := j.round(rec)
		return append(out, j.still(rec.Health)...)
	case rec.Snapshot == nil:
		return nil
	case rec.Snapshot.Gone:
		return j.gone(rec.Snapshot)
	case rec.Snapshot.Cluster != nil:
		return j.cutDown(rec.Snapshot, before)
	}
	return nil
}

// round takes in what a source says of its last round. Of what was said before this
// start only changes are known: they are no beat, and that none came is no silence.
func (j *blindness) round(rec mesoswatch.Record) []mesoswatch.Record {
	h := rec.Health
	if h.Collector == notifyCollector {
		return nil // nothing is seen there; notify-failing tells
	}
	s := j.source(h.Source)
	s.collector, s.failing, s.silent, s.lacking, s.stale = h.Collector, "", "", "", ""
	if rec.Origin != mesoswatch.Restored {
		j.pulse.see(&s.beat, h)
	}
	if h.Log != nil {
		s.lost = h.Log.LostBytes
	}
	switch z := j.of(h.Source); {
	case z != nil && serviceOf(z) == serviceDead, z != nil && serviceOf(z) == serviceIdle:
		return j.end(s.subject(), h.At, "reported by zookeeper-down or zookeeper-no-quorum")
	case h.OK && h.Log != nil:
	case !h.OK:
		s.failing = or(h.Why, "no reason given")
	case h.Silent:
		s.silent = or(h.Why, "has nothing new to say although it should")
	}
	s.lacking = j.lacks(h, s.failing)
	return j.judge(s, rec)
}

// lacks says which kinds of subjects the source did not give, and why, as far as
// that is not in said.
func (j *blindness) lacks(h *mesoswatch.Health, said string) string {
	kinds := make(map[string][]string) // by reason
	for kind, why := range h.Lacking {
		if j.owes(h.Source, kind) && !strings.HasSuffix(why, " not sampled yet") && (said == "" || !strings.Contains(said, why)) {
			kinds[why] = append(kinds[why], kind)
		}
	}
	var all []string
	for why, of := range kinds {
		slices.Sort(of)
		all = append(all, strings.Join(of, ", ")+": "+or(why, "no reason given"))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// owes tells whether what a source lacks is its own fault. What the cluster has as
// a whole only the leader can tell; the others lack it because of him.
func (j *blindness) owes(source, kind string) bool {
	v := j.masters.peek(key(source))
	if v == nil || !slices.Contains([]string{
		mesoswatch.SubjectCluster, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask, mesoswatch.SubjectRole, mesoswatch.SubjectMachine,
	}, kind) {
		return true
	}
	return v.told == nil || is(v.told.Elected) || v.told.Elected == nil && (j.cluster == nil || j.cluster.Leader == source) || j.headless() == source
}

// headless is the first of the masters while somebody leads who is not asked:
// all that are asked have spoken, none leads, and none says that there is no
// leader. One of them has to say that nothing is seen of the cluster.
func (j *blindness) headless() string {
	all := j.answering()
	if len(all) == 0 || len(all) < len(j.cluster.Masters) || j.lead() != leadHeld || len(j.leaders()) > 0 ||
		slices.ContainsFunc(all, func(v *voice) bool { return v.told == nil }) {
		return ""
	}
	return all[0].url
}

// still looks for sources that have stopped while this one goes on.
func (j *blindness) still(h *mesoswatch.Health) []mesoswatch.Record {
	if !j.pulse.due() {
		return nil
	}
	var out []mesoswatch.Record
	for n := j.sources.tail; n != nil; n = n.prev {
		if s := &n.value; j.pulse.stopped(&s.beat) {
			out = append(out, j.judge(s, mesoswatch.Record{Health: h})...)
		}
	}
	return out
}

// cutDown takes in what the masters leave out of their answers. That is the
// leader's to answer for.
func (j *blindness) cutDown(snap *mesoswatch.Snapshot, before *mesoswatch.Cluster) []mesoswatch.Record {
	var out []mesoswatch.Record
	c, rec := snap.Cluster, mesoswatch.Record{Snapshot: snap}
	if before != nil {
		for _, u := range before.Masters {
			if !slices.Contains(c.Masters, u) {
				out = append(out, j.forget(u, rec)...)
			}
		}
	}
	if c.Leader == "" { // what it said stands until another one speaks
		return out
	}
	if old := j.sources.get(key(j.cutAt)); old != nil && j.cutAt != c.Leader && len(old.cut) > 0 {
		old.cut = nil
		out = append(out, j.judge(old, rec)...)
	}
	s := j.sources.get(key(c.Leader))
	if s == nil && len(c.Cut) == 0 {
		return out
	}
	s, j.cutAt = j.source(c.Leader), c.Leader
	if !slices.Equal(s.cut, c.Cut) {
		s.cut = c.Cut
		out = append(out, j.judge(s, rec)...)
	}
	return out
}

// gone forgets a source that is no longer watched.
func (j *blindness) gone(s *mesoswatch.Snapshot) []mesoswatch.Record {
	rec := mesoswatch.Record{Snapshot: s}
	switch {
	case s.Master != nil:
		return j.forget(s.Master.URL, rec)
	case s.ZooKeeper != nil:
		return j.forget(s.ZooKeeper.Address, rec)
	case s.AgentCheck != nil:
		return j.forget(s.AgentCheck.URL, rec)
	}
	return nil
}

func (j *blindness) forget(source string, rec mesoswatch.Record) []mesoswatch.Record {
	s := j.sources.peek(key(source))
	if s == nil {
		return nil
	}
	subject := s.subject()
	j.sources.remove(key(source))
	return j.end(subject, rec.At(), "it is no longer watched")
}

func (j *blindness) source(name string) *sighted {
	s := j.sources.put(key(name))
	s.name = name
	return s
}

func (s *sighted) subject() mesoswatch.Subject {
	return mesoswatch.Subject{Kind: "source", Name: cut(s.name, maxSubjectText)}
}

// judge says all that keeps the source from being seen, or that nothing does.
func (j *blindness) judge(s *sighted, rec mesoswatch.Record) []mesoswatch.Record {
	p := problem{at: rec.At(), source: s.name, level: mesoswatch.Medium}
	var reasons []string
	for _, why := range append([]string{s.stale, s.failing, s.lacking}, s.cut...) {
		if why != "" && !slices.ContainsFunc(reasons, func(said string) bool { return strings.Contains(said, why) }) {
			reasons = append(reasons, why)
		}
	}
	if len(reasons) == 0 && s.silent != "" {
		p.level, reasons = mesoswatch.Low, []string{s.silent}
	}
	if len(reasons) == 0 {
		return j.end(s.subject(), p.at, "answers again")
	}
	p.why = cut(strings.Join(reasons, "; "), maxFieldText)
	p.fields = map[string]string{"reason": p.why}
	if s.collector != "" {
		p.fields["collector"] = s.collector
	}
	if s.lost > 0 {
		p.fields["lost_bytes"] = strconv.FormatInt(s.lost, 10)
	}
	return j.report(s.subject(), p)
}

package zookeeper

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// view is the server as it is known now. What was not told in this round is
// absent, but for what hardly changes.
func (s *server) view(r *round) mesoswatch.ZooKeeper {
	z := mesoswatch.ZooKeeper{Address: s.address, Words: make(map[string]string), Via: r.via}
	if z.Via == "" && s.dialing.tls != nil {
		z.Via = "tls"
	}
	for w, m := range s.memory {
		if m.outcome != "" && (r.dead == "" || word(w) <= mntr) {
			z.Words[word(w).String()] = m.outcome
		}
	}
	if r.dead != "" {
		return z
	}
	t := r.status
	z.Version, z.Mode, z.Zxid, z.ReadOnly = t.version, t.mode, t.zxid, t.readOnly
	z.Connections, z.Outstanding, z.Nodes = t.connections, t.outstanding, t.nodes
	z.Watches, z.Ephemerals, z.Followers, z.Synced = t.watches, t.ephemerals, t.followers, t.synced
	z.LatencyMin, z.LatencyAvg, z.LatencyMax = t.latencyMin, t.latencyAvg, t.latencyMax
	s.remembered(&z)
	return z
}

// remembered adds what the words say that are asked rarely.
func (s *server) remembered(z *mesoswatch.ZooKeeper) {
	config := make(map[string]string)
	for _, w := range []word{conf, envi} {
		if tells(s.memory[w]) {
			parseSettings(config, s.memory[w].text)
		}
	}
	if len(config) > 0 {
		z.Config = config
	}
	if z.Mode == "" {
		return
	}
	if m := s.memory[isro]; tells(m) && z.ReadOnly == nil {
		readOnly := m.text == "ro"
		z.ReadOnly = &readOnly
	}
	if m := s.memory[cons]; tells(m) {
		z.Clients = parseClients(m.text)
	}
	if m := s.memory[wchs]; tells(m) && z.Watches == nil {
		z.Watches = parseWatches(m.text)
	}
}

// health says whether the server told of itself. ruok alone being refused is the
// default of 3.5 and later and no trouble: srvr tells more.
func (s *server) health(r *round, now time.Time) *mesoswatch.Health {
	rest := s.rhythm.After(pace.Round{Took: r.slowest})
	h := &mesoswatch.Health{
		At: now, Source: s.address, Collector: Name, Seconds: r.took.Seconds(), Asked: r.asked,
		Interval: rest.Pause.Seconds(), Pace: rest.Why,
	}
	if rest.Pause > s.rhythm.Interval {
		s.resume = now.Add(rest.Pause)
	}
	if r.dead == "" && r.status.known() {
		h.OK, h.Subjects, h.Complete = true, 1, []string{mesoswatch.SubjectZooKeeper}
		return h
	}
	h.Why = strings.Join(s.troubles(r), "; ")
	h.Lacking = map[string]string{mesoswatch.SubjectZooKeeper: h.Why}
	return h
}

func (s *server) troubles(r *round) []string {
	if r.dead != "" {
		return r.trouble
	}
	var why []string
	for _, w := range []word{ruok, srvr, stat} {
		if m := s.memory[w]; m.why != "" {
			why = append(why, m.why)
		}
	}
	return append(why, r.trouble...)
}

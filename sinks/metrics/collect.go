package metrics

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mesoswatch/mesoswatch"
)

// gatherer is a Meter for the client library: each scrape is one state of all.
type gatherer struct {
	m    *Meter
	desc map[string]description
}

// Describe implements prometheus.Collector.
func (g *gatherer) Describe(to chan<- *prometheus.Desc) {
	for _, d := range g.desc {
		to <- d.desc
	}
}

// Collect implements prometheus.Collector. What is counted is copied first, so that
// the loop never waits for who reads it.
func (g *gatherer) Collect(to chan<- prometheus.Metric) {
	s := scrape{desc: g.desc}
	s.process(g.m)
	g.m.mu.Lock()
	s.stream(g.m)
	s.seen(g.m)
	s.judged(g.m)
	s.sent(g.m)
	g.m.mu.Unlock()
	for _, one := range s.all {
		to <- one
	}
}

// scrape gathers values.
type scrape struct {
	desc map[string]description
	all  []prometheus.Metric
}

func (s *scrape) put(name string, value float64, labels ...string) {
	d := s.desc["mesoswatch_"+name]
	s.all = append(s.all, prometheus.MustNewConstMetric(d.desc, d.kind, value, labels...))
}

func (s *scrape) puts(name string, values map[string]float64) {
	for of, n := range values {
		s.put(name, n, of)
	}
}

// at tells a time, where there is one.
func (s *scrape) at(name string, t time.Time, labels ...string) {
	if !t.IsZero() {
		s.put(name, float64(t.UnixMilli())/1000, labels...)
	}
}

// process is what is not under the lock of the meter.
func (s *scrape) process(m *Meter) {
	s.put("build_info", 1, label(m.o.Version), runtime.Version())
	s.put("looking", truth(m.pulse.looking.Load()))
	_, busy := m.busy()
	s.put("pipeline_busy_seconds", busy.Seconds())
	s.put("queue_length", float64(max(m.pulse.waiting.Load(), 0)), "pipeline")
	if quiet := m.quiet(); m.pulse.last.Load() > 0 {
		s.at("last_record_timestamp_seconds", m.o.Now().Add(-quiet))
	}
	if m.o.Store != nil {
		s.put("queue_length", float64(m.o.Store.Waiting()), "store")
		for kind, n := range m.o.Store.Dropped() {
			s.put("store_dropped_total", float64(n), label(kind))
		}
	}
}

func (s *scrape) stream(m *Meter) {
	s.puts("records_total", m.records)
	s.puts("events_total", m.events.n)
	for name, r := range m.running {
		s.put("collector_running", truth(r.running > 0), name)
		s.put("collector_failures_total", r.failures, name)
	}
	if h := m.store; h != nil {
		s.put("store_up", truth(h.OK))
		if len(h.Asked) > 0 && h.Asked[0].Bytes > 0 {
			s.put("store_bytes", float64(h.Asked[0].Bytes))
		}
	}
}

// seen is what sources tell.
func (s *scrape) seen(m *Meter) {
	var evicted int64
	for name, is := range m.sources {
		s.put("source_up", truth(is.ok), name, is.collector)
		s.put("source_lacking", float64(is.lacking), name)
		s.put("source_round_seconds", is.seconds, name)
		s.at("source_last_report_timestamp_seconds", is.at, name)
		l := is.log
		if l == nil {
			continue
		}
		s.put("lines_total", float64(l.Lines), name)
		s.put("bytes_total", float64(l.Bytes), name)
		s.put("unrecognised_lines_total", float64(l.Unrecognised), name)
		s.put("lag_bytes", float64(l.Behind), name)
		s.put("lost_bytes_total", float64(l.LostBytes), name)
		s.at("last_line_timestamp_seconds", l.LastLine, name)
		evicted += l.Evicted
	}
	for name, p := range m.polls {
		for how, n := range p.outcomes.n {
			s.put("polls_total", n, name, how)
		}
		within := make(map[float64]uint64)
		for i, most := range buckets() {
			within[most] = p.within[i]
		}
		s.all = append(s.all, prometheus.MustNewConstHistogram(s.desc["mesoswatch_poll_duration_seconds"].desc, p.count, p.sum, within, name))
	}
	s.put("evictions_total", float64(evicted), "logs")
	s.put("evictions_total", m.evicted+m.findings.evicted, "metrics")
}

// judged is what rules found, and what that cost.
func (s *scrape) judged(m *Meter) {
	for of, n := range m.findings.sum(m.clock) {
		s.put("findings", n, of[:]...)
	}
	for _, turn := range []mesoswatch.Turn{mesoswatch.Opened, mesoswatch.Rose, mesoswatch.Reopened, mesoswatch.Ended, mesoswatch.Repeated} {
		s.put("findings_turns_total", m.findings.turns.n[string(turn)], string(turn))
	}
	var evicted int64
	looked, matched, cost := tally{most: maxRules}, tally{most: maxRules}, tally{most: maxRules}
	for _, r := range m.rules {
		name := label(r.Rule)
		looked.add(name, float64(r.Looked))
		matched.add(name, float64(r.Matches))
		cost.add(name, r.Seconds)
		evicted += r.Evicted
	}
	s.puts("rule_records_total", looked.n)
	s.puts("rule_matches_total", matched.n)
	s.puts("rule_seconds_total", cost.n)
	s.put("evictions_total", float64(evicted), "rules")
}

// sent is what receivers got.
func (s *scrape) sent(m *Meter) {
	for name, q := range m.queues {
		s.put("notify_up", truth(q.ok), name)
		s.put("notify_pending", float64(q.Pending), name)
		s.put("notify_delivered_total", float64(q.Sent), name)
		s.put("notify_dropped_total", float64(q.Dropped), name)
		s.at("notify_last_success_timestamp_seconds", q.Last, name)
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

package metrics

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/mesoswatch/mesoswatch"
)

// t0 is when the data begins.
var t0 = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// scraped is what a scrape tells: the text, and each value by its name and labels.
func scraped(t *testing.T, m *Meter) (text string, values map[string]float64) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:9115/metrics", nil)
	m.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", w.Code, w.Body)
	}
	text = w.Body.String()
	p := expfmt.NewTextParser(model.UTF8Validation)
	families, err := p.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	values = make(map[string]float64)
	for name, f := range families {
		for _, one := range f.Metric {
			var labels []string
			for _, l := range one.Label {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			values[name+"{"+strings.Join(labels, ",")+"}"] = value(one)
		}
	}
	return text, values
}

func value(m *dto.Metric) float64 {
	switch {
	case m.Counter != nil:
		return m.Counter.GetValue()
	case m.Histogram != nil:
		return float64(m.Histogram.GetSampleCount())
	case m.Summary != nil:
		return float64(m.Summary.GetSampleCount())
	}
	return m.Gauge.GetValue()
}

// stored is a store that has lost something.
type stored struct{ waiting, lost int64 }

func (s *stored) Waiting() int              { return int(s.waiting) }
func (s *stored) Dropped() map[string]int64 { return map[string]int64{"event": s.lost} }

func finding(id string, level mesoswatch.Level, at time.Time) mesoswatch.Record {
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: id, Rule: "auth-brute-force", Level: level, Status: mesoswatch.Open, FirstSeen: at, LastSeen: at, Count: 1}}
}

func health(h mesoswatch.Health) mesoswatch.Record { return mesoswatch.Record{Health: &h} }

// played has taken in a little of everything.
func played(t *testing.T) *Meter {
	t.Helper()
	m := New(Options{Version: "1.2.3", Store: &stored{3, 7}, Now: func() time.Time { return t0 }, Rules: func() []RuleCost {
		return []RuleCost{{Rule: "auth-brute-force", Looked: 40, Matches: 4, Seconds: 0.25, Evicted: 2}}
	}})
	ack := mesoswatch.Action{ID: "a-1", At: t0.Add(time.Minute), Who: "kim", What: mesoswatch.Acknowledge, Finding: "f-2"}
	restored := finding("f-3", mesoswatch.Low, t0.Add(-time.Hour))
	restored.Origin = mesoswatch.Restored
	over := finding("f-1", mesoswatch.High, t0.Add(3*time.Minute))
	over.Finding.Status = mesoswatch.Resolved
	stream := []mesoswatch.Record{
		restored,
		{Event: &mesoswatch.Event{Time: t0, Kind: "auth-failed"}}, {Event: &mesoswatch.Event{Time: t0, Kind: "auth-failed"}}, {Event: &mesoswatch.Event{Time: t0}},
		finding("f-1", mesoswatch.Medium, t0), finding("f-1", mesoswatch.High, t0.Add(time.Second)), finding("f-2", mesoswatch.Critical, t0), {Action: &ack}, over,
		health(mesoswatch.Health{At: t0, Source: "/var/log/mesos/mesos-master.INFO", Collector: "mesoslog", OK: true, Seconds: 0.5, Asked: mesoswatch.Asked("/var/log/mesos/mesos-master.INFO"),
			Log: &mesoswatch.LogHealth{Lines: 100, Bytes: 9_000, Unrecognised: 5, Behind: 17, LostBytes: 3, Evicted: 4, LastLine: t0}}),
		health(mesoswatch.Health{At: t0, Source: "http://m1:5050", Collector: "mesosapi", Lacking: map[string]string{"flag": "401"}, Asked: []mesoswatch.Exchange{
			{What: "GET /flags", Outcome: "401", Seconds: 0.02}, {What: "GET /state?x=y", Outcome: "200, timeout", Seconds: 6}, {What: "masters to ask", Outcome: "3"}}}),
		health(mesoswatch.Health{At: t0, Source: "agents", Collector: "mesosapi", OK: true, Asked: []mesoswatch.Exchange{{What: "GET /flags", Of: "37 agents", Outcome: "200", Seconds: 0.1}}}),
		health(mesoswatch.Health{At: t0, Source: "z1:2181", Collector: "zookeeper", OK: true, Asked: []mesoswatch.Exchange{{What: "srvr", Outcome: "answered", Seconds: 0.001}}}),
		health(mesoswatch.Health{At: t0, Source: "store", Collector: "store", OK: true, Asked: []mesoswatch.Exchange{{What: "/s.db", Outcome: "kept", Bytes: 4096}}}),
		health(mesoswatch.Health{At: t0, Source: "notify pager", Collector: "notify", OK: true, Queue: &mesoswatch.QueueHealth{Pending: 2, Sent: 11, Dropped: 1, Last: t0}}),
	}
	m.loop(t, stream...)
	return m
}

// loop has the meter's own loop take records in.
func (m *Meter) loop(t *testing.T, stream ...mesoswatch.Record) {
	t.Helper()
	from := collector{"tape", func(_ context.Context, emit mesoswatch.Emit) error {
		for _, r := range stream {
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	}}
	if err := m.Watch(t.Context(), []mesoswatch.Collector{from}, quietJudge{}, m); err != nil {
		t.Fatal(err)
	}
}

type collector struct {
	name string
	run  func(context.Context, mesoswatch.Emit) error
}

func (c collector) Name() string                                        { return c.name }
func (c collector) Run(ctx context.Context, emit mesoswatch.Emit) error { return c.run(ctx, emit) }

type quietJudge struct{}

func (quietJudge) Evaluate(mesoswatch.Record) []mesoswatch.Record { return nil }

func TestWhatAScrapeTells(t *testing.T) {
	text, got := scraped(t, played(t))
	log := "{source=/var/log/mesos/mesos-master.INFO}"
	for name, want := range map[string]float64{
		"looking{}": 1, "pipeline_busy_seconds{}": 0, "queue_length{queue=pipeline}": 0, "queue_length{queue=store}": 3,
		"records_total{kind=event}": 3, "records_total{kind=finding}": 4, "records_total{kind=health}": 6,
		"events_total{kind=auth-failed}": 2, "events_total{kind=unrecognised}": 1,
		"findings{level=high,rule=auth-brute-force,status=resolved}": 1, "findings{level=critical,rule=auth-brute-force,status=acknowledged}": 1,
		"findings{level=low,rule=auth-brute-force,status=open}": 1,
		"findings_turns_total{turn=opened}":                     2, "findings_turns_total{turn=rose}": 1, "findings_turns_total{turn=resolved}": 1, "findings_turns_total{turn=reopened}": 0,
		"lines_total" + log: 100, "bytes_total" + log: 9000, "unrecognised_lines_total" + log: 5, "lag_bytes" + log: 17, "lost_bytes_total" + log: 3,
		"source_up{collector=mesosapi,source=http://m1:5050}": 0, "source_lacking{source=http://m1:5050}": 1, "source_up{collector=zookeeper,source=z1:2181}": 1,
		"polls_total{endpoint=GET /flags,outcome=401}": 1, "polls_total{endpoint=GET /flags,outcome=200}": 37, "polls_total{endpoint=GET /state,outcome=200}": 1,
		"polls_total{endpoint=zookeeper srvr,outcome=answered}": 1, "poll_duration_seconds{endpoint=GET /flags}": 2,
		"rule_seconds_total{rule=auth-brute-force}": 0.25, "rule_records_total{rule=auth-brute-force}": 40, "rule_matches_total{rule=auth-brute-force}": 4,
		"evictions_total{of=logs}": 4, "evictions_total{of=rules}": 2, "evictions_total{of=metrics}": 0,
		"store_up{}": 1, "store_bytes{}": 4096, "store_dropped_total{kind=event}": 7,
		"notify_up{receiver=pager}": 1, "notify_pending{receiver=pager}": 2, "notify_delivered_total{receiver=pager}": 11, "notify_dropped_total{receiver=pager}": 1,
		"notify_last_success_timestamp_seconds{receiver=pager}": float64(t0.Unix()),
		"collector_running{collector=tape}":                     0, "collector_failures_total{collector=tape}": 0,
	} {
		if is, told := got["mesoswatch_"+name]; !told || is != want {
			t.Errorf("%s: %v, told %v, want %v", name, is, told, want)
		}
	}
	if strings.Contains(text, "masters to ask") || strings.Contains(text, `endpoint="/var`) {
		t.Error("what went over no network is told as a poll")
	}
	for _, one := range Table() {
		if !slices.ContainsFunc(slices.Collect(keys(got)), func(k string) bool { return strings.HasPrefix(k, one.Name+"{") }) {
			t.Errorf("%s is in the table and never told", one.Name)
		}
	}
	for k := range got {
		name, _, _ := strings.Cut(k, "{")
		if strings.HasPrefix(name, "mesoswatch_") && !slices.ContainsFunc(Table(), func(m Metric) bool { return m.Name == name }) {
			t.Errorf("%s is told and not in the table", name)
		}
	}
}

func keys(m map[string]float64) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Prometheus' own tool has nothing to say against names, units and help.
func TestPromtoolTakesTheMetrics(t *testing.T) {
	text, _ := scraped(t, played(t))
	if out := promtool(t, text, "check", "metrics"); out != "" {
		t.Errorf("promtool check metrics:\n%s", out)
	}
}

// promtool runs the tool of Debian's package prometheus.
func promtool(t *testing.T, in string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatal("promtool is not installed: sh scripts/needs.sh, or the package prometheus")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s%v", out, err)
	}
	if strings.HasPrefix(args[1], "rules") {
		return ""
	}
	return string(out)
}

// Names from outside neither break the text nor make it grow without end, and what is
// over the bound is still counted.
func TestHostileNames(t *testing.T) {
	m := New(Options{})
	nasty := "a\"}\n\\ \x1b[31m\xff\u202eevil" + strings.Repeat("x", 5000)
	var all []mesoswatch.Record
	for i := range 3 * maxKinds {
		name := fmt.Sprint(i, nasty)
		r := finding(fmt.Sprint("f-", i), mesoswatch.Low, t0)
		r.Finding.Rule = name
		all = append(all, r, mesoswatch.Record{Event: &mesoswatch.Event{Time: t0, Kind: name}},
			health(mesoswatch.Health{At: t0, Source: name, Collector: name, OK: i != 2*maxKinds, Asked: []mesoswatch.Exchange{
				{What: "GET /" + name, Outcome: name}, {What: "GET /x", Outcome: fmt.Sprint("word", i)}, {What: "GET /y", Outcome: fmt.Sprint(i)}}}),
			health(mesoswatch.Health{At: t0, Source: "notify " + name, Queue: &mesoswatch.QueueHealth{}}))
	}
	all = append(all, health(mesoswatch.Health{At: t0, Source: "http://kim:hunter2secret@m1:5050/x?password=hunter2secret", OK: true}))
	m.loop(t, all...)
	text, got := scraped(t, m)
	if strings.Contains(text, "\x1b") || strings.Contains(text, "\xff") || strings.Contains(text, "\u202e") || strings.Contains(text, "hunter2secret") {
		t.Error("a hostile name or a secret came through")
	}
	if n := len(got); n > 6_000 {
		t.Errorf("%d values", n)
	}
	if n := got["mesoswatch_events_total{kind=other}"]; n != 2*maxKinds {
		t.Errorf("other events: %v", n)
	}
	if up, told := got["mesoswatch_source_up{collector="+label(fmt.Sprint(3*maxKinds-1, nasty))+",source=other}"]; told && up != 0 {
		t.Error("one of the other sources is blind and they are told to be up")
	}
	if got["mesoswatch_evictions_total{of=metrics}"] == 0 {
		t.Error("what found no room is not counted")
	}
}

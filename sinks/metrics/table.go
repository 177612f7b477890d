package metrics

import "github.com/prometheus/client_golang/prometheus"

// Metric describes one metric of our own.
type Metric struct {
	Name, Help string
	Kind       string // counter, gauge or histogram
	Labels     []string
}

// The kinds of metrics.
const (
	counter   = "counter"
	gauge     = "gauge"
	histogram = "histogram"
)

// Table lists every metric of our own, in the order of the documentation. Beside them
// stand those of the Go runtime (go_*) and of the process (process_*).
func Table() []Metric {
	by := func(labels ...string) []string { return labels }
	return []Metric{
		{"mesoswatch_build_info", "Always 1; version and Go version as labels.", gauge, by("version", "go")},
		{"mesoswatch_looking", "1 while this process looks at the cluster, 0 while it reads what another one finds.", gauge, nil},
		{"mesoswatch_records_total", "Records that went through the pipeline, by kind.", counter, by("kind")},
		{"mesoswatch_last_record_timestamp_seconds", "When the last record went through the pipeline.", gauge, nil},
		{"mesoswatch_pipeline_busy_seconds", "How long the pipeline has worked at the record it is at; 0 when it waits for one.", gauge, nil},
		{"mesoswatch_queue_length", "What waits: records for the pipeline, units for the store.", gauge, by("queue")},
		{"mesoswatch_evictions_total", "Entries that bounded tables had to forget, by what holds the table.", counter, by("of")},
		{"mesoswatch_collector_running", "1 while the collector runs, 0 while it waits to be started again or has ended.", gauge, by("collector")},
		{"mesoswatch_collector_failures_total", "How often the collector ended with an error.", counter, by("collector")},

		{"mesoswatch_source_up", "1 when the source answered or could be read at its last round.", gauge, by("source", "collector")},
		{"mesoswatch_source_lacking", "Kinds of subjects that the source was asked for and did not give.", gauge, by("source")},
		{"mesoswatch_source_last_report_timestamp_seconds", "When the source last said how it is.", gauge, by("source")},
		{"mesoswatch_source_round_seconds", "How long the last round of the source took.", gauge, by("source")},
		{"mesoswatch_lines_total", "Lines read of a log.", counter, by("source")},
		{"mesoswatch_bytes_total", "Bytes read of a log.", counter, by("source")},
		{"mesoswatch_unrecognised_lines_total", "Lines that the catalogue of messages does not know.", counter, by("source")},
		{"mesoswatch_lag_bytes", "Bytes that are written to the log and not read yet.", gauge, by("source")},
		{"mesoswatch_lost_bytes_total", "Bytes that were taken away unread, by copytruncate.", counter, by("source")},
		{"mesoswatch_last_line_timestamp_seconds", "Time of the newest line of the log.", gauge, by("source")},
		{"mesoswatch_polls_total", "Requests to masters, agents, ZooKeeper and schedulers, by what was asked and what came of it.", counter, by("endpoint", "outcome")},
		{"mesoswatch_poll_duration_seconds", "How long they took; of many agents in one round, the slowest.", histogram, by("endpoint")},

		{"mesoswatch_events_total", "Events by kind; those that are not recognised as kind unrecognised.", counter, by("kind")},
		{"mesoswatch_findings", "Findings that are known, by rule, level and status.", gauge, by("rule", "level", "status")},
		{"mesoswatch_findings_turns_total", "What became of findings: opened, rose, reopened, resolved, repeated.", counter, by("turn")},
		{"mesoswatch_rule_seconds_total", "Time spent in the rule.", counter, by("rule")},
		{"mesoswatch_rule_records_total", "Records the rule looked at.", counter, by("rule")},
		{"mesoswatch_rule_matches_total", "Records the rule matched.", counter, by("rule")},

		{"mesoswatch_store_up", "1 while the store can be written or read.", gauge, nil},
		{"mesoswatch_store_bytes", "Size of the store's file.", gauge, nil},
		{"mesoswatch_store_dropped_total", "Records that were not kept, by kind.", counter, by("kind")},

		{"mesoswatch_notify_up", "1 while the receiver takes what it is sent.", gauge, by("receiver")},
		{"mesoswatch_notify_pending", "Notices that wait for the receiver.", gauge, by("receiver")},
		{"mesoswatch_notify_delivered_total", "Notices that the receiver confirmed, since its queue was made.", counter, by("receiver")},
		{"mesoswatch_notify_dropped_total", "Notices that the receiver will never get, since its queue was made.", counter, by("receiver")},
		{"mesoswatch_notify_last_success_timestamp_seconds", "When the receiver last confirmed something.", gauge, by("receiver")},
	}
}

// descriptions are those of Table for the client library, by name.
func descriptions() map[string]description {
	all := make(map[string]description)
	for _, m := range Table() {
		d := description{kind: prometheus.GaugeValue, desc: prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)}
		if m.Kind == counter {
			d.kind = prometheus.CounterValue
		}
		all[m.Name] = d
	}
	return all
}

type description struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
}

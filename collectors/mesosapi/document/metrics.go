package document

import (
	"io"

	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// Bounds of metrics: every framework, role and principal adds some, so whoever may
// register can add any number.
const (
	maxMetrics = 20_000
	maxMetric  = 512
)

// partMetrics is any metric.
const partMetrics part = "master/uptime_secs"

// Metrics reads /metrics/snapshot, and the answer to GET_METRICS: those whose name
// is wanted, all when want is nil. The map is never nil.
func Metrics(r io.Reader, want func(name string) bool) (map[string]float64, Head, error) {
	m := metricsReader{decoder: newDecoder(r, Take{}), want: want, values: map[string]float64{}}
	for key := range m.Fields {
		switch string(key) {
		case "type":
			m.call = m.Name()
		case "get_metrics":
			m.list()
		default:
			if m.Kind() == scan.Number {
				m.see(partMetrics)
			} else {
				m.see(partUnknown)
			}
			if name := scan.String(key); m.wants(name) {
				m.put(name, m.float())
			}
		}
	}
	head, err := m.finish(wanted{parts: []part{partMetrics}, call: "GET_METRICS", empty: true})
	return m.values, head, err
}

type metricsReader struct {
	*decoder
	want   func(name string) bool
	values map[string]float64
}

func (m *metricsReader) wants(name string) bool {
	return name != "" && (m.want == nil || m.want(name))
}

// put keeps a metric, if it has a value.
func (m *metricsReader) put(name string, value *float64) {
	switch {
	case value == nil:
	case len(m.values) == maxMetrics || len(name) > maxMetric:
		m.Odd("more metrics than are taken")
	default:
		m.values[name] = *value
	}
}

// list reads {"metrics": [{name, value}]}.
func (m *metricsReader) list() {
	for key := range m.Fields {
		if string(key) != "metrics" {
			continue
		}
		m.see(partMetrics)
		for range m.Elements {
			var name string
			var value *float64
			for key := range m.Fields {
				switch string(key) {
				case "name":
					name = m.Text(maxMetric + 1)
				case "value":
					value = m.float()
				}
			}
			if m.wants(name) {
				m.put(name, value)
			}
		}
	}
}

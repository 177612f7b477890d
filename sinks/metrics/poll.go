package metrics

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// buckets of poll_duration_seconds: a quick answer, a state of a large cluster, and
// the patience of a request.
func buckets() []float64 { return []float64{0.01, 0.05, 0.25, 1, 5, 20} }

// poll is what was asked at one kind of endpoint.
type poll struct {
	outcomes tally
	count    uint64
	sum      float64
	within   []uint64 // by bucket
}

// asked counts what a collector asked over the network.
func (m *Meter) asked(h *mesoswatch.Health) {
	for _, x := range h.Asked {
		name := endpoint(h.Collector, x.What)
		if name == "" || x.Outcome == "" {
			continue
		}
		if m.polls[name] == nil && len(m.polls) >= maxPolls {
			name = Other
		}
		p := m.polls[name]
		if p == nil {
			p = &poll{outcomes: tally{most: maxOutcomes}, within: make([]uint64, len(buckets()))}
			m.polls[name] = p
		}
		p.outcomes.add(outcome(x.Outcome), times(x.Of))
		p.took(x.Seconds)
	}
}

func (p *poll) took(seconds float64) {
	p.count++
	p.sum += seconds
	for i, most := range buckets() {
		if seconds <= most {
			p.within[i]++
		}
	}
}

// endpoint is what was asked without what names one subject of many: the path of a
// request, a word of ZooKeeper. Empty: it went over no network, or is no request.
func endpoint(collector, what string) string {
	method, rest, _ := strings.Cut(what, " ")
	switch {
	case (method == "GET" || method == "POST" || method == "HEAD") && strings.HasPrefix(rest, "/"):
		path, _, _ := strings.Cut(rest, " ")
		path, _, _ = strings.Cut(path, "?")
		return label(method + " " + path)
	case collector == "zookeeper" && rest == "" && len(what) == 4:
		return label("zookeeper " + what)
	}
	return ""
}

// outcome is the first word of what came of it: a status, "timeout".
func outcome(s string) string {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, " ")
	if n, err := strconv.Atoi(s); err == nil && (n < 100 || n > 999) {
		return Other
	}
	if len(s) > 24 {
		return Other
	}
	return label(s)
}

// times is how many an exchange stands for: "37 agents".
func times(of string) float64 {
	n, rest, _ := strings.Cut(of, " ")
	if many, err := strconv.Atoi(n); err == nil && many > 0 && strings.HasPrefix(rest, "agent") {
		return float64(many)
	}
	return 1
}

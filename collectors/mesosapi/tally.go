package mesosapi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// tally adds up what many agents were asked and answered since the last report.
type tally struct {
	by     map[[2]string]*sum // what was asked, outcome
	agents int
}

type sum struct {
	n       int64
	slowest float64
	bytes   int64
}

// mostOutcomes bounds the kinds of outcomes, which are few words and statuses.
const mostOutcomes = 200

// add takes in what one agent was asked.
func (t *tally) add(asked []mesoswatch.Exchange) {
	if t.by == nil {
		t.by = make(map[[2]string]*sum)
	}
	t.agents++
	for _, x := range asked {
		k := [2]string{x.What, x.Outcome}
		v := t.by[k]
		if v == nil {
			if len(t.by) >= mostOutcomes {
				continue
			}
			v = &sum{}
			t.by[k] = v
		}
		v.n++
		v.slowest = max(v.slowest, x.Seconds)
		v.bytes += x.Bytes
	}
}

// asked lists them: the slowest answer and all bytes of each kind.
func (t *tally) asked() []mesoswatch.Exchange {
	var all []mesoswatch.Exchange
	for _, k := range slices.SortedFunc(maps.Keys(t.by), func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	}) {
		v := t.by[k]
		all = append(all, mesoswatch.Exchange{What: k[0], Of: counted(int(v.n), "agent"), Outcome: k[1], Seconds: v.slowest, Bytes: v.bytes})
	}
	return all
}

// counted is "1 agent", "3 agents".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// mostReasons bounds how many reasons are told at once.
const mostReasons = 4

// report says how the sampling goes, when something was asked since the last time;
// and once there are agents, that nothing is known of them so far.
func (s *sampler) report() error {
	t := s.tally
	s.tally = tally{}
	if t.agents == 0 && (s.begun || s.unasked == 0) {
		return nil
	}
	s.begun = true
	now, waiting, reasons := time.Now(), s.unasked, make(map[string]int)
	for _, a := range s.agents {
		for _, why := range a.lacks {
			reasons[why]++
		}
	}
	h := &mesoswatch.Health{
		At: now, Source: SourceAgents, Collector: Name, Seconds: now.Sub(s.reported).Seconds(), Asked: t.asked(), Subjects: len(s.agents) - waiting,
		Why: s.lacking(reasons), Interval: s.spread.Seconds(),
		Pace: fmt.Sprintf("%s spread over %s, at most %d at a time", counted(len(s.agents), "agent"), s.spread.Round(time.Second), agentsAtOnce),
	}
	s.reported, h.OK = now, h.Why == ""
	why := h.Why
	if waiting > 0 {
		why = joined(why, fmt.Sprintf("%d of %s not sampled yet", waiting, counted(len(s.agents), "agent")))
	}
	if why == "" {
		h.Complete = []string{mesoswatch.SubjectAgentCheck}
	} else {
		h.Lacking = map[string]string{mesoswatch.SubjectAgentCheck: why}
	}
	return s.w.out.pass(mesoswatch.Record{Health: h})
}

// lacking puts reasons together, the most frequent first: "3 of 42 agents: 401,
// realm "mesos-agent-readonly"".
func (s *sampler) lacking(reasons map[string]int) string {
	all := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(reasons[b]-reasons[a], strings.Compare(a, b))
	})
	text := ""
	for i, why := range all {
		if i == mostReasons {
			return joined(text, fmt.Sprintf("and %d more reasons", len(all)-i))
		}
		text = joined(text, fmt.Sprintf("%d of %s: %s", reasons[why], counted(len(s.agents), "agent"), why))
	}
	return text
}

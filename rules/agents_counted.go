package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// count takes in how many agents the master counts unreachable. What it counts
// more are agents that leave its list, in this look or the next.
func (j *unreachables) count(s *mesoswatch.Snapshot) {
	j.cluster = s
	n, told := s.Cluster.Registered["slaves_unreachable"]
	if more := n - j.counted; told && j.known && more > 0 {
		j.pool += more
		j.grew = s.At
	}
	j.known, j.counted = told, n
}

// name finds the agents that the master counts unreachable among those that left
// its list, the latest first.
func (j *unreachables) name(at time.Time) {
	if j.known && j.counted == 0 && j.named > 0 {
		for _, m := range j.agents.all() {
			m.lost = false
		}
		j.named = 0
	}
	if j.pool == 0 {
		return
	}
	var gone []*member
	for _, m := range j.agents.all() {
		if !m.there && !m.lost && !m.excused && at.Sub(m.left) <= lostLong {
			gone = append(gone, m)
		}
	}
	slices.SortStableFunc(gone, func(a, b *member) int { return b.left.Compare(a.left) })
	for _, m := range gone[:min(int64(len(gone)), j.pool)] {
		m.lost, m.why, m.since = true, "the master counts it unreachable", m.left
		j.pool--
		j.named++
	}
	if j.pool > 0 && at.Sub(j.grew) > unlistedLong {
		j.pool = 0
	}
}

// withoutName tells of unreachable agents that the master counts and no list
// names: those from before the first look.
func (j *unreachables) withoutName(at time.Time) []mesoswatch.Record {
	n := j.counted - j.named - j.pool
	if !j.known || n <= 0 {
		j.nameless = time.Time{}
		if !j.known || j.cluster == nil {
			return nil
		}
		return j.said.endAt(wholeCluster, at, shown(j.cluster, `$["master/slaves_unreachable"]`, "the master counts no unreachable agent without a name now"))
	}
	if j.nameless.IsZero() {
		j.nameless = at
	}
	what := fmt.Sprint(n)
	if at.Sub(j.nameless) < unlistedLong || !j.said.due(wholeCluster, what, at) {
		return nil
	}
	text := fmt.Sprintf("the master counts %s unreachable; %d of them are known by name", plural(j.counted, "agent"), j.named)
	return j.said.hold(condition{
		subject: wholeCluster, at: at, since: j.nameless, what: what, level: mesoswatch.Medium,
		fields: map[string]string{"count": what, "reason": text},
		proof:  []mesoswatch.Evidence{shown(j.cluster, `$["master/slaves_unreachable"]`, text)},
	})
}

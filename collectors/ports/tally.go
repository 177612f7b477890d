package ports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// tally counts what a look gave.
type tally struct {
	began        time.Time
	hosts, ports int
	beyond, over int                    // hosts and claims that had no room
	by           map[int]map[string]int // port, state
}

func (t *tally) add(j job) {
	if t.by[j.port] == nil {
		t.by[j.port] = make(map[string]int)
	}
	t.by[j.port][j.state]++
}

// Bounds of how many ports and reasons a Health lists.
const (
	maxTold    = 100
	maxReasons = 4
)

func (t *tally) asked() []mesoswatch.Exchange {
	all := []mesoswatch.Exchange{{What: "hosts", Outcome: fmt.Sprintf("%d", t.hosts)}}
	for _, port := range slices.Sorted(maps.Keys(t.by)) {
		if len(all) == maxTold {
			break
		}
		var outcome []string
		for _, state := range []string{Open, Closed, Silent, Unknown} {
			if n := t.by[port][state]; n > 0 {
				outcome = append(outcome, fmt.Sprintf("%d %s", n, state))
			}
		}
		all = append(all, mesoswatch.Exchange{What: fmt.Sprintf("TCP %d", port), Outcome: strings.Join(outcome, ", ")})
	}
	return all
}

// lacking says what is not known, the most frequent reasons first.
func (t *tally) lacking(unknown map[mesoswatch.Subject]string) string {
	var all []string
	if t.beyond > 0 {
		all = append(all, fmt.Sprintf("%d hosts beyond the %d that are looked at", t.beyond, maxHosts))
	}
	if t.over > 0 {
		all = append(all, fmt.Sprintf("at least %d places of hosts had no room", t.over))
	}
	whys := make(map[string]int)
	for _, why := range unknown {
		whys[why]++
	}
	for i, why := range slices.SortedFunc(maps.Keys(whys), func(a, b string) int {
		return cmp.Or(whys[b]-whys[a], strings.Compare(a, b))
	}) {
		if i == maxReasons {
			all = append(all, fmt.Sprintf("and %d more reasons", len(whys)-i))
			break
		}
		all = append(all, fmt.Sprintf("%d of %d ports: %s", whys[why], t.ports, why))
	}
	return strings.Join(all, "; ")
}

// health of a look: in trouble only when nothing could be told at all. Without a
// host there is nothing to see, so nothing was seen whole either.
func (r *reach) health(t *tally) *mesoswatch.Health {
	now := time.Now()
	h := &mesoswatch.Health{
		At: now, Source: SourceReach, Collector: Name, Seconds: now.Sub(t.began).Seconds(), Asked: t.asked(), OK: true, Subjects: t.ports,
		Interval: r.interval.Seconds(), Pace: fmt.Sprintf("%d connections at a time, %d a second", atOnce, r.c.rate()),
	}
	why := t.lacking(r.unknown)
	switch {
	case why != "":
		h.Lacking = map[string]string{mesoswatch.SubjectPort: why}
	case t.hosts > 0:
		h.Complete = []string{mesoswatch.SubjectPort}
	}
	if t.ports > 0 && len(r.unknown) == t.ports {
		h.OK, h.Why = false, why
	}
	return h
}

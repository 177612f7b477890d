package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// stale is the age at which the silence of a live source is a fact of its own.
const stale = time.Minute

// isSilent tells whether a source should have reported again by now.
func isSilent(s scene, h mesoswatch.Health) bool {
	return s.now.Sub(h.At) > max(stale, time.Duration(3*h.Interval*float64(time.Second)))
}

// isRetired tells of a source that is asked no more, as its collector said: a
// master that was found once and is none now, a log that a newer one goes on from.
func isRetired(h mesoswatch.Health) bool {
	return h.OK && h.Interval == 0 && len(h.Asked) == 1 && h.Asked[0].What == "nothing more"
}

// muchBehind is from how many unread bytes on a log is said to be behind in the
// header; the overview tells every byte.
const muchBehind = 256 << 10

// sourceGroup sums up the sources of one collector.
type sourceGroup struct {
	name   string
	ok, of int
	oldest time.Time
	behind int64
	silent bool // one of them said nothing for longer than it should
}

// sourceGroups are the collectors that report, in the order of their names.
func sourceGroups(s scene) []sourceGroup {
	var groups []sourceGroup
	index := map[string]int{}
	for _, h := range s.board.Sources() {
		if isRetired(h) {
			continue
		}
		name := sourceWord(h)
		i, known := index[name]
		if !known {
			i = len(groups)
			index[name] = i
			groups = append(groups, sourceGroup{name: name, oldest: h.At})
		}
		g := &groups[i]
		g.of++
		if h.OK {
			g.ok++
		}
		if h.At.Before(g.oldest) {
			g.oldest = h.At
		}
		g.silent = g.silent || isSilent(s, h)
		if h.Log != nil {
			g.behind += h.Log.Behind
		}
	}
	return groups
}

// sourceWord is the short name of a kind of source.
func sourceWord(h mesoswatch.Health) string {
	switch {
	case h.Collector == "mesosapi" && h.Source == "agents": // they are asked one after the other
		return "sampling"
	case h.Collector == "":
		return h.Source
	}
	return collectorWord(h.Collector)
}

// collectorWord is what a collector looks at, in one word.
func collectorWord(name string) string {
	switch name {
	case "mesoslog":
		return "log"
	case "mesosapi":
		return "master"
	case "zookeeper":
		return "zk"
	}
	return name
}

// waitedFor says what is waited for as long as nothing has been told.
func waitedFor(s scene, collectors []string) string {
	switch {
	case !s.live && s.end:
		return "nothing was recorded"
	case !s.live:
		return "reading what was recorded"
	}
	var words []string
	for _, c := range collectors {
		if w := collectorWord(c); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return "waiting for a first report"
	}
	return "waiting for " + strings.Join(words, ", ")
}

// chipGap is how many cells stand before a chip on a screen of w cells.
func chipGap(w int) int {
	if w < 100 {
		return 2
	}
	return 3
}

// chip is a fact of few words in the header. The lower its rank, the longer it stays
// where there is no room for all.
type chip struct {
	kit.Span
	rank int
}

// The ranks of chips.
const (
	rankNoLeader = iota
	rankBad
	rankLeader
	rankAgents
	rankZooKeeper
	rankFrameworks
	rankGood
)

// sourceChips are the sources in trouble, in words, and the others with their
// freshness; of old data there is nothing to be said of those.
func sourceChips(p *kit.Pen, s scene) (bad, good []chip) {
	groups := sourceGroups(s)
	for i := range groups {
		text, style := groups[i].chip(s)
		c := kit.Span{Text: p.Cut(text, 30), Style: p.Dim}
		switch {
		case style == chipBad:
			c.Style = p.Bad
			bad = append(bad, chip{c, rankBad})
		case text != groups[i].name:
			good = append(good, chip{c, rankGood})
		}
	}
	return bad, good
}

// chipsNeed is how many cells the chips below a rank take.
func chipsNeed(all []chip, below, gap int) int {
	n := 0
	for _, c := range all {
		if c.rank < below {
			n += gap + kit.Width(c.Text)
		}
	}
	return n
}

// fit is as many chips as fit in w cells, by rank, gap blanks before each; if that
// leaves out some that are in trouble, their number stands at the end.
func fit(p *kit.Pen, all []chip, r room) []kit.Span {
	const more = 4 // cells for the number
	gap := kit.Plain(strings.Repeat(" ", r.gap))
	byRank := make([]int, len(all))
	bad := 0
	for i, c := range all {
		byRank[i] = i
		if c.rank <= rankBad {
			bad++
		}
	}
	slices.SortStableFunc(byRank, func(a, b int) int { return all[a].rank - all[b].rank })
	var shown []int
	for n, i := range byRank {
		need := r.gap + kit.Width(all[i].Text)
		if rest := bad - n - 1; rest > 0 && need+more > r.w || need > r.w {
			break
		}
		r.w -= need
		shown = append(shown, i)
	}
	if len(shown) == 0 && bad > 0 && r.w > r.gap { // half a word of trouble is better than none
		first := all[byRank[0]]
		return []kit.Span{gap, {Text: p.Cut(first.Text, r.w-r.gap), Style: first.Style}}
	}
	hidden := bad - len(shown)
	slices.Sort(shown)
	var out []kit.Span
	for _, i := range shown {
		out = append(out, gap, all[i].Span)
	}
	if hidden > 0 && r.w >= more {
		out = append(out, kit.Span{Text: " +" + strconv.Itoa(hidden), Style: p.Bad})
	}
	return out
}

// room is how many cells there are, and how many to leave before each chip.
type room struct{ w, gap int }

type chipStyle bool

const chipBad chipStyle = true

func (g *sourceGroup) chip(s scene) (string, chipStyle) {
	count := ""
	if g.of > 1 && (g.ok < g.of || !tellsOfCluster(s.board)) { // all of them: the cluster's own numbers say how many
		count = fmt.Sprintf(" %d/%d", g.ok, g.of)
	}
	age := ""
	if s.live {
		age = " " + kit.Age(s.now, g.oldest)
	}
	switch {
	case g.ok == 0:
		return "blind: " + g.name + count, chipBad
	case g.ok < g.of:
		return g.name + count + " blind in " + strconv.Itoa(g.of-g.ok), chipBad
	case g.behind > muchBehind:
		return g.name + count + " behind " + kit.Bytes(g.behind), chipBad
	case s.live && g.silent:
		return g.name + count + " silent" + age, chipBad
	}
	return g.name + count + age, !chipBad
}

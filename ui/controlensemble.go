package ui

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// seen tells whether what it told of itself is so now.
func (v *serverSeen) seen() bool { return v.row != nil && v.sight.grade >= partly }

// service is what a server of ZooKeeper does, by its own answers.
type service int

const (
	serviceUnknown service = iota // it is not seen, or does not say
	serviceDead                   // nobody answers
	serviceIdle                   // it runs and serves nobody, or readers only: it sees no quorum
	serviceGiven                  // it serves, and so there is a quorum
)

func (v *serverSeen) service() service {
	idle := yes(v.told.ReadOnly) || v.told.Mode == "read-only"
	dead := len(v.told.Words) > 0
	for _, outcome := range v.told.Words {
		idle = idle || outcome == "not-serving"
		dead = dead && (outcome == "unreachable" || outcome == "timeout")
	}
	switch {
	case v.mute:
		return serviceUnknown
	case dead, v.row == nil && v.sight.grade == unseen:
		return serviceDead
	case idle && v.heardNow():
		return serviceIdle
	case !v.seen():
		return serviceUnknown
	case slices.Contains([]string{"leader", "follower", "standalone", "observer"}, v.told.Mode):
		return serviceGiven
	}
	return serviceUnknown
}

// heardNow tells whether the last round with it brought an answer, if not one that
// tells all: a server without quorum says that it does not serve.
func (v *serverSeen) heardNow() bool {
	return v.seen() || v.row != nil && !v.health.At.IsZero() && slices.ContainsFunc(v.health.Asked, func(x mesoswatch.Exchange) bool {
		return x.Outcome == "answered" || x.Outcome == "not-serving" || x.Outcome == "refused"
	})
}

func serverRows(p *plane) []*planeRow {
	rows := make([]*planeRow, len(p.servers))
	for i, v := range p.servers {
		rows[i] = &planeRow{id: v.name, to: mesoswatch.Subject{Kind: mesoswatch.SubjectZooKeeper, Name: v.name}, server: v}
	}
	return rows
}

func ensembleBlock() blockSpec {
	return blockSpec{title: "Ensemble", rows: serverRows, spec: serverTable, says: ensembleHead}
}

// ensembleHead says how many serve, and whether there is a quorum.
func ensembleHead(p *plane) blockHead {
	var sights []sighting
	var names, versions []string
	h := blockHead{}
	for _, v := range p.servers {
		sights, names = append(sights, v.sight), append(names, v.name)
		if s := shortVersion(v.told.Version); s != "" && v.seen() && !containsText(versions, s) {
			versions = append(versions, s)
		}
		h.note(accused(p, &planeRow{to: mesoswatch.Subject{Kind: mesoswatch.SubjectZooKeeper, Name: v.name}}))
	}
	h.note(accused(p, &planeRow{to: mesoswatch.Subject{Kind: mesoswatch.SubjectZooKeeper, Name: "ensemble"}}))
	h.sight = together(names, sights)
	var level mesoswatch.Level
	if h.text, level = p.quorum(); h.sight.old() && level < mesoswatch.Critical {
		_, why, _ := strings.Cut(h.sight.why, ": ")
		h.add(why)
	}
	h.sight.why = "" // the sentence itself says what is not known
	h.note(level, level > mesoswatch.Low)
	if len(versions) > 0 {
		h.add("version " + strings.Join(versions, ", "))
	}
	return h
}

// quorum says it in words, and how bad that is.
func (p *plane) quorum() (text string, level mesoswatch.Level) {
	n := len(p.servers)
	if n == 0 {
		return "nobody has been asked yet", 0
	}
	var count [serviceGiven + 1]int
	leaders, alone := 0, false
	var lost []time.Time
	for _, v := range p.servers {
		lost = append(lost, v.lost)
		count[v.service()]++
		if v.service() == serviceGiven {
			leaders += map[bool]int{true: 1}[v.told.Mode == "leader"]
			alone = alone || v.told.Mode == "standalone"
		}
	}
	serve := count[serviceGiven]
	text = strconv.Itoa(serve) + " of " + strconv.Itoa(n) + verb(serve, " serves", " serve")
	switch {
	case leaders > 1:
		return text + ", and " + strconv.Itoa(leaders) + " say that they lead", mesoswatch.Critical
	case alone && n == 1:
		return text + ", standalone: it needs no quorum", 0
	case alone:
		return text + ", each for itself (standalone): this is no ensemble", mesoswatch.High
	case serve == n:
		return text + ", quorum holds", 0
	case serve > n/2:
		return text + ", quorum holds" + p.others(count), mesoswatch.Medium
	case serve > 0:
		return text + ", so quorum holds for it" + p.others(count), mesoswatch.High
	case count[serviceIdle] > 0:
		return "none of " + strconv.Itoa(n) + " serves, no quorum" + p.others(count), mesoswatch.Critical
	case count[serviceDead] == n:
		return p.unknownSince(lost) + by(n, "it does not answer", "none of %d answers"), mesoswatch.High
	case count[serviceUnknown] == n:
		return p.unknownSince(lost) + by(n, "it does not say whether it serves", "none of %d says whether it serves"), mesoswatch.High
	}
	return p.unknownSince(lost) + "nobody says that it serves" + p.others(count), mesoswatch.High
}

// others says what those do that do not serve.
func (p *plane) others(count [serviceGiven + 1]int) string {
	text := ""
	for _, k := range []struct {
		n            int
		one, several string
	}{
		{count[serviceIdle], " runs and does not serve", " run and do not serve"},
		{count[serviceDead], " does not answer", " do not answer"},
		{count[serviceUnknown], " does not say", " do not say"},
	} {
		if k.n > 0 {
			text += "; " + strconv.Itoa(k.n) + verb(k.n, k.one, k.several)
		}
	}
	return text
}

// modeWord is what a server is, or why that is not known.
func modeWord(v *serverSeen) string {
	switch {
	case v.seen() && v.told.Mode != "" && v.service() == serviceGiven:
		return v.told.Mode
	case v.service() == serviceDead:
		return "no answer"
	case v.service() == serviceIdle && (yes(v.told.ReadOnly) || v.told.Mode == "read-only"):
		return "read-only"
	case v.service() == serviceIdle:
		return "not serving"
	}
	return "unknown"
}

// serverTable are the columns; on narrow screens they go in this order: znodes,
// read-only, watches, words, slowest, average, outstanding, version, connections, lag.
func serverTable(pen *kit.Pen) planeSpec {
	old := func(_ *plane, r *planeRow) theme.Style {
		if !r.server.seen() {
			return pen.Dim
		}
		return pen.Text
	}
	count := func(name, head string, width, drop int, n func(*mesoswatch.ZooKeeper) *int64) planeField {
		return inLook(planeNumber(name, kit.Column{Head: head, Width: width, Drop: drop}, func(r *planeRow) (float64, bool) { return wholeOf(n(r.server.told)) }, orNone(whole)), old)
	}
	latency := func(name, head string, drop int, n func(*mesoswatch.ZooKeeper) *float64) planeField {
		return inLook(planeNumber(name, kit.Column{Head: head, Width: 7, Drop: drop}, func(r *planeRow) (float64, bool) {
			if v := n(r.server.told); v != nil {
				return *v / 1000, true
			}
			return 0, false
		}, millis), old)
	}
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, serverMark),
		seenAs("server", kit.Column{Head: "server", Width: 18, Grow: 2, Most: 40}, func(_ *plane, r *planeRow) string { return r.server.name }, old),
		seenAs("mode", kit.Column{Head: "mode", Width: 11}, func(_ *plane, r *planeRow) string { return modeWord(r.server) }, func(p *plane, r *planeRow) theme.Style {
			switch {
			case r.server.service() == serviceDead, r.server.service() == serviceIdle, !r.server.seen():
				return pen.Bad
			case r.server.told.Mode == "leader":
				return pen.Strong
			}
			return pen.Text
		}),
		seenAs("version", kit.Column{Head: "version", Width: 7, Drop: 3}, func(_ *plane, r *planeRow) string { return orUnknown(shortVersion(r.server.told.Version)) }, old),
		count("lag", "lag", 5, 1, func(z *mesoswatch.ZooKeeper) *int64 { return z.Lag }),
		count("connections", "conn", 5, 2, func(z *mesoswatch.ZooKeeper) *int64 { return z.Connections }),
		count("outstanding", "queue", 5, 4, func(z *mesoswatch.ZooKeeper) *int64 { return z.Outstanding }),
		latency("average", "mean ms", 5, func(z *mesoswatch.ZooKeeper) *float64 { return z.LatencyAvg }),
		latency("slowest", "most ms", 6, func(z *mesoswatch.ZooKeeper) *float64 { return z.LatencyMax }),
		seenAs("words", kit.Column{Head: "words that answer", Width: 17, Grow: 2, Most: 48, Drop: 7}, func(_ *plane, r *planeRow) string { return strings.Join(openWords(r.server.told), " ") }, old),
		count("watches", "watches", 7, 8, func(z *mesoswatch.ZooKeeper) *int64 { return z.Watches }),
		seenAs("writes", kit.Column{Head: "writes", Width: 6, Drop: 9}, func(_ *plane, r *planeRow) string { return told(r.server.told.ReadOnly, "no", "yes") }, old),
		count("znodes", "znodes", 7, 10, func(z *mesoswatch.ZooKeeper) *int64 { return z.Nodes }),
		whenSeen(pen, func(r *planeRow) sighting { return r.server.sight }, func(r *planeRow) time.Time { return r.server.heard }),
	}}
}

// serverMark is what is wrong with a server: findings, and that it does not serve.
func serverMark(p *plane, r *planeRow) (mesoswatch.Level, bool) {
	level, loud := accused(p, r)
	if s := r.server.service(); s == serviceDead || s == serviceIdle || r.server.sight.old() {
		return worse(level, loud, mesoswatch.High, true)
	}
	return level, loud
}

// openWords are the four-letter words that are answered, in order.
func openWords(z *mesoswatch.ZooKeeper) []string {
	var open []string
	for _, word := range slices.Sorted(maps.Keys(z.Words)) {
		if z.Words[word] == "answered" {
			open = append(open, word)
		}
	}
	return open
}

// shortVersion leaves out of a version what it was built from.
func shortVersion(s string) string {
	s, _, _ = strings.Cut(s, "-")
	return s
}

func wholeOf(n *int64) (float64, bool) {
	if n == nil {
		return 0, false
	}
	return float64(*n), true
}

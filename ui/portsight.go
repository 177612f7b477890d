package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// socketOwner is what the collector of sockets calls the processes behind them in
// Health.Lacking.
const socketOwner = "socket-owner"

// sightingOfParts is how well a kind is seen that several sources tell of, each a
// part: sockets by host, endpoints by who shakes hands. One that is blind must not
// hide behind another that is well.
func sightingOfParts(s scene, kind string) sighting {
	var all parts
	for _, h := range s.board.Sources() {
		at := s.board.SightOf(kind, h.Source)
		if at != (mesoswatch.Sight{}) {
			all.add(s, h, partOf(s, kind, at, h))
		}
	}
	return all.sum(s)
}

// partOf is one source's part.
func partOf(s scene, kind string, at mesoswatch.Sight, h mesoswatch.Health) sighting {
	if at.Why != "" && h.OK && h.Subjects > 0 { // it saw some of them just now
		return sighting{partly, kit.Since(s.now, h.At), at.Why}
	}
	g := sightingBy(s, kind, at)
	if why := h.Lacking[socketOwner]; kind == mesoswatch.SubjectSocket && g.grade == wellSeen && why != "" {
		g.grade, g.why = partly, why
	}
	return g
}

// parts are how well each source sees its part.
type parts struct {
	n, blind int
	why      []string
	oldest   time.Time // of those that see
	last     sighting
}

func (p *parts) add(s scene, h mesoswatch.Health, g sighting) {
	p.n++
	p.last = g
	if g.grade == unseen {
		p.blind++
	} else if p.oldest.IsZero() || h.At.Before(p.oldest) {
		p.oldest = h.At
	}
	if g.why != "" {
		p.why = append(p.why, h.Source+": "+g.why)
	}
}

// sum is the whole: as fresh as its oldest part, with what is wrong with any.
func (p *parts) sum(s scene) sighting {
	switch {
	case p.n == 0:
		return sighting{neverAsked, "", "nobody has looked yet"}
	case p.n == 1:
		return p.last
	}
	const most = 3
	if more := len(p.why) - most; more > 0 {
		p.why = append(p.why[:most:most], "and "+kit.Count(int64(more), "more source"))
	}
	g := sighting{wellSeen, kit.Since(s.now, p.oldest), strings.Join(p.why, "; ")}
	switch {
	case p.blind == p.n:
		g.grade, g.fresh = unseen, p.last.fresh
	case g.why != "":
		g.grade = partly
	}
	return g
}

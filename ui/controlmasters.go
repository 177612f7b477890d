package ui

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// masterRows are the masters that are asked.
func masterRows(p *plane) []*planeRow {
	rows := make([]*planeRow, len(p.masters))
	for i, m := range p.masters {
		rows[i] = &planeRow{id: m.url, to: m.subject(), known: m.names(), master: m}
	}
	return rows
}

// names are what findings call it besides its URL: logs know it by its host, which
// is its claim.
func (m *masterSeen) names() []string {
	names := []string{m.address, m.told.PID}
	if m.told.Hostname != "" {
		names = append(names, "mesos-master@"+m.told.Hostname)
	}
	return names
}

// mastersBlock lists the masters.
func mastersBlock() blockSpec {
	return blockSpec{title: "Masters", rows: masterRows, spec: masterTable, says: mastersHead}
}

// mastersHead counts who answers and says what of them is hidden.
func mastersHead(p *plane) blockHead {
	h := blockHead{sight: mastersSight(p)}
	n, answer := len(p.masters), 0
	for _, m := range p.masters {
		if m.seen() {
			answer++
		}
		h.note(accused(p, &planeRow{to: m.subject(), known: m.names()}))
	}
	switch {
	case n == 0:
		h.text = "none is known"
	case answer == n:
		h.text = by(n, "1, and it answers", "%d, all answer")
	case answer == 0:
		h.text = by(n, "it does not answer", "none of %d answers")
	default:
		h.text = strconv.Itoa(answer) + " of " + strconv.Itoa(n) + " answer"
	}
	if hidden := p.hiddenOfMasters(); hidden != "" {
		h.add(hidden)
		h.note(mesoswatch.High, true)
	}
	if versions := versionsOf(p.masters); len(versions) == 1 {
		h.add("version " + versions[0])
	} else if len(versions) > 1 {
		h.add("versions " + strings.Join(versions, ", "))
		h.note(mesoswatch.Medium, true)
	}
	return h
}

// mastersSight is how well the masters are seen together: by the worst of them.
func mastersSight(p *plane) sighting {
	var all []sighting
	var names []string
	for _, m := range p.masters {
		all, names = append(all, m.sight), append(names, m.address)
	}
	return together(names, all)
}

// together is the least of what several sources see, and how many do.
func together(names []string, all []sighting) sighting {
	var worst sighting
	blind, who := 0, ""
	for i, g := range all {
		if g.old() {
			blind++
		}
		if i == 0 || g.grade < worst.grade {
			worst, who = g, names[i]
		}
	}
	if worst.old() && blind < len(all) {
		worst.grade, worst.why = partly, who+" "+worst.why
	}
	return worst
}

// hiddenOfMasters says which masters keep flags or numbers from us, and why.
func (p *plane) hiddenOfMasters() string {
	n := 0
	var what []string
	var why string
	for _, k := range []struct{ kind, words string }{{mesoswatch.SubjectFlag, "flags"}, {mesoswatch.SubjectMetrics, "numbers"}} {
		hidden := 0
		for _, m := range p.masters {
			if g := sightingFrom(p.scene, k.kind, m.url); m.seen() && g.old() {
				hidden++
				why = g.why
			}
		}
		if hidden > 0 {
			what = append(what, k.words)
			n = max(n, hidden)
		}
	}
	if n == 0 {
		return ""
	}
	return strings.Join(what, " and ") + " of " + strconv.Itoa(n) + " " + why
}

func versionsOf(masters []*masterSeen) []string {
	var all []string
	for _, m := range masters {
		if v := m.told.Version; v != "" && m.seen() && !containsText(all, v) {
			all = append(all, v)
		}
	}
	return all
}

func containsText(all []string, s string) bool {
	for _, have := range all {
		if have == s {
			return true
		}
	}
	return false
}

package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// changes is what has come and gone in the last hour, as far as the masters tell.
type changes struct {
	words      []string
	brief      []string // without names
	frameworks turnover
	settings   int64
	agents     turnover
	stamp      stamp
	minute     time.Time
}

const lately = time.Hour

// update takes a scene; who came and went is looked for again when something has
// changed or a minute has gone by.
func (c *changes) update(s scene) {
	if c.words = nil; !tellsOfCluster(s.board) {
		return
	}
	stamp, minute := stampOf(s.board), s.now.Truncate(time.Minute)
	stamp.finding, stamp.findings, stamp.checks = nil, 0, 0
	if c.stamp != stamp || !c.minute.Equal(minute) {
		c.stamp, c.minute = stamp, minute
		c.look(s)
	}
	c.words, c.brief = c.tell(s, 2), c.tell(s, 0)
}

// tell puts it into words, with at most that many names each.
func (c *changes) tell(s scene, names int) []string {
	words := []string{
		leaderChange(s),
		c.frameworks.words("framework", sightingOf(s, mesoswatch.SubjectFramework), names),
		c.agents.words("agent", sightingOf(s, mesoswatch.SubjectAgent), names),
	}
	if c.settings > 0 {
		words = append(words, kit.Count(c.settings, "setting"))
	}
	return words
}

func (c *changes) look(s scene) {
	c.frameworks, c.agents, c.settings = turnover{}, turnover{}, 0
	for m := range s.board.Timeline.Moments() {
		if m.Kind == mesoswatch.MomentChange && m.What == mesoswatch.ChangeConfiguration && recent(s.now, m.At) {
			c.settings += int64(max(m.Count, 1))
		}
	}
	for row := range s.board.Subjects(mesoswatch.SubjectFramework).All() {
		f := row.Framework
		c.frameworks.look(s.now, f.Name, f.Registered, f.Unregistered)
	}
	for row := range s.board.Subjects(mesoswatch.SubjectAgent).All() {
		c.agents.look(s.now, row.Agent.Hostname, row.Agent.Registered, time.Time{})
	}
	for _, names := range [][]string{c.frameworks.came, c.frameworks.went, c.agents.came} {
		slices.Sort(names)
	}
}

// turnover is who came and who went.
type turnover struct{ came, went []string }

func (t *turnover) look(now time.Time, name string, came, went time.Time) {
	if recent(now, came) {
		t.came = append(t.came, name)
	}
	if recent(now, went) {
		t.went = append(t.went, name)
	}
}

func recent(now, at time.Time) bool { return !at.IsZero() && now.Sub(at) < lately }

// words say who came and went, at most so many by name. What is hidden may have.
func (t *turnover) words(noun string, g sighting, most int) string {
	if g.grade < partly {
		return noun + " unknown"
	}
	text := noun
	for _, side := range []struct {
		sign  string
		names []string
	}{{"+", t.came}, {"-", t.went}} {
		if len(side.names) == 0 {
			continue
		}
		if text += " " + side.sign + strconv.Itoa(len(side.names)); most == 0 {
			continue
		}
		text += " " + strings.Join(side.names[:min(len(side.names), most)], ", ")
		if len(side.names) > most {
			text += " and others"
		}
	}
	if text == noun {
		text += " none"
	}
	if g.grade == partly {
		text += " that we may see"
	}
	return text
}

// leaderChange says whether another master has come to lead.
func leaderChange(s scene) string {
	c := clusterOf(s.board)
	if c == nil || c.Leader == "" || sightingOf(s, mesoswatch.SubjectCluster).grade < partly {
		return "leader unknown"
	}
	row := s.board.Subjects(mesoswatch.SubjectMaster).Get(c.Leader)
	switch {
	case row == nil || row.Master.ElectedAt.IsZero():
		return "leader unknown"
	case recent(s.now, row.Master.ElectedAt):
		return "leader " + hostOfURL(c.Leader) + " since " + kit.Clock(s.now, s.in(row.Master.ElectedAt))
	}
	return "leader none"
}

// view is one row, none while nobody tells. Names are left out where there is no room
// for all: the timeline of the incident view has them.
func (c *changes) view(p *kit.Pen, w int) string {
	lead, between := " Changed in the last hour   ", " "+p.Marks.Dot+" "
	text := strings.Join(c.words, between)
	if len(lead)+kit.Width(text) >= w {
		lead, text = " Last hour  ", strings.Join(c.brief, between)
	}
	return p.Row(w, p.Text, kit.Span{Text: p.Cut(lead, w), Style: p.Title}, kit.Plain(p.Cut(text, w-len(lead))))
}

package ui

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// timelinePad is how much before and after an incident belongs to its timeline.
const timelinePad = 10 * time.Minute

// timelinePane is what happened, in the order of data time, the latest at the
// bottom: of one incident, or everything. It follows until the cursor leaves the
// last row.
type timelinePane struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	scene scene

	in      mesoswatch.Incident
	from    string // the finding by which it was entered
	whole   bool   // everything, not only what belongs to the incident
	moments []*mesoswatch.Moment
	rows    []*mesoswatch.Moment
	list    kit.List[int64]
	follow  bool
	filter  match.Text
	last    string // what was filtered by the last time
	of      timelineOf
	made    time.Time // when the rows were
	all     int       // moments there are
	evicted int64
	dated   bool // rows are of several days, or of another than today
}

// timelineOf is what the rows were made of.
type timelineOf struct {
	version  int64
	actions  int
	id       string
	links    int
	from, to time.Time
	whole    bool
	text     string
}

func newTimeline(p *kit.Pen, k *keyMap) timelinePane {
	return timelinePane{pen: p, keys: k, follow: true, scene: scene{board: &mesoswatch.Board{}}}
}

func (t *timelinePane) setSize(w, h int) {
	t.w, t.h = w, h
	t.list.SetHeight(h)
	t.stay()
}

// show takes the moments of an incident, entered by a finding; without one,
// everything.
func (t *timelinePane) show(s scene, in mesoswatch.Incident, from string) {
	t.scene = s
	if from != t.from {
		t.follow = true
		if t.from != "" { // another incident
			t.filter = match.Text{}
		}
	}
	t.in, t.from = in, from
	line := &s.board.Timeline
	of := timelineOf{line.Version(), len(s.board.Actions()), in.ID, len(in.Findings), in.From, in.To, t.whole || in.ID == "", t.filter.String()}
	if of == t.of || t.canWait(of, line.Len()) {
		return
	}
	t.of, t.all, t.evicted, t.made = of, line.Len(), line.Evicted, s.now
	t.moments = t.moments[:0:0]
	if of.whole {
		t.moments = slices.AppendSeq(make([]*mesoswatch.Moment, 0, t.all), line.Moments())
	} else {
		mine := s.board.MomentsOf(in, timelinePad)
		for i := range mine {
			t.moments = append(t.moments, &mine[i])
		}
	}
	t.arrange()
}

// Many moments are not gone through more often than this, as long as nobody has done
// anything: each is looked at.
const (
	manyMoments  = 4_000
	momentsEvery = time.Second
)

// canWait tells whether other rows can wait for the next tick of the clock.
func (t *timelinePane) canWait(of timelineOf, n int) bool {
	of.version = t.of.version
	return t.scene.live && n > manyMoments && of == t.of && t.scene.now.Sub(t.made) < momentsEvery
}

// arrange makes the rows anew and keeps the cursor on its moment.
func (t *timelinePane) arrange() {
	var at time.Time
	if r := t.selected(); r != nil {
		at = r.At
	}
	t.rows = joinGaps(timelineRows(t.moments, &t.filter))
	t.dated = datedRows(t.scene, t.rows)
	t.list.Sync(len(t.rows), t.number, func(n int64) (int, bool) {
		i, _ := rowOf(t.rows, n, at)
		return min(i, len(t.rows)-1), true // what was there may be left out: the next one
	})
	t.stay()
}

// datedRows tells whether times need their day.
func datedRows(s scene, rows []*mesoswatch.Moment) bool {
	if len(rows) == 0 {
		return false
	}
	day := func(at time.Time) int { at = s.in(at); return at.Year()*1000 + at.YearDay() }
	return day(rows[0].At) != day(s.now) || day(rows[len(rows)-1].At) != day(s.now)
}

func (t *timelinePane) number(i int) int64 { return t.rows[i].N }

// stay keeps to the end while it is followed.
func (t *timelinePane) stay() {
	if t.follow {
		t.list.Put(len(t.rows)-1, t.number)
	}
}

func (t *timelinePane) put(i int) {
	t.list.Put(i, t.number)
	t.follow = t.list.Index() == len(t.rows)-1
	t.list.Stay()
}

func (t *timelinePane) selected() *mesoswatch.Moment {
	if i := t.list.Index(); i >= 0 && i < len(t.rows) {
		return t.rows[i]
	}
	return nil
}

func (t *timelinePane) update(msg tea.KeyPressMsg) intent {
	k := t.keys
	if n, ok := k.step(msg, t.list.Height()); ok {
		t.put(max(t.list.Index(), 0) + n)
		return intent{}
	}
	if key.Matches(msg, k.Enter, k.ToLog) {
		return t.open()
	}
	return intent{}
}

// jump goes to the next turn of a finding in a direction.
func (t *timelinePane) jump(by int) intent {
	for i := t.list.Index() + by; i >= 0 && i < len(t.rows); i += by {
		if t.rows[i].Kind == mesoswatch.MomentFinding {
			t.put(i)
			return intent{}
		}
	}
	if by > 0 {
		return intent{notice: "no later turn of a finding here"}
	}
	return intent{notice: "no earlier turn of a finding here"}
}

// open leads from a row to what it is of: a line of a log, a finding.
func (t *timelinePane) open() intent {
	r := t.selected()
	switch {
	case r == nil:
		return intent{notice: "nothing to open here"}
	case r.Event != nil:
		e := evidenceOf(r.Event)
		return intent{evidence: &e}
	case r.Finding != "":
		return intent{finding: r.Finding}
	case r.Kind == mesoswatch.MomentChange && r.Subject.Name != "":
		return intent{subject: &r.Subject}
	}
	return intent{notice: "this leads nowhere further"}
}

// toggle lets in everything, or only what belongs to the incident.
func (t *timelinePane) toggle() intent {
	if t.in.ID == "" {
		return intent{notice: "no incident is open: this is everything"}
	}
	t.whole = !t.whole
	t.show(t.scene, t.in, t.from)
	if t.whole {
		return intent{notice: "everything that happened"}
	}
	return intent{notice: "only what belongs to this incident"}
}

func (t *timelinePane) prompt() *prompt {
	return &prompt{keys: t.keys, lead: "filter the timeline", hint: "text, !all but, ~regular expression", last: t.last, text: []rune(t.filter.String())}
}

func (t *timelinePane) typed(text string, o outcome) (notice string) {
	if o == cancelled {
		text = ""
	}
	m := match.New(text)
	if m.Err() != nil {
		if o == typing {
			return "" // not finished yet
		}
		return "not a regular expression: " + m.Err().Error()
	}
	if o == accepted && text != "" {
		t.last = text
	}
	t.filter = m
	t.show(t.scene, t.in, t.from)
	return ""
}

// unfilter lets in again what was filtered out; false when nothing was.
func (t *timelinePane) unfilter() bool {
	if t.filter.Empty() {
		return false
	}
	t.filter = match.Text{}
	t.show(t.scene, t.in, t.from)
	return true
}

func (t *timelinePane) arrangement() Arrangement { return Arrangement{Filter: t.filter.String()} }

func (t *timelinePane) restore(a Arrangement) tea.Cmd {
	if m := match.New(a.Filter); m.Err() == nil {
		t.filter, t.last = m, a.Filter
	}
	return nil
}

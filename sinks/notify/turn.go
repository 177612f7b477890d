package notify

import (
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// turnOf says what became of a finding since it was last told; was is nil when it
// never was. Of one that is over and was never told nothing is.
func turnOf(was *stand, f *mesoswatch.Finding) mesoswatch.Turn {
	over := f.Status == mesoswatch.Resolved
	switch {
	case was == nil && over, was != nil && was.over && over:
		return mesoswatch.NoTurn
	case was == nil:
		return notice.Opened
	case over:
		return notice.Resolved
	case was.over:
		return notice.Reopened
	case f.Level > was.level:
		return notice.Rose
	}
	return mesoswatch.NoTurn
}

// quiet tells whether a turn is kept to ourselves: somebody knows already, or wants to
// hear nothing of it. That it got worse, or is over, is told all the same.
func quiet(turn mesoswatch.Turn, f *mesoswatch.Finding) bool {
	held := f.Status == mesoswatch.Acknowledged || f.Status == mesoswatch.Silenced
	return held && turn != notice.Rose && turn != notice.Resolved
}

// turned is when a finding took that turn, by the clock of the data.
func turned(turn mesoswatch.Turn, f *mesoswatch.Finding) time.Time {
	switch {
	case turn == notice.Opened:
		return f.FirstSeen
	case turn == notice.Reopened && f.Life.Reopened.After(f.LastSeen):
		return f.Life.Reopened
	case turn == notice.Resolved && f.Handled != nil && f.Handled.At.After(f.Life.Over):
		return f.Handled.At
	case turn == notice.Resolved && f.Life.Over.After(f.LastSeen):
		return f.Life.Over
	}
	return f.LastSeen
}

// keyOf is the identity of a turn: of what, which one, at what level, when.
func keyOf(turn mesoswatch.Turn, f *mesoswatch.Finding, at time.Time) string {
	return strings.Join([]string{plain(f.ID), string(turn), strconv.Itoa(int(f.Level)), strconv.FormatInt(at.UnixMicro(), 36)}, "-")
}

// plain is an id as it may stand in a key; ours are.
func plain(id string) string {
	const most = 24
	id = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, id)
	return id[:min(len(id), most)]
}

// Bounds of a notice, so that one finding does not fill the queue.
const (
	maxEvidenceText = 2 << 10
	maxNotice       = 128 << 10
)

// slim is a finding with its texts cut to what a notice may carry.
func slim(f mesoswatch.Finding) mesoswatch.Finding {
	room := maxNotice
	evidence := make([]mesoswatch.Evidence, 0, len(f.Evidence))
	for _, e := range f.Evidence {
		e.Text = cut(e.Text, min(maxEvidenceText, room))
		room -= len(e.Text)
		evidence = append(evidence, e)
	}
	fields := make(map[string]string, len(f.Fields))
	for k, v := range f.Fields {
		fields[k] = cut(v, maxEvidenceText)
	}
	f.Evidence, f.Fields = evidence, fields
	f.Title, f.Subject.Name, f.Remediation = cut(f.Title, maxEvidenceText), cut(f.Subject.Name, maxEvidenceText), cut(f.Remediation, 2*maxEvidenceText)
	return f
}

// cut shortens a text at a boundary of characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := max(most, 0)
	for end > 0 && s[end]&0xc0 == 0x80 {
		end--
	}
	return s[:end]
}

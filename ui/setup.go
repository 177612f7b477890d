package ui

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// setup sums up what is open about how things are set up.
type setup struct {
	of    []mesoswatch.Finding
	count [5]int
	worst string // id of the worst
}

// update counts anew when findings have changed.
func (u *setup) update(s scene) {
	all := s.board.Findings()
	if sameFindings(all, u.of) {
		return
	}
	*u = setup{of: all}
	for i := range all {
		if f := &all[i]; f.Posture() && f.Status == mesoswatch.Open {
			u.count[f.Level]++
			if u.worst == "" {
				u.worst = f.ID // they come worst first
			}
		}
	}
}

func (u *setup) any() bool { return u.worst != "" }

// view is one row that leads to the posture.
func (u *setup) view(p *kit.Pen, k *keyMap, w int) string {
	if !u.any() {
		return ""
	}
	h := k.Posture.Help()
	more := []kit.Span{{Text: " " + h.Key, Style: p.Key}, {Text: " " + h.Desc + " ", Style: p.KeyWord}}
	lead := []kit.Span{{Text: " Set up weakly  ", Style: p.Title}}
	return p.Ends(w, p.Text, append(lead, levelWords(p, u.count)...), more)
}

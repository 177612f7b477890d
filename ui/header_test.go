package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// What is critical and high stands in the header at any width that people use.
func TestHeaderKeepsTheWorst(t *testing.T) {
	for _, script := range []stage.Script{stage.Incident(), stage.Cluster(), stage.Blind()} {
		for _, opt := range []Options{liveOptions(), playOptions(newDeck())} {
			opt.LowBandwidth = true
			r := newRig(t, opt, 80, 24, script)
			r.m.mouse = true
			for w := 80; w <= 200; w += 7 {
				r.send(tea.WindowSizeMsg{Width: w, Height: 24})
				head, _, _ := strings.Cut(r.frame(), "\n")
				head = strings.ReplaceAll(head, "● 1", "●1")
				head = strings.ReplaceAll(head, "▲ 2", "▲2")
				for _, want := range []string{"●1", "▲2", "mouse", "low bandwidth", " 1"} {
					if !strings.Contains(head, want) {
						t.Errorf("%d wide: %q is not in %q", w, want, head)
					}
				}
				if strings.Contains(head, ":07:10") || strings.Contains(head, ":47:10") {
					t.Errorf("seconds on a slow line: %q", head)
				}
			}
		}
	}
}

// A chip of what is well is whole or not there.
func TestHeaderCutsNoChipThatIsWell(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Plane())
	for w := 1; w < 120; w++ {
		r.send(tea.WindowSizeMsg{Width: w, Height: 24})
		if head, _, _ := strings.Cut(r.frame(), "\n"); strings.Contains(strings.TrimPrefix(head, " prod-eu1"), "…") && w >= 30 {
			t.Errorf("%d wide: %q", w, head)
		}
	}
}

// The date of a replay gives way to what is in trouble, not the other way round.
func TestHeaderOfAReplay(t *testing.T) {
	r := newRig(t, playOptions(newDeck()), 60, 24, stage.Blind())
	r.shows("leader ? +4")
	r.hides("2026-11-20")
	r.send(tea.WindowSizeMsg{Width: 120, Height: 24})
	if head, _, _ := strings.Cut(r.frame(), "\n"); !strings.Contains(head, "REPLAY  2026-11-20 13:47:10") || strings.Contains(head, "  log ") {
		t.Errorf("the header is %q", head)
	}
}

// Before anything was told there is no count of findings, and it says what is
// waited for.
func TestHeaderBeforeTheFirstReport(t *testing.T) {
	opt := liveOptions()
	opt.Collectors = []string{"mesoslog", "mesosapi", "mesosapi", "ports"}
	r := newRig(t, opt, 80, 24, nil)
	r.shows("waiting for log, master, ports")
	r.hides("● 0")
	opt = playOptions(newDeck())
	r = newRig(t, opt, 80, 24, nil)
	head, _, _ := strings.Cut(r.frame(), "\n")
	if strings.Contains(head, "reported") || strings.Contains(head, "waiting") {
		t.Errorf("a replay waits for reports: %q", head)
	}
}

package ui

import (
	"errors"
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// quits tells whether a key ends the program.
func (r *rig) quits(name string) bool {
	_, cmd := r.m.Update(press(name))
	if cmd == nil {
		return false
	}
	return leaves(cmd())
}

func leaves(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		for _, c := range msg {
			if c != nil && leaves(c()) {
				return true
			}
		}
	}
	return false
}

func TestQuitAsksOnlyForWhatIsLost(t *testing.T) {
	kept := liveOptions()
	kept.Keeps = true
	lost := liveOptions()
	wrote := ""
	lost.Write = func(_, text string) (string, error) { wrote = text; return "/x", nil }

	if r := newRig(t, lost, 80, 24, stage.Incident()); !r.quits("q") {
		t.Error("asks though nothing was done")
	}
	if r := newRig(t, kept, 80, 24, stage.Incident()).keys("2", "a"); !r.quits("q") {
		t.Error("asks though all is kept")
	}
	done := func() *rig { return newRig(t, lost, 80, 24, stage.Incident()).keys("2", "a", "b", "enter") }
	r := done()
	if r.quits("q") {
		t.Fatal("does not ask")
	}
	r.shows("1 decision, 1 bookmark are kept nowhere: q quits, Esc stays, w writes it")
	r.keys("esc").hides("kept nowhere")
	if r.m.at != viewFindings {
		t.Error("Esc has left the view")
	}
	if r.keys("q"); !r.quits("q") {
		t.Error("q again does not quit")
	}
	r = done()
	if r.keys("q", "j").hides("kept nowhere"); r.quits("q") {
		t.Error("another key has answered")
	}
	r = done()
	if _, cmd := r.m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); cmd == nil || !leaves(cmd()) {
		t.Error("ctrl+c asks")
	}
	r = done().keys(":", "'quit", "enter")
	r.shows("q quits, Esc stays")
	r.keys("w", "enter")
	if wrote == "" || !r.quits("q") {
		t.Errorf("the timeline is written and it asks again: %q", wrote)
	}
}

// The store failed: what was done holds only here.
func TestQuitAsksForWhatTheStoreHasLost(t *testing.T) {
	opt := liveOptions()
	opt.Keeps = true
	opt.Act = func(mesoswatch.Action) error { return fmt.Errorf("%w: disk full", ErrNotKept) }
	if r := newRig(t, opt, 120, 24, stage.Incident()).keys("2", "a"); r.quits("q") {
		t.Error("does not ask")
	}
	opt.Act = func(mesoswatch.Action) error { return errors.New("busy") }
	if r := newRig(t, opt, 120, 24, stage.Incident()).keys("2", "a"); !r.quits("q") {
		t.Error("asks for what was never done")
	}
}

func TestQuitAsksWhileAFileIsWritten(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident())
	r.m.writing = &writing{}
	if r.quits("q") {
		t.Error("does not ask")
	}
	r.shows("a file is still being written: q again quits, Esc stays")
	r.hides("writes the timeline")
}

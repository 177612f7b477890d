package ui

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestSettingsComeBack: what one dashboard was left with, the next one shows; through
// JSON, as they are kept.
func TestSettingsComeBack(t *testing.T) {
	script := append(stage.Cluster(), stage.PostureBad()...)
	script = append(script, stage.Incident()...)
	var last Settings
	opt := liveOptions()
	opt.Remember = func(s Settings) error { last = s; return nil }
	r := newRig(t, opt, 120, 36, script)
	if r.keys("j", "?", "?", "?"); !reflect.DeepEqual(last, Settings{}) {
		t.Errorf("moving is kept: %+v", last)
	}
	r.keys("3", "/", "'!refus", "enter", "5", "s", "s", "S", "8", "enter", "/", "'result:fail", "enter", "9", "z", "t", "2", "/", "'login", "enter")
	b, err := json.Marshal(last)
	if err != nil {
		t.Fatal(err)
	}
	opt = liveOptions()
	if err := json.Unmarshal(b, &opt.Settings); err != nil {
		t.Fatal(err)
	}
	if want := r.m.Settings(); !reflect.DeepEqual(opt.Settings, want) {
		t.Fatalf("kept %+v, the screen has %+v", opt.Settings, want)
	}
	n := newRig(t, opt, 120, 36, script)
	if got := n.m.Settings(); !reflect.DeepEqual(got, last) {
		t.Errorf("back came %+v of %+v", got, last)
	}
	n.shows("still filtered, as you left it: findings, log")
	for _, view := range []string{"2", "3", "5"} {
		if a, b := r.keys(view).frame(), n.keys(view).frame(); a != b {
			t.Errorf("view %s was\n%s\nand is\n%s", view, a, b)
		}
	}
	if !n.m.incident.zoomed || !n.m.incident.timeline.whole {
		t.Error("toggles are lost")
	}
}

// TestSettingsOfOthers: what is not there, or is no filter, is left out.
func TestSettingsOfOthers(t *testing.T) {
	opt := liveOptions()
	opt.Settings = Settings{View: "submarine", Lists: map[string]Arrangement{
		"findings": {Sort: "depth", Filter: "~["}, "fish": {Sort: "size"}, "log": {Filter: "~["}, "agents": {Filter: strings.Repeat("é", 5000)},
	}}
	r := newRig(t, opt, 80, 24, stage.Incident())
	r.shows("1 Overview")
	if s := r.m.Settings(); s.Lists["findings"] != (Arrangement{}) || s.Lists["log"] != (Arrangement{}) || len([]rune(s.Lists["agents"].Filter)) != maxPrompt {
		t.Errorf("taken as %+v", s)
	}
}

// TestSettingsNotKept: the screen says so once and goes on.
func TestSettingsNotKept(t *testing.T) {
	opt, tries := liveOptions(), 0
	opt.Remember = func(Settings) error { tries++; return errors.New("a read-only folder\x1b[31m") }
	r := newRig(t, opt, 80, 24, stage.Incident())
	r.keys("2")
	r.shows("settings are not kept: a read-only folder")
	r.keys("3")
	r.hides("settings are not kept")
	if tries != 2 {
		t.Errorf("tried %d times", tries)
	}
}

// TestLentFilterIsNotKept: a filter that a view has set for one look is none of the
// user's.
func TestLentFilterIsNotKept(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster())
	r.keys("5", "l")
	if s := r.m.Settings(); r.m.at != viewLog || r.m.log.lines.filter.Empty() || s.Lists["log"] != (Arrangement{}) {
		t.Errorf("kept %+v", s)
	}
}

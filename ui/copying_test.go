package ui

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// copied is what y puts on the clipboard.
func (r *rig) copied() string {
	r.t.Helper()
	_, cmd := r.m.Update(press("y"))
	for _, msg := range messages(cmd) {
		if raw, ok := msg.(tea.RawMsg); ok {
			_, code, _ := strings.Cut(fmt.Sprint(raw.Msg), "\x1b]52;c;")
			code, _, _ = strings.Cut(code, "\a")
			text, err := base64.StdEncoding.DecodeString(code)
			if err != nil {
				r.t.Errorf("%q: %v", raw.Msg, err)
			}
			return string(text)
		}
	}
	return ""
}

// messages of a command and of those in it.
func messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var all []tea.Msg
	for _, c := range batch {
		all = append(all, messages(c)...)
	}
	return all
}

func copyRig(t *testing.T, s stage.Script) *rig {
	opt := liveOptions()
	opt.Env = func(name string) string { return map[string]string{"TERM": "xterm-256color"}[name] }
	return newRig(t, opt, 200, 60, s)
}

func TestCopyWhatIsUnderTheCursor(t *testing.T) {
	r := copyRig(t, slices.Concat(stage.Cluster(), stage.Plane(), stage.PortsBad(), stage.PostureBad(), stage.Incident()))
	for _, c := range []struct {
		keys []string
		want []string
	}{
		{[]string{"1"}, []string{"finding", "level", "critical", "rule", "id", "f-"}},
		{[]string{"2", "g"}, []string{"Login after failures", "claimed address", "10.0.9.9", "first", "2026-11-20 14:05:20", "state", "open"}},
		{[]string{"3", "g"}, []string{"1120 ", "] "}},
		{[]string{"4", "g"}, []string{"framework", "id"}},
		{[]string{"5", "g"}, []string{"agent", "n01.example", "id", "5fdb8d57"}},
		{[]string{"6", "tab"}, []string{"master", "10.0.0.11:5050", "health"}},
		{[]string{"7", "g"}, []string{"host", "10.0.0.12", "port", "2375", "as of"}},
		{[]string{"8", "enter", "g", "enter", "g"}, []string{"check", "answer", "fail", "reason", "since"}},
		{[]string{"9", "S-tab"}, []string{"2026-11-20 14:0"}},
	} {
		r.keys(c.keys...)
		got := r.copied()
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("after %v: %q is not in\n%s\nof\n%s", c.keys, want, got, r.frame())
			}
		}
		r.shows("copied ")
		r.keys("Y")
		r.shows("Select it with the mouse")
		r.shows(strings.TrimSpace(strings.Split(got, "\n")[0])[:min(20, len(strings.TrimSpace(strings.Split(got, "\n")[0])))])
		r.keys("esc")
		r.hides("Select it with the mouse")
	}
}

// What is copied from a log holds nothing that a terminal would obey.
func TestCopyIsSanitised(t *testing.T) {
	s := many(3, "line")
	s[2].Event.Raw = "I1120 evil \x1b]0;title\a\x1b[31mred\x00\u202e"
	got := copyRig(t, s).keys("3").copied()
	if !strings.Contains(got, "I1120 evil") || strings.ContainsAny(got, "\x1b\a\x00\u202e") {
		t.Errorf("copied %q", got)
	}
	s[2].Event.Raw = strings.Repeat("x", 200_000)
	r := copyRig(t, s).keys("3")
	if got := r.copied(); got != "" {
		t.Errorf("%d bytes copied", len(got))
	}
	r.shows("terminals take up to")
	copyRig(t, nil).keys("2", "y").shows("nothing to copy")
}

package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// rig drives a Model without a program: each command runs at once and its
// message goes straight back in.
type rig struct {
	t     *testing.T
	m     *Model
	taken time.Time
}

func liveOptions() Options {
	return Options{Cluster: "prod-eu1", Live: true, Now: stage.Now, Runbook: stage.Runbook, Version: "1.0",
		Act: func(mesoswatch.Action) error { return nil }}
}

func newRig(t *testing.T, opt Options, w, h int, s stage.Script) *rig {
	m := New(nil, opt)
	m.every = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	m.after = func(_ time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg { return f(time.Time{}) }
	}
	r := &rig{t, m, stage.Now()}
	r.run(m.Init())
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	if s != nil {
		r.board(s.Board())
	}
	return r
}

// board gives a board a minute after the last, so that nothing is held back.
func (r *rig) board(b *mesoswatch.Board) {
	r.taken = r.taken.Add(time.Minute)
	r.send(boardMsg{board: b, taken: r.taken})
}

func (r *rig) send(msg tea.Msg) {
	_, cmd := r.m.Update(msg)
	r.run(cmd)
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.QuitMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	default:
		r.send(msg)
	}
}

// keys presses keys by their names, and types a word that starts with a quote.
func (r *rig) keys(names ...string) *rig {
	for _, n := range names {
		if word, ok := strings.CutPrefix(n, "'"); ok {
			for _, c := range word {
				r.send(press(string(c)))
			}
			continue
		}
		r.send(press(n))
	}
	return r
}

func press(name string) tea.KeyPressMsg {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "S-tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "space": {Code: ' ', Text: " "},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "backspace": {Code: tea.KeyBackspace}, "home": {Code: tea.KeyHome},
		"ctrl+d": {Code: 'd', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl},
		"ctrl+f": {Code: 'f', Mod: tea.ModCtrl}, "ctrl+b": {Code: 'b', Mod: tea.ModCtrl}, "pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp},
	}
	if k, ok := special[name]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// frame is what the screen shows, without colours and trailing blanks.
func (r *rig) frame() string {
	lines := strings.Split(ansi.Strip(r.m.View().Content), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// row is the first line of the frame that holds text, empty when none does.
func (r *rig) row(text string) string {
	for l := range strings.SplitSeq(r.frame(), "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

func (r *rig) shows(texts ...string) *rig {
	r.t.Helper()
	for _, text := range texts {
		if r.row(text) == "" {
			r.t.Errorf("%q is not on the screen:\n%s", text, r.frame())
		}
	}
	return r
}

func (r *rig) hides(texts ...string) *rig {
	r.t.Helper()
	for _, text := range texts {
		if l := r.row(text); l != "" {
			r.t.Errorf("%q is on the screen: %s", text, l)
		}
	}
	return r
}

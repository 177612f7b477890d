package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// monkey uses the dashboard without sense: what commands answer comes late and in any
// order.
type monkey struct {
	t     *testing.T
	rand  *rand.Rand
	seed  uint64
	m     *Model
	deck  *deck // nil: the run is live
	keys  []string
	taken time.Time
	due   []tea.Msg // what commands have answered and nobody has been given
	did   []string
	lines []*mesoswatch.Event // what stands around any line
	// answers come from commands that run by themselves.
	answers chan tea.Msg
	outside outside
}

// How long one monkey plays, and how much it leaves lying about.
const (
	monkeySteps = 500
	monkeyDue   = 40
)

// MONKEY is how long to go on, with other seeds each time; MONKEY_SEED is the one to
// play again.
func TestMonkey(t *testing.T) {
	boards := monkeyBoards()
	if seed, err := strconv.ParseUint(os.Getenv("MONKEY_SEED"), 10, 64); err == nil {
		newMonkey(t, seed).play(boards)
		return
	}
	first, long := uint64(1), time.Duration(0)
	if d, err := time.ParseDuration(os.Getenv("MONKEY")); err == nil {
		first, long = uint64(time.Now().UnixNano()), d
	}
	for began, seed := time.Now(), first; seed < first+6 || time.Since(began) < long; seed++ {
		if newMonkey(t, seed).play(boards); t.Failed() {
			return
		}
	}
}

func monkeyBoards() []*mesoswatch.Board {
	boards := []*mesoswatch.Board{{}, manyEvents(20_000)}
	for _, s := range []stage.Script{
		stage.Quiet(), stage.Incident(), stage.Weak(), stage.WeakIncident(), stage.Handled(), stage.Worked(),
		stage.Cluster(), stage.Blind(), stage.CutDown(), stage.Empty(), stage.Logs(), stage.LogsBlind(), stage.LogsWaiting(), stage.LogsNone(),
		stage.Plane(), stage.Failover(), stage.NoQuorum(), stage.TwoLeaders(), stage.PlaneBlind(), stage.PlaneDead(),
		stage.PortsWell(), stage.PortsBad(), stage.PortsBlind(), stage.PortsEmpty(), stage.PostureWell(), stage.PostureBad(), stage.PostureBlind(),
		stage.Hostile(), stage.HostileCluster(), stage.HostileLines(), stage.HostilePlane(), stage.Answers(300, 7),
		stage.Big(stage.Size{Agents: 300, Frameworks: 20, Tasks: 900}),
		slices.Concat(stage.Cluster(), stage.PortsBad(), stage.PostureBad()),
	} {
		boards = append(boards, s.Board())
	}
	return boards
}

// bounded takes so many records and no more.
type bounded struct {
	mesoswatch.Sink
	left int
}

func (b *bounded) Handle(r mesoswatch.Record) error {
	if b.left == 0 {
		return io.EOF
	}
	b.left--
	return b.Sink.Handle(r)
}

func manyEvents(n int) *mesoswatch.Board {
	b := &mesoswatch.Board{}
	stage.Flood(context.Background(), &bounded{b, n}, 0)
	return b
}

func newMonkey(t *testing.T, seed uint64) *monkey {
	k := &monkey{t: t, seed: seed, rand: rand.New(rand.NewPCG(seed, 7)), taken: stage.Now(), answers: make(chan tea.Msg, 10_000)}
	k.outside.rand = rand.New(rand.NewPCG(seed, 8))
	for log, n := stage.Logs().Board().Log, int64(0); n < 20 && n < int64(log.Len()); n++ {
		k.lines = append(k.lines, log.At(log.First()+n))
	}
	opt := k.options()
	if k.rand.IntN(3) == 0 {
		k.deck = newDeck()
		k.deck.s.Whole = k.rand.IntN(2) == 0
		opt.Player, opt.Live, opt.Now = k.deck, false, nil
	}
	k.m = New(nil, opt)
	later := func(_ time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg { return f(time.Time{}) }
	}
	k.m.every, k.m.after = later, later
	for _, a := range k.m.keys.actions() {
		k.keys = append(k.keys, a.key.Keys()...)
	}
	k.collect(k.m.Init())
	return k
}

// outside is what commands ask, from wherever they run.
type outside struct {
	sync.Mutex
	rand *rand.Rand
}

func (o *outside) upTo(n int) int {
	o.Lock()
	defer o.Unlock()
	return o.rand.IntN(n)
}

func (o *outside) says() string { return stage.Names()[o.upTo(len(stage.Names()))] }

// fails ends every third thing that is asked badly.
func (o *outside) fails() error {
	if o.upTo(3) == 0 {
		return errors.New(o.says())
	}
	return nil
}

func (k *monkey) options() Options {
	opt := liveOptions()
	opt.Cluster, opt.Runbook = k.foreign(), stage.HostileRunbook
	if k.rand.IntN(2) == 0 {
		opt.Cluster, opt.Runbook = "prod-eu1", stage.Runbook
	}
	opt.ASCII, opt.NoColor, opt.LowBandwidth = k.rand.IntN(4) == 0, k.rand.IntN(4) == 0, k.rand.IntN(6) == 0
	opt.Keeps, opt.Notice = k.rand.IntN(2) == 0, k.foreign()
	out := &k.outside
	opt.Act = func(mesoswatch.Action) error { return out.fails() }
	if k.rand.IntN(5) == 0 {
		opt.Act = nil
	}
	opt.Export = func(context.Context, mesoswatch.Incident) (string, string, error) {
		return out.says(), "sha256:0123", out.fails()
	}
	opt.Reload = out.fails
	opt.Remember = func(Settings) error { return out.fails() }
	opt.Write = func(path, text string) (string, error) { return path, out.fails() }
	opt.Context = func(context.Context, mesoswatch.Evidence, int, int) (Neighbours, error) {
		events := k.lines
		return Neighbours{Events: events, At: out.upTo(len(events)+1) - 1, Where: out.says()}, out.fails()
	}
	opt.Doctor = func(context.Context) []DoctorChapter {
		return []DoctorChapter{{Title: out.says(), Beside: out.says(), Rows: []DoctorRow{{Name: out.says(), Text: out.says()}}}}
	}
	return opt
}

func (k *monkey) foreign() string { return anyOf(k, stage.Names()) }

func anyOf[T any](k *monkey, all []T) T { return all[k.rand.IntN(len(all))] }

// play does one thing after another, and looks at the frame behind each.
func (k *monkey) play(boards []*mesoswatch.Board) {
	k.t.Helper()
	defer func() {
		if r := recover(); r != nil {
			k.t.Fatalf("seed %d: %v\nafter %q\n%s", k.seed, r, k.did, debug.Stack())
		}
		if k.t.Failed() {
			k.t.Logf("seed %d, %dx%d, after %q", k.seed, k.m.w, k.m.h, k.did)
		}
	}()
	k.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	for range monkeySteps {
		if k.act(boards); k.t.Failed() {
			return
		}
	}
	k.stepOut()
}

func (k *monkey) act(boards []*mesoswatch.Board) {
	switch n := k.rand.IntN(100); {
	case n < 55:
		k.press(anyOf(k, k.keys))
	case n < 62:
		k.typeWord()
	case n < 68:
		k.command()
	case n < 74:
		k.mouse()
	case n < 78:
		k.resize()
	case n < 84:
		k.board(anyOf(k, boards))
	case n < 85:
		k.send(tea.ColorProfileMsg{Profile: anyOf(k, []colorprofile.Profile{colorprofile.ANSI, colorprofile.TrueColor, colorprofile.ASCII, colorprofile.NoTTY})})
	case n < 86 && k.rand.IntN(10) == 0:
		k.send(boardMsg{err: anyOf(k, []error{io.EOF, errors.New(k.foreign())})})
	case n < 88 && k.deck != nil:
		k.shift()
	case n < 89:
		k.send(statusReport)
	case n < 90:
		k.stepOut()
	default:
		k.deliver()
	}
}

func (k *monkey) press(name string) { k.send(keyPress(name)) }

// keyPress is a key by the name the key map knows it by.
func keyPress(name string) tea.KeyPressMsg {
	if k, ok := map[string]tea.KeyPressMsg{
		"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "end": {Code: tea.KeyEnd}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+h": {Code: 'h', Mod: tea.ModCtrl},
	}[name]; ok {
		return k
	}
	return press(name)
}

func (k *monkey) typeWord() {
	if k.rand.IntN(2) == 0 {
		k.press(anyOf(k, []string{"/", "f", ":", "c", "A"}))
	}
	words := append(stage.Names(), "agent", "-offer", "~(", "~a.*b", "level:high", "status:open", "1", "a b c", "\"", "cpus>3", "!")
	if word := anyOf(k, words); k.rand.IntN(2) == 0 {
		k.send(tea.PasteMsg{Content: word})
	} else {
		for _, c := range word[:min(len(word), 12)] {
			k.send(tea.KeyPressMsg{Code: c, Text: string(c)})
		}
	}
	if k.rand.IntN(2) == 0 {
		k.press("enter")
	}
}

func (k *monkey) command() {
	k.press(":")
	c := anyOf(k, k.m.commands())
	line := c.name
	if c.words != nil && k.rand.IntN(2) == 0 {
		if words := c.words(k.m); len(words) > 0 {
			line += " " + anyOf(k, words)
		}
	} else if k.rand.IntN(2) == 0 {
		line += " " + anyOf(k, append(stage.Names(), "14:05", "-10m", "start", "end", "light", "mono", "2h", "10", "low", "+99999h"))
	}
	k.send(tea.PasteMsg{Content: line})
	k.press(anyOf(k, []string{"enter", "enter", "enter", "tab", "up"}))
}

func (k *monkey) mouse() {
	at := tea.Mouse{X: k.rand.IntN(k.m.w+4) - 2, Y: k.rand.IntN(k.m.h+4) - 2, Button: tea.MouseLeft}
	if k.rand.IntN(3) > 0 {
		k.send(tea.MouseClickMsg(at))
		return
	}
	at.Button = anyOf(k, []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown, tea.MouseWheelLeft})
	k.send(tea.MouseWheelMsg(at))
}

func (k *monkey) resize() {
	size := tea.WindowSizeMsg{Width: 1 + k.rand.IntN(300), Height: 1 + k.rand.IntN(100)}
	switch k.rand.IntN(4) {
	case 0:
		size = tea.WindowSizeMsg{Width: 1 + k.rand.IntN(20), Height: 1 + k.rand.IntN(8)}
	case 1, 2:
		size = tea.WindowSizeMsg{Width: 80, Height: 24}
	}
	k.send(size)
}

func (k *monkey) board(b *mesoswatch.Board) {
	k.taken = k.taken.Add(time.Duration(k.rand.IntN(90)) * time.Second)
	k.send(boardMsg{board: b, taken: k.taken})
}

// shift moves the replay by itself, as reading, seeking and playing do.
func (k *monkey) shift() {
	s := &k.deck.s
	s.At = s.From.Add(time.Duration(k.rand.Int64N(int64(s.To.Sub(s.From)))))
	s.Seeking, s.Progress, s.Target = k.rand.IntN(2) == 0, k.rand.Float64(), s.To
	s.Whole = s.Whole || k.rand.IntN(3) == 0
	if s.Err = ""; k.rand.IntN(5) == 0 {
		s.Err = k.foreign()
	}
	k.collect(k.m.heed())
}

// deliver gives some of what is due, in any order.
func (k *monkey) deliver() {
	for range min(len(k.due), 1+k.rand.IntN(8)) {
		i := k.rand.IntN(len(k.due))
		msg := k.due[i]
		k.due = slices.Delete(k.due, i, i+1)
		k.send(msg)
	}
}

// stepOut asserts that Esc leads out of everything that lies over a view.
func (k *monkey) stepOut() {
	for range 12 {
		k.press("esc")
	}
	if m := k.m; m.prompt != nil || m.helping || m.page.open() || m.doctor.open || m.quitting {
		k.t.Errorf("Esc does not lead out: prompt %v, help %v, page %v, doctor %v, quitting %v", m.prompt != nil, m.helping, m.page.open(), m.doctor.open, m.quitting)
	}
}

func (k *monkey) send(msg tea.Msg) {
	k.gather()
	k.did = append(k.did, fmt.Sprintf("%T %.80s", msg, fmt.Sprint(msg)))
	k.did = k.did[max(len(k.did)-40, 0):]
	_, cmd := k.m.Update(msg)
	k.collect(cmd)
	if !k.m.ration.stale {
		sound(k.t, k.m.View().Content, k.m.w, k.m.h)
	}
	for _, l := range k.m.keptLists() {
		if at, ok := l.list.(interface {
			Index() int
			Size() int
		}); ok && (at.Index() < min(at.Size()-1, 0) || at.Index() >= at.Size()) {
			k.t.Errorf("%s: the cursor is on %d of %d", l.name, at.Index(), at.Size())
		}
	}
}

// collect runs commands, and keeps what they answer. For the race detector they run
// beside Update, as they do in the program.
func (k *monkey) collect(cmd tea.Cmd) {
	switch {
	case cmd == nil:
	case racing:
		go func() { k.answers <- cmd() }()
	default:
		k.keep(cmd())
	}
}

// keep holds an answer until it is given; the oldest are lost, as of a command that
// never comes back.
func (k *monkey) keep(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil, tea.QuitMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			k.collect(c)
		}
	default:
		k.due = append(k.due, msg)
		k.due = k.due[max(len(k.due)-monkeyDue, 0):]
	}
}

// gather keeps what has been answered by now.
func (k *monkey) gather() {
	for {
		select {
		case msg := <-k.answers:
			k.keep(msg)
		default:
			return
		}
	}
}

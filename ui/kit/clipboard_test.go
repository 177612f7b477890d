package kit

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestClipboard(t *testing.T) {
	const plain = "\x1b]52;c;aGk=\a"
	const tmux = "\x1bPtmux;\x1b\x1b]52;c;aGk=\a\x1b\\"
	const screen = "\x1bP" + plain + "\x1b\\"
	for _, c := range []struct {
		name string
		env  []string
		want string
	}{
		{"a terminal", []string{"TERM", "xterm-256color"}, plain},
		{"tmux", []string{"TERM", "screen-256color", "TMUX", "/tmp/tmux-0/default,1,0"}, plain + tmux},
		{"tmux, seen over SSH", []string{"TERM", "tmux-256color"}, plain + tmux},
		{"tmux inside screen", []string{"TERM", "tmux-256color", "TMUX", "/tmp/x,1,0", "STY", "1.tty"}, plain + tmux},
		{"screen", []string{"TERM", "screen", "STY", "123.tty1.host"}, screen},
		{"screen inside tmux", []string{"TERM", "screen.xterm-256color", "STY", "1.tty", "TMUX", "/tmp/x,1,0"}, screen},
		{"screen with the name of another terminal", []string{"TERM", "xterm", "STY", "1.tty"}, screen},
		{"screen or tmux, seen over SSH", []string{"TERM", "screen"}, plain + screen},
	} {
		got, err := Clipboard("hi", environment(c.env...))
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestClipboardRefuses(t *testing.T) {
	for _, c := range []struct{ text, term, want string }{
		{"", "xterm", "nothing to copy"}, {strings.Repeat("x", MaxClipboard+1), "xterm", "terminals take up to"},
		{"hi", "dumb", `TERM is "dumb"`}, {"hi", "linux", `TERM is "linux"`}, {"hi", "", `TERM is ""`},
	} {
		got, err := Clipboard(c.text, environment("TERM", c.term))
		if got != "" || !errors.Is(err, ErrNoClipboard) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d bytes on %q: %q, %v; want %q", len(c.text), c.term, got, err, c.want)
		}
	}
	if got, err := Clipboard(strings.Repeat("x", MaxClipboard), environment("TERM", "xterm")); err != nil || len(got) > 100_000 {
		t.Errorf("the longest text: %d bytes, %v", len(got), err)
	}
}

// screenChunks takes apart what screen would: DCS strings, each short enough.
func screenChunks(t *testing.T, s string) string {
	t.Helper()
	var inner strings.Builder
	for s != "" {
		body, rest, ok := strings.Cut(s, "\x1b\\")
		if !ok || !strings.HasPrefix(body, "\x1bP") || len(body)+2 > screenString {
			t.Fatalf("no DCS string of at most %d bytes: %.80q", screenString, s)
		}
		inner.WriteString(body[2:])
		s = rest
	}
	return inner.String()
}

// FuzzClipboard holds what the text must not do, whatever it is: the sequence is
// made of base64 and our own controls, and gives the text back.
func FuzzClipboard(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, where := range [][]string{{"TERM", "xterm"}, {"TERM", "tmux"}, {"TERM", "screen", "STY", "1.x"}} {
			seq, err := Clipboard(text, environment(where...))
			if err != nil {
				continue
			}
			inner := seq
			switch where[1] {
			case "screen":
				inner = screenChunks(t, seq)
			case "tmux":
				plain, wrapped, _ := strings.Cut(seq, "\x1bPtmux;")
				inner = strings.ReplaceAll(strings.TrimSuffix(wrapped, "\x1b\\"), "\x1b\x1b", "\x1b")
				if inner != plain {
					t.Fatalf("tmux is told two things: %q and %q", plain, inner)
				}
			}
			coded := strings.TrimSuffix(strings.TrimPrefix(inner, "\x1b]52;c;"), "\a")
			back, err := base64.StdEncoding.Strict().DecodeString(coded)
			if err != nil || string(back) != text || len(inner) != len(coded)+8 {
				t.Fatalf("%v: %q came back as %q, %v", where, text, back, err)
			}
		}
	})
}

// multiplexed is what a real tmux, and what runs inside of it, does with a
// sequence. In its pane runs inner, with the sequence in the file $SEQUENCE;
// what the tmux puts into its buffer is what a terminal would have copied.
type multiplexed struct{ dir string }

func startTmux(t *testing.T, inner, sequence string) multiplexed {
	t.Helper()
	for _, tool := range []string{"tmux", "screen"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs %s: sh scripts/needs.sh installs it", tool)
		}
	}
	// Short: a socket's path has at most 107 bytes.
	dir, err := os.MkdirTemp("", "clip")
	if err != nil {
		t.Fatal(err)
	}
	m := multiplexed{dir}
	t.Cleanup(func() {
		_ = m.tmux("outer", "kill-server").Run()
		_ = m.tmux("inner", "kill-server").Run()
		_ = os.RemoveAll(dir)
	})
	if err := os.WriteFile(filepath.Join(dir, "sequence"), []byte(sequence), 0o600); err != nil {
		t.Fatal(err)
	}
	start := m.tmux("outer", "-f", "/dev/null", "set", "-g", "set-clipboard", "on", ";",
		"new-session", "-d", "-x", "80", "-y", "24", inner)
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v: %s", err, out)
	}
	return m
}

func (m multiplexed) tmux(name string, args ...string) *exec.Cmd {
	cmd := exec.Command("tmux", append([]string{"-L", name}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + m.dir, "TMUX_TMPDIR=" + m.dir, "SCREENDIR=" + m.dir + "/screen",
		"TERM=xterm-256color", "LC_ALL=C.UTF-8", "SHELL=/bin/sh", "SEQUENCE=" + m.dir + "/sequence"}
	return cmd
}

// copied waits for the text to arrive; tmux shows a buffer as it is.
func (m multiplexed) copied(t *testing.T, want string) {
	t.Helper()
	var got []byte
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if got, _ = m.tmux("outer", "show-buffer").Output(); string(got) == want {
			return
		}
	}
	screen, _ := m.tmux("outer", "capture-pane", "-p").CombinedOutput()
	t.Fatalf("copied %.200q, want %.200q; the screen:\n%s", got, want, screen)
}

// TestClipboardMultiplexed sends sequences through real ones. Long texts have to
// be cut for screen; hostile ones would end the sequence if they were not coded.
func TestClipboardMultiplexed(t *testing.T) {
	command := "curl -s 'http://10.0.0.1:5050/state' | grep -c $'\\e]52;c;' # \x1b\\ \a 框架"
	long := strings.Repeat("line of a long block of commands\n", 200) + "end"
	tmux := environment("TERM", "tmux-256color", "TMUX", "x,1,0")
	screen := environment("TERM", "screen", "STY", "1.x")
	// Again and again: what comes before a terminal is attached goes nowhere.
	const show = `while cat "$SEQUENCE"; do sleep 0.1; done`
	inTmux := `exec tmux -L inner -f /dev/null set -g set-clipboard external \; set -g allow-passthrough on \; new-session '` + show + `'`
	// Without autodetach it ends with the tmux around it.
	inScreen := `mkdir -m 700 "$SCREENDIR" && echo autodetach off >"$SCREENDIR.rc" && exec screen -c "$SCREENDIR.rc" sh -c '` + show + `'`
	for _, c := range []struct {
		name, inner string
		env         func(string) string
	}{
		{"tmux that takes it itself", show, tmux},
		{"tmux that only passes it on", inTmux, tmux},
		{"screen", inScreen, screen},
	} {
		for _, text := range []string{command, long} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				seq, err := Clipboard(text, c.env)
				if err != nil {
					t.Fatal(err)
				}
				startTmux(t, c.inner, seq).copied(t, text)
			})
		}
	}
}

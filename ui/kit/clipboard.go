package kit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// MaxClipboard is how many bytes are copied at most: 100,000 bytes of sequence
// are what terminals that have a limit (hterm) take of a program.
const MaxClipboard = (100_000 - len("\x1b]52;c;\a")) / 4 * 3

// What GNU screen takes as one string, introducer and end included: 256 bytes
// before 4.2, 768 since. It shows what is longer as text, so the old limit holds
// for all, and an OSC 52 that is not wrapped must be shorter as well.
const screenString = 256

// ErrNoClipboard is why nothing can be copied: the text has to be shown where it
// can be selected by hand.
var ErrNoClipboard = errors.New("no clipboard can be reached from here")

// Clipboard answers what makes the terminal that shows this program put text on
// its clipboard (OSC 52), wrapped for the tmux or GNU screen that env (os.Getenv)
// tells of. The text is in it as base64 only: none of its bytes reaches a terminal
// as it is. No terminal says whether it obeyed, and tmux and terminals can be
// told not to, so show the text as well.
//
// Inside several of them at once the sequence is wrapped for the innermost. Errors
// are ErrNoClipboard with the reason: no text, more than MaxClipboard bytes, a
// terminal that has none.
func Clipboard(text string, env func(string) string) (sequence string, err error) {
	term := env("TERM")
	switch {
	case text == "": // to a terminal this would mean: forget what is there
		return "", fmt.Errorf("%w: there is nothing to copy", ErrNoClipboard)
	case len(text) > MaxClipboard:
		return "", fmt.Errorf("%w: the text has %d bytes, terminals take up to %d", ErrNoClipboard, len(text), MaxClipboard)
	case term == "" || term == "dumb" || term == "linux":
		return "", fmt.Errorf("%w: TERM is %q", ErrNoClipboard, term)
	}
	plain := ansi.SetSystemClipboard(text)
	switch {
	case env("TMUX") != "" && env("STY") == "", strings.HasPrefix(term, "tmux"):
		// tmux takes the first with set-clipboard on, the second with
		// allow-passthrough on (always before 3.3).
		return plain + ansi.TmuxPassthrough(plain), nil
	case env("STY") != "", strings.HasPrefix(term, "screen"):
		return forScreen(plain, env("STY") == ""), nil
	}
	return plain, nil
}

// forScreen wraps for GNU screen, which hands on the content of a DCS as it came.
// Over SSH only the name of the terminal is left, and tmux too calls itself
// screen: then what fits comes plain before it, which screen drops and tmux may
// take.
func forScreen(plain string, unsure bool) string {
	wrapped := ansi.ScreenPassthrough(plain, screenString-len("\x1bP\x1b\\"))
	if unsure && len(plain) < screenString {
		return plain + wrapped
	}
	return wrapped
}

package login

import (
	"fmt"
	"sync"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is told.
const (
	mostTold     = 16
	longestWords = 300
)

// told is what was seen on the way and is worth knowing: what was not believed, what
// failed. Foreign text in it is quoted.
type told struct {
	mu    sync.Mutex
	words []string
	over  int
	// failed is set when a handshake with the master failed, caller when the master
	// reached us at all.
	failed, caller bool
}

func (t *told) say(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.words) == mostTold {
		t.over++
		return
	}
	t.words = append(t.words, clip(mesoswatch.Mask(fmt.Sprintf(format, args...)), longestWords))
}

func (t *told) reached() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.caller = true
}

func (t *told) handshakeFailed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = true
}

// all is what was said, and how the master came.
func (t *told) all() (words []string, reached, handshakeFailed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	words = append(words, t.words...)
	if t.over > 0 {
		words = append(words, fmt.Sprintf("%d more of these", t.over))
	}
	return words, t.caller, t.failed
}

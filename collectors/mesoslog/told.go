package mesoslog

import "sync"

// Told remembers which log told a line, so that a line that several logs have is
// told once: a file and the same log over HTTP, for example. Collectors that are
// given the same one know of each other's lines. It is bounded: of very busy logs
// that are far apart, lines may come twice.
type Told struct {
	mu  sync.Mutex
	ids repeats
}

// orNew is t, or one of its own.
func (t *Told) orNew() *Told {
	if t == nil {
		return new(Told)
	}
	return t
}

// before tells whether another log than the one of that number has told the line;
// if not, that one has now.
func (t *Told) before(it item, gen uint64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if owner, ok := t.ids.owner(it); ok && owner != int(gen) {
		return true
	}
	t.ids.claim(it, int(gen))
	return false
}

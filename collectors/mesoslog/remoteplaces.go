package mesoslog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

const (
	placesName    = "remote.json"
	maxPlaces     = 1024
	maxPlaceBytes = 4 << 20
)

// savedPlace is how far one log was read.
type savedPlace struct {
	Source string `json:"source"`
	Offset int64  `json:"offset"`
	Line   int64  `json:"line,omitempty"`
	// Tail is the hash of the Len bytes before TailAt, which was once reached.
	TailAt int64  `json:"tail_at,omitempty"`
	Len    int    `json:"len,omitempty"`
	Tail   string `json:"tail,omitempty"`
	Echoes bool   `json:"echoes,omitempty"`
	// Seen is when it was last read.
	Seen time.Time `json:"seen"`
}

// marks tells whether the bytes before TailAt are those of the place.
func (p savedPlace) marks(tail []byte) bool {
	return p.TailAt == 0 && p.Offset == 0 || len(tail) == p.Len && hashOfTail(tail) == p.Tail
}

func hashOfTail(tail []byte) string {
	if len(tail) == 0 {
		return ""
	}
	sum := sha256.Sum256(tail)
	return hex.EncodeToString(sum[:16])
}

// places are how far the logs were read, across restarts.
type places struct {
	mu    sync.Mutex
	path  string // empty: not kept
	by    map[string]*savedPlace
	gens  map[uint64]*savedPlace
	dirty bool
}

type savedPlaces struct {
	Version int           `json:"version"`
	Places  []*savedPlace `json:"places"`
}

// loadPlaces reads what was saved in a folder, which need not exist. With an error
// the places answered are empty and usable.
func loadPlaces(folder string) (*places, error) {
	p := &places{by: make(map[string]*savedPlace), gens: make(map[uint64]*savedPlace)}
	if folder == "" {
		return p, nil
	}
	p.path = filepath.Join(folder, placesName)
	f, err := os.Open(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	var in savedPlaces
	if err == nil {
		defer f.Close()
		err = json.NewDecoder(io.LimitReader(f, maxPlaceBytes)).Decode(&in)
	}
	if err == nil && in.Version != 1 {
		err = fmt.Errorf("version %d is not known here", in.Version)
	}
	if err != nil {
		return p, fmt.Errorf("reading places in remote logs %q: %w; they are read anew", p.path, err)
	}
	for _, at := range in.Places {
		if at != nil && at.Offset >= 0 && at.TailAt >= at.Offset && len(p.by) < maxPlaces {
			p.by[at.Source] = at
		}
	}
	return p, nil
}

// of is the place in a log.
func (p *places) of(source string) (savedPlace, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.by[source]
	if !ok {
		return savedPlace{}, false
	}
	return *at, true
}

// begin notes that a generation of a log is read from a place on.
func (p *places) begin(gen uint64, source string, at follow.Position) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for old, o := range p.gens {
		if o.Source == source {
			delete(p.gens, old)
		}
	}
	next := &savedPlace{Source: source, Offset: at.Offset, Line: at.Line, Seen: time.Now().UTC()}
	p.by[source], p.gens[gen], p.dirty = next, next, true
}

// reach notes the bytes before a place that was read up to.
func (p *places) reach(gen uint64, offset int64, tail []byte, echoes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.gens[gen]
	if at == nil {
		return
	}
	at.Seen = time.Now().UTC()
	if at.TailAt == offset && at.Echoes == echoes && at.Tail != "" {
		return
	}
	at.TailAt, at.Len, at.Tail, at.Echoes, p.dirty = offset, len(tail), hashOfTail(tail), echoes, true
}

// Commit tells that all lines before at were handed on.
func (p *places) Commit(at follow.Position) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.gens[at.Gen]; s != nil && at.Offset > s.Offset {
		s.Offset, s.Line, p.dirty = at.Offset, at.Line, true
	}
}

// Save writes the places if they changed.
func (p *places) Save() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.dirty || p.path == "" {
		return nil
	}
	out := savedPlaces{Version: 1, Places: make([]*savedPlace, 0, len(p.by))}
	for _, at := range p.by {
		out.Places = append(out.Places, at)
	}
	slices.SortFunc(out.Places, func(a, b *savedPlace) int { return b.Seen.Compare(a.Seen) })
	out.Places = out.Places[:min(len(out.Places), maxPlaces)]
	if err := follow.SaveJSON(p.path, out); err != nil {
		return fmt.Errorf("saving places in remote logs: %w", err)
	}
	p.dirty = false
	return nil
}

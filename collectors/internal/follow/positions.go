package follow

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	positionsName = "positions.json"
	maxPositions  = 4096
	maxPosBytes   = 16 << 20
)

// ErrBrokenPositions: the file of saved positions cannot be understood.
var ErrBrokenPositions = errors.New("broken positions")

// Position is a place in a generation: everything before Offset was handed on.
type Position struct {
	Gen    uint64
	Offset int64
	Line   int64
}

// Positions remembers how far each generation was handed on, across restarts.
// It is safe for concurrent use. A *Positions that was not loaded keeps them in
// memory only.
type Positions struct {
	saving  sync.Mutex // held while the file is written, so that the newest stays
	mu      sync.Mutex
	path    string
	files   map[uint64]*saved
	next    uint64
	dirty   bool
	evicted int64
	unsaved error
	loaded  time.Time // when the file was saved; zero without one
}

// saved is one generation in the file.
type saved struct {
	// Dev and Inode are where the content is; chunks name AsDev and AsInode, if
	// set: the original of a copy.
	Dev     uint64  `json:"dev"`
	Inode   uint64  `json:"inode"`
	AsDev   uint64  `json:"as_dev,omitempty"`
	AsInode uint64  `json:"as_inode,omitempty"`
	Path    string  `json:"path"`
	Series  string  `json:"series"`
	Offset  int64   `json:"offset"`
	Line    int64   `json:"line,omitempty"`
	Size    int64   `json:"size"` // when last seen
	Head    imprint `json:"head"`
	// Tail is of the bytes before TailAt, an offset that was once reached.
	Tail   imprint `json:"tail"`
	TailAt int64   `json:"tail_at,omitempty"`
	// Packed: a compressed file; Done: it was read whole.
	Packed bool `json:"packed,omitempty"`
	Done   bool `json:"done,omitempty"`
	// Gone is when it was found to be gone from the disk.
	Gone time.Time `json:"gone,omitzero"`
}

func (s saved) file() identity { return identity{s.Dev, s.Inode} }

func (s saved) named() identity {
	if s.AsInode != 0 {
		return identity{s.AsDev, s.AsInode}
	}
	return s.file()
}

type savedFile struct {
	Version int       `json:"version"`
	Saved   time.Time `json:"saved"`
	Files   []*saved  `json:"files"`
}

// LoadPositions reads the positions kept in a state folder, which need not
// exist yet. If what is there cannot be understood the error wraps
// ErrBrokenPositions and the Positions answered are empty and usable.
func LoadPositions(folder string) (*Positions, error) {
	p := &Positions{path: filepath.Join(folder, positionsName)}
	f, err := os.Open(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("reading log positions: %w", err)
	}
	defer f.Close()
	var in savedFile
	data, err := io.ReadAll(io.LimitReader(f, maxPosBytes))
	if err == nil {
		if err = json.Unmarshal(data, &in); err == nil && in.Version != 1 {
			err = fmt.Errorf("version %d is not known here", in.Version)
		}
	}
	if err != nil {
		return p, fmt.Errorf("reading log positions %q: %w: %w", p.path, ErrBrokenPositions, err)
	}
	p.loaded = in.Saved
	for _, s := range in.Files {
		if s != nil && s.Offset >= 0 && s.Head.Len >= 0 && s.Head.Len <= printSize && len(p.files) < maxPositions {
			p.add(s)
		}
	}
	return p, nil
}

// Commit tells that all lines before at were handed on. It never goes back.
func (p *Positions) Commit(at Position) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.files[at.Gen]; s != nil && at.Offset > s.Offset {
		s.Offset, s.Line = at.Offset, at.Line
		p.dirty = true
	}
}

// Save writes the positions if they changed: to a new file first, which then
// takes the name, so that a crash leaves the old ones or the new ones.
func (p *Positions) Save() error {
	p.saving.Lock()
	defer p.saving.Unlock()
	out, ok := p.snapshot()
	if !ok {
		return nil
	}
	err := SaveJSON(p.path, out)
	if err != nil {
		err = fmt.Errorf("saving log positions: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unsaved = err
	p.dirty = p.dirty || err != nil
	return err
}

// trouble is why they could not be saved the last time.
func (p *Positions) trouble() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unsaved
}

func (p *Positions) snapshot() (savedFile, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.dirty || p.path == "" {
		return savedFile{}, false
	}
	out := savedFile{Version: 1, Saved: time.Now().UTC(), Files: make([]*saved, 0, len(p.files))}
	for _, gen := range p.gens() {
		s := *p.files[gen]
		out.Files = append(out.Files, &s)
	}
	p.dirty = false
	return out, true
}

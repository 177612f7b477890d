package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// box is a file that may be a bundle: what it has by its own directory, or, where
// that is broken, by the manifest in front.
type box struct {
	r     io.ReaderAt
	size  int64
	names []string // in the order of the directory
	files map[string][]*zip.File
	// broken says why the directory cannot be read; the parts are then looked for
	// where the manifest says.
	broken string
	spans  map[string]*io.SectionReader
	// room is how many bytes compressed parts may still grow to. Write does not
	// compress: these were packed again, or are meant to burst.
	room int64
}

// room for what compresses well, in a file of some size.
func roomFor(size int64) int64 { return 64<<20 + 30*min(size, maxZip) }

// open looks for the directory, and for a manifest.
func open(r io.ReaderAt, size int64) (*box, error) {
	b := &box{r: r, size: size, room: roomFor(size), files: make(map[string][]*zip.File)}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		if !b.front() {
			return nil, fmt.Errorf("%w: %w", ErrNotBundle, err)
		}
		b.broken = "its directory cannot be read (" + err.Error() + "): the end of the file was changed or is missing"
		return b, nil
	}
	if len(z.File) > maxParts+1 {
		return nil, fmt.Errorf("%w: a zip of %d files", ErrNotBundle, len(z.File))
	}
	for _, f := range z.File {
		b.names = append(b.names, f.Name)
		b.files[f.Name] = append(b.files[f.Name], f)
	}
	if len(b.files[manifestName]) == 0 {
		return nil, fmt.Errorf("%w: it has no %s", ErrNotBundle, manifestName)
	}
	return b, nil
}

// front looks for a manifest at the very beginning, where Write puts it, and takes
// the places of the parts from it.
func (b *box) front() bool {
	var head [localSize + len(manifestName)]byte
	if _, err := b.r.ReadAt(head[:], 0); err != nil {
		return false
	}
	size := int64(binary.LittleEndian.Uint32(head[22:]))
	if binary.LittleEndian.Uint32(head[:]) != localMark || string(head[localSize:]) != manifestName || size > maxManifest {
		return false
	}
	b.spans = map[string]*io.SectionReader{manifestName: io.NewSectionReader(b.r, int64(len(head)), size)}
	manifest, err := b.whole(manifestName, maxManifest)
	if err != nil {
		return false
	}
	m, err := decode(manifest)
	if err != nil {
		return bytes.Contains(manifest, []byte(Format)) // Verify says what is wrong with it
	}
	if m.form(manifest) != "" {
		return true
	}
	at := int64(len(head)) + size
	for _, p := range m.Parts {
		at += int64(localSize + len(p.Name))
		b.spans[p.Name] = io.NewSectionReader(b.r, at, p.Size)
		at += p.Size
	}
	return true
}

// part opens a part of which at most so many bytes will be read.
func (b *box) part(name string, most int64) (io.ReadCloser, error) {
	if b.spans != nil {
		s := b.spans[name]
		if s == nil {
			return nil, errors.New("it is missing")
		}
		return io.NopCloser(io.NewSectionReader(s, 0, s.Size())), nil
	}
	switch files := b.files[name]; len(files) {
	case 0:
		return nil, errors.New("it is missing")
	case 1:
		if files[0].Method != zip.Store {
			if b.room -= most; b.room < 0 {
				return nil, errors.New("it is compressed, and grows far beyond what the file can hold")
			}
		}
		r, err := files[0].Open()
		if err != nil {
			return nil, fmt.Errorf("it cannot be read: %w", err)
		}
		return r, nil
	default:
		return nil, fmt.Errorf("it is there %d times", len(files))
	}
}

// whole reads a part of at most so many bytes. With zip.ErrChecksum it answers
// them too.
func (b *box) whole(name string, most int64) ([]byte, error) {
	r, err := b.part(name, most)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(data)) > most {
		return nil, fmt.Errorf("it is longer than %d bytes", most)
	}
	if err != nil {
		err = fmt.Errorf("it was changed: %w", err)
	}
	return data, err
}

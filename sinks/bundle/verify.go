package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"
)

// ErrNotBundle is answered for a file that is none.
var ErrNotBundle = errors.New("not an evidence bundle")

const hashPrefix = "sha256:"

// container names what is not part of a part: the zip around them.
const container = "the zip around the parts"

// ParseHash reads a hash as it is shown: 64 hexadecimal digits, with or without
// "sha256:" in front. The answer has it.
func ParseHash(s string) (string, error) {
	digits := strings.ToLower(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), hashPrefix))
	if b, err := hex.DecodeString(digits); err != nil || len(b) != sha256.Size {
		return "", fmt.Errorf("%q is no SHA-256: 64 hexadecimal digits, with or without %s in front", s, hashPrefix)
	}
	return hashPrefix + digits, nil
}

// Verify looks at a bundle of anybody. expect is the hash that was noted when it
// was made; empty: none is known, and then only what the file says of itself can
// be compared. Errors: ErrNotBundle, a wrong expect, a newer version, and those of
// r; that something was changed is no error but a Problem.
func Verify(r io.ReaderAt, size int64, expect string) (Result, error) {
	var res Result
	if expect != "" {
		var err error
		if res.Expected, err = ParseHash(expect); err != nil {
			return res, err
		}
	}
	b, err := open(r, size)
	if err != nil {
		return res, err
	}
	manifest, err := b.whole(manifestName, maxManifest)
	if err != nil {
		res.add(manifestName, err.Error())
	}
	if err != nil && !errors.Is(err, zip.ErrChecksum) {
		return res, nil
	}
	res.Hash = hashPrefix + sum(manifest)
	if res.Expected != "" && res.Hash != res.Expected {
		res.add(manifestName, "its hash is "+res.Hash+", and not the one that is expected: it was changed, or this is another bundle")
	}
	if res.Manifest, err = decode(manifest); err != nil {
		res.add(manifestName, err.Error())
		return res, nil
	}
	if res.Manifest.Version > Version {
		return res, fmt.Errorf("the bundle has version %d, this program knows %d: take a newer one", res.Manifest.Version, Version)
	}
	if wrong := res.Manifest.form(manifest); wrong != "" {
		res.add(manifestName, wrong)
		return res, nil
	}
	res.compare(b, manifest)
	if last := len(res.Problems) - 1; last >= 0 && res.Problems[last].Part == manifestName {
		res.Problems[last].What += "; every part is as this manifest says"
	}
	return res, nil
}

// compare looks at every part that the manifest names, at what else is there, and
// at the bytes between.
func (res *Result) compare(b *box, manifest []byte) {
	entries := []entry{stored(manifestName, manifest)}
	known := map[string]bool{manifestName: true}
	whole := true
	for _, p := range res.Manifest.Parts {
		known[p.Name] = true
		crc, wrong := b.check(p)
		if wrong != "" {
			whole = false
			res.add(p.Name, wrong)
			continue
		}
		res.Parts++
		res.Bytes += p.Size
		entries = append(entries, entry{name: p.Name, size: p.Size, crc: crc})
	}
	for _, name := range b.names {
		if !known[name] {
			whole = false
			res.add(name, "it is not in the manifest")
		}
	}
	if b.broken != "" {
		res.add(container, b.broken)
	} else if whole {
		if wrong := b.form(entries, res.Manifest); wrong != "" {
			res.add(container, wrong)
		}
	}
}

// check compares one part with what the manifest says; its CRC is for the headers.
func (b *box) check(p Part) (crc uint32, wrong string) {
	r, err := b.part(p.Name, p.Size)
	if err != nil {
		return 0, err.Error()
	}
	defer r.Close()
	h, c := sha256.New(), crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(h, c), io.LimitReader(r, p.Size+1))
	switch {
	case n > p.Size:
		return 0, fmt.Sprintf("it was changed: it is longer than the %d bytes of the manifest", p.Size)
	case hexOf(h) == p.SHA256 && n == p.Size:
		return c.Sum32(), "" // what the zip says of it is looked at with the zip
	case err != nil:
		return 0, "it was changed: " + err.Error()
	case n < p.Size:
		return 0, fmt.Sprintf("it was changed: it has %d bytes, the manifest says %d", n, p.Size)
	}
	return 0, "it was changed: its SHA-256 is not the one of the manifest"
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// form compares the zip, byte for byte, with the one form that a bundle with this
// manifest has. All parts are known to be whole.
func (b *box) form(entries []entry, m Manifest) string {
	if want := packedSize(m.Parts, entries[0].size); b.size != want {
		return fmt.Sprintf("the file has %d bytes and not %d: it was packed again, or something stands before, between or behind the parts", b.size, want)
	}
	at := int64(0)
	for i := range entries {
		at += int64(localSize + len(entries[i].name))
		if i > 0 {
			entries[i].data = io.NewSectionReader(b.r, at, entries[i].size)
		}
		at += entries[i].size
	}
	s := same{r: b.r}
	if err := pack(&s, m.MadeAt, entries); err != nil {
		return fmt.Sprintf("at byte %d it is not as this program writes it: it was packed again, or changed", s.at)
	}
	return ""
}

// same is a writer that fails where what is written is not what is there; at is
// then the first byte that differs.
type same struct {
	r   io.ReaderAt
	at  int64
	buf []byte
}

var errDiffers = errors.New("it differs")

func (s *same) Write(p []byte) (int, error) {
	if len(s.buf) < len(p) {
		s.buf = make([]byte, len(p))
	}
	there := s.buf[:len(p)]
	if _, err := s.r.ReadAt(there, s.at); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if bytes.Equal(there, p) {
		s.at += int64(len(p))
		return len(p), nil
	}
	for i := range p {
		if p[i] != there[i] {
			s.at += int64(i)
			break
		}
	}
	return 0, errDiffers
}

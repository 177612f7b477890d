package bundle

import (
	"encoding/binary"
	"io"
	"math"
	"time"
)

// entry is one part as it stands in the zip: stored, with its size in front.
type entry struct {
	name string
	size int64
	crc  uint32
	data io.Reader
}

// The bits of the zip format that a bundle uses (PKWARE's APPNOTE 6.3, sections
// 4.3.7, 4.3.12, 4.3.16): no compression, no extra fields, no comments, ASCII
// names.
const (
	localMark, dirMark, endMark = 0x04034b50, 0x02014b50, 0x06054b50
	localSize, dirSize, endSize = 30, 46, 22
	zipVersion                  = 20
	madeByUnix                  = 3<<8 | zipVersion
	fileMode                    = 0o100600 << 16
)

// maxZip is below what needs the 64-bit forms of the format.
const maxZip = math.MaxInt32

// pack writes the one form that a bundle with these entries has.
func pack(w io.Writer, at time.Time, entries []entry) error {
	stamp := dosTime(at)
	var dir []byte
	offset := int64(0)
	for _, e := range entries {
		head := e.local(stamp)
		if _, err := w.Write(head); err != nil {
			return err
		}
		if _, err := io.CopyN(w, e.data, e.size); err != nil {
			return err
		}
		dir = e.central(dir, stamp, offset)
		offset += int64(len(head)) + e.size
	}
	if _, err := w.Write(dir); err != nil {
		return err
	}
	_, err := w.Write(end(len(entries), len(dir), offset))
	return err
}

func (e entry) local(stamp uint32) []byte {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, localSize+len(e.name)), localMark)
	b = e.common(b, stamp)
	return append(b, e.name...)
}

// common is what both headers of an entry say.
func (e entry) common(b []byte, stamp uint32) []byte {
	le := binary.LittleEndian
	b = le.AppendUint16(b, zipVersion)
	b = le.AppendUint16(b, 0) // flags
	b = le.AppendUint16(b, 0) // stored
	b = le.AppendUint32(b, stamp)
	b = le.AppendUint32(b, e.crc)
	b = le.AppendUint32(b, uint32(e.size))
	b = le.AppendUint32(b, uint32(e.size))
	b = le.AppendUint16(b, uint16(len(e.name)))
	return le.AppendUint16(b, 0) // extra field
}

func (e entry) central(b []byte, stamp uint32, offset int64) []byte {
	le := binary.LittleEndian
	b = le.AppendUint32(b, dirMark)
	b = le.AppendUint16(b, madeByUnix)
	b = e.common(b, stamp)
	b = le.AppendUint16(b, 0) // comment
	b = le.AppendUint16(b, 0) // disk
	b = le.AppendUint16(b, 0) // internal attributes
	b = le.AppendUint32(b, fileMode)
	b = le.AppendUint32(b, uint32(offset))
	return append(b, e.name...)
}

func end(n, size int, offset int64) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(make([]byte, 0, endSize), endMark)
	b = le.AppendUint32(b, 0) // disks
	b = le.AppendUint16(b, uint16(n))
	b = le.AppendUint16(b, uint16(n))
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(offset))
	return le.AppendUint16(b, 0) // comment
}

// dosTime is UTC in the format's own form, time in the low half; years out of its
// range become the nearest.
func dosTime(t time.Time) uint32 {
	t = t.UTC()
	switch {
	case t.Year() < 1980:
		t = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	case t.Year() > 2107:
		t = time.Date(2107, 12, 31, 23, 59, 58, 0, time.UTC)
	}
	return uint32(t.Second()/2|t.Minute()<<5|t.Hour()<<11) |
		uint32(t.Day()|int(t.Month())<<5|(t.Year()-1980)<<9)<<16
}

// packedSize is how long what pack writes is.
func packedSize(parts []Part, manifest int64) int64 {
	n := int64(localSize+dirSize+2*len(manifestName)+endSize) + manifest
	for _, p := range parts {
		n += int64(localSize+dirSize+2*len(p.Name)) + p.Size
	}
	return n
}

package hostconf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Bounds of rpm's database: that of a big host has some thousand packages, each
// with a header of at most some hundred kilobytes.
const (
	maxRPM       = 512 << 20
	maxRPMHeader = 16 << 20
	maxRPMTags   = 10_000
)

var errNotBerkeley = errors.New("not a hash of Berkeley DB: rpm -qa tells")

// Page types and item types of Berkeley DB (src/dbinc/db_page.h).
const (
	pageHashUnsorted = 2
	pageOverflow     = 7
	pageHash         = 13
	itemInline       = 1
	itemOverflow     = 3
	pageHead         = 26
	hashMagic        = 0x061561
)

// berkeley reads the values of a hash of Berkeley DB, which rpm keeps its packages in
// up to 4.16 (RHEL and CentOS up to 8): a page at a time, nothing of it trusted.
type berkeley struct {
	from  io.ReaderAt
	order binary.ByteOrder
	size  int64 // of a page
	pages int64
	left  int64 // bytes of values that may still be gathered: pages in a circle end
}

func openBerkeley(from io.ReaderAt, length int64) (*berkeley, error) {
	var meta [72]byte
	if _, err := from.ReadAt(meta[:], 0); err != nil {
		return nil, errNotBerkeley
	}
	b := &berkeley{from: from, order: binary.LittleEndian}
	if binary.BigEndian.Uint32(meta[12:]) == hashMagic {
		b.order = binary.BigEndian
	}
	b.size = int64(b.order.Uint32(meta[20:]))
	if b.order.Uint32(meta[12:]) != hashMagic || b.size < 512 || b.size > 64<<10 || b.size&(b.size-1) != 0 {
		return nil, errNotBerkeley
	}
	b.pages = min(length, maxRPM) / b.size
	b.left = b.pages * b.size
	return b, nil
}

func (b *berkeley) page(n int64, into []byte) error {
	if n <= 0 || n >= b.pages {
		return fmt.Errorf("page %d is not there", n)
	}
	_, err := b.from.ReadAt(into, n*b.size)
	return err
}

// values hands on each value; take answers an error to end it.
func (b *berkeley) values(take func([]byte) error) error {
	page := make([]byte, b.size)
	for n := int64(1); n < b.pages; n++ {
		if err := b.page(n, page); err != nil {
			return err
		}
		if kind := page[25]; kind != pageHash && kind != pageHashUnsorted {
			continue
		}
		items := int64(b.order.Uint16(page[20:]))
		if pageHead+2*items > b.size {
			return fmt.Errorf("page %d has more items than room", n)
		}
		for i := int64(1); i < items; i += 2 { // keys and values take turns
			at := int64(b.order.Uint16(page[pageHead+2*i:]))
			end := int64(b.order.Uint16(page[pageHead+2*(i-1):])) // items grow from the end of the page
			v, err := b.value(page, at, end)
			if err != nil {
				return fmt.Errorf("page %d: %w", n, err)
			}
			if err := take(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *berkeley) value(page []byte, at, end int64) ([]byte, error) {
	switch {
	case at < pageHead || at >= b.size:
		return nil, errors.New("an item outside of its page")
	case page[at] == itemInline && end > at && end <= b.size:
		return page[at+1 : end], nil
	case page[at] == itemOverflow && at+12 <= b.size:
		return b.overflow(int64(b.order.Uint32(page[at+4:])), int64(b.order.Uint32(page[at+8:])))
	}
	return nil, errors.New("an item of a form that is not known")
}

// overflow gathers a value that has pages of its own.
func (b *berkeley) overflow(n, length int64) ([]byte, error) {
	if length > maxRPMHeader {
		return nil, errors.New("a package larger than any is")
	}
	if b.left -= length; b.left < 0 {
		return nil, errors.New("its packages are larger than the file")
	}
	out := make([]byte, 0, min(length, b.pages*b.size))
	page := make([]byte, b.size)
	for int64(len(out)) < length {
		if err := b.page(n, page); err != nil {
			return nil, err
		}
		used := int64(b.order.Uint16(page[22:]))
		if page[25] != pageOverflow || used == 0 || pageHead+used > b.size {
			return nil, errors.New("a page of another kind in the middle of a package")
		}
		out = append(out, page[pageHead:pageHead+used]...)
		n = int64(b.order.Uint32(page[16:]))
	}
	return out[:length], nil
}

// Tags of a package's header (rpm's lib/rpmtag.h).
const (
	tagName    = 1000
	tagVersion = 1001
	tagRelease = 1002
	typeString = 6
)

// rpmHeader reads name and version-release of a package's header: how many entries
// and how much data, entries of tag, type, offset and count, then the data; all
// numbers big-endian (rpm's lib/header.c).
func rpmHeader(b []byte) (name, version string, ok bool) {
	if len(b) < 8 {
		return "", "", false
	}
	entries, size := int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:]))
	if entries > maxRPMTags || 8+16*entries+size > int64(len(b)) {
		return "", "", false
	}
	data := b[8+16*entries : 8+16*entries+size]
	text := make(map[uint32]string)
	for i := range entries {
		e := b[8+16*i:]
		tag, kind, at := binary.BigEndian.Uint32(e), binary.BigEndian.Uint32(e[4:]), int64(binary.BigEndian.Uint32(e[8:]))
		if kind != typeString || tag < tagName || tag > tagRelease || at >= size {
			continue
		}
		if end := bytes.IndexByte(data[at:], 0); end >= 0 {
			text[tag] = string(data[at : at+int64(end)])
		}
	}
	if text[tagName] == "" || text[tagVersion] == "" {
		return "", "", false
	}
	version = text[tagVersion]
	if r := text[tagRelease]; r != "" {
		version += "-" + r
	}
	return text[tagName], version, true
}

// parseRPM lists the wanted packages of rpm's database in Berkeley's form.
func parseRPM(from io.ReaderAt, length int64, want func(name string) bool) (found []installed, err error) {
	b, err := openBerkeley(from, length)
	if err != nil {
		return nil, err
	}
	err = b.values(func(v []byte) error {
		if name, version, ok := rpmHeader(v); ok && want(name) && len(found) < maxPackages {
			found = append(found, installed{name, version})
		}
		return nil
	})
	return found, err
}

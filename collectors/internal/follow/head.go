package follow

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"syscall"
)

const (
	headSize  = 4096 // shown to the consumer
	printSize = 256  // compared: long enough to hold a time stamp in every log
)

// identity is what the file system calls a file.
type identity struct{ dev, ino uint64 }

// identityOf answers zero where the file system gives no inode.
func identityOf(st os.FileInfo) (id identity, links uint64) {
	if s, ok := st.Sys().(*syscall.Stat_t); ok {
		return identity{uint64(s.Dev), s.Ino}, uint64(s.Nlink)
	}
	return identity{}, 1
}

func infoOf(path string, st os.FileInfo) FileInfo {
	id, _ := identityOf(st)
	info := FileInfo{Path: path, Dev: id.dev, Inode: id.ino, ModTime: st.ModTime()}
	if st.Mode().IsRegular() {
		info.Size = st.Size()
	}
	return info
}

var gzipMagic = []byte{0x1f, 0x8b, 8}

// readHead reads the beginning of the content. Of a compressed file that has
// only begun to be written it is empty.
func readHead(f *os.File) (head []byte, compressed bool, err error) {
	head = make([]byte, headSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	head = head[:n]
	if !bytes.HasPrefix(head, gzipMagic) {
		return head, false, nil
	}
	z, err := gzip.NewReader(io.NewSectionReader(f, 0, 1<<62))
	if err != nil {
		return nil, true, nil
	}
	defer z.Close()
	plain := make([]byte, headSize)
	n, err = io.ReadFull(z, plain)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, true, nil
	}
	return plain[:n], true, nil
}

// unpacker reads a gzip file and closes it.
type unpacker struct {
	*gzip.Reader
	f *os.File
}

func (u unpacker) Close() error { return errors.Join(u.Reader.Close(), u.f.Close()) }

// unpackShared leaves the file open.
func unpackShared(f *os.File) (io.Reader, error) {
	return gzip.NewReader(bufio.NewReaderSize(f, 128<<10))
}

func unpack(f *os.File) (io.ReadCloser, error) {
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 128<<10))
	if err != nil {
		return nil, err
	}
	return unpacker{z, f}, nil
}

// imprint is a fingerprint: the hash of the first Len bytes of a content. What
// has grown since is still recognised, since only that length is compared.
type imprint struct {
	Len int    `json:"len"`
	Sum string `json:"sum,omitempty"`
}

func printOf(head []byte) imprint {
	head = head[:min(len(head), printSize)]
	if len(head) == 0 {
		return imprint{}
	}
	sum := sha256.Sum256(head)
	return imprint{len(head), hex.EncodeToString(sum[:16])}
}

// matches tells whether a content that begins with head may be the one the
// fingerprint was taken of. The empty fingerprint matches everything.
func (p imprint) matches(head []byte) bool {
	return len(head) >= p.Len && p.Len >= 0 && printOf(head[:p.Len]) == p
}

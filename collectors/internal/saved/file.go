package saved

import (
	"io"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// file is one of a folder, or in a zip in it.
type file struct {
	// path leads to it; within a zip it goes on behind the zip's name.
	path   string
	at     time.Time // when it was written last, by its folder
	packed int64     // how long it is where it stands
	open   func() (io.ReadCloser, error)
}

// Answer is a JSON document, or a stream of them, in a file.
type Answer struct {
	// Path of the file; behind a # the key, where one file holds several answers.
	Path string
	// Name is the last part of Path without .gz, Folder what stands before it.
	Name, Folder string
	// At is when the answer was given: the Date of its HTTP head where that was kept
	// too, else when the file was written.
	At time.Time
	// Status of the HTTP head; 0 where none was kept.
	Status int
	// Bytes is how long the file is where it stands, packed or not.
	Bytes int64
	Shape Shape

	open func() (io.ReadCloser, error)
}

// Open gives the document from its beginning, unpacked and without an HTTP head.
// It ends with an error beyond two gigabytes, or where it was packed so that it is a
// trap.
func (a *Answer) Open() (io.ReadCloser, error) { return a.open() }

// answers looks into a file; the head of an answer may stand beside it. What holds
// no JSON is errNotJSON.
func (f file) answers(beside map[string]file) ([]Answer, error) {
	body, head, err := f.body()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	shape, err := shapeOf(body)
	if err != nil {
		return nil, err
	}
	if other, ok := beside[stem(f.path)]; ok && head == nil {
		head = other.head()
	}
	a := Answer{Path: f.path, At: f.at, Bytes: f.packed, Shape: shape, open: func() (io.ReadCloser, error) {
		body, _, err := f.body()
		return body, err
	}}
	a.Folder, a.Name = filepath.Dir(f.path), strings.TrimSuffix(filepath.Base(f.path), ".gz")
	if head != nil {
		a.Status = head.status
		if !head.date.IsZero() {
			a.At = head.date
		}
	}
	if shape.parts() {
		return f.parts(a), nil
	}
	return []Answer{a}, nil
}

// stem is a path without its ending.
func stem(p string) string { return strings.TrimSuffix(p, path.Ext(p)) }

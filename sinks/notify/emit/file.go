package emit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// File appends notices to a file, one a line. A batch is confirmed when it is on the
// disk; one that could not be written whole leaves nothing behind. When the file was
// renamed or removed (logrotate), the next batch goes to a new one: no signal is needed.
// A line that an earlier process left without its end gets one.
type File struct {
	Path string
	// Line writes the lines.
	Line format.Writer
	// Mode of a new file; 0 is 0640.
	Mode fs.FileMode

	file *os.File
}

var _ notice.Deliverer = (*File)(nil)

// Deliver appends all and waits for the disk.
func (f *File) Deliver(_ context.Context, batch []notice.Notice) error {
	text, err := lines(f.Line, batch)
	if err != nil {
		return err
	}
	if err := f.ready(); err != nil {
		f.Close()
		return fmt.Errorf("file: %w", err)
	}
	if err := f.append(text); err != nil {
		f.Close()
		return fmt.Errorf("file: %w", err)
	}
	return nil
}

// Close lets the file go; the next delivery opens it.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

// ready opens the file unless the one that is open still has its name.
func (f *File) ready() error {
	if f.file != nil {
		have, err := f.file.Stat()
		named, gone := os.Stat(f.Path)
		if err == nil && gone == nil && os.SameFile(have, named) {
			return nil
		}
		f.Close()
	}
	mode := f.Mode
	if mode == 0 {
		mode = 0o640
	}
	// Without blocking: a pipe that nobody reads must not hold us.
	file, err := os.OpenFile(f.Path, os.O_RDWR|os.O_APPEND|os.O_CREATE|syscall.O_NONBLOCK|syscall.O_CLOEXEC, mode)
	if err != nil {
		return err
	}
	f.file = file
	return f.repair()
}

// repair ends a last line that has no end.
func (f *File) repair() error {
	st, err := f.file.Stat()
	if err != nil {
		return err
	}
	if !st.Mode().IsRegular() {
		return fmt.Errorf("%q is no file", f.Path)
	}
	if st.Size() == 0 { // maybe new: its name must be on the disk as well
		return syncFolder(filepath.Dir(f.Path))
	}
	var last [1]byte
	if _, err := f.file.ReadAt(last[:], st.Size()-1); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if last[0] == '\n' {
		return nil
	}
	_, err = f.file.WriteString("\n")
	return err
}

// syncFolder puts the names in a folder on the disk, where its file system can and it
// may be read.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// append writes text and waits for the disk. What of it was written is taken back when
// the rest cannot be, unless somebody else wrote behind it.
func (f *File) append(text []byte) error {
	before, err := f.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	n, err := f.file.Write(text)
	if err == nil {
		err = f.file.Sync()
	}
	if err == nil {
		return nil
	}
	if st, bad := f.file.Stat(); bad == nil && n > 0 && st.Size() == before+int64(n) {
		err = errors.Join(err, f.file.Truncate(before))
	}
	return err
}

// lines are all notices of a batch, each with its line break.
func lines(w format.Writer, batch []notice.Notice) ([]byte, error) {
	var all []byte
	for i := range batch {
		line, err := w.Line(batch[i])
		if err != nil {
			return nil, err
		}
		all = append(append(all, line...), '\n')
	}
	return all, nil
}

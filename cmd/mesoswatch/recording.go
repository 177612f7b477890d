package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// recorder opens --record; nil without it. A recording is evidence: one that is
// there is never written over, nor by two programs at once.
func (a *app) recorder() (*mesoswatch.Recorder, func() error, error) {
	if a.targets.Record == "" {
		return nil, func() error { return nil }, nil
	}
	f, err := openRecording(a.targets.Record, time.Now())
	if err != nil {
		return nil, nil, err
	}
	r := mesoswatch.NewRecorder(f)
	return r, func() error {
		if err := r.Close(); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	}, nil
}

// anotherFile is the way out where a recording is there already.
const anotherFile = "name another file, or a folder, where each run makes a file of its own"

// openRecording makes a file, or one of its own in a folder. Pipes and devices are
// written to as they are.
func openRecording(path string, now time.Time) (*os.File, error) {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		path = filepath.Join(path, now.UTC().Format("mesoswatch-20060102T150405.000000Z.jsonl"))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening recording: %w", err)
	}
	if err := claimRecording(f); err != nil {
		f.Close()
		return nil, hinted(fmt.Errorf("recording %q: %w", path, err), anotherFile)
	}
	return f, nil
}

// claimRecording takes a file for this program; the lock ends with it. A file
// system without locks has none to break.
func claimRecording(f *os.File) error {
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		return errors.New("another program is writing it")
	}
	if st, err = f.Stat(); err == nil && st.Size() > 0 {
		return errors.New("is there already and is not written over")
	}
	return err
}

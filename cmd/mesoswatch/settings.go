package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/mesoswatch/mesoswatch/ui"
)

// settingsVersion is that of the file; one of a newer version is left alone.
const settingsVersion = 1

// settingsLimit is more than any arrangement of the screen takes.
const settingsLimit = 256 << 10

// settingsFile is what a user has arranged on the screen for one cluster.
type settingsFile struct {
	Version int `json:"version"`
	ui.Settings
}

// settings keep what is arranged on the screen from one run to the next.
type settings struct {
	path string

	// only takes out of what is arranged what is kept of it; nil: all is.
	only func(ui.Settings) ui.Settings

	mu     sync.Mutex
	kept   ui.Settings
	closed bool
}

// settingsPath: each user of a host has their own, also where the folder is shared.
func (a *app) settingsPath() string {
	name := strings.TrimSuffix(filepath.Base(a.storePath()), ".db")
	return filepath.Join(a.storeFolder(), name+"."+strconv.Itoa(os.Getuid())+".settings.json")
}

// settings reads what the run before has kept. told is why the screen comes as it
// is by itself; nil settings: none are to be kept.
func (a *app) settings() (s *settings, told string) {
	if a.noStore {
		return nil, ""
	}
	return openSettings(a.settingsPath())
}

// openSettings reads a file of settings.
func openSettings(path string) (s *settings, told string) {
	s = &settings{path: path}
	f, err := readSettings(s.path)
	switch {
	case err != nil:
		return s, "settings of the run before cannot be used: " + err.Error()
	case f.Version > settingsVersion:
		return nil, "settings are of a newer mesoswatch and stay as they are; none are kept now"
	}
	s.kept = f.Settings
	return s, ""
}

// replaySettingsPath is apart from those of clusters: a cluster may have any name.
func (a *app) replaySettingsPath() string {
	return filepath.Join(a.stateDir(), "replay."+strconv.Itoa(os.Getuid())+".settings.json")
}

// keepReplaySettings is keepSettings for replays of whatever data: how lists are
// sorted, colours, panes. Filters and the view that was seen belong to the data.
func (a *app) keepReplaySettings(o *ui.Options) (done func(*ui.Model)) {
	kept, told := openSettings(a.replaySettingsPath())
	o.Notice = told
	if kept == nil {
		return func(*ui.Model) {}
	}
	kept.only = ui.Settings.OfAnyData
	kept.kept = kept.only(kept.kept)
	return a.useSettings(o, kept)
}

// keepSettings gives the screen the settings of the run before and keeps those of
// this one; done keeps the last. Of a cluster that is played none are
// kept.
func (a *app) keepSettings(o *ui.Options, s show) (done func(*ui.Model)) {
	if s.pretend || !s.live {
		return func(*ui.Model) {}
	}
	kept, told := a.settings()
	o.Notice = told
	if kept == nil {
		return func(*ui.Model) {}
	}
	return a.useSettings(o, kept)
}

// useSettings gives the screen settings, and keeps what becomes of them.
func (a *app) useSettings(o *ui.Options, kept *settings) (done func(*ui.Model)) {
	o.Settings, o.Remember = kept.kept, kept.remember
	if a.screen.theme == "" && kept.kept.Theme != "" {
		o.Theme = kept.kept.Theme // the command line wins
	}
	return func(m *ui.Model) { _ = kept.close(m.Settings()) } // the screen has told that it cannot be
}

// readSettings reads the file; there may be none.
func readSettings(path string) (s settingsFile, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return s, fmt.Errorf("%q is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, settingsLimit+1))
	if err == nil && len(b) > settingsLimit {
		err = errors.New("too long")
	}
	var v struct{ Version int }
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	switch {
	case err == nil && v.Version > settingsVersion:
		return settingsFile{Version: v.Version}, nil // the rest may mean something else
	case err == nil && v.Version < 1:
		err = errors.New("no version")
	case err == nil:
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		return settingsFile{}, fmt.Errorf("%q: %w", path, err)
	}
	return s, nil
}

// remember is ui.Options.Remember.
func (s *settings) remember(now ui.Settings) error { return s.write(now, false) }

// close keeps what was arranged last. What is still under way comes too late.
func (s *settings) close(last ui.Settings) error { return s.write(last, true) }

// write replaces the file: whatever ends the program, there is the old one or the
// new one.
func (s *settings) write(now ui.Settings, last bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	if s.only != nil {
		now = s.only(now)
	}
	if s.closed = last; reflect.DeepEqual(now, s.kept) {
		return nil
	}
	b, err := json.MarshalIndent(settingsFile{settingsVersion, now}, "", "  ")
	if err != nil {
		return err
	}
	if s.only != nil { // nothing else has made the folder
		if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
			return err
		}
	}
	if err := replaceFile(s.path, append(b, '\n')); err != nil {
		return err
	}
	s.kept = now
	return nil
}

// replaceFile writes a file that only its owner may read. The store has made
// the folder of clusters: it knows who is to share it.
func replaceFile(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

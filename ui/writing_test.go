package ui

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestWrite: the whole list goes into the file, not only what is on the screen.
func TestWrite(t *testing.T) {
	wrote, last := map[string]string{}, ""
	opt := liveOptions()
	opt.Write = func(path, text string) (string, error) {
		if _, there := wrote[path]; there {
			return "", &fs.PathError{Op: "open", Path: path, Err: fs.ErrExist}
		}
		wrote[path], last = text, path
		return "/here/" + path, nil
	}
	huge := stage.Big(stage.Size{Agents: 5_000, Frameworks: 3, Tasks: 10})
	r := newRig(t, opt, 80, 24, append(huge, stage.Hostile()...))
	r.keys("5", ":", "'write agents.txt", "enter")
	r.shows("written, ")
	lines := strings.Split(strings.TrimRight(wrote["agents.txt"], "\n"), "\n")
	if of := r.m.agents.table.Of(); of < 5_000 || len(lines) != of+3 {
		t.Errorf("%d lines of %d agents", len(lines), of)
	}
	if !strings.Contains(lines[0], "prod-eu1, Agents, ") || !strings.Contains(lines[2], strings.Join(r.m.agents.table.SortNames()[:1], "")) {
		t.Errorf("it begins with %q", lines[:3])
	}
	r.keys(":", "'write agents.txt", "enter")
	r.shows("not written: file already exists")
	r.keys("/", "'zzz", "enter", ":", "'write none.txt", "enter")
	if text := wrote["none.txt"]; strings.Count(text, "\n") != 3 || !strings.Contains(text, "filter: zzz") {
		t.Errorf("filtered to nothing: %q", text)
	}
	for _, view := range []string{"1", "2", "3", "4", "6", "7", "8", "9"} {
		last = ""
		r.keys(view, "w", "enter")
		text := wrote[last]
		if last == "" || len(text) < 100 {
			t.Errorf("view %s went to %q: %q", view, last, text)
		}
		for _, c := range text {
			if c < ' ' && c != '\n' || c == 0x7f || c >= 0x80 && c < 0xa0 || c == 0x202e {
				t.Errorf("view %s writes %q", view, c)
				break
			}
		}
	}
	if r.m.writing != nil {
		t.Error("it is not over")
	}
	newRig(t, liveOptions(), 80, 24, nil).keys("w").shows("nothing can be written from here")
	opt.Write = func(string, string) (string, error) { return "", errors.New("no room\x1b[2J") }
	newRig(t, opt, 80, 24, nil).keys("w", "enter").shows("not written: no room")
}

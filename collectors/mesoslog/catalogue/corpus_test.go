package catalogue

import (
	"bufio"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// message is one message of a recording, as a log reader would hand it over.
type message struct {
	Input
	where string
}

// corpusRoot is the folder of recordings that MESOSWATCH_CORPUS names, else the
// excerpts beside this test.
func corpusRoot(t testing.TB) string {
	if root := os.Getenv("MESOSWATCH_CORPUS"); root != "" {
		if _, err := os.ReadDir(root); err != nil {
			t.Fatalf("MESOSWATCH_CORPUS: %v", err)
		}
		return root
	}
	return "testdata"
}

// corpus hands every message below root to each.
func corpus(t testing.TB, root string, each func(message)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || isData(path) {
			return nil
		}
		return readMessages(path, each)
	})
	if err != nil {
		t.Fatalf("reading recordings: %v", err)
	}
}

func isData(path string) bool {
	switch filepath.Ext(path) {
	case ".json", ".body", ".hdr", ".http", ".tsv", ".md", ".yml", ".yaml", ".raw", ".cfg":
		return true
	}
	return strings.Contains(path, "/testdata/fuzz/")
}

func readMessages(path string, each func(message)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	var open *message
	flush := func() {
		if open != nil {
			each(*open)
			open = nil
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		line := strings.ToValidUTF8(lines.Text(), "\uFFFD")
		m, ok := parseLine(line)
		switch {
		case ok:
			flush()
			m.where, m.Service = path, serviceOf(path)
			open = &m
		case strings.Contains(line, ":ZOO_"):
			flush()
			each(message{Input: Input{Message: line[strings.Index(line, ":ZOO_")+1:]}, where: path})
		case open != nil && len(open.Message) < 32<<10:
			open.Message += "\n" + line
		default:
			flush()
			each(message{Input: Input{Message: line, Service: serviceOf(path)}, where: path})
		}
	}
	flush()
	return lines.Err()
}

// parseLine takes a glog line apart, wherever in the line its prefix begins
// (journals and containers put their own before it).
func parseLine(line string) (message, bool) {
	for at := 0; ; at++ {
		n := strings.IndexAny(line[at:], "IWEF")
		if n < 0 {
			return message{}, false
		}
		at += n
		if at > 0 && line[at-1] != ' ' && line[at-1] != '"' {
			continue
		}
		s := line[at:]
		digits := scanWhile(s[1:], func(c byte) bool { return c-'0' <= 9 })
		if digits != 4 && digits != 8 {
			continue
		}
		end := strings.Index(s, "] ")
		f := strings.Fields(s[:max(end, 0)])
		if end < 0 || len(f) != 4 || !strings.Contains(f[1], ":") || !strings.Contains(f[3], ":") {
			continue
		}
		file, _, _ := strings.Cut(f[3], ":")
		return message{Input: Input{Severity: s[0], File: file, Message: s[end+2:], Prefixed: true}}, true
	}
}

func serviceOf(path string) string {
	base := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
	switch {
	case strings.Contains(base, "master"):
		return "master"
	case strings.Contains(base, "agent"), strings.Contains(base, "slave"):
		return "agent"
	case strings.Contains(base, "fw"), strings.Contains(base, "sched"):
		return "scheduler"
	}
	return ""
}

// TestCorpusIsUnambiguous: no message of any recording fits templates that mean
// different things.
func TestCorpusIsUnambiguous(t *testing.T) {
	c := Default()
	messages := 0
	bad := map[string]bool{}
	corpus(t, corpusRoot(t), func(m message) {
		messages++
		found := c.MatchAll(m.Input)
		for _, f := range found[min(1, len(found)):] {
			key := found[0].ID + " " + f.ID
			if f.Kind != found[0].Kind && !bad[key] {
				bad[key] = true
				t.Errorf("%s: %q fits %s (%s) and %s (%s)", m.where, m.Message, found[0].ID, found[0].Kind, f.ID, f.Kind)
			}
		}
	})
	if messages == 0 {
		t.Fatal("no message found")
	}
	t.Logf("%d messages", messages)
}

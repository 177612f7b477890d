package hostconf

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/mesoswatch/mesoswatch"
)

// plant makes a tree of files. A name may end in a mode, "etc/x 0600", in "/" for a
// folder, or lead somewhere, "etc/x -> /opt/x".
func plant(t testing.TB, files map[string]string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "host1")
	must(t, os.Mkdir(root, 0o755))
	for spec, text := range files {
		plantOne(t, root, spec, text)
	}
	for spec := range files { // modes last: a folder that is closed takes no files
		name, mode, ok := strings.Cut(spec, " ")
		if ok && !strings.HasPrefix(mode, "->") {
			m, err := strconv.ParseUint(mode, 8, 32)
			must(t, err)
			must(t, os.Chmod(filepath.Join(root, name), modeOf(m)))
		}
	}
	return root
}

func modeOf(m uint64) os.FileMode {
	mode := os.FileMode(m & 0o777)
	if m&0o1000 != 0 {
		mode |= os.ModeSticky
	}
	return mode
}

func plantOne(t testing.TB, root, spec, text string) {
	t.Helper()
	name, _, _ := strings.Cut(spec, " ")
	path := filepath.Join(root, name)
	for dir := range parents(name) {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
		must(t, os.Chmod(filepath.Join(root, dir), 0o755))
	}
	switch {
	case strings.HasSuffix(name, "/"):
	case strings.Contains(spec, " -> "):
		_, target, _ := strings.Cut(spec, " -> ")
		must(t, os.Symlink(target, path))
	default:
		must(t, os.WriteFile(path, []byte(text), 0o644))
		must(t, os.Chmod(path, 0o644))
	}
}

// parents are the folders above a name, the outermost first; of a name that ends in
// "/" itself too.
func parents(name string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(name) {
			if name[i] == '/' && !yield(name[:i]) {
				return
			}
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// archive plants testdata/NAME.txtar. Its comment may hold lines "mode 0600 path",
// "link path target", "folder 0755 path", "mtime 2024-05-06T07:08:09Z path" and
// "text path "quoted"", for what the format cannot say.
func archive(t testing.TB, name string) string {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	must(t, err)
	files := make(map[string]string)
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	times, modes := make(map[string]time.Time), make(map[string]string)
	for line := range strings.Lines(string(a.Comment)) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(words) < 3 || strings.HasPrefix(words[0], "#") {
			continue
		}
		switch words[0] {
		case "mode":
			modes[words[2]] = words[1]
		case "link":
			files[words[1]+" -> "+words[2]] = ""
		case "folder":
			files[words[2]+"/ "+words[1]] = ""
		case "text":
			text, err := strconv.Unquote(words[2])
			must(t, err)
			files[words[1]] = text
		case "mtime":
			at, err := time.Parse(time.RFC3339, words[1])
			must(t, err)
			times[words[2]] = at
		}
	}
	for name, mode := range modes { // when all texts are known
		files[name+" "+mode] = files[name]
		delete(files, name)
	}
	root := plant(t, files)
	for name, at := range times {
		must(t, os.Chtimes(filepath.Join(root, name), at, at))
	}
	return root
}

// seen is what one look told.
type seen struct {
	settings  map[string]*mesoswatch.Setting // by daemon and name
	files     map[string]*mesoswatch.File
	processes map[string]*mesoswatch.Process
	packages  map[string]*mesoswatch.Package
	health    mesoswatch.Health
	records   []mesoswatch.Record
}

// see takes one look at a tree, whose things all belong to root.
func see(t testing.TB, root string) seen {
	t.Helper()
	var records []mesoswatch.Record
	c := &Collector{Root: root}
	host, source, err := c.names()
	must(t, err)
	tr, err := openTree(root)
	must(t, err)
	defer tr.close()
	tr.root = owned{tr.root, nil}
	l := newLook(tr, host, time.Now())
	l.all()
	s := &speaker{source: source, said: make(map[mesoswatch.Subject]mesoswatch.Snapshot), emit: func(r mesoswatch.Record) error {
		records = append(records, r)
		return nil
	}}
	must(t, s.say(l, 0))
	return sorted(t, records)
}

func sorted(t testing.TB, records []mesoswatch.Record) seen {
	t.Helper()
	s := seen{make(map[string]*mesoswatch.Setting), make(map[string]*mesoswatch.File), make(map[string]*mesoswatch.Process), make(map[string]*mesoswatch.Package), mesoswatch.Health{}, records}
	for _, r := range records {
		must(t, r.Validate())
		switch x := r.Snapshot; {
		case x == nil:
			s.health = *r.Health
		case x.Setting != nil:
			s.settings[x.Setting.Of+" "+x.Setting.Name] = x.Setting
		case x.File != nil:
			s.files[x.File.Path] = x.File
		case x.Process != nil:
			s.processes[fmt.Sprint(x.Process.Of, " ", x.Process.PID)] = x.Process
		case x.Package != nil:
			s.packages[x.Package.Name] = x.Package
		}
	}
	return s
}

// weaknesses are the ids said of a file, in order, with their principals.
func weaknesses(f *mesoswatch.File) string {
	if f == nil {
		return "no such file"
	}
	var all []string
	for _, w := range f.Weak {
		id := w.ID
		if w.Principal != "" {
			id += ":" + w.Principal
		}
		all = append(all, id)
	}
	return strings.Join(all, " ")
}

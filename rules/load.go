package rules

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/mesoswatch/mesoswatch/rules/baseline"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

//go:embed shipped runbooks testdata
var shipped embed.FS

// Options say what Load reads beside what is shipped.
type Options struct {
	// Dirs are folders of the user, read in this order: *.yml rules and filters,
	// *.md runbooks, *.txtar tests, also in subfolders. A rule or runbook
	// replaces an earlier one of the same name.
	Dirs []string
	// Baseline is what belongs here; nil means that nobody has said. Rules that
	// need it, or a section of it that it does not have, are inactive.
	Baseline *baseline.Baseline
	// Expand holds values of placeholders for the modifier expand, by name,
	// beside those of the baseline. A rule that needs a missing one is inactive.
	Expand map[string][]string
	// Log gets what is worth a note; nil means nobody listens.
	Log *slog.Logger
}

// Load reads the shipped rules and those of the user. What is broken is left
// out, and each error names file, line and reason; the catalogue is usable in
// any case.
func Load(opt Options) (*Catalog, []error) {
	l := newLoader(opt)
	return l.catalog(), l.errs
}

// newLoader reads everything that the options name.
func newLoader(opt Options) *loader {
	l := &loader{opt: opt, docs: make(map[string]*sigma.Document), expand: opt.Baseline.Expansions()}
	maps.Copy(l.expand, opt.Expand)
	l.folder(shipped, "shipped", "")
	l.folder(shipped, "runbooks", "")
	l.folder(shipped, "testdata", "")
	for _, dir := range opt.Dirs {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			l.fail(fmt.Errorf("reading rules %q: %w", dir, errors.Join(err, notDir(st))))
			continue
		}
		l.folder(os.DirFS(dir), ".", dir)
	}
	return l
}

func notDir(st fs.FileInfo) error {
	if st != nil && !st.IsDir() {
		return errors.New("not a folder")
	}
	return nil
}

// loader gathers documents before they are joined.
type loader struct {
	opt     Options
	expand  map[string][]string
	docs    map[string]*sigma.Document // rules by name
	filters []*sigma.Document
	books   bookShelf
	tests   []testFile
	errs    []error
	built   map[string]bool // names of the rules written in Go
}

func (l *loader) fail(err error) { l.errs = append(l.errs, err) }

// folder reads all files below root; shown is the folder as the user named it.
func (l *loader) folder(from fs.FS, root, shown string) {
	here := make(map[string]string) // name of a rule: file of this folder
	err := fs.WalkDir(from, root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := filepath.Join(shown, p)
		switch path.Ext(p) {
		case ".yml", ".yaml":
			l.file(from, p, name, here)
		case ".md":
			l.book(from, p, name)
		case ".txtar":
			l.test(from, p, name)
		}
		return nil
	})
	if err != nil {
		l.fail(fmt.Errorf("reading rules %q: %w", filepath.Join(shown, root), err))
	}
}

// read reads one file within the bound of its kind.
func (l *loader) read(from fs.FS, p, name string) ([]byte, bool) {
	text, err := fs.ReadFile(from, p)
	if err == nil && len(text) > sigma.MaxFile {
		err = fmt.Errorf("larger than %d bytes", sigma.MaxFile)
	}
	if err != nil {
		l.fail(fmt.Errorf("reading %q: %w", name, err))
		return nil, false
	}
	return text, true
}

func (l *loader) file(from fs.FS, p, name string, here map[string]string) {
	if text, ok := l.read(from, p, name); ok {
		l.parse(name, text, here)
	}
}

// parse takes the documents of one file in. here holds, by rule, the file of the
// same folder that has it.
func (l *loader) parse(name string, text []byte, here map[string]string) {
	docs, errs := sigma.Parse(name, text, l.expand)
	l.errs = append(l.errs, errs...)
	for _, d := range docs {
		if d.Filter != nil {
			l.filters = append(l.filters, d)
			continue
		}
		if first, twice := here[d.Name]; twice {
			l.refuse(d, "rule %q is already in %s", d.Name, first)
			continue
		}
		here[d.Name] = name
		if old := l.docs[d.Name]; old != nil && l.opt.Log != nil {
			l.opt.Log.Info("rule replaced", "rule", d.Name, "by", name, "was", old.File)
		}
		l.docs[d.Name] = d
	}
}

func (l *loader) refuse(d *sigma.Document, format string, args ...any) {
	l.fail(&sigma.Error{File: d.File, Line: d.Line, Reason: fmt.Sprintf(format, args...)})
}

// names lists the rules read, sorted.
func (l *loader) names() []string {
	out := make([]string, 0, len(l.docs))
	for n := range l.docs {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

// known tells whether a finding of the named rule can quiet others: those of Go
// rules can, too.
func (l *loader) known(ref string) bool {
	_, ok := l.find(ref)
	return ok || l.built[ref]
}

// find answers the name of the Sigma rule that a name or id refers to.
func (l *loader) find(ref string) (string, bool) {
	if l.docs[ref] != nil {
		return ref, true
	}
	for _, n := range l.names() {
		if id := l.docs[n].ID; id != "" && strings.EqualFold(id, ref) {
			return n, true
		}
	}
	return "", false
}

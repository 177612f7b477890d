package catalogue

import (
	"fmt"
	"strings"
	"sync"
)

// Catalogue recognises messages. It does not change after Compile and may be
// used by several goroutines.
type Catalogue struct {
	all     []*compiled
	root    trie
	leading []entry // begin with a value: tried last, and only where severity allows
	http    httpTemplates
}

// compiled is a template ready to be compared.
type compiled struct {
	Template
	order    int
	age      int // the newest release that prints it
	letters  string
	files    []string
	kind     string // where no captured value decides
	reasons  *reasonSet
	decideOn field // the captured value that reasons look into
	isExit   bool
}

var shipped = sync.OnceValue(func() *Catalogue {
	t, err := Embedded()
	if err != nil {
		panic(err) // the tables are part of the program; a test reads them
	}
	c, err := Compile(t)
	if err != nil {
		panic(err)
	}
	return c
})

// Default answers the catalogue of the shipped tables, compiled once.
func Default() *Catalogue { return shipped() }

// Compile makes a catalogue of a table. The error names the template that is
// not understood.
func Compile(t Table) (*Catalogue, error) {
	names := captures()
	sets, err := reasonSets(t.Reasons, names)
	if err != nil {
		return nil, fmt.Errorf("compiling reasons: %w", err)
	}
	c := &Catalogue{}
	ids := map[string]bool{}
	for i, row := range t.Templates {
		if ids[row.ID] {
			return nil, fmt.Errorf("compiling %q: the id stands twice", row.ID)
		}
		ids[row.ID] = true
		k, err := newCompiled(row, i, sets)
		if err != nil {
			return nil, fmt.Errorf("compiling %q: %w", row.ID, err)
		}
		c.all = append(c.all, k)
		if c.http.take(k) {
			continue
		}
		ws, err := wordings(row.Text, names)
		if err != nil {
			return nil, fmt.Errorf("compiling %q: %w", row.ID, err)
		}
		c.add(k, ws)
	}
	return c, nil
}

func newCompiled(row Template, order int, sets map[string]*reasonSet) (*compiled, error) {
	k := &compiled{Template: row, order: order, age: row.newest(), kind: row.lastKind(), isExit: row.exits()}
	for _, letter := range []byte("IWEF") {
		if row.allows(letter) {
			k.letters += string(letter)
		}
	}
	for f := range strings.SplitSeq(row.Files, ",") {
		k.files = append(k.files, f[strings.LastIndexByte(f, '/')+1:])
	}
	if row.Decides == "" {
		return k, nil
	}
	k.reasons = sets[row.Decides]
	if k.reasons == nil {
		return nil, fmt.Errorf("no reasons %q", row.Decides)
	}
	switch row.Decides {
	case "state":
		k.decideOn = fieldState
	case "action":
		k.decideOn = fieldAction
	default:
		k.decideOn = fieldReason
	}
	return k, nil
}

func (c *Catalogue) add(k *compiled, ws []wording) {
	for i := range ws {
		w := &ws[i]
		if w.prefix != "" {
			c.root.insert(w.prefix, k, w)
			continue
		}
		if n := len(c.leading); n > 0 && c.leading[n-1].template == k {
			c.leading[n-1].wordings = append(c.leading[n-1].wordings, w)
		} else {
			c.leading = append(c.leading, entry{template: k, wordings: []*wording{w}})
		}
	}
}

// Templates answers all templates, in the order of the tables.
func (c *Catalogue) Templates() []Template {
	out := make([]Template, len(c.all))
	for i, k := range c.all {
		out[i] = k.Template
	}
	return out
}

func (k *compiled) printedBy(file string) bool {
	for _, f := range k.files {
		if f == file || f == "*" {
			return true
		}
	}
	return false
}

func (k *compiled) allows(letter byte) bool { return strings.IndexByte(k.letters, letter) >= 0 }

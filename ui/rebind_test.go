package ui

import (
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestActions: every binding is an action with a name, or another word for one.
func TestActions(t *testing.T) {
	k := newKeyMap("")
	all, v := map[*key.Binding]bool{}, reflect.ValueOf(&k).Elem()
	for i := range v.NumField() {
		all[v.Field(i).Addr().Interface().(*key.Binding)] = true
	}
	for _, a := range k.actions() {
		delete(all, a.key)
		if a.at == 0 || len(a.key.Keys()) == 0 {
			t.Errorf("%s is nowhere or has no key", a.name)
		}
		for _, n := range a.key.Keys() {
			if got, ok := keyName(n); !ok || got != n {
				t.Errorf("%s: its own key %q reads as %q", a.name, n, got)
			}
		}
	}
	for b := range all {
		t.Errorf("%q has no name for the configuration", b.Help().Desc)
	}
	if names := KeyActions(); len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("a name stands twice: %v", names)
	}
}

func TestCheckKeys(t *testing.T) {
	for _, c := range []struct {
		action string
		keys   []string
		want   string // part of the error; empty: none
	}{
		{"pause", []string{"p"}, ""},
		{"pause", []string{"F5", "ctrl+p"}, ""},
		{"sort", []string{"f"}, "f also means find"},
		{"find", []string{"s"}, "s also means sort (overview and findings, frameworks and agents"},
		{"note", []string{"y"}, "y also means copy (overview and findings, posture, incident)"},
		{"tick", []string{"o"}, ""}, // there are no results to choose among
		{"faster", []string{"a"}, "a also means ack"},
		{"tick", []string{"space"}, ""}, // goes before pausing from the start
		{"quit", []string{"Q", "Q"}, "given twice"},
		{"quit", nil, "no key"},
		{"quit", []string{"hyper+q"}, "is no key"},
		{"quit", []string{"ctrl+m"}, "is no key"},
		{"quit", []string{"\x1b[31m"}, "is no key"},
		{"accept", []string{"a"}, "is typed while typing"},
		{"accept", []string{"esc"}, "Esc also means cancel (while typing)"},
		{"pouse", []string{"p"}, "is it pause?"},
		{"\x1b[2J", []string{"p"}, "no such action"},
	} {
		errs := CheckKeys(map[string][]string{c.action: c.keys})
		switch {
		case c.want == "" && len(errs) > 0:
			t.Errorf("%s %q: %v", c.action, c.keys, errs[0])
		case c.want != "" && (len(errs) == 0 || !strings.Contains(errs[0].Error(), c.want)):
			t.Errorf("%s %q: %v, want %q", c.action, c.keys, errs, c.want)
		}
		for _, err := range errs {
			if strings.ContainsRune(err.Error(), 0x1b) {
				t.Errorf("%q reaches the terminal", err.Error())
			}
		}
	}
	if errs := CheckKeys(map[string][]string{"sort": {"f"}, "find": {"s"}}); errs != nil {
		t.Errorf("two keys may be exchanged: %v", errs[0])
	}
}

// TestChangedKeys: what acts, and what foot and help say, is one thing.
func TestChangedKeys(t *testing.T) {
	opt := liveOptions()
	opt.Keys = map[string][]string{"filter": {"F4"}, "findings": {"W"}, "down": {"ctrl+n", "down"}, "ack": {"ctrl+a"}}
	if errs := CheckKeys(opt.Keys); errs != nil {
		t.Fatal(errs[0])
	}
	r := newRig(t, opt, 120, 36, stage.Incident())
	r.keys("W")
	r.shows("W Findings")
	r.shows("F4 filter")
	r.shows("^n move")
	r.keys("/")
	if r.m.prompt != nil {
		t.Error("/ still filters")
	}
	r.keys("?")
	r.shows("F4  filter")
	r.hides("/  filter")
	r.keys("?").keys(":", "'ack who", "enter")
	r.shows("acknowledged")
}

// TestKeysDocumented holds the table in the documentation and the keys together;
// -update writes it.
func TestKeysDocumented(t *testing.T) {
	const path, from, to = "../docs/ui.md", "<!-- keys -->\n", "<!-- end of keys -->\n"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), from)
	was, tail, ends := strings.Cut(rest, to)
	if !ok || !ends {
		t.Fatalf("%s has no place for the keys", path)
	}
	want := keyTable()
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(path, []byte(head+from+want+to+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != want {
		t.Errorf("%s does not list the keys there are: run the tests with -update", path)
	}
}

// keyTable lists all actions as Markdown.
func keyTable() string {
	var b strings.Builder
	b.WriteString("| name | keys | does | where |\n|---|---|---|---|\n")
	k := newKeyMap("↑↓")
	for _, a := range k.actions() {
		var keys []string
		for _, n := range a.key.Keys() {
			keys = append(keys, "`"+n+"`")
		}
		b.WriteString("| `" + a.name + "` | " + strings.Join(keys, " ") + " | " + a.key.Help().Desc + " | " + a.at.words() + " |\n")
	}
	return b.String()
}

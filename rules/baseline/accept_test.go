package baseline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

var noon = time.Date(2019, 7, 19, 12, 0, 0, 5, time.UTC)

func found(rule, kind, name string, fields ...string) mesoswatch.Finding {
	f := mesoswatch.Finding{
		ID: mesoswatch.FindingID(rule, mesoswatch.Subject{Kind: kind, Name: name}), Rule: rule, Level: mesoswatch.High,
		Subject: mesoswatch.Subject{Kind: kind, Name: name}, Fields: make(map[string]string),
	}
	for i := 0; i < len(fields); i += 2 {
		f.Fields[fields[i]] = fields[i+1]
	}
	return f
}

func TestAccept(t *testing.T) {
	b := &Baseline{}
	for _, f := range []mesoswatch.Finding{
		found("framework-rogue", "framework", "id-1", "framework_name", "job*", "principal", "batch", "claimed_ip", "10.1.2.3", "roles", "web, ops", "user", "nobody"),
		found("framework-registered", "framework", "id-2", "framework_name", "", "remote_ip", "10.1.2.4"),
		found("agent-rogue", "agent", "S1", "hostname", "agent9.lab", "claimed_ip", "10.1.3.9"),
		found("http-unexpected-source", "address", "2001:db8::7"),
	} {
		for range 2 { // the second time it is known already
			if err := b.Accept(f, "ana", noon); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := `baseline: 1

frameworks:
  - name: "job*"
    principal: "batch"
    roles: ["web", "ops"]
    users: ["nobody"]
    networks: [10.1.2.3]
    note: "accepted from finding ID0"
    by: "ana"
    at: 2019-07-19T12:00:00Z
  - name: ""
    networks: [10.1.2.4]
    note: "accepted from finding ID1"
    by: "ana"
    at: 2019-07-19T12:00:00Z

agents:
  - hostname: "agent9.lab"
    networks: [10.1.3.9]
    note: "accepted from finding ID2"
    by: "ana"
    at: 2019-07-19T12:00:00Z

operators:
  - network: "2001:db8::7"
    note: "accepted from finding ID3"
    by: "ana"
    at: 2019-07-19T12:00:00Z
`
	for i, id := range []string{
		mesoswatch.FindingID("framework-rogue", mesoswatch.Subject{Kind: "framework", Name: "id-1"}),
		mesoswatch.FindingID("framework-registered", mesoswatch.Subject{Kind: "framework", Name: "id-2"}),
		mesoswatch.FindingID("agent-rogue", mesoswatch.Subject{Kind: "agent", Name: "S1"}),
		mesoswatch.FindingID("http-unexpected-source", mesoswatch.Subject{Kind: "address", Name: "2001:db8::7"}),
	} {
		want = strings.Replace(want, "ID"+string(rune('0'+i)), id, 1)
	}
	if got := strings.TrimPrefix(string(b.YAML()), header); got != want {
		t.Errorf("%s", got)
	}
	if b.Framework("jobs", "", "").State != Unknown {
		t.Error("an accepted name became a pattern")
	}
}

func TestAcceptRefuses(t *testing.T) {
	ok := found("framework-rogue", "framework", "id", "framework_name", "x", "claimed_ip", "10.1.2.3")
	for what, c := range map[string]struct {
		f    mesoswatch.Finding
		who  string
		when time.Time
	}{
		"nobody":          {ok, " ", noon},
		"never":           {ok, "ana", time.Time{}},
		"brute force":     {found("auth-brute-force", "address", "10.9.9.9"), "ana", noon},
		"another kind":    {found("framework-rogue", "master", "m"), "ana", noon},
		"no name":         {found("framework-rogue", "framework", "id"), "ana", noon},
		"no host name":    {found("agent-rogue", "agent", "S1"), "ana", noon},
		"no address":      {found("http-unexpected-source", "address", "here"), "ana", noon},
		"may be forged":   {found("framework-rogue", "framework", "id", "framework_name", "x", "suspect", "odd-id"), "ana", noon},
		"name too long":   {found("framework-rogue", "framework", "id", "framework_name", strings.Repeat("x", MaxText+1)), "ana", noon},
		"hostname cut":    {found("agent-rogue", "agent", "id", "hostname", strings.Repeat("x", MaxText+1)), "ana", noon},
		"hostile finding": {found("x\x1b[31m\ny", "address", "10.9.9.9"), "ana", noon},
	} {
		b := &Baseline{}
		err := b.Accept(c.f, c.who, c.when)
		if !errors.Is(err, ErrNotAcceptable) || mesoswatch.Printable(err.Error()) != err.Error() {
			t.Errorf("%s: %v", what, err)
		}
		if b.Frameworks != nil || b.Agents != nil || b.Operators != nil {
			t.Errorf("%s: %+v", what, b)
		}
	}
}

// TestAcceptText: what people wrote stays where it is.
func TestAcceptText(t *testing.T) {
	f := found("framework-rogue", "framework", "id", "framework_name", "a\nb: c", "claimed_ip", "10.1.2.3")
	entry := func(indent string) string {
		return strings.ReplaceAll(`@- name: "a\nb: c"
@  networks: [10.1.2.3]
@  note: "accepted from finding `+f.ID+`"
@  by: "ana"
@  at: 2019-07-19T12:00:00Z
`, "@", indent)
	}
	for _, c := range []struct{ what, before, after string }{
		{"at the end", "baseline: 1\nframeworks:\n  - name: x # mine\n    note: >\n      long\n      text\n", "SAME" + entry("  ")},
		{"without a line break", "baseline: 1\nframeworks:\n- name: x", "SAME\n" + entry("")},
		{"before another section", "# top\nbaseline: 1 # one\n\nframeworks:\n    # first\n    - name: x\n      # of x\n\n# hosts\nagents: []\n",
			"# top\nbaseline: 1 # one\n\nframeworks:\n    # first\n    - name: x\n      # of x\n" + entry("    ") + "\n# hosts\nagents: []\n"},
		{"into an empty list", "baseline: 1\nframeworks: [] # none yet\nagents: []\n", "baseline: 1\nframeworks: # none yet\n" + entry("  ") + "agents: []\n"},
		{"a new section", "baseline: 1\nagents: []\n", "SAME\nframeworks:\n" + entry("  ")},
		{"a new file", "", header + "baseline: 1\n\nframeworks:\n" + entry("  ")},
	} {
		out, err := AcceptText("b", []byte(c.before), f, "ana", noon)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if want := strings.Replace(c.after, "SAME", c.before, 1); string(out) != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, out, want)
		}
		again, err := AcceptText("b", out, f, "bob", noon)
		if err != nil || string(again) != string(out) {
			t.Errorf("%s, again: %v\n%s", c.what, err, again)
		}
	}
	for what, text := range map[string]string{
		"braces":   "{baseline: 1, frameworks: []}\n",
		"brackets": "baseline: 1\nframeworks: [{name: x}]\n",
		"end mark": "baseline: 1\n...\n",
		"spread":   "baseline: 1\nframeworks:\n  []\n",
	} {
		out, err := AcceptText("b", []byte(text), f, "ana", noon)
		if err == nil || !strings.Contains(err.Error(), `- name: "a\nb: c"`) {
			t.Errorf("%s: %v\n%s", what, err, out)
		}
	}
	if _, err := AcceptText("b", []byte("baseline: 1\nx: y\n"), f, "ana", noon); err == nil || !strings.HasPrefix(err.Error(), "b:2:") {
		t.Errorf("a broken file: %v", err)
	}
}

func TestAcceptFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "baseline.yaml")
	f := found("http-unexpected-source", "address", "10.9.9.9")
	if err := AcceptFile(path, f, "ana", noon); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.yaml")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := AcceptFile(link, found("http-unexpected-source", "address", "10.9.9.8"), "ana", noon); err != nil {
		t.Fatal(err)
	}
	b, err := Load(path)
	if err != nil || len(b.Operators) != 2 {
		t.Fatalf("%+v, %v", b, err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
		t.Errorf("left behind: %v", all)
	}
	if _, err := Load(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// FuzzAcceptText: adding to any file keeps all that it held, or refuses.
func FuzzAcceptText(f *testing.F) {
	f.Add([]byte(whole), "x")
	f.Add([]byte(small), "a\nb")
	f.Add([]byte("baseline: 1\nframeworks: []\n"), "# x")
	f.Add([]byte("baseline: 1\r\nframeworks:\r\n- name: x\r\n"), "x")
	f.Fuzz(func(t *testing.T, text []byte, name string) {
		old, err := Read("b", text)
		if err != nil || len(name) > MaxText/3 {
			return
		}
		out, err := AcceptText("b", text, found("framework-rogue", "framework", "id", "framework_name", name, "claimed_ip", "10.250.250.250"), "ana", noon)
		if err != nil {
			return
		}
		b, err := Read("b", out)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if b.Framework(strings.ToValidUTF8(name, "\ufffd"), "", "10.250.250.250").State != Known {
			t.Fatalf("not known after it was accepted:\n%s", out)
		}
		for _, c := range Diff(old, b) {
			if c.What != Added {
				t.Fatalf("%v\n%s\n%s", c, text, out)
			}
		}
	})
}

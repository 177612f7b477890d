package rules

import (
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// shellTrial asks sh itself whether it takes a command, once for each.
type shellTrial map[string]bool

func (seen shellTrial) try(t *testing.T, filled mesoswatch.FilledRunbook) {
	t.Helper()
	for _, s := range filled.Steps {
		for _, command := range s.Commands {
			if seen[command] || len(s.Open) > 0 {
				continue
			}
			seen[command] = true
			sh := exec.Command("sh", "-n")
			sh.Stdin = strings.NewReader(command)
			if out, err := sh.CombinedOutput(); err != nil {
				t.Errorf("%s: sh does not take\n%s\n%s", filled.ID, command, out)
			}
			if _, _, err := shellShape(command); err != nil {
				t.Errorf("%s: %v:\n%s", filled.ID, err, command)
			}
		}
	}
}

// Every command of every runbook, those that no rule names too, is what a shell
// takes.
func TestCommandsAreShell(t *testing.T) {
	shell := make(shellTrial)
	for _, rb := range load(t).Runbooks() {
		filled := sampleOf(t, rb, harmless).filled
		if len(filled.Open) > 0 {
			t.Errorf("%s: %v stay open with every value there is", rb.ID, filled.Open)
		}
		shell.try(t, filled)
	}
	if len(shell) < 200 {
		t.Errorf("only %d commands", len(shell))
	}
}

// harmless has a value of the right form for every placeholder.
func harmless(name string) string {
	switch name {
	case "claimed_ip", "remote_ip":
		return "10.0.9.9"
	case "claimed_port", "remote_port", "line", "offset", "status", "count":
		return "5051"
	case "upid", "old_upid", "leader":
		return "slave(1)@10.0.9.9:5051"
	case "source", "znode", "path":
		return "/var/log/mesos/mesos-master.INFO"
	case "first_seen", "last_seen", "until":
		return "2026-03-01T10:00:00Z"
	}
	return "value"
}

// finding has the value for every field that has one.
func findingWith(value func(name string) string) mesoswatch.Finding {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	f := mesoswatch.Finding{ID: value("finding"), Rule: value("rule"), Subject: mesoswatch.Subject{Kind: "framework", Name: value("subject")},
		FirstSeen: at, LastSeen: at, Fields: make(map[string]string)}
	for name := range placeholders {
		if v := value(name); v != "" {
			f.Fields[name] = v
		}
	}
	return f
}

// hostileValues are tried in all placeholders.
var hostileValues = []string{
	"10.0.9.9", "slave(1)@10.0.9.9:5051", "/mesos/json.info_0000000001", "20150204-151306-1176176138-5050-30988-1936", "fe80::1", "::ffff:10.0.0.1",
	"10.0.0.1; reboot", "$(reboot)", "`reboot`", "10.0.0.1\nreboot", "--exec=x", "-rf", "'; reboot; '", `"; reboot; "`, "a b", "x|y", "a&b", "~root", "*", "\x00",
	"fe80::1%$(reboot)", "scheduler@10.0.0.1:5050;reboot", "x'@10.0.0.1:5050", "-x@10.0.0.1:5050", "a'b(1)@10.0.0.1:1", "x)@10.0.0.1:1", "((@10.0.0.1:1",
	"\u202egnp.exe\u202c", "框架", "a\u0085b", "\xff\xfe", "\x1b]52;c;cm0=\a", "```", "```\nreboot\n```", "\n```sh\nreboot\n```\n", "- [ ] **changes the cluster** x", "## Contain",
	"<!-- if x -->", "{{source}}", "<source>", "<framework_id>", "http://x", "www.x.y", "[a](javascript:x)", "<script>", "| a | b |", "\\", "a\\", "&amp;", "#", "$HOME", "%s%n",
	"../../etc/passwd", ">x", "<x", "=", "a=b", "+1", "1e9", ":", "@", "a@b.c", "!x", "{a,b}", "[a-z]", strings.Repeat("a", 5000),
}

// sample is a runbook filled with harmless values, or with none.
type sample struct {
	book   mesoswatch.Runbook
	filled mesoswatch.FilledRunbook
	shape  string
	spans  []string
}

func sampleOf(t testing.TB, rb mesoswatch.Runbook, value func(string) string) sample {
	t.Helper()
	filled, err := Fill(rb, findingWith(value))
	if err != nil {
		t.Fatal(err)
	}
	shape, spans := documentShape(filled)
	return sample{rb, filled, shape, spans}
}

// compare wants the filled commands to have the words and operators of the same
// ones with harmless values, or the placeholder to be open.
func (good sample) compare(t *testing.T, value func(name string) string) {
	t.Helper()
	f := findingWith(value)
	bad, err := Fill(good.book, f)
	if err != nil {
		t.Fatal(err)
	}
	id, want := good.book.ID, good.filled
	if len(bad.Steps) != len(want.Steps) || !slices.Equal(bad.LeftOut, want.LeftOut) {
		t.Fatalf("%s, %v: %d steps, %d with harmless values", id, f.Fields, len(bad.Steps), len(want.Steps))
	}
	for i, s := range bad.Steps {
		g := want.Steps[i]
		if s.ID != g.ID || len(s.Commands) != len(g.Commands) || s.Reads != g.Reads || s.Changes != g.Changes {
			t.Fatalf("%s, %v: step %+v, want %+v", id, f.Fields, s, g)
		}
		for n, c := range s.Commands {
			if why := differs(closed(c, s.Open), closed(g.Commands[n], g.Open)); why != "" {
				t.Errorf("%s, %v: %s\n%s\n%s", id, f.Fields, why, c, g.Commands[n])
			}
		}
	}
	shape, spans := documentShape(bad)
	if shape != good.shape || len(spans) != len(good.spans) {
		t.Fatalf("%s, %v: the document is another:\n%s\n%s", id, f.Fields, shape, good.shape)
	}
	for i, s := range spans {
		if _, _, err := shellShape(good.spans[i]); err != nil {
			continue // words of a log, no command
		}
		if why := differs(closed(s, bad.Open), closed(good.spans[i], want.Open)); why != "" {
			t.Errorf("%s, %v: %s\n%s\n%s", id, f.Fields, why, s, good.spans[i])
		}
	}
}

// closed puts harmless values where placeholders stayed open.
func closed(command string, open []string) string {
	for _, name := range open {
		v, _ := inCommand(name, harmless(name), "")
		command = strings.ReplaceAll(command, "<"+name+">", v)
	}
	return command
}

// differs tells how, empty when not.
func differs(bad, good string) string {
	if bad == good {
		return ""
	}
	ops, words, err := shellShape(bad)
	if err != nil {
		return err.Error()
	}
	wantOps, want, err := shellShape(good)
	if err != nil {
		return "the book itself: " + err.Error()
	}
	if !slices.Equal(ops, wantOps) {
		return fmt.Sprintf("its form is %q, not %q", ops, wantOps)
	}
	for i, w := range words {
		switch {
		case !slices.Equal(w.active, want[i].active):
			return fmt.Sprintf("%q expands %q, not %q", w.text, w.active, want[i].active)
		case strings.HasPrefix(w.text, "-") != strings.HasPrefix(want[i].text, "-"):
			return fmt.Sprintf("%q is an option", w.text)
		case strings.Contains(w.text, "=") && !strings.Contains(want[i].text, "=") && i == 0:
			return fmt.Sprintf("%q is an assignment", w.text)
		}
	}
	return ""
}

// samples are all shipped runbooks with harmless values in all places, and with none.
func samples(t testing.TB) (told, untold []sample) {
	c, errs := Load(Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, rb := range c.Runbooks() {
		told, untold = append(told, sampleOf(t, rb, harmless)), append(untold, sampleOf(t, rb, func(string) string { return "" }))
	}
	return told, untold
}

// Whatever a finding holds, no command of any shipped runbook gets another word,
// option, operator or expansion by it, and the document no other parts. Each round
// gives each placeholder another value.
func TestHostileFindings(t *testing.T) {
	told, untold := samples(t)
	for _, bare := range untold {
		bare.compare(t, func(string) string { return "" })
	}
	names := slices.Sorted(maps.Keys(placeholders))
	every := sampleOf(t, mesoswatch.Runbook{ID: "every", Body: everyPlaceholder(names)}, harmless)
	for _, v := range hostileValues {
		every.compare(t, func(string) string { return v })
	}
	for round := 0; round < len(hostileValues); round += 5 {
		for _, good := range told {
			good.compare(t, func(name string) string { return hostileValues[(round+slices.Index(names, name))%len(hostileValues)] })
		}
	}
}

// everyPlaceholder is a runbook in which each typed one stands in a command, and
// each in prose, by itself and inside of words.
func everyPlaceholder(names []string) string {
	body := ""
	for _, name := range names {
		body += "It is {{" + name + "}}, x{{" + name + "}}y ({{" + name + "}}), *{{" + name + "}}*.\n\n"
		if placeholders[name] != nil {
			body += "- [ ] *reads* " + name + ": `--x={{" + name + "}}`\n\n```sh\ncmd {{" + name + "}} --x={{" + name + "}} http://{{" + name + "}}/ # {{" + name + "}}\n```\n\n"
		}
	}
	return body
}

// FuzzFill holds the same of any value in all places of one of the runbooks.
func FuzzFill(f *testing.F) {
	for i, v := range hostileValues {
		f.Add(v, byte(i))
	}
	told, untold := samples(f)
	f.Fuzz(func(t *testing.T, v string, book byte) {
		books := told
		if v == "" {
			books = untold
		}
		books[int(book)%len(books)].compare(t, func(string) string { return v })
	})
}

// A value that may enter a command comes out of a real shell as it went in, and
// so does anything that is quoted.
func TestQuotedBySh(t *testing.T) {
	var script strings.Builder
	var want []string
	for _, v := range append([]string{"it's", "''", "a'b'c'"}, hostileValues...) {
		if strings.Contains(v, "\x00") {
			continue
		}
		fmt.Fprintf(&script, "printf '%%s\\0' %s\n", quoted(v))
		want = append(want, v)
		for name := range placeholders {
			word, ok := inCommand(name, v, "")
			if ok {
				fmt.Fprintf(&script, "printf '%%s\\0' %s\n", word)
				want = append(want, v)
			}
			if ok && strings.HasPrefix(v, "-") {
				t.Errorf("%s: %q begins with a hyphen", name, v)
			}
		}
	}
	sh := exec.Command("sh")
	sh.Stdin = strings.NewReader(script.String())
	out, err := sh.Output()
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: %d values, want %d", err, len(got), len(want))
	}
}

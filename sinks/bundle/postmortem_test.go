package bundle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
)

func TestPostmortem(t *testing.T) {
	data, _ := written(t, scripted())
	golden.RequireEqual(t, parts(t, data)["postmortem.md"])
}

// The page says what the Markdown says, is one file, and runs nothing.
func TestPage(t *testing.T) {
	data, _ := written(t, scripted())
	page := parts(t, data)["postmortem.html"]
	for _, s := range []string{"Brute force against the master: claimed address 10.0.9.9", "no sight of http://10.0.0.1:5050: timeout (until 03:18:30, 3 minutes 30 seconds)",
		"nobody has verified them", `class="done"`, "maria, 2026-11-20 03:22:00", "<strong>changes the cluster</strong>", "Whether one was touched is unknown", "old bastion | asked ops",
		"mesoswatch verify incident.zip --expect", "prefers-color-scheme:dark", "@media print"} {
		if !strings.Contains(page, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	for _, s := range []string{"<script", "<img", "<a ", "<link", "@import", "url(", "javascript:", " on"} {
		if s == " on" {
			if m := regexp.MustCompile(`<[^>]* on[a-z]+=`).FindString(page); m != "" {
				t.Errorf("the page has a handler: %s", m)
			}
		} else if strings.Contains(page, s) {
			t.Errorf("the page has %q", s)
		}
	}
}

// hostileContent is scripted with acting text in every place that comes from
// outside.
func hostileContent(bad string) Content {
	c := scripted()
	c.Cluster, c.By, c.Zone = bad, bad, bad
	c.Versions = Versions{bad, bad, []string{bad}}
	c.LeftOut = []string{bad}
	for i := range c.Findings {
		f := &c.Findings[i]
		f.Title, f.Subject.Name, f.Rule, f.Runbook, f.Remediation = bad, bad, bad, bad, bad
		for k := range f.Fields {
			f.Fields[k] = bad
		}
		for j := range f.Evidence {
			f.Evidence[j].Source, f.Evidence[j].Text, f.Evidence[j].Suspect = bad, bad, []string{bad}
		}
		if f.Handled != nil {
			f.Handled.Who, f.Handled.Note = bad, bad
		}
		c.Incident.Why[f.ID] = bad
	}
	for i := range c.Moments {
		m := &c.Moments[i]
		m.Text, m.What, m.Source, m.Subject.Name = bad, bad, bad, bad
		if m.Event != nil {
			e := *m.Event
			e.Principal, e.FrameworkName, e.TaskID, e.Raw, e.Suspect = bad, bad, bad, bad, []string{bad}
			m.Event = &e
		}
	}
	for i := range c.Actions {
		a := &c.Actions[i]
		a.Who, a.What, a.Text, a.Finding, a.Other, a.UPID = bad, bad, bad, bad, bad, bad
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Source, l.File, l.Why, l.Bytes, l.Suspect = bad+l.Source, bad, bad, []byte(bad), []string{bad}
	}
	for i := range c.Health {
		c.Health[i].Source, c.Health[i].Why, c.Health[i].OK = bad, bad, false
	}
	r := &c.Runbooks[0]
	r.ID, r.Title, r.Finding, r.Open = bad, bad, bad, []string{bad}
	for id, tick := range r.Ticks {
		tick.Who, tick.Text = bad, bad
		r.Ticks[id] = tick
	}
	r.Notes[0].Who, r.Notes[0].Text = bad, bad
	return c
}

var tag = regexp.MustCompile(`</?[a-zA-Z!][^>]*>`)

// Whatever foreign text says, the post-mortem has the same headings, tables,
// items and tags, and no part acts on a terminal or has a name of its own making.
func TestHostile(t *testing.T) {
	const harmless = "harmless"
	data, _ := written(t, hostileContent(harmless))
	want := parts(t, data)
	counts, _ := read(want["postmortem.md"])
	tags := tag.FindAllString(want["postmortem.html"], -1)
	var some []string // all of them are tried on their own, in checkForeign
	for i, s := range foreign {
		if i%3 == 0 || strings.ContainsAny(s, "<|[`\x1b\n") {
			some = append(some, s)
		}
	}
	for _, bad := range append(some, "../../../etc/cron.d/x", "/abs/path", "..", ".", "a/../b", `..\..\x`, "C:\\x", "nul\x00byte", "password=hunter2") {
		if plain(bad) == "" || bad == "10.0.9.9" { // the same as what is there
			continue
		}
		data, hash := written(t, hostileContent(bad))
		if r := verify(t, data, hash); !r.Proven() {
			t.Fatalf("%q: %q", bad, r.Words())
		}
		got := parts(t, data)
		now, _ := read(got["postmortem.md"])
		for _, kind := range []string{"Link", "AutoLink", "Image", "RawHTML", "HTMLBlock", "Strikethrough", "Heading", "Table", "TableRow", "TableCell", "ListItem", "List", "TaskCheckBox", "Emphasis", "CodeSpan", "FencedCodeBlock", "CodeBlock", "Blockquote", "ThematicBreak"} {
			if now[kind] != counts[kind] {
				t.Errorf("%q: %d of %s, %d with harmless text", bad, now[kind], kind, counts[kind])
			}
		}
		if now := tag.FindAllString(got["postmortem.html"], -1); !slices.Equal(now, tags) {
			t.Errorf("%q: other tags in the page", bad)
		}
		for name, text := range got {
			checkPart(t, bad, name, text)
		}
	}
}

var partName = regexp.MustCompile(`^(?:lines/|runbooks/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

func checkPart(t *testing.T, bad, name, text string) {
	t.Helper()
	if !partName.MatchString(name) || strings.Contains(name, "..") {
		t.Errorf("%q: a part is called %q", bad, name)
	}
	if strings.HasPrefix(name, "lines/0") {
		return // byte for byte
	}
	for _, line := range strings.Split(text, "\n") {
		if mesoswatch.Printable(line) != line {
			t.Errorf("%q: %s acts on a terminal: %q", bad, name, line)
			return
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"/var/log/mesos/mesos-master.INFO": "mesos-master.INFO", "http://10.0.0.1:5050/master/log": "log", "": "unnamed", "///": "unnamed",
		"../..": "unnamed", ".ssh": "ssh", "a b|c\x1b": "a_b_c_", "\xff\xfe": "__", "ünï": "__n__",
	} {
		if got := safe(in); got != want && !(in == "ünï" && partName.MatchString(got)) {
			t.Errorf("%q became %q", in, got)
		}
	}
	n := names{}
	for _, want := range []string{"x/A", "x/a-2", "x/A-3"} {
		base := "A"
		if want == "x/a-2" {
			base = "a"
		}
		if got := n.take("x/", base, ""); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An incident of which next to nothing is known still gives a post-mortem that
// says so.
func TestEmpty(t *testing.T) {
	data, hash := written(t, Content{At: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), Incident: mesoswatch.Incident{ID: "f-1", Findings: []string{"f-1"}}})
	if r := verify(t, data, hash); !r.Proven() {
		t.Fatalf("%q", r.Words())
	}
	text := parts(t, data)["postmortem.md"]
	for _, s := range []string{"The bundle holds no findings", "Whether somebody logged in is unknown", "Cluster | unknown", "Nothing is known", "No finding has evidence"} {
		if !strings.Contains(text, s) {
			t.Errorf("lacks %q:\n%s", s, text)
		}
	}
}

// TestSummaryIsShort: whoever floods an incident with findings and names does not
// make its summary long.
func TestSummaryIsShort(t *testing.T) {
	c := Content{Cluster: "prod"}
	for i := range 40 {
		level := mesoswatch.Low
		if i == 30 {
			level = mesoswatch.Critical
		}
		c.Findings = append(c.Findings, mesoswatch.Finding{ID: fmt.Sprintf("f-%02d", i), Level: level, Title: "Title", Subject: mesoswatch.Subject{Kind: "framework", Name: strings.Repeat("x", 500)},
			FirstSeen: time.Unix(int64(i), 0), Fields: map[string]string{"framework_name": fmt.Sprint(i) + strings.Repeat("y", 10_000)}})
	}
	said := c.summary()
	all := strings.Join(said, "\n")
	if len(said) > 9 || len(all) > 4000 {
		t.Errorf("%d sentences, %d bytes", len(said), len(all))
	}
	for _, want := range []string{"the worst is critical", "f-30", "35 more than these", "and 35 more"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told:\n%s", want, all)
		}
	}
}

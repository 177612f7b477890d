package format

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// hostileValues are what somebody writes who wants to end a field, a line or a
// receiver.
func hostileValues() []string {
	return []string{
		"", " ", "\\", "|", "=", "]", "\"", "a=b c=d", `x" evil="1`, `"] [evil@1 a="b"`, "\n<0>1 - - - - - evil", "\r\n\r\n", "\x00\x1b[2J",
		"\u202egnp.exe", "漢字🙂", "\xff\xfe\x80", `\n`, `\\`, `trailing\`, "CEF:0|a|b|c|d|e|10|src=1.2.3.4", "</script>", "2001:db8::1%eth0\nx",
		strings.Repeat("A", 1<<20), strings.Repeat("\x01", 9000), strings.Repeat(`\|=]"`, 2000), strings.Repeat("漢", 4000), strings.Repeat("\xff", 5000),
		string(mesoswatch.Opened), "203.0.113.7", "-1", "99999999999999999999",
	}
}

// poisoned has v in every text that a notice has, and names of fields made of it.
func poisoned(v string) notice.Notice {
	n := sample()
	f := n.Finding
	f.ID, f.Rule, f.Title, f.Status, f.Subject = v, v, v, mesoswatch.Status(v), mesoswatch.Subject{Kind: v, Name: v}
	f.Runbook, f.Remediation, f.References, f.Tags = v, v, []string{v, v}, []string{v, "attack." + v, "attack.t1110." + v}
	f.Fields = map[string]string{v: v, "x" + v: v}
	for name := range sample().Finding.Fields {
		f.Fields[name] = v
	}
	f.Evidence = []mesoswatch.Evidence{{Source: v, JSONPath: v, Text: v, Suspect: []string{v}}, {Source: "/" + v, Text: v}}
	f.Handled = &mesoswatch.Handled{What: mesoswatch.Acknowledge, Who: v, Note: v, At: f.LastSeen}
	n.Key, n.Cluster, n.Host, n.Turn, n.Finding = v, v, v, mesoswatch.Turn(v), f
	return n
}

func TestHostile(t *testing.T) {
	for _, v := range hostileValues() {
		for _, most := range []int{0, 2048, 8192} {
			if most > 0 || len(v) < 1<<20 {
				holds(t, poisoned(v), most)
			}
		}
	}
}

func FuzzFormats(f *testing.F) {
	f.Add(strings.Join(hostileValues()[:18], " "), int64(1_772_359_500), uint16(2048)) // each alone is in TestHostile
	f.Fuzz(func(t *testing.T, v string, at int64, most uint16) {
		n := poisoned(v)
		n.At = time.Unix(at%253_402_300_799, 0)
		if n.At.UTC().Year() < 0 {
			n.At = time.Time{}
		}
		holds(t, n, int(most))
	})
}

// holds writes n in every format and reads it back by the format's grammar.
func holds(t *testing.T, n notice.Notice, most int) {
	t.Helper()
	for _, f := range Formats() {
		w := Writer{Format: f, Version: n.Finding.Title, Most: most}
		line, err := w.Line(n)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if strings.ContainsAny(string(line), "\n\r\x00\x1b") || !utf8.Valid(line) {
			t.Fatalf("%s: not one printable line: %.200q", f, line)
		}
		if limit := max(most, LeastLine); most > 0 && len(line) > limit {
			t.Errorf("%s: %d bytes, more than %d, of %.20q", f, len(line), limit, n.Finding.Title)
		}
		s := Syslog{Writer: Writer{Format: f}, Facility: 99, App: n.Host, Process: n.Key, Max: most}
		message, err := s.Message(n)
		if err != nil {
			t.Fatal(err)
		}
		holdsSyslog(t, n, f, string(message))
		switch f {
		case CEF:
			holdsCEF(t, n, string(line), most)
		case JSONL, ECS, OCSF:
			if !json.Valid(line) {
				t.Fatalf("%s: no JSON: %.200q", f, line)
			}
		}
	}
	holdsDocuments(t, n)
}

func holdsSyslog(t *testing.T, n notice.Notice, f Format, message string) {
	t.Helper()
	m, err := parseSyslog(message)
	if err != nil {
		t.Fatalf("%v in %.300q", err, message)
	}
	for name, want := range map[string]string{"title": n.Finding.Title, "cluster": n.Cluster, "rule": n.Finding.Rule, "subject": n.Finding.Subject.Name, "key": n.Key} {
		if got, ok := m.data[name]; ok && got != plain(want, mostValue) {
			t.Errorf("%s: %.80q, want %.80q", name, got, want)
		}
	}
	if m.bom != (f == Text) || m.pri/8 != 16 || m.sdID != "mesoswatch@32473" {
		t.Errorf("%+v", m)
	}
	if f == CEF {
		if _, err := parseCEF(m.msg); err != nil {
			t.Errorf("%v in %.300q", err, m.msg)
		}
	}
}

func holdsCEF(t *testing.T, n notice.Notice, line string, most int) {
	t.Helper()
	c, err := parseCEF(line)
	if err != nil {
		t.Fatalf("%v in %.300q", err, line)
	}
	if want := plain(n.Finding.Title, 512); most == 0 && c.header[4] != want {
		t.Errorf("name %.80q, want %.80q", c.header[4], want)
	}
	dictionary := cefDictionary()
	for key, value := range c.ext {
		d, ok := dictionary[key]
		if !ok {
			t.Errorf("%s is in no dictionary", key)
		}
		if len(value) > d.most || !d.is(value) {
			t.Errorf("%s=%.80q (%d bytes): not as the dictionary has it", key, value, len(value))
		}
		if strings.HasPrefix(key, "cs") && !strings.HasSuffix(key, "Label") && c.ext[key+"Label"] == "" {
			t.Errorf("%s has no label", key)
		}
	}
	if got, want := c.ext["cs1"], strings.Trim(plain(n.Cluster, 4000), " "); most == 0 && got != want {
		t.Errorf("cluster %.80q, want %.80q", got, want)
	}
}

// holdsDocuments compares what ECS and OCSF say with what went in.
func holdsDocuments(t *testing.T, n notice.Notice) {
	t.Helper()
	e, o := flatOf(t, n, ECS), flatOf(t, n, OCSF)
	wellECS(t, e)
	wellOCSF(t, o)
	title := name(n.Finding.Title)
	if got := e["rule.name"]; got != title {
		t.Errorf("rule.name %.80q, want %.80q", got, title)
	}
	if got := o["finding_info.title"]; got != title {
		t.Errorf("title %.80q, want %.80q", got, title)
	}
	if got, want := e["orchestrator.cluster.name"], name(n.Cluster); got != want {
		t.Errorf("cluster %.80q, want %.80q", got, want)
	}
}

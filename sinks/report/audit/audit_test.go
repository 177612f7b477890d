package audit

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/mesoswatch/mesoswatch"
)

var day = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// hostile is foreign text that acts where it is not made harmless.
const hostile = "=HYPERLINK(\"http://x\")<script>alert(1)</script>|[a](b)\x1b[31m\r\nHTTP"

func sample() []mesoswatch.Verdict {
	v := func(id string, r mesoswatch.Result, l mesoswatch.Level, name string) mesoswatch.Verdict {
		return mesoswatch.Verdict{At: day, Check: id, Title: "Title of " + id, Family: strings.SplitN(id, "-", 2)[0], Level: l, Result: r,
			Subject: mesoswatch.Subject{Kind: "master", Name: name}, Reason: "reason of " + id, Rationale: "rationale", Remediation: "set --" + id,
			References: []string{"https://mesos.apache.org/documentation/latest/authentication/"},
			Evidence:   []mesoswatch.Evidence{{Source: "http://10.0.0.1:5050/flags", JSONPath: "$.flags.x", Text: `"false"`}}}
	}
	waived, expired := v("tls-off", mesoswatch.Fail, mesoswatch.High, "m1"), v("http-open", mesoswatch.Fail, mesoswatch.Critical, "m1")
	waived.Waiver = &mesoswatch.Waiver{ID: "w1", Owner: "ops", Reason: "until May", Expires: day.AddDate(0, 2, 0)}
	expired.Waiver = &mesoswatch.Waiver{ID: "w2", Owner: "ops", Reason: "old", Expires: day.AddDate(0, -2, 0), Expired: true}
	bad := v("host-file", mesoswatch.Fail, mesoswatch.Medium, hostile)
	bad.Reason, bad.Evidence = hostile, []mesoswatch.Evidence{{Source: "/etc/mesos-master/" + hostile, Line: 3, Text: hostile}}
	return []mesoswatch.Verdict{v("authn-frameworks", mesoswatch.Pass, mesoswatch.High, "m1"), v("authz-acls", mesoswatch.Unknown, mesoswatch.High, "m1"),
		waived, expired, bad, v("zookeeper-acl", mesoswatch.NotApplicable, mesoswatch.Low, "m1"), v("authn-agents", mesoswatch.Fail, mesoswatch.Medium, "m1")}
}

func sampleReport() *Report {
	r := New(sample())
	r.Version, r.Time, r.Cluster = "1.0", day, "prod"+hostile
	r.Summary.Blind = []string{"http://10.0.0.2:5050: 401, realm \"mesos-master-readonly\""}
	r.Permissions = []Permission{{Of: "m1", Principal: hostile, Action: "run_tasks", Object: "root", Allowed: true, Why: "entry 1", Guards: "run tasks"}}
	r.Readiness = Readiness{Target: "kubernetes", Counts: map[string]int{"needs a plan": 1}, Items: []Item{{Kind: "app", ID: hostile, Effort: "needs a plan", Wave: 3, Reasons: []Reason{{"vip", "needs work", hostile}}}}}
	r.Manual = []Manual{{Title: "Firewall", Wanted: "Only schedulers reach 5050.", Command: "iptables -S"}}
	return r
}

func TestCountsAndOrder(t *testing.T) {
	r := sampleReport()
	if r.Summary.Results[mesoswatch.Fail] != 3 || r.Summary.Waived != 1 || r.Summary.Results[mesoswatch.Unknown] != 1 || r.Summary.Fails["critical"] != 1 {
		t.Errorf("%+v", r.Summary)
	}
	var order []string
	for _, c := range r.Checks {
		order = append(order, c.ID)
	}
	want := []string{"http-open", "authn-agents", "host-file", "authz-acls", "tls-off", "authn-frameworks", "zookeeper-acl"}
	if !slices.Equal(order, want) {
		t.Errorf("order %q", order)
	}
	if l, any := r.Worst(); !any || l != mesoswatch.Critical {
		t.Errorf("worst %v", l)
	}
	if _, any := New(nil).Worst(); any {
		t.Error("nothing has a worst")
	}
}

// Every format says every fail, the unknown, the waiver and what was not seen,
// and lets foreign text do nothing.
func TestFormats(t *testing.T) {
	for _, format := range Formats() {
		var b bytes.Buffer
		if err := sampleReport().Write(&b, format); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		text := b.String()
		for _, id := range []string{"http-open", "authn-agents", "host-file", "authz-acls", "tls-off"} {
			if !strings.Contains(text, id) && !strings.Contains(text, strings.ReplaceAll(id, "-", `\-`)) {
				t.Errorf("%s does not name %s", format, id)
			}
		}
		if strings.ContainsAny(text, "\x1b\r") {
			t.Errorf("%s holds a control character", format)
		}
		if (format == "html" || format == "md") && strings.Contains(text, "<script>alert") {
			t.Errorf("%s holds a script", format)
		}
		if format == "md" && strings.Contains(text, "[a](b)") {
			t.Error("a link in Markdown")
		}
	}
	var b bytes.Buffer
	if err := sampleReport().Write(&b, "doc"); err == nil {
		t.Error("a format that does not exist")
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	r := sampleReport()
	for _, wr := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return r.Write(b, "csv") },
		func(b *bytes.Buffer) error { return r.WriteReadiness(b) },
	} {
		var b bytes.Buffer
		if err := wr(&b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		found := false
		for _, row := range rows {
			if len(row) != len(rows[0]) {
				t.Errorf("%d cells, not %d", len(row), len(rows[0]))
			}
			for _, c := range row {
				if c != "" && strings.ContainsRune("=+-@\t\r|%", rune(c[0])) {
					t.Errorf("a cell begins with %q", c[0])
				}
				found = found || strings.HasPrefix(c, "'=HYPERLINK")
			}
		}
		if !found {
			t.Error("the hostile cell is lost")
		}
	}
}

func TestSARIFIsValid(t *testing.T) {
	r := sampleReport()
	d := Compare(New(nil), r)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"report": func(b *bytes.Buffer) error { return r.Write(b, "sarif") },
		"diff":   func(b *bytes.Buffer) error { return d.Write(b, "sarif") },
		"empty":  func(b *bytes.Buffer) error { return New(nil).Write(b, "sarif") },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		back, err := sarif.FromBytes(b.Bytes())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := back.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSONReadsBack(t *testing.T) {
	r := sampleReport()
	r.Inventory = TakeInventory(&mesoswatch.Board{})
	var b bytes.Buffer
	if err := r.Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &keys); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"tool", "version", "time", "cluster", "summary", "checks", "permissions", "inventory", "readiness", "manual"} {
		if _, ok := keys[k]; !ok {
			t.Errorf("no %q", k)
		}
	}
	back, err := Read(&b)
	if err != nil || len(back.Checks) != len(r.Checks) || back.Checks[0].Fingerprint != r.Checks[0].Fingerprint {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "[]", `{"tool":"other"}`, "{"} {
		if _, err := Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestCompare(t *testing.T) {
	before := sample()
	after := sample()
	after[0].Result = mesoswatch.Fail // was a pass: new
	after[6].Result = mesoswatch.Pass // was a fail: fixed
	after[4].Reason = "another"       // changed
	gone := after[3]                  // its subject is gone: fixed
	after = append(after[:3], after[4:]...)
	added := before[6]
	added.Subject.Name = "m2" // new subject: new
	after = append(after, added)
	waivedNow := New(before)
	d := Compare(waivedNow, New(after))
	got := make(map[string]string)
	for _, x := range d.Checks {
		got[x.ID+" "+x.Subject.Name] = x.Change
	}
	for key, want := range map[string]string{
		"authn-frameworks m1": IsNew, "authn-agents m1": Fixed, "host-file " + hostile: Changed, gone.Check + " m1": Fixed,
		"authn-agents m2": IsNew, "authz-acls m1": Unchanged, "tls-off m1": Unchanged, "zookeeper-acl m1": Unchanged,
	} {
		if got[key] != want {
			t.Errorf("%q: %q, want %q", key, got[key], want)
		}
	}
	if l, any := d.Worst(); !any || l != mesoswatch.High {
		t.Errorf("worst %v %v", l, any)
	}
	for _, format := range Formats() {
		var b bytes.Buffer
		if err := d.Write(&b, format); err != nil || !strings.Contains(b.String(), "m2") {
			t.Errorf("%s: %v", format, err)
		}
	}
	same := Compare(New(before), New(before))
	if _, any := same.Worst(); any || same.Counts[Unchanged] != len(before) {
		t.Errorf("%+v", same.Counts)
	}
}

func TestInventory(t *testing.T) {
	var b mesoswatch.Board
	put := func(s mesoswatch.Snapshot) {
		s.At, s.Source = day, "m"
		b.Handle(mesoswatch.Record{Snapshot: &s})
	}
	for i, image := range []string{"web:1", "web:1", "reg.example:5000/db@sha256:00", "nginx", "team/app:latest"} {
		put(mesoswatch.Snapshot{Task: &mesoswatch.Task{ID: fmt.Sprint(i), FrameworkID: "f", Image: image, Volumes: []mesoswatch.Volume{{Host: "/x", Mode: "RO"}}}})
	}
	put(mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: "m", Name: "quorum", Value: "2"}})
	put(mesoswatch.Snapshot{Application: &mesoswatch.Application{Kind: "app", ID: "/a", Fetch: []string{"https://files.example/x?token=***"}, Secrets: []string{"db"}, Constraints: []string{"hostname:UNIQUE"}}})
	b.Handle(mesoswatch.Record{Health: &mesoswatch.Health{At: day, Source: "m", OK: true, Complete: []string{"task"}, Lacking: map[string]string{"role": "401"}}})
	inv := TakeInventory(&b)
	if inv.Tasks != 5 || inv.Quorum != "2" || inv.Images[0] != (Tally{"web:1", 2, "tag"}) || inv.External[0].Name != "https://files.example" || inv.HealthChecks[0].Name != "none" {
		t.Errorf("%+v", inv)
	}
	notes := make(map[string]string)
	for _, i := range inv.Images {
		notes[i.Name] = i.Note
	}
	if notes["nginx"] != "latest" || notes["team/app:latest"] != "latest" || notes["reg.example:5000/db@sha256:00"] != "digest" {
		t.Errorf("%v", notes)
	}
	if inv.Unseen["role"] != "401" || inv.Unseen["agent"] != "nobody was asked" || inv.Unseen["task"] != "" {
		t.Errorf("%v", inv.Unseen)
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]string{"a.json": "json", "a.b/r.html": "html", "x.md": "md", "x.txt": "text", "x.sarif": "sarif", "x.csv": "csv"} {
		if got, err := FormatOf(path); err != nil || got != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if _, err := FormatOf("x.pdf"); err == nil {
		t.Error("a PDF")
	}
}

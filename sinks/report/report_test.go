package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func at(sec int) time.Time { return time.Date(2026, 11, 20, 5, 0, sec, 0, time.UTC) }

func delta(rule string, level mesoswatch.Level, sec int) mesoswatch.Finding {
	s := mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}
	return mesoswatch.Finding{
		ID: mesoswatch.FindingID(rule, s), Rule: rule, Title: "Brute force", Level: level, Status: mesoswatch.Open, Subject: s,
		FirstSeen: at(sec), LastSeen: at(sec), Count: 1, Fields: map[string]string{"framework_name": "x\x1b[31m", "claimed_ip": "10.0.9.9"},
		Evidence: []mesoswatch.Evidence{{Source: "a.log", Line: 7, Offset: 99, Text: "line\x1b]0;t\x07", Suspect: []string{"prefix-in-name"}}},
		Runbook:  "brute-force", Remediation: "Cut it off.",
	}
}

func handle(t *testing.T, s mesoswatch.Sink, fs ...mesoswatch.Finding) {
	t.Helper()
	for _, f := range fs {
		if err := s.Handle(mesoswatch.Record{Finding: &f}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCollected(t *testing.T) {
	var c Collected
	handle(t, &c, delta("b", mesoswatch.Low, 3), delta("a", mesoswatch.High, 5), delta("b", mesoswatch.Low, 9), delta("source-blind", mesoswatch.Medium, 1))
	fs := c.Findings()
	if len(fs) != 3 || fs[0].Rule != "source-blind" || fs[1].Rule != "b" || fs[1].Count != 2 || fs[2].Rule != "a" {
		t.Errorf("sorted by first seen, merged: %+v", fs)
	}
	if l, any := c.Worst("source-blind"); !any || l != mesoswatch.High {
		t.Errorf("worst is %v", l)
	}
	resolved := delta("a", mesoswatch.High, 12)
	resolved.Status = mesoswatch.Resolved
	handle(t, &c, resolved)
	if l, any := c.Worst("source-blind"); !any || l != mesoswatch.Low {
		t.Errorf("what is over counts no more: %v", l)
	}
	for i, ok := range []bool{false, true} {
		if err := c.Handle(mesoswatch.Record{Health: &mesoswatch.Health{Source: "a.log", At: at(i), OK: ok}}); err != nil {
			t.Fatal(err)
		}
	}
	if hs := c.Sources(); len(hs) != 1 || !hs[0].OK {
		t.Errorf("the last health of each source: %+v", hs)
	}
}

func TestTextIsHarmless(t *testing.T) {
	var out bytes.Buffer
	if err := WriteText(&out, []mesoswatch.Finding{delta("low", mesoswatch.Low, 1), delta("auth-brute-force", mesoswatch.High, 3)}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if strings.ContainsAny(text, "\x1b\x07") {
		t.Errorf("control characters come through: %q", text)
	}
	for _, want := range []string{`!  high          Brute force: claimed address 10.0.9.9  (auth-brute-force)`, `a.log:7 (byte 99)`, `line\x1b]0;t\x07`, "this line may be forged: prefix-in-name", "mesoswatch runbook show brute-force", `framework name x\x1b[31m`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Index(text, "(auth-brute-force)") > strings.Index(text, "(low)") {
		t.Error("the worst comes first")
	}
	out.Reset()
	if err := WriteText(&out, nil); err != nil || !strings.Contains(out.String(), "Nothing found") {
		t.Errorf("empty is a sentence: %q, %v", out.String(), err)
	}
}

func TestAddressOfARequestIsNoClaim(t *testing.T) {
	f := delta("http-scan", mesoswatch.Medium, 1)
	f.Fields = map[string]string{"remote_ip": "10.0.9.9"}
	if line := Line(f); strings.Contains(line, "claimed") || !strings.Contains(line, "address 10.0.9.9") {
		t.Errorf("got %q", line)
	}
}

func TestJSONL(t *testing.T) {
	var out bytes.Buffer
	if err := WriteJSONL(&out, []mesoswatch.Finding{delta("a", mesoswatch.High, 1), delta("b", mesoswatch.Low, 2)}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || strings.Contains(out.String(), "\x1b") {
		t.Fatalf("got %q", out.String())
	}
	var back mesoswatch.Finding
	if err := json.Unmarshal([]byte(lines[0]), &back); err != nil || back.Fields["framework_name"] != "x\x1b[31m" || back.Level != mesoswatch.High {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestRunning(t *testing.T) {
	var out bytes.Buffer
	r := &Running{W: &out}
	words := func() string {
		var w []string
		for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
			if f := strings.Fields(l); len(f) > 1 {
				w = append(w, f[1])
			}
		}
		return strings.Join(w, " ")
	}
	over := delta("a", mesoswatch.High, 40)
	over.Status, over.Count = mesoswatch.Resolved, 0
	later := delta("a", mesoswatch.High, 50)
	minute := delta("a", mesoswatch.High, 50+60)
	handle(t, r, delta("a", mesoswatch.Low, 1), delta("a", mesoswatch.Low, 2), delta("a", mesoswatch.High, 3), over, over, later, delta("a", mesoswatch.High, 51), minute)
	if got := words(); got != "new worse resolved again more" {
		t.Errorf("said %q\n%s", got, out.String())
	}
}

func TestEventsWriteRecognisedOnly(t *testing.T) {
	var out bytes.Buffer
	e := Events{&out}
	for _, ev := range []mesoswatch.Event{{Template: "authn.fail", Time: at(1)}, {Time: at(2)}} {
		if err := e.Handle(mesoswatch.Record{Event: &ev}); err != nil {
			t.Fatal(err)
		}
	}
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, `{"event":{`) {
		t.Errorf("got %q", got)
	}
}

func TestSourcesSayWhatWasNotSeen(t *testing.T) {
	var out bytes.Buffer
	err := WriteSources(&out, []mesoswatch.Health{
		{Source: "a.log", OK: true, Log: &mesoswatch.LogHealth{Lines: 3, Recognised: 2, Unrecognised: 1, Notes: []string{"year 2026"}}},
		{Source: "b\x1b.log", Why: "permission denied"},
	})
	if err != nil || out.String() != "a.log: 3 lines, 2 recognised, 1 not; year 2026\nb\\x1b.log: NOT SEEN: permission denied\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("disk full")

func TestWriteErrors(t *testing.T) {
	f := []mesoswatch.Finding{delta("a", mesoswatch.Low, 1)}
	if err := WriteJSONL(full{}, f); !errors.Is(err, errFull) {
		t.Errorf("JSONL: %v", err)
	}
	if err := WriteText(full{}, f); !errors.Is(err, errFull) {
		t.Errorf("text: %v", err)
	}
	if err := (&Running{W: full{}}).Handle(mesoswatch.Record{Finding: &f[0]}); !errors.Is(err, errFull) {
		t.Errorf("running: %v", err)
	}
}

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
	over := delta("a", mesoswatch.High, 40)
	over.Status, over.Count = mesoswatch.Resolved, 0
	later := delta("a", mesoswatch.High, 50)
	minute := delta("a", mesoswatch.High, 50+60)
	handle(t, r, delta("a", mesoswatch.Low, 1), delta("a", mesoswatch.Low, 2), delta("a", mesoswatch.High, 3), over, over, later, delta("a", mesoswatch.High, 51), minute)
	if got := words(out.String()); got != "new worse resolved again more" {
		t.Errorf("said %q\n%s", got, out.String())
	}
}

// words are what a running account said, line by line.
func words(out string) string {
	var w []string
	for _, l := range strings.Split(strings.TrimSpace(out), "\n") {
		if f := strings.Fields(l); len(f) > 1 {
			w = append(w, f[1])
		}
	}
	return strings.Join(w, " ")
}

func TestRunningRespectsWhatIsKnownAndDecided(t *testing.T) {
	find := func(level mesoswatch.Level, sec int) mesoswatch.Record {
		f := delta("a", level, sec)
		return mesoswatch.Record{Finding: &f}
	}
	over := func(sec int) mesoswatch.Record {
		r := find(mesoswatch.Low, sec)
		r.Finding.Status = mesoswatch.Resolved
		return r
	}
	from := func(o mesoswatch.Origin, r mesoswatch.Record) mesoswatch.Record { r.Origin = o; return r }
	op := func(sec int, what string) mesoswatch.Record {
		a := mesoswatch.Action{At: at(sec), Who: "maria", What: what, Finding: find(0, 0).Finding.ID}
		if what == mesoswatch.Silence {
			a.Until = at(sec + 600)
		}
		return mesoswatch.Record{Action: &a}
	}
	const restored, shared = mesoswatch.Restored, mesoswatch.Shared
	for name, c := range map[string]struct {
		said string
		rs   []mesoswatch.Record
	}{
		"restored goes on":        {"worse resolved again", []mesoswatch.Record{from(restored, find(mesoswatch.Low, 1)), find(mesoswatch.Low, 2), find(mesoswatch.High, 3), over(4), find(mesoswatch.Low, 5)}},
		"restored states":         {"", []mesoswatch.Record{from(restored, find(mesoswatch.Low, 1)), from(restored, over(2)), from(restored, find(mesoswatch.High, 3))}},
		"restored and resolved":   {"again", []mesoswatch.Record{from(restored, over(2)), find(mesoswatch.Low, 3)}},
		"shared":                  {"worse", []mesoswatch.Record{from(shared, find(mesoswatch.Low, 1)), from(shared, find(mesoswatch.Low, 200)), from(shared, find(mesoswatch.High, 300))}},
		"silenced":                {"new worse", []mesoswatch.Record{find(mesoswatch.Low, 1), op(2, mesoswatch.Silence), find(mesoswatch.Low, 100), find(mesoswatch.High, 200), find(mesoswatch.High, 300), over(400)}},
		"silence ends":            {"new more", []mesoswatch.Record{find(mesoswatch.Low, 1), op(2, mesoswatch.Silence), find(mesoswatch.Low, 100), find(mesoswatch.Low, 602)}},
		"acknowledged":            {"new worse resolved again", []mesoswatch.Record{find(mesoswatch.Low, 1), op(2, mesoswatch.Acknowledge), find(mesoswatch.Low, 100), find(mesoswatch.High, 200), over(300), find(mesoswatch.Low, 400)}},
		"resolved by hand":        {"new resolved again", []mesoswatch.Record{find(mesoswatch.Low, 1), op(2, mesoswatch.Resolve), find(mesoswatch.Low, 2), find(mesoswatch.Low, 3)}},
		"decided before":          {"worse", []mesoswatch.Record{from(restored, op(2, mesoswatch.Acknowledge)), from(restored, find(mesoswatch.Low, 1)), find(mesoswatch.Low, 100), find(mesoswatch.High, 200)}},
		"ends what it never told": {"resolved", []mesoswatch.Record{over(1)}},
	} {
		var out bytes.Buffer
		r := &Running{W: &out}
		for _, rec := range c.rs {
			if err := r.Handle(rec); err != nil {
				t.Fatal(err)
			}
		}
		if got := words(out.String()); got != c.said {
			t.Errorf("%s: said %q, should say %q\n%s", name, got, c.said, out.String())
		}
	}
}

// A finding of another process or of before comes whole.
func TestCollectedTakesWholes(t *testing.T) {
	var c Collected
	handle(t, &c, delta("a", mesoswatch.Low, 1), delta("a", mesoswatch.Low, 2))
	f := delta("a", mesoswatch.High, 3)
	f.Count = 7
	for _, from := range []mesoswatch.Origin{mesoswatch.Restored, mesoswatch.Shared} {
		if err := c.Handle(mesoswatch.Record{Finding: &f, Origin: from}); err != nil {
			t.Fatal(err)
		}
	}
	handle(t, &c, delta("a", mesoswatch.Low, 4))
	if got, _ := c.Finding(f.ID); got.Count != 8 || got.Level != mesoswatch.High {
		t.Errorf("%+v", got)
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

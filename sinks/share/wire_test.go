package share

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func TestToken(t *testing.T) {
	for name, want := range map[string]string{"prod-eu1": "prod-eu1", "Prod_1": "Prod_1", "": "~" + digest(""), "a.b": "a-b~" + digest("a.b"), ">": "~" + digest(">"), "*": "~" + digest("*")} {
		if got := token(name); got != want {
			t.Errorf("token(%q) = %q", name, got)
		}
	}
}

func FuzzToken(f *testing.F) {
	f.Add("prod", "prod.")
	f.Add("a b", "a\tb")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsAny(token(a), ".*> \t\r\n\x00") || len(token(a)) > maxToken+17 {
			t.Errorf("%q", token(a))
		}
		if a != b && token(a) == token(b) {
			t.Errorf("%q and %q are both %q", a, b, token(a))
		}
		at := address{kindAction, token(a), "a-1"}
		if got, ok := readSubject(b, at.subject(b)); !ok || got != at {
			t.Errorf("%q: %+v, %v", at.subject(b), got, ok)
		}
	})
}

// TestHostile: what other machines must not be able to say.
func TestHostile(t *testing.T) {
	now := time.Now()
	tell := func(change func(*mesoswatch.Finding)) error {
		f := found(1, noon, 3).Finding
		change(f)
		body, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		_, err = decode(address{kindFinding, "eu1", found(1, noon, 3).Finding.ID}, body, now)
		return err
	}
	if err := tell(func(*mesoswatch.Finding) {}); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*mesoswatch.Finding){
		"another id":      func(f *mesoswatch.Finding) { f.ID = "f-000000000000" },
		"of another":      func(f *mesoswatch.Finding) { f.Subject.Name = "10.1.1.1" },
		"no count":        func(f *mesoswatch.Finding) { f.Count = 0 },
		"all counts":      func(f *mesoswatch.Finding) { f.Count = 1 << 60 },
		"no status":       func(f *mesoswatch.Finding) { f.Status = "gone" },
		"the future":      func(f *mesoswatch.Finding) { f.LastSeen = now.Add(100 * time.Hour) },
		"before its time": func(f *mesoswatch.Finding) { f.LastSeen = f.FirstSeen.Add(-1) },
		"decided for good": func(f *mesoswatch.Finding) {
			f.Handled = &mesoswatch.Handled{What: mesoswatch.Resolve, Who: "x", At: now.AddDate(1, 0, 0)}
		},
		"silent for good": func(f *mesoswatch.Finding) {
			f.Handled = &mesoswatch.Handled{What: mesoswatch.Silence, Who: "x", At: noon, Until: noon.AddDate(9, 0, 0)}
		},
		"an escape":     func(f *mesoswatch.Finding) { f.Tags = []string{"\x1b[2J"} },
		"too many":      func(f *mesoswatch.Finding) { f.References = make([]string, 1000) },
		"over for good": func(f *mesoswatch.Finding) { f.Life.Over = now.AddDate(1, 0, 0) },
	} {
		if tell(change) == nil {
			t.Errorf("%s is believed", what)
		}
	}
	for what, a := range map[string]mesoswatch.Action{
		"a login":       {What: mesoswatch.Login, Who: "x", At: noon, UPID: "scheduler@10.0.9.9:1"},
		"anything":      {What: "reboot", Who: "x", At: noon},
		"nobody":        {What: mesoswatch.Note, At: noon},
		"an escape":     {What: mesoswatch.Note, Who: "\x1b]0;x\x07", At: noon},
		"no end":        {What: mesoswatch.Silence, Who: "x", At: noon},
		"on no finding": {What: mesoswatch.Acknowledge, Who: "x", At: noon, Finding: "../../etc"},
	} {
		a.ID = mesoswatch.ActionID()
		body, _ := json.Marshal(a)
		if _, err := decode(address{kindAction, "eu1", a.ID}, body, now); err == nil {
			t.Errorf("%s is believed", what)
		}
	}
}

// TestHarmless: texts are masked and cut, and what would make others look green is
// left out.
func TestHarmless(t *testing.T) {
	f := found(1, noon, 3).Finding
	f.Evidence[0].Text = "zk://ops:hunter2@zk1:2181/mesos " + strings.Repeat("ä", maxText)
	f.Counts = map[string]int{"": 999, "others": 999}
	body, _ := json.Marshal(f)
	r, err := decode(address{kindFinding, "eu1", f.ID}, body, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if text := r.Finding.Evidence[0].Text; strings.Contains(text, "hunter2") || len(text) > maxText+4 {
		t.Errorf("%d bytes: %.60s", len(text), text)
	}
	if r.Finding.Own() != 0 || len(r.Finding.Counts) != 1 || r.Finding.Counts["eu1"] != 3 || r.Origin != mesoswatch.Foreign {
		t.Errorf("counts %v", r.Finding.Counts)
	}
	h := mesoswatch.Health{At: noon, Source: "http://10.0.0.5:5050", OK: true, Complete: []string{"task"}}
	body, _ = json.Marshal(h)
	if r, err = decode(address{kindHealth, "eu1", digest(h.Source)}, body, time.Now()); err != nil || len(r.Health.Complete) > 0 || r.Health.Via != "eu1" || r.Health.Source != "eu1: http://10.0.0.5:5050" {
		t.Errorf("%+v, %v", r.Health, err)
	}
}

func FuzzDecode(f *testing.F) {
	body, _ := json.Marshal(found(1, noon, 3).Finding)
	f.Add(kindFinding, found(1, noon, 3).Finding.ID, body)
	body, _ = json.Marshal(did(mesoswatch.Note, found(1, noon, 3), "ada").Action)
	f.Add(kindAction, "a-0123456789abcdef", body)
	f.Add(kindHealth, digest("x"), []byte(`{"source":"x","lacking":{"task":"401"},"log":{"lines":1}}`))
	f.Fuzz(func(t *testing.T, kind, key string, data []byte) {
		r, err := decode(address{kind, "eu1", key}, data, noon)
		if err != nil {
			return
		}
		if r.Validate() != nil || r.Origin != mesoswatch.Foreign || r.At().After(noon.Add(aheadMost)) {
			t.Errorf("%+v", r)
		}
		if _, err := mesoswatch.MarshalLine(r); err != nil {
			t.Error(err)
		}
	})
}

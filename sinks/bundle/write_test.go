package bundle

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// secret is in every place where one could be.
const secret = "hunter2-and-more"

func withSecrets() Content {
	c := scripted()
	url := "zk://mesos:" + secret + "@10.0.0.5:2181/mesos"
	c.By, c.Zone, c.Cluster = url, url, url
	c.LeftOut = []string{url}
	c.Findings[0].Title, c.Findings[0].Fields["message"], c.Findings[0].Evidence[0].Text = url, `--zk="`+url+`"`, url
	c.Findings[0].Fields["secret"] = secret // its name alone says what it is
	c.Actions[0].Text = "try password=" + secret + "\" now"
	c.Moments[0].Text, c.Moments[0].Event.Raw = url, "\xff "+url // not valid UTF-8: carried as base64
	c.Runbooks[0].Notes[0].Text, c.Runbooks[0].Markdown = url, c.Runbooks[0].Markdown+url
	c.Health[0].Why = url
	c.Snapshots[0].Source = url
	c.Lines[0].Bytes = []byte("I1120 flags: --zk=\"" + url + "\"\xff")
	c.Lines[1].Source, c.Lines[1].File, c.Lines[1].Why = url, url, url
	return c
}

func TestMasked(t *testing.T) {
	data, _ := written(t, withSecrets())
	for name, text := range parts(t, data) {
		if strings.Contains(text, secret) {
			t.Errorf("%s has the secret: …%s", name, text[max(0, strings.Index(text, secret)-80):])
		}
		if strings.HasSuffix(name, ".jsonl") {
			for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
				if line != "" && !json.Valid([]byte(line)) {
					t.Errorf("%s: no JSON: %s", name, line)
				}
			}
		}
		if strings.Contains(text, "base64") && strings.Contains(text, "raw_base64") {
			var m mesoswatch.Moment
			line, _, _ := strings.Cut(text, "\n")
			if err := json.Unmarshal([]byte(line), &m); err == nil && m.Event != nil && strings.Contains(m.Event.Raw, secret) {
				t.Errorf("%s has the secret in base64", name)
			}
		}
	}
	if !strings.Contains(parts(t, data)["postmortem.md"], "Secrets | masked") {
		t.Error("the post-mortem does not say that secrets are masked")
	}
}

func TestUnmasked(t *testing.T) {
	c := withSecrets()
	c.Unmasked = true
	data, hash := written(t, c)
	r := verify(t, data, hash)
	if !r.Proven() || !r.Manifest.Unmasked || !strings.Contains(strings.Join(r.Words(), "\n"), "READABLE") {
		t.Errorf("%q", r.Words())
	}
	got := parts(t, data)
	if !strings.Contains(got["lines/01-mesos-master.INFO"], string(c.Lines[0].Bytes)) || !strings.Contains(got["postmortem.md"], "READABLE") {
		t.Error("the bytes are not those of the file, or the post-mortem does not say so")
	}
}

// Each line is where the index says, and what the index says of it is so.
func TestIndex(t *testing.T) {
	for _, unmasked := range []bool{false, true} {
		c := withSecrets()
		c.Unmasked = unmasked
		data, _ := written(t, c)
		got := parts(t, data)
		var all []lineIndex
		for _, line := range strings.Split(strings.TrimSpace(got["lines/index.jsonl"]), "\n") {
			var i lineIndex
			if err := json.Unmarshal([]byte(line), &i); err != nil {
				t.Fatal(err)
			}
			all = append(all, i)
		}
		if len(all) != len(c.Lines) {
			t.Fatalf("%d lines, %d in the index", len(c.Lines), len(all))
		}
		masked := 0
		for _, i := range all {
			text := got[i.Part][i.At : i.At+int64(i.Length)]
			if sum([]byte(text)) != i.SHA256 || got[i.Part][i.At+int64(i.Length)] != '\n' || i.Zone != "+01:00" {
				t.Errorf("%+v: %q", i, text)
			}
			if i.Masked {
				masked++
				if strings.Contains(got["lines/index.jsonl"], sum(c.Lines[0].Bytes)) || strings.Contains(text, secret) {
					t.Errorf("%+v", i)
				}
			}
			if (i.From == "file") != (i.File != "") || i.From == "record" && i.Why == "" {
				t.Errorf("%+v", i)
			}
		}
		if want := map[bool]int{false: 1, true: 0}[unmasked]; masked != want {
			t.Errorf("%d lines masked, want %d", masked, want)
		}
	}
}

// What is too much for one bundle is refused, and not written in part.
func TestTooMuch(t *testing.T) {
	c := Content{At: at("03:40:00")}
	for i := range maxParts + 1 {
		c.Runbooks = append(c.Runbooks, Runbook{FilledRunbook: mesoswatch.FilledRunbook{ID: fmt.Sprint("r", i)}})
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "b.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Write(f, c); err == nil || !strings.Contains(err.Error(), "too much") {
		t.Errorf("%v", err)
	}
	if st, err := f.Stat(); err != nil || st.Size() != 0 {
		t.Errorf("something was written: %v", err)
	}
}

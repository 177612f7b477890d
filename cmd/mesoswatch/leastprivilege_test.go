package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// TestLeastPrivilege gives the ACLs of docs/least-privilege.md to what knows how each
// release reads them: nothing in them keeps a daemon from starting, no entry is
// misspelt, and each allows or denies what the page says.
func TestLeastPrivilege(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "least-privilege.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```json (master|agent) (allows|denies)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 4 {
		t.Fatalf("%d documents", len(blocks))
	}
	for _, b := range blocks {
		for _, release := range []string{"1.0.4", "1.3.2", "1.4.3", "1.7.3", "1.9.0", "1.11.0"} {
			checkPrivileges(t, privileges{daemon: b[1], release: release, allow: b[2] == "allows", text: b[3]})
		}
	}
}

type privileges struct {
	daemon, release, text string
	allow                 bool
}

func checkPrivileges(t *testing.T, p privileges) {
	t.Helper()
	daemon := map[string]string{"master": acl.Master, "agent": acl.Agent}[p.daemon]
	release, _ := mesoswatch.ParseRelease(p.release)
	text := p.text
	if p.allow { // else the entries would not matter
		text = regexp.MustCompile(`^\{`).ReplaceAllString(text, `{"permissive": false,`)
	}
	d, err := acl.Parse("page", []byte(text), release, daemon)
	if err != nil || d.Fatal() {
		t.Errorf("%s %s: %v %+v", p.daemon, p.release, err, d)
		return
	}
	for _, m := range regexp.MustCompile(`(?m)^  "([a-z_]+)"`).FindAllStringSubmatch(p.text, -1) {
		a, known := acl.Lookup(m[1])
		if !known {
			t.Errorf("%s is no action", m[1])
			continue
		}
		if !a.In(release, daemon) {
			continue
		}
		object := acl.Object{Value: "root"}
		switch {
		case m[1] == "get_endpoints":
			object.Value = "/metrics/snapshot"
		case a.Whole:
			object = acl.Object{Anything: true}
		}
		answer, err := d.Decide(acl.Caller{Principal: "mesoswatch"}, m[1], object)
		if err != nil || answer.Allowed != p.allow {
			t.Errorf("%s %s: %s is %v (%s), %v", p.daemon, p.release, m[1], answer.Allowed, answer.Why, err)
		}
	}
}

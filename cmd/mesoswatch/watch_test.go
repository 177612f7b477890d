package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// failedLogin is the nth failed login of an address.
func failedLogin(n int) mesoswatch.Record {
	return mesoswatch.Record{Event: &mesoswatch.Event{
		Time: time.Date(2026, 3, 1, 10, 0, n, 0, time.UTC), Source: "mesos-master.INFO", Service: "master",
		Line: int64(n + 1), Offset: int64(100 * n), Kind: "auth-failed", Template: "authn.fail",
		UPID: "scheduler-1@10.9.1.27:4000", ClaimedIP: "10.9.1.27",
	}}
}

// A reload keeps what unchanged rules remember, takes new ones in, and tells what
// is broken; with a broken baseline the former rules stay.
func TestReloadKeepsWindows(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("baseline.yaml", "baseline: 1\n")
	var errs bytes.Buffer
	a := &app{stdout: &bytes.Buffer{}, stderr: &errs, ruleDirs: []string{dir}, baselinePath: filepath.Join(dir, "baseline.yaml")}
	catalog, err := a.catalog()
	if err != nil {
		t.Fatal(err)
	}
	r := &reloading{app: a, engine: catalog.Engine()}
	for n := range 4 {
		r.Evaluate(failedLogin(n))
	}
	errs.Reset()
	put("mine.yml", "title: Mine\nname: mine\nlevel: low\nlogsource: {product: mesos}\ndetection: {s: {kind: auth-failed}, condition: s}\n")
	put("bad.yml", "title: Bad\nname: bad\nlogsource: {product: mesos}\ndetection: {s: {kimd: x}, condition: s}\n")
	r.reload()
	if !strings.Contains(errs.String(), "bad.yml:4: unknown field") {
		t.Errorf("the broken rule is not told: %s", errs.String())
	}
	got := ruleNames(r.Evaluate(failedLogin(4)))
	if !strings.Contains(got, "auth-brute-force(5)") || !strings.Contains(got, "mine(1)") {
		t.Errorf("after the reload: %s", got)
	}
	errs.Reset()
	put("baseline.yaml", "frameworks: oops\n")
	r.reload()
	if !strings.Contains(errs.String(), "the former ones stay") {
		t.Errorf("the broken baseline is not told: %s", errs.String())
	}
	if got := ruleNames(r.Evaluate(failedLogin(5))); !strings.Contains(got, "auth-brute-force(1)") || !strings.Contains(got, "mine(1)") {
		t.Errorf("after the broken baseline: %s", got)
	}
}

func ruleNames(out []mesoswatch.Record) string {
	var names []string
	for _, r := range out {
		if f := r.Finding; f != nil {
			names = append(names, fmt.Sprintf("%s(%d)", f.Rule, f.Count))
		}
	}
	return strings.Join(names, " ")
}

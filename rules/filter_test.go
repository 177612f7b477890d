package rules

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const pipelineFilter = `title: The pipeline tears its frameworks down
id: 2a6a7d0e-5b9d-4f57-8b1b-7a0c4e1d9f22
logsource:
    product: mesos
filter:
    rules:
        - teardown
    selection:
        remote_ip: 10.0.5.5
    condition: not selection
expires: 2030-01-31
owner: platform team
reason: nightly jobs
`

// A filter narrows a rule that is written in Go as it does one of a file.
func TestFilterOfGoRule(t *testing.T) {
	c, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"pipeline.yml": pipelineFilter})}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e := c.Engine()
	asks := func(ip string) mesoswatch.Record {
		return mesoswatch.Record{Event: &mesoswatch.Event{
			Time: start, Source: "mesos-master.INFO", Service: "master", Kind: "http-request", Template: "http.request",
			Method: "POST", Path: "/master/teardown", RemoteIP: ip,
		}}
	}
	if f := said(e, "teardown", asks("10.0.5.5")); len(f) != 0 {
		t.Errorf("filtered: %+v", f)
	}
	if f := said(e, "teardown", asks("10.0.5.6")); len(f) != 1 {
		t.Errorf("not filtered: %+v", f)
	}
	if hits := e.FilterStats(); len(hits) != 1 || hits[0].Hits != 1 {
		t.Errorf("filter statistics %+v", hits)
	}
	if f := c.Filters(); len(f) != 1 || strings.Join(f[0].Rules, " ") != "teardown" || f[0].Owner != "platform team" {
		t.Errorf("filters %+v", f)
	}
}

// Rules of a file can be quiet while one that is written in Go speaks.
func TestUnknownSuppressorIsRefused(t *testing.T) {
	mine := strings.Replace(userRule, "%STATUS%", "stable\nsuppressed_by: [framework-takeover]", 1)
	if _, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"a.yml": mine})}}); len(errs) != 0 {
		t.Errorf("a rule written in Go: %v", errs)
	}
	mine = strings.Replace(userRule, "%STATUS%", "stable\nsuppressed_by: [no-such-rule]", 1)
	if _, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"a.yml": mine})}}); len(errs) != 1 {
		t.Errorf("no rule at all: %v", errs)
	}
}

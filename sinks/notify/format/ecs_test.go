package format

import (
	"encoding/json"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// ecsFields are the fields of ECS 8 that we write, with their types. "s" behind a type:
// an array is expected.
func ecsFields() map[string]string {
	return map[string]string{
		"@timestamp": "date", "message": "match_only_text", "tags": "keyword s", "ecs.version": "keyword",
		"event.kind": "keyword", "event.category": "keyword s", "event.type": "keyword s", "event.action": "keyword", "event.outcome": "keyword",
		"event.severity": "long", "event.id": "keyword", "event.sequence": "long", "event.code": "keyword", "event.module": "keyword",
		"event.dataset": "keyword", "event.provider": "keyword", "event.start": "date", "event.end": "date", "event.reason": "keyword",
		"event.reference": "keyword", "event.original": "keyword", "log.level": "keyword", "log.file.path": "keyword",
		"rule.id": "keyword", "rule.name": "keyword", "rule.description": "keyword", "rule.reference": "keyword", "rule.ruleset": "keyword",
		"observer.vendor": "keyword", "observer.product": "keyword", "observer.version": "keyword", "observer.type": "keyword", "observer.hostname": "keyword",
		"orchestrator.type": "keyword", "orchestrator.cluster.name": "keyword", "host.hostname": "keyword", "container.id": "keyword",
		"source.address": "keyword", "source.ip": "ip", "source.port": "long", "user.name": "keyword", "user_agent.original": "keyword",
		"http.request.method": "keyword", "http.response.status_code": "long", "url.path": "wildcard",
		"threat.framework": "keyword", "threat.tactic.name": "keyword s", "threat.technique.id": "keyword s", "threat.technique.subtechnique.id": "keyword s",
		"related.ip": "ip s", "related.user": "keyword s", "related.hosts": "keyword s",
	}
}

// Words that ECS allows, where it allows only some.
func ecsWords() map[string][]string {
	return map[string][]string{
		"event.kind":    {"alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal"},
		"event.outcome": {"success", "failure", "unknown"},
		"event.category": {"api", "authentication", "configuration", "database", "driver", "email", "file", "host", "iam", "intrusion_detection", "library",
			"malware", "network", "package", "process", "registry", "session", "threat", "vulnerability", "web"},
		"event.type": {"access", "admin", "allowed", "change", "connection", "creation", "deletion", "denied", "end", "error", "group", "indicator", "info",
			"installation", "protocol", "start", "user"},
	}
}

// flatOf writes n and gives the leaves of the document by their paths. Elements of a
// list of objects are under the path of the list, the last of each name wins.
func flatOf(t *testing.T, n notice.Notice, f Format) map[string]any {
	t.Helper()
	line, err := Writer{Format: f, Version: "1.2.3"}.Line(n)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(line, &doc); err != nil {
		t.Fatal(err)
	}
	flat := map[string]any{}
	flatten("", doc, flat)
	return flat
}

func flatten(path string, v any, into map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			flatten(strings.TrimPrefix(path+"."+name, "."), value, into)
		}
		return
	case []any:
		for _, value := range v {
			if _, object := value.(map[string]any); object {
				flatten(path, value, into)
				continue
			}
			into[path] = v
		}
		return
	}
	into[path] = v
}

func wellECS(t *testing.T, flat map[string]any) {
	t.Helper()
	fields, words := ecsFields(), ecsWords()
	for path, v := range flat {
		if label, ok := strings.CutPrefix(path, "labels."); ok {
			if _, text := v.(string); !text || label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
				t.Errorf("label %q: %v", label, v)
			}
			continue
		}
		kind, ok := fields[path]
		if !ok {
			t.Errorf("%s is no field of ECS that we know", path)
			continue
		}
		kind, list := strings.CutSuffix(kind, " s")
		values, isList := v.([]any)
		if isList != list {
			t.Errorf("%s: list %v, want %v", path, isList, list)
		}
		if !isList {
			values = []any{v}
		}
		for _, v := range values {
			if !ecsIs(kind, v) {
				t.Errorf("%s is no %s: %.80v", path, kind, v)
			}
			if allowed, ok := words[path]; ok && !slices.Contains(allowed, v.(string)) {
				t.Errorf("%s: %v is not allowed", path, v)
			}
		}
	}
	for _, path := range []string{"@timestamp", "ecs.version", "event.kind", "event.category", "event.type", "event.action", "event.outcome", "event.severity", "message", "rule.id", "labels.subject_kind"} {
		if _, ok := flat[path]; !ok && path != "labels.subject_kind" {
			t.Errorf("%s is missing", path)
		}
	}
}

func ecsIs(kind string, v any) bool {
	text, isText := v.(string)
	switch kind {
	case "date":
		_, err := time.Parse(time.RFC3339Nano, text)
		return isText && err == nil
	case "ip":
		a, err := netip.ParseAddr(text)
		return isText && err == nil && a.Zone() == ""
	case "long":
		f, ok := v.(float64)
		return ok && f == math.Trunc(f) && f >= 0
	case "match_only_text":
		return isText && len(text) <= mostText
	}
	return isText && len(text) <= mostText
}

// Everything in the table is written, so that it cannot grow stale.
func TestECSWritesAllFields(t *testing.T) {
	flat := flatOf(t, withLog(sample()), ECS)
	wellECS(t, flat)
	for path := range ecsFields() {
		if _, ok := flat[path]; !ok {
			t.Errorf("%s is not written", path)
		}
	}
}

func TestCategories(t *testing.T) {
	for _, c := range []struct{ tag, kind, want string }{
		{"attack.credential-access", "address", "authentication intrusion_detection"},
		{"attack.t1078.003", "principal", "authentication intrusion_detection"},
		{"attack.impact", "agent", "intrusion_detection"},
		{"posture.authn", "master", "configuration"},
		{"", "agent", "host"}, {"", "flag", "configuration"}, {"", "endpoint", "network"}, {"", "principal", "iam"}, {"", "", "host"},
	} {
		f := mesoswatch.Finding{Tags: []string{c.tag}, Subject: mesoswatch.Subject{Kind: c.kind}}
		if got := strings.Join(categories(&f), " "); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.tag, c.kind, got, c.want)
		}
	}
}

// What a peer only says of itself is never where a receiver looks for what was seen.
func TestClaimsAreApart(t *testing.T) {
	n := sample()
	n.Finding.Fields = map[string]string{"claimed_ip": "198.51.100.9", "claimed_principal": "root"}
	flat := flatOf(t, n, ECS)
	for _, path := range []string{"source.ip", "user.name"} {
		if v, ok := flat[path]; ok {
			t.Errorf("%s: %v", path, v)
		}
	}
	if flat["labels.claimed_ip"] != "198.51.100.9" || flat["labels.claimed_principal"] != "root" {
		t.Error(flat)
	}
	delete(n.Finding.Fields, "claimed_ip") // the subject of a finding about a claimed address
	if flat = flatOf(t, n, ECS); flat["source.ip"] != nil || flat["labels.claimed_ip"] != "203.0.113.7" {
		t.Error(flat)
	}
	line, err := Writer{Format: CEF}.Line(n)
	if c, bad := parseCEF(string(line)); err != nil || bad != nil || c.ext["src"] != "" || c.ext["suser"] != "" || !strings.Contains(c.ext["cs5"], "claimed_principal=root") {
		t.Errorf("%v %v %s", err, bad, line)
	}
}

// A field that is not what its name says is passed on as it is, as a label.
func TestFieldsThatAreNotWhatTheySay(t *testing.T) {
	n := sample()
	n.Finding.Fields = map[string]string{"remote_ip": "not an address", "remote_port": "70000", "status": "9999"}
	flat := flatOf(t, n, ECS)
	wellECS(t, flat)
	if flat["labels.remote_ip"] != "not an address" || flat["labels.remote_port"] != strconv.Itoa(70000) || flat["source.ip"] != nil {
		t.Error(flat)
	}
}

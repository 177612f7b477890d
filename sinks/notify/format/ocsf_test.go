package format

import (
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// ocsfRequired are the attributes that a Detection Finding of OCSF 1.3.0 must have,
// with those of the objects in it that it always has here.
func ocsfRequired() []string {
	return []string{"activity_id", "category_uid", "class_uid", "finding_info.title", "finding_info.uid", "finding_info.analytic.type_id",
		"metadata.version", "metadata.product.name", "metadata.product.vendor_name", "severity_id", "time", "type_uid"}
}

// ocsfAttributes are the attributes of the class and its objects that we write.
func ocsfAttributes() []string {
	return append(ocsfRequired(), "activity_name", "category_name", "class_name", "type_name", "start_time", "end_time", "severity", "status_id", "status",
		"message", "count", "metadata.product.version", "metadata.uid", "metadata.sequence", "metadata.event_code", "metadata.log_provider",
		"metadata.log_name", "metadata.original_time", "metadata.labels", "finding_info.desc", "finding_info.first_seen_time", "finding_info.last_seen_time",
		"finding_info.types", "finding_info.analytic.uid", "finding_info.analytic.name", "finding_info.analytic.type", "finding_info.attacks.tactic.name",
		"finding_info.attacks.technique.uid", "finding_info.attacks.sub_technique.uid", "resources.name", "resources.type", "evidences.src_endpoint.ip",
		"evidences.src_endpoint.port", "evidences.actor.user.name", "evidences.data.source", "evidences.data.line", "evidences.data.time",
		"evidences.data.json_path", "evidences.data.text", "evidences.data.suspect", "remediation.desc", "remediation.references",
		"observables.name", "observables.type_id", "observables.type", "observables.value")
}

// Numbers that OCSF allows.
func ocsfEnums() map[string][]float64 {
	return map[string][]float64{
		"activity_id": {0, 1, 2, 3, 99}, "category_uid": {2}, "class_uid": {2004}, "type_uid": {200400, 200401, 200402, 200403, 200499},
		"severity_id": {0, 1, 2, 3, 4, 5, 6, 99}, "status_id": {0, 1, 2, 3, 4, 99}, "finding_info.analytic.type_id": {0, 1, 2, 3, 4, 99},
		"observables.type_id": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 99},
	}
}

func wellOCSF(t *testing.T, flat map[string]any) {
	t.Helper()
	for _, path := range ocsfRequired() {
		if _, ok := flat[path]; !ok {
			t.Errorf("%s is missing", path)
		}
	}
	known, enums := ocsfAttributes(), ocsfEnums()
	for path, v := range flat {
		if strings.HasPrefix(path, "unmapped.") {
			continue
		}
		if !slices.Contains(known, path) {
			t.Errorf("%s is no attribute that we know", path)
		}
		if allowed, ok := enums[path]; ok && !slices.Contains(allowed, v.(float64)) {
			t.Errorf("%s: %v is not allowed", path, v)
		}
	}
	if flat["type_uid"] != flat["class_uid"].(float64)*100+flat["activity_id"].(float64) {
		t.Errorf("type_uid %v", flat["type_uid"])
	}
}

func TestOCSFWritesAllAttributes(t *testing.T) {
	n := withLog(sample())
	e := n.Finding.Evidence
	n.Finding.Evidence = append(e, e[0])
	flat := flatOf(t, n, OCSF)
	wellOCSF(t, flat)
	for _, path := range ocsfAttributes() {
		if _, ok := flat[path]; !ok {
			t.Errorf("%s is not written", path)
		}
	}
	if flat["time"] != float64(n.At.UnixMilli()) {
		t.Errorf("time %v, want milliseconds", flat["time"])
	}
}

func TestOCSFLives(t *testing.T) {
	for _, c := range []struct {
		turn              mesoswatch.Turn
		status            mesoswatch.Status
		activity, status2 float64
	}{
		{notice.Opened, mesoswatch.Open, 1, 1}, {notice.Rose, mesoswatch.Acknowledged, 2, 2}, {notice.Reopened, mesoswatch.Silenced, 2, 3},
		{notice.Resolved, mesoswatch.Resolved, 3, 4}, {notice.Reminder, mesoswatch.Open, 2, 1}, {notice.Test, mesoswatch.Open, 99, 1}, {"odd", "odd", 0, 0},
	} {
		n := sample()
		n.Turn, n.Finding.Status = c.turn, c.status
		flat := flatOf(t, n, OCSF)
		wellOCSF(t, flat)
		if flat["activity_id"] != c.activity || flat["status_id"] != c.status2 {
			t.Errorf("%s %s: %v %v", c.turn, c.status, flat["activity_id"], flat["status_id"])
		}
	}
	for i, l := range mesoswatch.Levels() {
		if id, _ := severityOf(l); id != i+1 {
			t.Errorf("%s: %d", l, id)
		}
	}
	if id, _ := severityOf(77); id != 0 || severity(77) != 0 {
		t.Error("a level that there is not")
	}
}

// Every evidence has one of the artifacts that the object asks for, and every resource
// a name.
func TestOCSFNothingIsEmpty(t *testing.T) {
	n := sample()
	n.Finding.Fields, n.Finding.Evidence, n.Finding.Tags, n.Finding.Remediation = nil, nil, nil, ""
	flat := flatOf(t, n, OCSF)
	wellOCSF(t, flat)
	for path := range flat {
		if strings.HasPrefix(path, "evidences") || strings.HasPrefix(path, "remediation") {
			t.Errorf("%s is written of nothing", path)
		}
	}
}

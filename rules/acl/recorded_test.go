package acl

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// recorded is what a real master of 1.12-dev answered to whom (recordings of the
// lab, 2_secured; testdata/lab-2_secured.json is its ACL file).
var recorded = []struct {
	who, action, object string
	status              int
	file                string // below the folder of the recording
}{
	{"viewer", "view_flags", "-", 403, "before_viewer/get_flags.hdr"},
	{"ops", "view_flags", "-", 200, "before_ops/get_flags.hdr"},
	{"viewer", "get_endpoints", "/metrics/snapshot", 403, "before_viewer/get_metrics_snapshot.hdr"},
	{"ops", "get_endpoints", "/metrics/snapshot", 200, "before_ops/get_metrics_snapshot.hdr"},
	{"viewer", "get_endpoints", "/files/debug", 403, "before_viewer/get_files_debug.hdr"},
	{"ops", "get_endpoints", "/files/debug", 200, "before_ops/get_files_debug.hdr"},
	{"viewer", "get_endpoints", "/logging/toggle", 403, "before_viewer/get_logging_toggle.hdr"},
	{"ops", "get_endpoints", "/logging/toggle", 200, "before_ops/get_logging_toggle.hdr"},
	{"viewer", "access_mesos_logs", "-", 200, "before_viewer/get_files_read__path-_master_log_offset-0_length-300.hdr"},
	{"ops", "access_mesos_logs", "-", 200, "before_ops/get_files_read__path-_master_log_offset-0_length-300.hdr"},
	{"viewer", "update_quotas", "web", 403, "w_quota_viewer_viewer-secret.http"},
	{"ops", "update_quotas", "web", 200, "w_quota_ops_ops-secret.http"},
	{"viewer", "update_weights", "web", 200, "w_weights_viewer_viewer-secret.http"},
	{"ops", "update_weights", "web", 200, "w_weights_ops_ops-secret.http"},
	{"viewer", "set_log_level", "-", 403, "w_v1_setlog_viewer_viewer-secret.http"},
	{"ops", "set_log_level", "-", 200, "w_v1_setlog_ops_ops-secret.http"},
	{"viewer", "teardown_frameworks", "marathon", 403, "teardown_unauthorized.http"},
	{"ops", "teardown_frameworks", "marathon", 200, "teardown_ok.http"},
}

// What a real master allowed and denied is what Decide says.
func TestRecordedDecisions(t *testing.T) {
	text, err := os.ReadFile("testdata/lab-2_secured.json")
	if err != nil {
		t.Fatal(err)
	}
	d := parse(t, "1.12.0", Master, string(text))
	for _, r := range recorded {
		on := Object{Value: r.object, Anything: r.object == "-"}
		got, err := d.Decide(Caller{Principal: r.who}, r.action, on)
		if err != nil || got.Allowed == (r.status == 403) {
			t.Errorf("%s %s %s: %+v, %v; the master answered %d", r.who, r.action, r.object, got, err, r.status)
		}
	}
}

// Where the recordings are at hand, the statuses above are theirs.
func TestRecordedStatuses(t *testing.T) {
	corpus := os.Getenv("MESOSWATCH_CORPUS")
	if corpus == "" {
		t.Log("MESOSWATCH_CORPUS is not set: the statuses are taken as they stand here")
		return
	}
	for _, r := range recorded {
		text, err := os.ReadFile(filepath.Join(corpus, "lab", "2_secured", filepath.FromSlash(r.file)))
		if err != nil {
			t.Log(err) // another corpus
			continue
		}
		line, _, _ := strings.Cut(string(text), "\r\n")
		if words := strings.Fields(line); len(words) < 2 || words[1] != strconv.Itoa(r.status) {
			t.Errorf("%s: %q, not %d", r.file, line, r.status)
		}
	}
}

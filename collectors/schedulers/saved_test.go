package schedulers

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend/apps"
)

// answerOf is what a pretend Marathon answers.
func answerOf(t *testing.T, s *apps.Server, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != 200 {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

func packed(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// save writes files into a folder; the n-th in the order of their names is n minutes
// old.
func save(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range files {
			if !yield(n) {
				return
			}
		}
	}) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	z.Close()
	return b.String()
}

// Answers that were saved say the same as the Marathon that gave them.
func TestSavedAsLive(t *testing.T) {
	i := apps.Marathon(100, 4)
	s := &apps.Server{Of: i}
	live := once(t, &Collector{Endpoints: named(pretend(t, s), Marathon)})
	for name, files := range map[string]map[string]string{
		"apart": {"apps.json": answerOf(t, s, "/v2/apps"), "groups.json": answerOf(t, s, "/v2/groups?embed=group.groups"), "info.json": answerOf(t, s, "/v2/info"), "pods.json": answerOf(t, s, "/v2/pods")},
		"tree":  {"whatever": packed(answerOf(t, s, "/v2/groups")), "info": answerOf(t, s, "/v2/info")},
		"both":  {"a/apps": answerOf(t, s, "/v2/apps"), "b/groups": answerOf(t, s, "/v2/groups"), "info": answerOf(t, s, "/v2/info")},
	} {
		dir := save(t, files)
		v := once(t, &Saved{Dir: dir})
		h := v.only(t)
		if !h.OK || !slices.Equal(h.Complete, []string{"scheduler", "application"}) || h.Source != dir+" (schedulers)" || len(v.schedulers) != 1 {
			t.Errorf("%s: %+v, %d schedulers", name, h, len(v.schedulers))
		}
		if len(v.applications) != len(live.applications) {
			t.Errorf("%s: %d applications", name, len(v.applications))
		}
		v.leaks(t, i.Secrets()...)
		for id, want := range live.applications {
			got, w := *v.applications[id], *want
			got.Scheduler, w.Scheduler = "", ""
			if a, b := jsonOf(t, got), jsonOf(t, w); a != b {
				t.Errorf("%s: saved %s\nlive %s", name, a, b)
				break
			}
		}
	}
}

func jsonOf(t *testing.T, a mesoswatch.Application) string {
	t.Helper()
	v := told{records: []mesoswatch.Record{{Snapshot: &mesoswatch.Snapshot{Application: &a}}}}
	return v.json(t)
}

// A bundle has the same answers from each master; what runs counts once.
func TestBundle(t *testing.T) {
	i := apps.Marathon(60, 1)
	s := &apps.Server{Of: i}
	files := map[string]string{"10.0.0.9_agent/5051-state.json": `{"attributes":{}}`, "summaryReport.txt": "fine"}
	for _, node := range []string{"10.0.0.1_master", "10.0.0.2_master", "10.0.0.3_master"} {
		files[node+"/8443-v2_apps.json"] = answerOf(t, s, "/v2/apps")
		files[node+"/8443-v2_pods.json"] = answerOf(t, s, "/v2/pods")
		files[node+"/9443-v1_jobs.json"] = metronomeJobs
		files[node+"/opt/mesosphere/etc/dcos-version.json"] = `{"version":"1.13.4","dcos-image-commit":"a","bootstrap-id":"b"}`
		files[node+"/dcos-marathon.service.gz"] = packed("I0101 up")
	}
	for name, dir := range map[string]string{"unpacked": save(t, files), "zip": save(t, map[string]string{"bundle.zip": zipped(t, files)})} {
		v := once(t, &Saved{Dir: dir})
		count := make(map[string]int)
		for _, s := range v.schedulers {
			count[s.Kind]++
		}
		total := 0
		for _, r := range v.records {
			if r.Snapshot != nil && r.Snapshot.Application != nil {
				total++
				if v.schedulers[r.Snapshot.Application.Scheduler] == nil {
					t.Errorf("%s: no scheduler %s", name, r.Snapshot.Application.Scheduler)
				}
				if !strings.Contains(r.Snapshot.Source, "_master/") {
					t.Errorf("%s: from %s", name, r.Snapshot.Source)
				}
			}
		}
		if count[Marathon] != 1 || count[DCOS] != 1 || total != 60+3 || len(v.applications) != 61 {
			t.Errorf("%s: %v, %d of %d applications", name, count, len(v.applications), total)
		}
		if h := v.only(t); !h.OK || !slices.Contains(h.Complete, "application") || h.Lacking["grant"] != noAnswer {
			t.Errorf("%s: %+v", name, h)
		}
		v.leaks(t, i.Secrets()...)
	}
}

// Two Marathons in one folder stay two; the newest word of an application counts.
func TestSavedApart(t *testing.T) {
	info := func(id string) string {
		return `{"frameworkId":"` + id + `","version":"1.4.1","marathon_config":{"mesos_role":"` + id + `"}}`
	}
	app := func(id, at, cmd string) string {
		return `{"id":"` + id + `","instances":1,"cpus":1,"cmd":"` + cmd + `","version":"` + at + `"}`
	}
	const old, young = "2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z"
	dir := save(t, map[string]string{
		"a/info.json": info("A"), "a/apps.json": `{"apps":[` + app("/x", young, "new") + `]}`, "a/pods.json": `[]`, "a/z-older.json": app("/x", old, "old"),
		"b/info.json": info("B"), "b/info2.json": info("B"), "b/apps.json": `{"apps":[` + app("/x", old, "other") + `]}`,
	})
	v := once(t, &Saved{Dir: dir})
	got := make(map[string]string)
	for _, r := range v.records {
		if s := r.Snapshot; s != nil && s.Application != nil {
			got[strings.TrimPrefix(s.Application.Scheduler, dir)] += s.Application.Command + " from " + strings.TrimPrefix(s.Source, dir) + " at " + s.At.Format("04:05")
		}
	}
	if len(got) != 2 || got["/a/info.json"] != "new from /a/apps.json at 00:00" || got["/b/info.json"] != "other from /b/apps.json at 04:00" {
		t.Errorf("%q", got)
	}
	if len(v.schedulers) != 2 || v.schedulers[dir+"/b/info.json"].Role != "B" {
		t.Errorf("%v", v.schedulers)
	}
}

func TestSavedSorts(t *testing.T) {
	for _, tc := range []struct {
		name    string
		files   map[string]string
		apps    int
		grants  int
		complet string
		lacking map[string]string
	}{
		{"definitions only", map[string]string{"app.json": `{"id":"/a","cpus":1,"cmd":"x"}`, "list.json": `[{"id":"/b","mem":1,"container":{}}]`, "pod.json": `{"id":"/p","containers":[]}`, "one.json": `{"app":{"id":"/c"}}`}, 4, 0, "",
			map[string]string{"application": "only single definitions", "scheduler": noAnswer, "grant": noAnswer}},
		{"apps without pods", map[string]string{"x": `{"apps":[]}`, "i": `{"marathon_config":{},"version":"1.8.2","frameworkId":"f"}`}, 0, 0, "scheduler", map[string]string{"application": "pods of Marathon", "grant": noAnswer}},
		{"apps before there were pods", map[string]string{"x": `{"apps":[]}`, "i": `{"marathon_config":{},"version":"1.3.9","frameworkId":"f"}`}, 0, 0, "scheduler application", map[string]string{"grant": noAnswer}},
		{"jobs", map[string]string{"c": chronosJobs, "m": metronomeJobs, "v": `{"version":"0.6.18","libVersion":"x"}`, "one": `{"id":"z","run":{"cpus":1,"mem":1}}`}, 3, 0, "scheduler application", map[string]string{"grant": noAnswer}},
		{"a driver", map[string]string{"s": `{"action":"SubmissionStatusResponse","driverState":"RUNNING","serverSparkVersion":"2.4.0","submissionId":"driver-1","success":true}`, "n": noDriver}, 1, 0, "scheduler",
			map[string]string{"application": "only single definitions", "grant": noAnswer}},
		{"permissions of one", map[string]string{"p": `{"direct":[` + permissionsOf("dcos:superuser", "", "full") + `],"groups":[]}`}, 0, 1, "", map[string]string{"grant": "no list of accounts", "application": noAnswer, "scheduler": noAnswer}},
		{"access control", func() map[string]string {
			all := make(map[string]string)
			for path, body := range enterprise() {
				all[strings.ReplaceAll(strings.Trim(path, "/"), "/", "_")] = strings.ReplaceAll(body, "/users/x/", "/users/alice/")
			}
			all["acs_api_v1_users_marathon_svc_permissions"] = strings.ReplaceAll(all["acs_api_v1_users_marathon_svc_permissions"], "/users/alice/", "/users/marathon_svc/")
			all["acs_api_v1_groups_superusers_permissions"] = strings.ReplaceAll(all["acs_api_v1_groups_superusers_permissions"], "/users/alice/", "/groups/superusers/")
			return all
		}(), 0, 4, "scheduler", map[string]string{"grant": "permissions of 1 of 4", "application": noAnswer}},
		{"permissions for a resource", map[string]string{"r": `{"users":[{"uid":"a","userurl":"/users/a","actions":[{"name":"full","url":"/acls/dcos:superuser/users/a/full"}]}],"groups":[{"gid":"g","groupurl":"x","actions":[{"name":"full","url":"/acls/dcos:superuser/groups/g/full"}]}]}`},
			0, 2, "", map[string]string{"grant": "no list of accounts", "application": noAnswer, "scheduler": noAnswer}},
		{"nothing", map[string]string{"state.json": `{"slaves":[]}`, "log": "I0101"}, 0, 0, "", map[string]string{"grant": noAnswer, "application": noAnswer, "scheduler": noAnswer}},
		{"refused", map[string]string{"apps.http": "HTTP/1.1 401 Unauthorized\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n{\"apps\":[]}"}, 0, 0, "", map[string]string{"application": "refused with 401", "scheduler": noAnswer, "grant": noAnswer}},
		{"cut off", map[string]string{"apps.json": `{"apps":[{"id":"/a","cpus":1},{"id":"/b"`}, 1, 0, "", map[string]string{"application": "unexpected EOF", "scheduler": noAnswer, "grant": noAnswer}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := once(t, &Saved{Dir: save(t, tc.files)})
			h := v.only(t)
			if len(v.applications) != tc.apps || len(v.grants) != tc.grants || strings.Join(h.Complete, " ") != tc.complet || len(h.Lacking) != len(tc.lacking) {
				t.Errorf("%d applications, %d grants, %+v", len(v.applications), len(v.grants), h)
			}
			for kind, why := range tc.lacking {
				if !strings.Contains(h.Lacking[kind], why) {
					t.Errorf("%s: %q, want %q", kind, h.Lacking[kind], why)
				}
			}
			for _, a := range v.applications {
				if v.schedulers[a.Scheduler] == nil {
					t.Errorf("%s is of nobody: %q", a.ID, a.Scheduler)
				}
			}
		})
	}
}

func TestSavedGrants(t *testing.T) {
	v := once(t, &Saved{Dir: save(t, map[string]string{
		"services.json": `{"array":[{"uid":"svc","public_key":"x"}]}`,
		"svc.json":      `{"direct":[` + strings.ReplaceAll(permissionsOf("dcos:mesos:master:task:user:root", "", "create"), "/users/x/", "/users/svc/") + `],"groups":[]}`,
		"full.json":     `{"uid":"svc","url":"/users/svc","description":"x","permissions":{"direct":[` + permissionsOf("dcos:mesos:master:task:user:root", "", "delete") + `],"groups":[` + permissionsOf("dcos:superuser", "ops", "full") + `]}}`,
	})})
	root, super := v.grants["service:svc dcos:mesos:master:task:user:root"], v.grants["service:svc dcos:superuser"]
	if len(v.grants) != 2 || root == nil || !slices.Equal(root.Actions, []string{"create", "delete"}) || super == nil || !slices.Equal(super.Via, []string{"group:ops"}) {
		t.Errorf("%+v, %+v", root, super)
	}
	if h := v.only(t); !slices.Contains(h.Complete, "grant") {
		t.Errorf("%+v", h)
	}
}

// A folder is looked at again; what left it is gone.
func TestSavedAgain(t *testing.T) {
	dir := save(t, map[string]string{"a.json": `{"apps":[{"id":"/a","cpus":1}]}`, "b.json": `[{"id":"/p","containers":[]}]`})
	c := &Saved{Dir: dir}
	first := once(t, c)
	if len(first.applications) != 2 {
		t.Fatalf("%v", first.applications)
	}
	if again := once(t, c); len(again.records) != 1 {
		t.Errorf("%d records although nothing changed", len(again.records))
	}
	if err := os.Remove(filepath.Join(dir, "b.json")); err != nil {
		t.Fatal(err)
	}
	if last := once(t, c); len(last.gone) != 1 || !strings.HasSuffix(last.gone[0].Name, " /p") {
		t.Errorf("%v", last.gone)
	}
	err := (&Saved{Dir: filepath.Join(dir, "none")}).Run(t.Context(), func(mesoswatch.Record) error { return nil })
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), "none") {
		t.Errorf("%v", err)
	}
}

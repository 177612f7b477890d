package schedulers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

const (
	chronosJobs   = `[{"name":"a","command":"true","schedule":"R/2026-01-01T00:00:00Z/P1D"},{"name":"b","command":"x","parents":["a"]}]`
	metronomeJobs = `[{"id":"a","run":{"cpus":1,"mem":1,"disk":0,"cmd":"true"},"schedules":[{"cron":"* * * * *","enabled":true}]}]`
	noDriver      = `{"action":"SubmissionStatusResponse","serverSparkVersion":"2.2.1","submissionId":"none","success":false}`
)

func TestJobs(t *testing.T) {
	for _, tc := range []struct {
		name, kind, path string
		bodies           map[string]string
		version, lacks   string
		jobs             int
	}{
		{"Chronos 3", Chronos, "", map[string]string{"/v1/scheduler/jobs": chronosJobs}, "", "", 2},
		{"Chronos 2", Chronos, "", map[string]string{"/scheduler/jobs": chronosJobs}, "", "", 2},
		{"Chronos in DC/OS", Chronos, "/service/chronos", map[string]string{"/service/chronos/v1/scheduler/jobs": chronosJobs}, "", "", 2},
		{"no Chronos", Chronos, "", map[string]string{"/v2/apps": "{}"}, "", "404", 0},
		{"Chronos that tells otherwise", Chronos, "", map[string]string{"/v1/scheduler/jobs": "{}"}, "", "not what was asked for", 0},
		{"Metronome", Metronome, "", map[string]string{"/info": `{"version":"0.6.18","libVersion":"1"}`, "/v1/jobs?embed=job.schedules": metronomeJobs}, "0.6.18", "", 1},
		{"Metronome without /info", Metronome, "", map[string]string{"/v1/jobs?embed=job.schedules": metronomeJobs}, "", "", 1},
		{"Metronome in DC/OS", Metronome, "/service/metronome", map[string]string{"/service/metronome/v1/jobs": metronomeJobs}, "", "", 1},
	} {
		server := serve(t, tc.bodies)
		v := once(t, &Collector{Endpoints: named(server.URL+tc.path, tc.kind)})
		h, s := v.only(t), v.schedulers[server.URL+tc.path]
		if s == nil || s.Version != tc.version || s.Kind != tc.kind || len(v.applications) != tc.jobs {
			t.Errorf("%s: %+v, %d jobs", tc.name, s, len(v.applications))
		}
		if lacks := h.Lacking["application"]; (lacks == "") != (tc.lacks == "") || !strings.Contains(lacks, tc.lacks) || slices.Contains(h.Complete, "application") != (tc.lacks == "") {
			t.Errorf("%s: %+v", tc.name, h)
		}
		if tc.lacks == "" && yes(s.Open) != "yes" {
			t.Errorf("%s: open %s", tc.name, yes(s.Open))
		}
	}
}

// A Chronos that does not lead sends elsewhere; nobody goes there.
func TestElsewhere(t *testing.T) {
	visited := 0
	leader := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visited++ }))
	defer leader.Close()
	other := httptest.NewServer(http.RedirectHandler(leader.URL+"/v1/scheduler/jobs", http.StatusTemporaryRedirect))
	defer other.Close()
	v := once(t, &Collector{Endpoints: named(other.URL, Chronos)})
	h := v.only(t)
	if visited != 0 || !strings.Contains(h.Lacking["application"], leader.URL) || yes(v.schedulers[other.URL].Open) != "unknown" {
		t.Errorf("%d visits, %+v", visited, h)
	}
}

func TestSpark(t *testing.T) {
	server := serve(t, map[string]string{"/v1/submissions/status/none": noDriver})
	v := once(t, &Collector{Endpoints: named(server.URL, Spark)})
	h, s := v.only(t), v.schedulers[server.URL]
	if s == nil || s.Version != "2.2.1" || yes(s.Open) != "yes" || !h.OK || h.Lacking["application"] == "" || !slices.Equal(h.Complete, []string{"scheduler"}) {
		t.Errorf("%+v, %+v", s, h)
	}
	server = serve(t, map[string]string{"/v1/submissions/status/none": `{"x":1}`})
	v = once(t, &Collector{Endpoints: named(server.URL, Spark)})
	if h := v.only(t); h.OK || !strings.Contains(h.Lacking["scheduler"], "not what was asked for") {
		t.Errorf("%+v", h)
	}
}

func TestPlaces(t *testing.T) {
	for _, tc := range []struct{ url, kind, want string }{
		{"http://m:8080", Marathon, "http://m:8080"}, {"http://m", Marathon, "http://m:8080"}, {"https://m", Marathon, "https://m:8443"}, {"m:1234", Marathon, "http://m:1234"},
		{"m", Chronos, "http://m:4400"}, {"m", Metronome, "http://m:9000"}, {"m", Spark, "http://m:7077"}, {"https://dcos", DCOS, "https://dcos:443"}, {"http://dcos/", DCOS, "http://dcos:80"},
		{"https://dcos/service/marathon", Marathon, "https://dcos:443/service/marathon"}, {"http://dcos/service/marathon/", Marathon, "http://dcos:80/service/marathon"},
		{"https://dcos/marathon", Marathon, "https://dcos:443/marathon"}, {"https://dcos/service/metronome", Metronome, "https://dcos:443/service/metronome"}, {"http://[::1]", Marathon, "http://[::1]:8080"},
	} {
		v, err := Endpoint{URL: tc.url, Kind: tc.kind}.visit(0, 1)
		if err != nil || v.url() != tc.want {
			t.Errorf("%s %s: %v, %v", tc.kind, tc.url, v, err)
		}
	}
	for _, tc := range []struct{ url, kind, why string }{
		{"http://m", "mesos", "not a kind"}, {"", Marathon, "not a URL"}, {"ftp://m", Marathon, "not a URL"}, {"http://ops:hunter22@m", Marathon, "give a credential file"},
		{"http://m/?x=hunter22", Marathon, "a query"}, {"http://m/#hunter22", Marathon, "a query"}, {"http://m/v2/apps", Marathon, "not one of DC/OS's"}, {"http://m/service/metronome", Marathon, "not one of DC/OS's"},
		{"http://m/service/marathon", DCOS, "not one of DC/OS's"}, {"http://m/service/../marathon", Marathon, "not one of DC/OS's"}, {"http://m:99999", Marathon, "not a port"},
	} {
		_, err := Endpoint{URL: tc.url, Kind: tc.kind, Named: true}.visit(0, 1)
		if err == nil || !strings.Contains(err.Error(), tc.why) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%s %s: %v", tc.kind, tc.url, err)
		}
	}
	for f := range 10 { // every front belongs to a kind
		if front := ask.Front(f); front.String() != "" && !slices.ContainsFunc([]string{Marathon, Chronos, Metronome, Spark}, func(k string) bool { return fits(front, k) }) {
			t.Errorf("%s fits none", front)
		}
	}
}

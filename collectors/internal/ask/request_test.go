package ask

import (
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// everything lists what can leave the program by HTTP towards a cluster: method,
// path with query, body. Adding a line here is a decision about the promise to
// be read-only.
const everything = `
GET /version
GET /health
GET /flags
GET /redirect
GET /state
GET /state.json
GET /state-summary
GET /frameworks
GET /slaves
GET /roles
GET /roles.json
GET /tasks?limit=100&offset=0
GET /tasks.json?limit=100&offset=0
GET /quota
GET /weights
GET /maintenance/schedule
GET /maintenance/status
GET /metrics/snapshot?timeout=5secs
GET /containers
GET /files/read?path=/master/log&offset=-1&length=0
GET /files/read?path=/slave/log&offset=0&length=65536
GET /files/read.json?path=/master/log&offset=-1&length=0
GET /files/read.json?path=/slave/log&offset=0&length=65536
GET /api/v1
GET /api/v1/scheduler
GET /teardown
GET /api/v1/executor
GET /api/v1/resource_provider
GET /commands/ruok
GET /commands/srvr
GET /commands/mntr
GET /commands/stat
GET /commands/conf
GET /commands/cons
GET /commands/envi
GET /commands/isro
GET /commands/wchs
GET /commands/leader
POST /api/v1 {"type":"GET_STATE"}
POST /api/v1 {"type":"GET_AGENTS"}
POST /api/v1 {"type":"GET_FRAMEWORKS"}
POST /api/v1 {"type":"GET_TASKS"}
POST /api/v1 {"type":"GET_ROLES"}
POST /api/v1 {"type":"GET_MASTER"}
POST /api/v1 {"type":"GET_FLAGS"}
POST /api/v1 {"type":"GET_VERSION"}
POST /api/v1 {"type":"GET_HEALTH"}
POST /api/v1 {"type":"GET_METRICS"}
POST /api/v1 {"type":"GET_QUOTA"}
POST /api/v1 {"type":"GET_MAINTENANCE_SCHEDULE"}
POST /api/v1 {"type":"GET_MAINTENANCE_STATUS"}
POST /api/v1 {"type":"GET_WEIGHTS"}
GET /v2/info
GET /v2/apps
GET /v2/pods
GET /v2/groups?embed=group.groups
GET /v2/deployments
GET /ping
GET /v1/scheduler/jobs
GET /scheduler/jobs
GET /info
GET /v1/jobs?embed=job.schedules
GET /v1/submissions/status/none
GET /service/marathon/v2/info
GET /service/marathon/v2/apps
GET /service/marathon/v2/pods
GET /service/marathon/v2/groups?embed=group.groups
GET /service/marathon/v2/deployments
GET /service/marathon/ping
GET /marathon/v2/info
GET /marathon/v2/apps
GET /marathon/v2/pods
GET /marathon/v2/groups?embed=group.groups
GET /marathon/v2/deployments
GET /marathon/ping
GET /service/metronome/info
GET /service/metronome/v1/jobs?embed=job.schedules
GET /service/chronos/ping
GET /service/chronos/v1/scheduler/jobs
GET /service/chronos/scheduler/jobs
GET /service/spark/v1/submissions/status/none
GET /dcos-metadata/dcos-version.json
GET /dcos-metadata/bootstrap-config.json
GET /acs/api/v1/users
GET /acs/api/v1/users?type=service
GET /acs/api/v1/groups
GET /acs/api/v1/acls
GET /acs/api/v1/users/ops/permissions
GET /acs/api/v1/groups/ops/permissions
POST /api/v1 {"type":"SUBSCRIBE"}
`

// sent is one request as a server got it.
type sent struct {
	line   string
	header http.Header
}

// listen answers 200 and nothing, and tells what it was asked.
func listen(t *testing.T) (url string, heard func() []sent) {
	var mu sync.Mutex
	var all []sent
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, sent{strings.TrimSpace(r.Method + " " + r.RequestURI + " " + string(body)), r.Header})
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []sent {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

// send asks in every way there is; only one of them is for r.
func send(t *testing.T, c *Client, to Target, r Request) {
	t.Helper()
	c.Do(t.Context(), to, r)
	if r.Heavy() {
		c.Stream(t.Context(), to, r, func(io.Reader) error { return nil })
	}
	if r == Subscription() {
		if s, err := c.Subscribe(t.Context(), to); err == nil {
			s.Close()
		}
	}
}

func TestEverythingThatCanLeave(t *testing.T) {
	url, heard := listen(t)
	c := open(t, Options{Version: "1.2 x/y"})
	for _, r := range All() {
		send(t, c, target(t, url), r)
	}
	var lines []string
	for _, s := range heard() {
		lines = append(lines, s.line)
		post := strings.HasPrefix(s.line, "POST ")
		for name, values := range s.header {
			want := map[string]string{"User-Agent": "mesoswatch/1.2-x-y", "Accept": "application/json", "Accept-Encoding": "gzip"}
			if post {
				want["Content-Type"], want["Content-Length"] = "application/json", values[0]
			}
			if len(values) != 1 || values[0] != want[name] {
				t.Errorf("%s: %s: %q", s.line, name, values)
			}
		}
		if s.header.Get("User-Agent") == "" || post && s.header.Get("Content-Type") == "" {
			t.Errorf("%s: header %v", s.line, s.header)
		}
	}
	if got := "\n" + strings.Join(lines, "\n") + "\n"; got != everything {
		t.Errorf("on the wire:%s\nlisted:%s", got, everything)
	}
}

// What is put in from outside cannot widen the list.
func TestOutOfRangeIsNothing(t *testing.T) {
	for _, r := range []Request{
		{}, Request{}.Anonymous(),
		Operator(Call(len(operatorCalls()))), Operator(255), Admin(Word(len(words()))), Admin(255),
		ReadLog(2, 0, 1), ReadLog(MasterLog, -2, 1), ReadLog(MasterLog, math.MinInt64, 1), ReadLog(MasterLog, 0, LogPage+1),
		ReadLogJSON(255, 0, 1), ReadLogJSON(AgentLog, 0, -1), Tasks(0, 0), Tasks(1, -1), TasksJSON(-1, 0),
		Scheduler(Direct, SchedulerCall(len(schedulerCalls()))), Scheduler(DCOSMarathon, ChronosJobs), Scheduler(255, MarathonInfo),
		DCOS(DCOSCall(len(dcosCalls()))), UserPermissions(Account{}), GroupPermissions(Account{}),
	} {
		if r.Method() != "" || r.Path() != "" {
			t.Errorf("%v can be asked", r)
		}
		url, heard := listen(t)
		c := open(t, Options{})
		if _, err := c.Do(t.Context(), target(t, url), r); kind(err) != Invalid {
			t.Errorf("%v: %v", r, err)
		}
		if _, err := c.Stream(t.Context(), target(t, url), r, nil); kind(err) != Invalid {
			t.Errorf("%v: %v", r, err)
		}
		if len(heard()) != 0 {
			t.Errorf("%v was asked", r)
		}
	}
	if _, err := open(t, Options{}).Do(t.Context(), Target{}, Version()); kind(err) != Invalid {
		t.Errorf("nobody asked: %v", err)
	}
}

func TestMetricsWait(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		0: "1secs", -time.Hour: "1secs", 1500 * time.Millisecond: "1secs", 7 * time.Second: "7secs", time.Hour: "60secs",
	} {
		if got := Metrics(wait).String(); got != "GET /metrics/snapshot?timeout="+want {
			t.Errorf("%v: %s", wait, got)
		}
	}
}

func TestNamesOfRequests(t *testing.T) {
	for want, r := range map[string]Request{
		"POST /api/v1 GET_STATE": Operator(GetState), "POST /api/v1 GET_WEIGHTS": Operator(GetWeights), "POST /api/v1 SUBSCRIBE": Subscription(),
		"GET /commands/leader": Admin(AdminLeader), "GET /files/read?path=/slave/log&offset=7&length=9": ReadLog(AgentLog, 7, 9),
	} {
		if r.String() != want {
			t.Errorf("%s, want %s", r, want)
		}
	}
	if !State().Heavy() || !Scheduler(OldMarathon, MarathonApps).Heavy() || Scheduler(Direct, Ping).Heavy() || !Operator(GetState).Heavy() || !Subscription().Heavy() || Flags().Heavy() || Operator(GetFlags).Heavy() {
		t.Error("heavy")
	}
}

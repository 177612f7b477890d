package pretend

import (
	"fmt"
	"strings"
	"testing"
)

// TestStatuses: what was asked of real masters and agents is answered here with the
// same status and type of content.
func TestStatuses(t *testing.T) {
	secured := []Security{{Readonly: true, Readwrite: true, Schedulers: true}}
	for _, tt := range []struct {
		table   string
		options Options
		make    func(*Cluster)
		agent   bool
	}{
		{table: "open_1.12.0"},
		{table: "open_1.4.1"},
		{table: "open_0.28.3"},
		{table: "secured_1.12.0", options: Options{Security: secured}},
		{table: "secured_1.4.1", options: Options{Security: secured}},
		{table: "standby_1.12.0", make: func(c *Cluster) { c.Believe(0, 1) }, options: Options{Masters: 2}},
		{table: "standby_1.4.1", make: func(c *Cluster) { c.Believe(0, 1) }, options: Options{Masters: 2}},
		{table: "leaderless_1.12.0", make: func(c *Cluster) { c.NoLeader() }},
		{table: "agent_1.12.0", agent: true},
		{table: "agent_1.4.1", agent: true},
		{table: "agent_0.28.3", agent: true},
		{table: "agentsecured_1.12.0", agent: true, options: Options{AgentSecurity: secured}},
	} {
		t.Run(tt.table, func(t *testing.T) {
			_, release, _ := strings.Cut(tt.table, "_")
			c := plainCluster(t, release, tt.options)
			if tt.make != nil {
				tt.make(c)
			}
			url := c.MasterURL()
			if tt.agent {
				url = c.AgentURLs()[0]
			}
			client := newClient(t)
			for _, line := range lines(t, tt.table+".tsv") {
				fields := strings.Split(line, "\t")
				checkStatus(t, client, url, fields[0], fields[1], fields[2])
			}
		})
	}
}

func checkStatus(t *testing.T, c *client, url, request, status, kind string) {
	t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	if method == "POST" && status == "200" && strings.Contains(t.Name(), "agent") {
		return // an agent's operator API is not pretended
	}
	headers := []string{}
	if body != "" {
		headers = []string{"Content-Type", "application/json", "Accept", "application/json"}
	}
	r, err := c.do(t, method, url+path, body, headers...)
	if err != nil {
		t.Errorf("%s: %v", request, err)
		return
	}
	if got := fmt.Sprint(r.StatusCode); got != status || r.Header.Get("Content-Type") != kind {
		t.Errorf("%s: %s %q, recorded %s %q\n%.200s", request, got, r.Header.Get("Content-Type"), status, kind, r.body)
	}
	if r.Header.Get("Server") != "" || r.Header.Get("Date") == "" || r.StatusCode == 200 && r.ContentLength < 0 {
		t.Errorf("%s: headers %v", request, r.Header)
	}
}

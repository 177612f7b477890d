package mesosapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// What a request without credentials was answered, by release, and what it tells.
func TestRealms(t *testing.T) {
	const on, off, unknown = "enforced", "open", "unknown"
	disabled := says(403, "", "Endpoint '/api/v1' is disabled")
	post := func(status int, body string) http.HandlerFunc { return says(status, "text/plain", body) }
	for _, tc := range []struct {
		name, release, path string
		answer              http.HandlerFunc
		realm, want         string
	}{
		{"read-only enforced", "1.4.1", "/flags", refuses("mesos-master-readonly"), masterReadOnly, on},
		{"read-only open", "1.4.1", "/flags", says(200, "application/json", `{"flags":{"a":"b"}}`), masterReadOnly, off},
		{"read-only, an ACL or a module", "1.4.1", "/flags", says(403, "", ""), masterReadOnly, unknown},
		{"operator API enforced", "1.4.1", "/api/v1", refuses("mesos-master-readwrite"), masterReadWrite, on},
		{"operator API open", "1.4.1", "/api/v1", post(405, "Expecting one of { 'POST' }, but received 'GET'"), masterReadWrite, off},
		{"operator API of a follower, open", "1.4.1", "/api/v1", redirects("10.0.0.2:5050"), masterReadWrite, off},
		{"operator API without a leader, open", "1.4.1", "/api/v1", post(503, "No leader elected"), masterReadWrite, off},
		{"operator API while it recovers, open", "1.4.1", "/api/v1", post(503, "Master has not finished recovery"), masterReadWrite, off},
		{"operator API behind a firewall rule", "1.4.1", "/api/v1", disabled, masterReadWrite, unknown},
		{"scheduler API enforced", "1.12.0", "/api/v1/scheduler", refuses("mesos-master-scheduler"), masterScheduler, on},
		{"0.28, frameworks must authenticate", "0.28.3", "/api/v1/scheduler", post(403, "HTTP schedulers are not supported when authentication is required"), masterScheduler, on},
		{"0.28, they need not", "0.28.3", "/api/v1/scheduler", post(405, "Expecting 'POST', received 'GET'"), masterScheduler, off},
		{"0.28, a follower does not tell", "0.28.3", "/api/v1/scheduler", redirects("10.0.0.2:5050"), masterScheduler, unknown},
		{"0.28, what writes", "0.28.3", "/teardown", refuses("mesos"), masterOldRealm, on},
		{"0.28, what writes is open", "0.28.3", "/teardown", post(405, ""), masterOldRealm, off},
		{"0.25, frameworks must authenticate", "0.25.1", "/api/v1/scheduler", refuses("Mesos master"), masterScheduler, on},
		{"0.25, a follower does not tell", "0.25.1", "/api/v1/scheduler", post(503, "Not the leading master"), masterScheduler, unknown},
		{"0.24, reading", "0.24.2", "/roles.json", says(200, "application/json", `{"roles":[]}`), masterReadOnly, off},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newLeader(t, tc.release)
			f.set("GET "+tc.path, tc.answer)
			c := onWith(f.URL)
			w := watching(t, c)
			var got *mesoswatch.Realm
			w.until("the realm", func(b *mesoswatch.Board) bool {
				if s := b.Subjects("realm").Get(f.URL + " " + tc.realm); s != nil {
					got = s.Realm
				}
				return got != nil
			})
			state := unknown
			if got.Enforced != nil {
				state = map[bool]string{true: on, false: off}[*got.Enforced]
			}
			if state != tc.want || !strings.Contains(got.How, "GET "+tc.path+": ") {
				t.Errorf("%+v: %s, want %s", got, state, tc.want)
			}
			for _, v := range f.visits() {
				if v.what == "GET "+tc.path && v.login != "" && (tc.path != "/flags" && tc.path != "/roles.json") {
					t.Errorf("%s carries a login", v.what)
				}
			}
		})
	}
}

// onWith has a credential: the probes must go without.
func onWith(url string) *Collector {
	c := on(url)
	c.Access.Credential = Credential{Principal: "ops", Secret: "hunter22"}
	return c
}

// Each master can be configured differently, and is asked itself.
func TestRealmsOfEach(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2, Security: []pretend.Security{{Readonly: true, Readwrite: true, Schedulers: true}, {}}})
	col := on(c.MasterURLs()...)
	col.Access.Credential.Principal, col.Access.Credential.Secret = c.Credential()
	w := watching(t, col)
	w.until("the leader", leads(c.MasterURL()))
	w.until("the realms of both", func(b *mesoswatch.Board) bool { // each master in its own round
		for _, url := range c.MasterURLs() {
			for _, name := range []string{masterReadOnly, masterReadWrite, masterScheduler} {
				if b.Subjects("realm").Get(url+" "+name) == nil {
					return false
				}
			}
		}
		return true
	})
	for i, url := range c.MasterURLs() {
		for _, name := range []string{masterReadOnly, masterReadWrite, masterScheduler} {
			s := w.board.Subjects("realm").Get(url + " " + name)
			if s == nil || s.Realm.Enforced == nil || *s.Realm.Enforced != (i == 0) {
				t.Errorf("master %d, %s: %+v", i, name, s)
			}
		}
	}
	for _, r := range c.Journal().Requests() {
		if r.Path == "/api/v1/scheduler" && (r.Authorization != "" || r.Method != "GET") {
			t.Errorf("%s %s carries %q", r.Method, r.Path, r.Authorization)
		}
	}
}

package schedulers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// adminRouter is DC/OS with the enterprise security: a token is wanted for all but
// the version.
func adminRouter(t *testing.T, token string, bodies map[string]string) (*httptest.Server, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.RequestURI)
		body, ok := bodies[r.RequestURI]
		switch {
		case r.RequestURI != "/dcos-metadata/dcos-version.json" && token != "" && r.Header.Get("Authorization") != "token="+token:
			w.WriteHeader(http.StatusUnauthorized)
		case !ok:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(body))
		}
	}))
	t.Cleanup(server.Close)
	return server, &asked
}

func permissionsOf(resource string, gid string, actions ...string) string {
	var all []string
	for _, a := range actions {
		all = append(all, fmt.Sprintf(`{"name":%q,"url":"/acls/%s/users/x/%s"}`, a, url.PathEscape(resource), a))
	}
	group := ""
	if gid != "" {
		group = fmt.Sprintf(`"gid":%q,`, gid)
	}
	return fmt.Sprintf(`{%s"rid":%q,"description":"d","aclurl":"/acls/x","actions":[%s]}`, group, resource, strings.Join(all, ","))
}

func enterprise() map[string]string {
	return map[string]string{
		"/dcos-metadata/dcos-version.json":     `{"version":"1.13.4","dcos-image-commit":"a","bootstrap-id":"b"}`,
		"/dcos-metadata/bootstrap-config.json": `{"security":"permissive"}`,
		"/acs/api/v1/users":                    `{"array":[{"uid":"alice","url":"/users/alice","description":"Alice","is_remote":false},{"uid":"ölaf@example.com"}]}`,
		"/acs/api/v1/users?type=service":       `{"array":[{"uid":"marathon_svc","public_key":"-----BEGIN PUBLIC KEY-----"}]}`,
		"/acs/api/v1/groups":                   `{"array":[{"gid":"superusers","description":"x"}]}`,
		"/acs/api/v1/acls":                     `{"array":[{"rid":"dcos:superuser"},{"rid":"dcos:mesos:master:task:user:root"}]}`,
		"/acs/api/v1/users/alice/permissions": `{"direct":[` + permissionsOf("dcos:adminrouter:package", "", "full") + `],"groups":[` +
			permissionsOf("dcos:superuser", "superusers", "full") + `,` + permissionsOf("dcos:adminrouter:package", "superusers", "read") + `]}`,
		"/acs/api/v1/users/%C3%B6laf@example.com/permissions": `{"direct":[],"groups":[]}`,
		"/acs/api/v1/users/marathon_svc/permissions":          `{"direct":[` + permissionsOf("dcos:mesos:master:task:user:root", "", "create") + `],"groups":[]}`,
		"/acs/api/v1/groups/superusers/permissions":           `{"array":[` + permissionsOf("dcos:superuser", "", "full") + `]}`,
	}
}

func TestDCOS(t *testing.T) {
	const token = "eyJ0eXAiOiJKV1QifQ.c3VwZXJ1c2Vy.hunter22"
	server, asked := adminRouter(t, token, enterprise())
	v := once(t, &Collector{Endpoints: named(server.URL, DCOS), Access: Access{Token: Token{Value: token, DCOS: true}}})
	h, s := v.only(t), v.schedulers[server.URL]
	settings := map[string]string{"security": "permissive", "users": "2", "service_accounts": "1", "groups": "1", "acls": "2"}
	if s == nil || s.Version != "1.13.4" || yes(s.Open) != "no" || !reflect.DeepEqual(s.Settings, settings) {
		t.Errorf("%+v", s)
	}
	if !h.OK || !slices.Equal(h.Complete, []string{"scheduler", "grant"}) || h.Subjects != 5 {
		t.Errorf("%+v", h)
	}
	grant := func(who, resource string, via []string, actions ...string) *mesoswatch.Grant {
		return &mesoswatch.Grant{Scheduler: server.URL, Who: who, Resource: resource, Actions: actions, Via: via}
	}
	superusers := []string{"group:superusers"}
	for _, want := range []*mesoswatch.Grant{
		grant("user:alice", "dcos:adminrouter:package", superusers, "full", "read"), grant("user:alice", "dcos:superuser", superusers, "full"),
		grant("service:marathon_svc", "dcos:mesos:master:task:user:root", nil, "create"), grant("group:superusers", "dcos:superuser", nil, "full"),
	} {
		if got := v.grants[want.Who+" "+want.Resource]; !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if len(v.grants) != 4 {
		t.Errorf("%v", v.grants)
	}
	last := h.Asked[len(h.Asked)-1]
	if last.What != "GET /acs/api/v1/…/permissions" || last.Of != "4 accounts and groups" || last.Outcome != "200" {
		t.Errorf("%+v", last)
	}
	v.leaks(t, token, "hunter22")
	if (*asked)[2] != "GET /acs/api/v1/users" { // without the token, and then with it
		t.Errorf("%q", *asked)
	}
}

func TestDCOSTroubles(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(map[string]string)
		token  string
		open   string
		grants int
		lacks  string
	}{
		{"no token", func(map[string]string) {}, "wanted", "no", 0, "401"},
		{"the open edition", func(m map[string]string) {
			for _, path := range []string{"/acs/api/v1/acls", "/acs/api/v1/groups", "/dcos-metadata/bootstrap-config.json"} {
				delete(m, path)
			}
		}, "", "yes", 0, "each account may do everything"},
		{"one is hidden", func(m map[string]string) { delete(m, "/acs/api/v1/users/alice/permissions") }, "", "yes", 2, "404"},
		{"a name that leads elsewhere", func(m map[string]string) {
			m["/acs/api/v1/groups"] = `{"array":[{"gid":"../../../v2/apps"},{"gid":"superusers"}]}`
		}, "", "yes", 4, "cannot be asked for"},
		{"garbage", func(m map[string]string) { m["/acs/api/v1/users"] = `[]` }, "", "unknown", 0, "not what was asked for"},
		{"another object", func(m map[string]string) { m["/acs/api/v1/groups"] = `{}` }, "", "yes", 3, "not what was asked for"},
	} {
		bodies := enterprise()
		tc.change(bodies)
		server, asked := adminRouter(t, tc.token, bodies)
		v := once(t, &Collector{Endpoints: named(server.URL, DCOS)})
		h := v.only(t)
		if s := v.schedulers[server.URL]; s == nil || yes(s.Open) != tc.open || len(v.grants) != tc.grants {
			t.Errorf("%s: %+v, %d grants", tc.name, s, len(v.grants))
		}
		if lacks := h.Lacking["grant"]; (lacks == "") != (tc.lacks == "") || !strings.Contains(lacks, tc.lacks) {
			t.Errorf("%s: %+v", tc.name, h)
		}
		for _, line := range *asked {
			if !strings.HasPrefix(line, "GET /acs/api/v1/") && !strings.HasPrefix(line, "GET /dcos-metadata/") || strings.Contains(line, "..") {
				t.Errorf("%s: asked %s", tc.name, line)
			}
		}
	}
}

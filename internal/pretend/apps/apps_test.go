package apps

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, s *Server, path string) (int, []byte) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, body
}

func TestSameSeedSameInstallation(t *testing.T) {
	_, one := get(t, &Server{Of: Marathon(120, 7)}, "/v2/groups")
	_, two := get(t, &Server{Of: Marathon(120, 7)}, "/v2/groups")
	_, other := get(t, &Server{Of: Marathon(120, 8)}, "/v2/groups")
	if !bytes.Equal(one, two) || bytes.Equal(one, other) {
		t.Error("the seed does not decide")
	}
}

// A large installation has all sorts, ids that are unique, and secrets in what it
// answers, so that a reader which lets none out has proved something.
func TestVariety(t *testing.T) {
	i := Marathon(500, 1)
	if n := len(i.Apps) + len(i.Pods); n != 500 || len(i.Pods) != 20 {
		t.Fatalf("%d, %d of them pods", n, len(i.Pods))
	}
	count, ids := make(map[Sort]int), make(map[string]bool)
	suspended, dependent := 0, 0
	for _, a := range i.Apps {
		count[a.Sort]++
		ids[a.ID] = true
		if a.Instances == 0 {
			suspended++
		}
		if len(a.Dependencies) > 0 {
			dependent++
		}
	}
	for _, row := range sorts() {
		if count[row.sort] < 5 {
			t.Errorf("%s: %d", row.sort, count[row.sort])
		}
	}
	if len(ids) != len(i.Apps) || suspended == 0 || dependent == 0 || len(i.Depends) == 0 {
		t.Errorf("%d ids, %d suspended, %d dependent, %d groups", len(ids), suspended, dependent, len(i.Depends))
	}
	s := &Server{Of: i}
	_, apps := get(t, s, "/v2/apps")
	_, pods := get(t, s, "/v2/pods")
	_, info := get(t, s, "/v2/info")
	all := string(apps) + string(pods) + string(info)
	if len(i.Secrets()) < 100 {
		t.Errorf("%d secrets", len(i.Secrets()))
	}
	for _, secret := range i.Secrets() {
		if !strings.Contains(all, secret) {
			t.Errorf("%s is planted nowhere", secret)
		}
	}
}

func TestReleases(t *testing.T) {
	i := Marathon(60, 3)
	for release, want := range map[Release]struct{ has, hasNot string }{
		R011: {`"ports":[`, `"portDefinitions"`}, R14: {`"portDefinitions"`, `"networks"`}, R111: {`"networks"`, `"uris"`},
	} {
		_, body := get(t, &Server{Of: i, Release: release}, "/v2/apps")
		var answer struct{ Apps []map[string]any }
		if err := json.Unmarshal(body, &answer); err != nil || len(answer.Apps) != len(i.Apps) {
			t.Fatalf("%s: %d, %v", release, len(answer.Apps), err)
		}
		if !strings.Contains(string(body), want.has) || strings.Contains(string(body), want.hasNot) {
			t.Errorf("%s is not told as it tells", release)
		}
	}
	if status, _ := get(t, &Server{Of: i, Release: R011}, "/v2/pods"); status != 404 {
		t.Errorf("pods before 1.4: %d", status)
	}
}

func TestGroups(t *testing.T) {
	i := Marathon(60, 3)
	type group struct {
		ID           string
		Apps, Pods   []struct{ ID string }
		Groups       []group
		Dependencies []string
	}
	var count func(g group) (int, int)
	count = func(g group) (n, depend int) {
		n, depend = len(g.Apps)+len(g.Pods), len(g.Dependencies)
		for _, a := range g.Apps {
			if !strings.HasPrefix(a.ID, strings.TrimSuffix(g.ID, "/")+"/") {
				t.Errorf("%s is in %s", a.ID, g.ID)
			}
		}
		for _, below := range g.Groups {
			m, d := count(below)
			n, depend = n+m, depend+d
		}
		return n, depend
	}
	for path, want := range map[string]int{"/v2/groups": 60, "/v2/groups?embed=group.groups": 0, "/v2/groups?embed=group.groups&embed=group.apps": 60} {
		_, body := get(t, &Server{Of: i}, path)
		var g group
		if err := json.Unmarshal(body, &g); err != nil {
			t.Fatal(err)
		}
		if n, depend := count(g); n != want || depend != len(i.Depends) {
			t.Errorf("%s: %d in it, %d dependencies", path, n, depend)
		}
	}
}

func TestServer(t *testing.T) {
	s := &Server{Of: Marathon(5, 1), User: "ops", Password: "hunter22", Prefix: "/service/marathon", Refuse: map[string]int{"/v2/pods": 403}}
	for path, want := range map[string]int{
		"/service/marathon/ping": 200, "/service/marathon/v2/apps": 401, "/service/marathon/v2/pods": 403, "/v2/apps": 404,
	} {
		if status, _ := get(t, s, path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	r := httptest.NewRequest("GET", "/service/marathon/v2/apps", nil)
	r.SetBasicAuth("ops", "hunter22")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 200 {
		t.Errorf("with the login: %d", w.Code)
	}
	w = httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("DELETE", "/service/marathon/v2/apps", nil))
	if asked := s.Asked(); w.Code != 405 || asked[4] != "GET /service/marathon/v2/apps as ops" {
		t.Errorf("%d, %q", w.Code, asked)
	}
}

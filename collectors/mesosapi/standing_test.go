package mesosapi

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestChoose(t *testing.T) {
	yes, no := true, false
	at := time.Unix(1795150963, 0)
	for _, tc := range []struct {
		name    string
		all     []standing
		until   string
		want    string
		leaders []string
	}{
		{"one leads", []standing{{url: "a", answered: true, elected: &no}, {url: "b", answered: true, elected: &yes}}, "", "b", []string{"b"}},
		{"none does", []standing{{url: "a", answered: true, elected: &no}}, "a", "", nil},
		{"it does not say, and counted", []standing{{url: "a", answered: true}}, "a", "a", nil},
		{"it is silent, and counted", []standing{{url: "a"}, {url: "b", answered: true, elected: &no}}, "a", "a", nil},
		{"silent, and another leads", []standing{{url: "a"}, {url: "b", answered: true, elected: &yes}}, "a", "b", []string{"b"}},
		{"the named one before the one that was found",
			[]standing{{url: "a", answered: true, elected: &yes, electedAt: at.Add(time.Hour)}, {url: "b", named: true, answered: true, elected: &yes, electedAt: at}}, "a", "b", []string{"a", "b"}},
		{"the one that counted", []standing{{url: "a", answered: true, elected: &yes}, {url: "b", answered: true, elected: &yes}}, "b", "b", []string{"a", "b"}},
		{"the one that others point at",
			[]standing{{url: "http://a:1", answered: true, elected: &yes, electedAt: at}, {url: "http://b:1", answered: true, elected: &yes}, {url: "http://c:1", answered: true, elected: &no, pointsAt: "b:1"}}, "", "http://b:1", []string{"http://a:1", "http://b:1"}},
		{"the one elected last", []standing{{url: "a", answered: true, elected: &yes, electedAt: at}, {url: "b", answered: true, elected: &yes, electedAt: at.Add(time.Second)}}, "", "b", []string{"a", "b"}},
		{"one process, named twice",
			[]standing{{url: "a", named: true, answered: true, elected: &yes, id: "m", pid: "p"}, {url: "b", named: true, answered: true, elected: &yes, id: "m", pid: "p"}}, "", "a", []string{"a"}},
		{"one that was found and only says it is the same",
			[]standing{{url: "a", named: true, answered: true, elected: &yes, id: "m", pid: "p"}, {url: "b", answered: true, elected: &yes, id: "m", pid: "p"}}, "", "a", []string{"a", "b"}},
	} {
		if got := choose(tc.all, tc.until); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
		if got := leaders(tc.all); !slices.Equal(got, tc.leaders) {
			t.Errorf("%s: leaders %q, want %q", tc.name, got, tc.leaders)
		}
	}
}

func TestStandingIs(t *testing.T) {
	s := standing{url: "http://10.0.0.1:5050", pid: "master@10.1.0.1:5050", hostname: "M1.example", port: "5051"}
	for address, want := range map[string]bool{
		"10.0.0.1:5050": true, "10.1.0.1:5050": true, "m1.example:5050": true, "m1.example:5051": false, "10.0.0.2:5050": false, "": false,
	} {
		if got := s.is(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	s.pid = ""
	if !s.is("m1.example:5051") {
		t.Error("host name and port of the flags")
	}
}

func TestParseRelease(t *testing.T) {
	for text, want := range map[string]release{
		"0.28.3": {0, 28, true}, "1.12.0": {1, 12, true}, "1.4.1-dcos": {1, 4, true}, "1.0": {1, 0, true}, "2.0.0-rc1": {2, 0, true},
		"": {}, "unknown": {}, "1": {}, "x.y": {}, "-1.2": {}, "1.x": {},
	} {
		if got := parseRelease(text); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	r := release{1, 4, true}
	if !r.has(1, 4) || !r.has(0, 28) || r.has(1, 5) || r.has(2, 0) || !r.before(1, 5) {
		t.Error("comparisons")
	}
	if none := (release{}); !none.has(9, 9) || none.before(0, 1) {
		t.Error("an unknown release is taken for a new one")
	}
}

// A master whose word counts and that has not told of the cluster yet is not seen
// through: what is known is the former leader's word.
func TestVacantUntilTheLeaderHasTold(t *testing.T) {
	c := cluster{by: make(map[string]standing), model: newModel(nil)}
	yes, no := true, false
	c.report(standing{url: "m1", answered: true, elected: &yes})
	if why, _ := c.vacant(); why == "" {
		t.Error("m1 has told nothing")
	}
	c.sum(sums{of: "m1"})
	if why, _ := c.vacant(); why != "" {
		t.Errorf("m1 has told: %q", why)
	}
	c.report(standing{url: "m2", answered: true, elected: &yes})
	c.report(standing{url: "m1", answered: true, elected: &no})
	if why, hidden := c.vacant(); !strings.Contains(why, "m2 leads") || hidden {
		t.Errorf("m2 has told nothing: %q, %v", why, hidden)
	}
}

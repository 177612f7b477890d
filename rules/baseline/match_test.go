package baseline

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

const small = `baseline: 1
frameworks:
  - name: "marathon"
    principal: "marathon"
    roles: ["web"]
    users: ["nobody"]
    networks: [10.1.2.0/24]
  - name: "marathon"
    principal: "marathon-dr"
    networks: [10.7.0.9]
  - name: "odd*name"
  - name_pattern: "job-*"
    networks: [10.1.4.0/24, "2001:db8::/64"]
agents:
  - hostname: "agent1.lab"
    networks: [10.1.3.0/24]
  - hostname_pattern: "ip-10-1-?"
principals:
  - name: "ops"
    uses: ["operator"]
operators:
  - network: 10.0.5.0/24
masters:
  - hostname: "m1"
    address: 10.1.1.1
ports:
  - {service: master, port: 5050}
`

func mustRead(t testing.TB, text string) *Baseline {
	t.Helper()
	b, err := Read("b", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMatching(t *testing.T) {
	b := mustRead(t, small)
	for _, c := range []struct {
		what string
		got  Verdict
		want State
		why  string
	}{
		{"as it is", b.Framework("marathon", "marathon", "10.1.2.7"), Known, ""},
		{"IPv4 in IPv6", b.Framework("marathon", "marathon", "::ffff:10.1.2.7"), Known, ""},
		{"its other entry", b.Framework("marathon", "marathon-dr", "10.7.0.9"), Known, ""},
		{"principal not told", b.Framework("marathon", "", "10.1.2.7"), Known, ""},
		{"address not told", b.Framework("marathon", "marathon", ""), Known, ""},
		{"the address of one entry, the principal of another", b.Framework("marathon", "marathon-dr", "10.1.2.7"), Different, ""},
		{"another principal", b.Framework("marathon", "evil", "10.1.2.7"), Different, `principal "evil" is not "marathon"`},
		{"another address", b.Framework("marathon", "marathon", "10.9.9.9"), Different, "outside of 10.1.2.0/24"},
		{"another name", b.Framework("chronos", "marathon", "10.1.2.7"), Unknown, "not in"},
		{"case counts", b.Framework("Marathon", "marathon", "10.1.2.7"), Unknown, ""},
		{"look-alike", b.Framework("m\u0430rathon", "marathon", "10.1.2.7"), Unknown, ""},
		{"empty name", b.Framework("", "", "10.1.2.7"), Unknown, ""},
		{"a name is no pattern", b.Framework("odd-xname", "", ""), Unknown, ""},
		{"the name with a star", b.Framework("odd*name", "", ""), Known, ""},
		{"a pattern", b.Framework("job-17", "", "10.1.4.1"), Known, ""},
		{"a pattern, IPv6", b.Framework("job-", "", "2001:db8::9"), Known, ""},
		{"a pattern elsewhere", b.Framework("job-17", "", "10.9.9.9"), Different, ""},
		{"line break in the name", b.Framework("job-\nx", "", "10.1.4.1"), Known, ""},
		{"role", b.FrameworkUse("marathon", "web", "nobody"), Known, ""},
		{"no restriction on roles", b.FrameworkUse("job-1", "any", "root"), Known, ""},
		{"agent", b.Agent("agent1.lab", "10.1.3.9"), Known, ""},
		{"agent elsewhere", b.Agent("agent1.lab", "10.1.4.9"), Different, "10.1.4.9"},
		{"agent unknown", b.Agent("agent9.lab", "10.1.3.9"), Unknown, ""},
		{"agent pattern", b.Agent("ip-10-1-7", "10.250.0.1"), Known, ""},
		{"agent pattern too long", b.Agent("ip-10-1-77", "10.250.0.1"), Unknown, ""},
		{"operator", b.Operator("10.0.5.200"), Known, ""},
		{"operator elsewhere", b.Operator("10.1.2.7"), Unknown, ""},
		{"no address", b.Operator("somewhere"), Unjudged, ""},
		{"scheduler API from a framework's host", b.Request("10.1.2.7", "/master/api/v1/scheduler"), Known, ""},
		{"state from a framework's host", b.Request("10.1.2.7", "/master/state"), Unknown, ""},
		{"a path that only looks so", b.Request("10.1.2.7", "/master/api/v1/scheduler/../../../state"), Unknown, ""},
		{"state from an operator", b.Request("10.0.5.1", "/state"), Known, ""},
		{"principal", b.Principal("ops", "10.0.5.1"), Known, ""},
		{"principal unknown", b.Principal("root", ""), Unknown, ""},
		{"master", b.Master("m1", "10.1.1.1"), Known, ""},
		{"master by address", b.Master("", "10.1.1.1"), Known, ""},
		{"master moved", b.Master("m1", "10.1.1.2"), Different, "10.1.1.2 is not 10.1.1.1"},
		{"master unknown", b.Master("m2", "10.1.1.2"), Unknown, ""},
		{"port", b.Port(ServiceMaster, 5050), Known, ""},
		{"port unknown", b.Port(ServiceMaster, 5051), Unknown, ""},
	} {
		if c.got.State != c.want || !strings.Contains(c.got.Why, c.why) || c.got.Why == "" {
			t.Errorf("%s: %+v, want %s … %s", c.what, c.got, c.want, c.why)
		}
	}
	if v := b.FrameworkUse("marathon", "web, ops", ""); v.State != Known {
		t.Errorf("the second entry states no roles: %+v", v)
	}
	if v := b.Registered(Registration{"marathon", "marathon", "10.1.2.7", "ops", "nobody"}); v.State != Different || v.Why != `role "ops" is none of "web"` {
		t.Errorf("one entry has to fit as a whole: %+v", v)
	}
	one := mustRead(t, "baseline: 1\nframeworks:\n  - {name: x, roles: [web], users: [nobody]}\n")
	if v := one.FrameworkUse("x", "web, ops", "root"); v.State != Different || !strings.Contains(v.Why, `role "ops"`) || !strings.Contains(v.Why, `user "root"`) {
		t.Errorf("%+v", v)
	}
}

// TestNothingToJudgeBy: without a baseline, or without the section, nothing is
// called unknown; with an empty section all of it is.
func TestNothingToJudgeBy(t *testing.T) {
	verdicts := func(b *Baseline) []Verdict {
		return []Verdict{
			b.Framework("x", "", "10.0.0.1"), b.FrameworkUse("x", "r", "u"), b.Agent("x", "10.0.0.1"), b.Principal("x", ""),
			b.Operator("10.0.0.1"), b.Request("10.0.0.1", "/api/v1/scheduler"), b.Master("x", "10.0.0.1"), b.Port("x", 1),
		}
	}
	for what, c := range map[string]struct {
		b    *Baseline
		want State
	}{
		"none":      {nil, Unjudged},
		"undefined": {&Baseline{}, Unjudged},
		"empty": {&Baseline{
			Frameworks: []Framework{}, Agents: []Agent{}, Principals: []Principal{}, Operators: []Operator{}, Masters: []Master{}, Ports: []Port{},
		}, Unknown},
	} {
		for i, v := range verdicts(c.b) {
			if v.State != c.want || v.Why == "" {
				t.Errorf("%s, %d: %+v", what, i, v)
			}
		}
	}
	var none *Baseline
	if len(none.Expansions()) != 0 || len((&Baseline{}).Expansions()) != 0 || none.Summary() != "no baseline" {
		t.Error("lists of nothing")
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"*", "", true}, {"*", "x\ny", true}, {"?", "é", true}, {"?", "", false}, {"??", "é", false},
		{"a*b*c", "a1b2b3c", true}, {"a*b*c", "a1c2b", false}, {"a*", "ba", false}, {"*a", "ba", true},
		{`\*`, "*", true}, {`\*`, "x", false}, {`a\`, `a\`, true}, {`\\`, `\`, true}, {`é*`, "éa", true},
		{"job-?-*", "job-1-", true}, {"job.1", "jobx1", false}, {"", "", true}, {"x**", "x", true},
	} {
		if got := like(c.pattern, c.s); got != c.want {
			t.Errorf("like(%q, %q) = %v", c.pattern, c.s, got)
		}
		if c.pattern == "" {
			continue
		}
		if got := regexp.MustCompile(expression("", c.pattern)).MatchString(c.s); got != c.want {
			t.Errorf("expression of %q on %q: %v", c.pattern, c.s, got)
		}
	}
	began := time.Now()
	like(strings.Repeat("*a", 200)+"b", strings.Repeat("a", MaxText))
	if took := time.Since(began); took > time.Second {
		t.Errorf("a pattern of many stars took %v", took)
	}
}

func TestExpansions(t *testing.T) {
	e := mustRead(t, small).Expansions()
	for name, want := range map[string]string{
		"framework_names":    "marathon odd*name",
		"framework_networks": "10.1.2.0/24 10.1.4.0/24 10.7.0.9/32 2001:db8::/64",
		"agent_hosts":        "agent1.lab",
		"agent_networks":     "10.1.3.0/24",
		"principals":         "ops",
		"operator_networks":  "10.0.5.0/24",
		"known_networks":     "10.0.5.0/24 10.1.1.1/32 10.1.2.0/24 10.1.3.0/24 10.1.4.0/24 10.7.0.9/32 2001:db8::/64",
		"master_addresses":   "10.1.1.1/32",
	} {
		if got := strings.Join(e[name], " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]map[string]bool{
		"framework_names_re": {"marathon": true, "job-7": true, "odd*name": true, "oddxname": false, "Marathon": false, "xmarathon": false, "marathon\n": false},
		"agent_hosts_re":     {"agent1.lab": true, "agent1xlab": false, "ip-10-1-7": true},
	} {
		for s, fits := range want {
			got := false
			for _, re := range e[name] {
				got = got || regexp.MustCompile(re).MatchString(s)
			}
			if got != fits {
				t.Errorf("%s on %q: %v", name, s, got)
			}
		}
	}
	if _, there := (&Baseline{Frameworks: []Framework{}}).Expansions()["framework_names"]; !there {
		t.Error("an empty section gives an empty list, not a missing one")
	}
}

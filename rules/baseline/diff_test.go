package baseline

import (
	"strings"
	"testing"
)

func lines(cs []Change) string {
	var out []string
	for _, c := range cs {
		out = append(out, c.String())
	}
	return strings.Join(out, "\n")
}

func TestDiff(t *testing.T) {
	old := mustRead(t, small)
	for _, c := range []struct{ what, from, to, want string }{
		{"nothing", "", "", ""},
		{"principal", `principal: "marathon"`, `principal: "m2"`, `~ framework "marathon": principal +"m2"; principal -"marathon"`},
		{"network", "10.1.2.0/24", "10.1.0.0/16", "~ framework \"marathon\": networks +10.1.0.0/16; networks -10.1.2.0/24"},
		{"operator", "10.0.5.0/24", "10.0.6.0/24", "+ operator 10.0.6.0/24\n- operator 10.0.5.0/24"},
		{"pattern", "job-*", "job-?", "+ framework \"job-?\": networks 10.1.4.0/24, 2001:db8::/64\n- framework \"job-*\""},
		{"second entry", `principal: "marathon-dr"`, `principal: "x"`, `~ framework "marathon": principal +"x"; principal -"marathon-dr"`},
		{"port", "port: 5050", "port: 5051", "+ port master 5051\n- port master 5050"},
		{"agent", `hostname: "agent1.lab"`, `hostname: "a\nb"`, "+ agent \"a\\nb\": networks 10.1.3.0/24\n- agent \"agent1.lab\""},
		{"notes do not count", "- network: 10.0.5.0/24", "- network: 10.0.5.0/24\n    note: mine", ""},
	} {
		text := strings.Replace(small, c.from, c.to, 1)
		if got := lines(Diff(old, mustRead(t, text))); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
	// Two entries of one name: one of them goes.
	less := mustRead(t, strings.Replace(small, "  - name: \"marathon\"\n    principal: \"marathon-dr\"\n    networks: [10.7.0.9]\n", "", 1))
	if got := lines(Diff(old, less)); got != `- framework "marathon"` {
		t.Errorf("%s", got)
	}
	if got := lines(Diff(less, old)); got != `+ framework "marathon": principal "marathon-dr"; networks 10.7.0.9` {
		t.Errorf("%s", got)
	}
	// A section that comes or goes.
	none := mustRead(t, "baseline: 1\n")
	if got := Diff(none, old); len(got) != 10 {
		t.Errorf("%d: %v", len(got), got)
	}
	if got := Diff(old, none); len(got) != 10 || got[0].What != Removed {
		t.Errorf("%d: %v", len(got), got)
	}
}

func TestAgainst(t *testing.T) {
	b := mustRead(t, small)
	for _, c := range []struct{ what, seen, want string }{
		{"nothing seen", "baseline: 1\n", ""},
		{"part of it", "frameworks:\n  - {name: marathon, networks: [10.1.2.7]}\n  - {name: job-1, networks: [10.1.4.0/24]}\n  - {name: 'odd*name'}\n", ""},
		{"numbered", "frameworks:\n  - {name: job-1}\n  - {name: job-2}\n  - {name: marathon, principal: marathon-dr}\n  - {name: 'odd*name'}\n", ""},
		{"unknown", "frameworks:\n  - {name: evil, networks: [10.9.9.9]}\n", "+ framework \"evil\": networks 10.9.9.9\n- framework \"marathon\"\n- framework \"marathon\"\n- framework \"odd*name\"\n- framework \"job-*\""},
		{"elsewhere", "agents:\n  - {hostname: agent1.lab, networks: [10.9.9.0/24]}\n  - {hostname: ip-10-1-1}\n", "~ agent \"agent1.lab\": networks +10.9.9.0/24"},
		{"operators", "operators:\n  - network: 10.0.5.9\n  - network: 10.8.0.0/24\n", "+ operator 10.8.0.0/24"},
		{"wider than allowed", "operators:\n  - network: 10.0.0.0/16\n", "+ operator 10.0.0.0/16\n- operator 10.0.5.0/24"},
		{"master by address", "masters:\n  - address: 10.1.1.1\n", ""},
		{"not described", "versions:\n  - {service: master, version: 1.4}\n", ""},
	} {
		text := c.seen
		if !strings.HasPrefix(text, "baseline") {
			text = "baseline: 1\n" + text
		}
		if got := lines(b.Against(mustRead(t, text))); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
}

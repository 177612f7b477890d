package posture

import (
	"strings"
	"testing"
)

// What is printed as a start-up line is read back, unless a value looks like the end
// of itself.
func FuzzStartUpFlags(f *testing.F) {
	f.Add("acls", `{ "run_tasks": [] }`, "quorum", "2")
	f.Add("zk", "zk://u:***@h/m", "log_dir", "")
	f.Fuzz(func(t *testing.T, n1, v1, n2, v2 string) {
		for _, s := range []string{n1, n2} {
			if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
				return
			}
		}
		text := "--" + n1 + "=" + quote(v1) + " --" + n2 + "=" + quote(v2)
		got := flagsOf(text)
		if n1 == n2 || strings.Contains(v1+v2, `" --`) || strings.HasSuffix(v1, `"`) && strings.Contains(v2, "--") {
			return
		}
		if strings.Contains(v1, `"`) && strings.Contains(v1, "--") || strings.Contains(v2, `"`) {
			return
		}
		if got[n1] != v1 || got[n2] != v2 {
			t.Errorf("%q: %q", text, got)
		}
	})
}

// A file of rows of whatever content is refused or read, and every row that is read
// answers.
func FuzzRows(f *testing.F) {
	text, err := shipped.ReadFile("checks/environment.yml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text[:2000]))
	f.Add("- {id: logging-own, title: T, daemon: master, flag: x, default: INFO, want: {equals: INFO, at_least: 5, login: true}, level: low, rationale: R, remediation: D, runbook: log-trust}")
	f.Add("- null\n- {id: http-x, defaults: [{since: '1.x'}]}")
	f.Fuzz(func(t *testing.T, text string) {
		checks, _ := parseRows("f.yml", []byte(text))
		for _, c := range checks {
			if len(c.Judge(factsOf(masterWith("1.9.0", "x=1", "zk=zk://h")))) == 0 {
				t.Errorf("%s answers nothing", c.ID)
			}
		}
	})
}

package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const userRule = `title: Login from the guest network
id: 1c2d3e4f-0000-4000-8000-00000000000a
name: guest-login
status: %STATUS%
logsource: {product: mesos, service: master}
detection:
    guest:
        kind: auth-failed
        claimed_ip|cidr: 10.0.9.0/24
    condition: guest
level: high
`

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestUserRules(t *testing.T) {
	dir := folder(t, map[string]string{
		"guest.yml":      strings.Replace(userRule, "%STATUS%", "stable", 1),
		"sub/broken.yml": "title: x\nname: x\nlogsource: {product: mesos}\ndetection: {s: {kimd: y}, condition: s}\n",
		"notes.txt":      "not a rule",
	})
	c, errs := Load(Options{Dirs: []string{dir}})
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), filepath.Join(dir, "sub/broken.yml")+":4: unknown field") {
		t.Fatalf("errors: %v", errs)
	}
	if f := said(c.Engine(), "guest-login", failure(0, "10.0.9.9")); len(f) != 1 || f[0].Level != mesoswatch.High {
		t.Errorf("findings: %+v", f)
	}
	if _, ok := c.Rule("auth-failed"); !ok {
		t.Error("the shipped rules are gone")
	}
	if _, ok := c.Rule("1c2d3e4f-0000-4000-8000-00000000000a"); !ok {
		t.Error("not found by id")
	}
}

func TestExperimentalRuleIsInformational(t *testing.T) {
	dir := folder(t, map[string]string{"guest.yml": strings.Replace(userRule, "%STATUS%", "experimental", 1)})
	c, errs := Load(Options{Dirs: []string{dir}})
	if f := said(c.Engine(), "guest-login", failure(0, "10.0.9.9")); len(errs) > 0 || len(f) != 1 || f[0].Level != mesoswatch.Informational {
		t.Errorf("errors %v, findings %+v", errs, f)
	}
}

func TestUserRuleReplacesShippedOne(t *testing.T) {
	mine := strings.NewReplacer("%STATUS%", "stable", "guest-login", "auth-failed").Replace(userRule)
	c, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"mine.yml": mine})}})
	r, _ := c.Rule("auth-failed")
	if len(errs) > 0 || r.Level != mesoswatch.High || r.Title != "Login from the guest network" {
		t.Errorf("errors %v, rule %+v", errs, r)
	}
	// The correlation that counts it still does.
	e := c.Engine()
	var n int
	for i := range 5 {
		n += len(said(e, "auth-brute-force", failure(i, "10.0.9.9")))
	}
	if n != 1 {
		t.Errorf("brute force said %d times", n)
	}
}

func TestReferencesAreChecked(t *testing.T) {
	corr := func(name, rules string) string {
		return "title: t\nname: " + name + "\ncorrelation: {type: event_count, rules: " + rules + ", group-by: [claimed_ip], timespan: 1m, condition: {gte: 2}}\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"nothing", corr("a", "[nope]"), `refers to "nope"`},
		{"itself", corr("a", "[a]"), "counts itself"},
		{"a circle", corr("a", "[b]") + "---\n" + corr("b", "[a]"), "counts itself"},
		{"a Go rule", corr("a", "[source-blind]"), "not a Sigma rule"},
		{"twice", corr("a", "[auth-failed]") + "---\n" + corr("a", "[auth-ok]"), "is already in"},
		{"over a Go rule", corr("source-blind", "[auth-failed]"), "cannot be replaced"},
		{"quiet circle", strings.Replace(userRule, "%STATUS%", "stable", 1) + "suppressed_by: [guest-login]\n", "in a circle"},
		{"filter for nothing", "title: f\nlogsource: {product: mesos}\nfilter: {rules: [nope], s: {kind: x}, condition: not s}\n", "is not here"},
		{"filter on a correlation", "title: f\nlogsource: {product: mesos}\nfilter: {rules: [auth-brute-force], s: {kind: x}, condition: not s}\n", "narrows nothing"},
	} {
		catalog, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"x.yml": c.text})}})
		if len(errs) == 0 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, errs, c.want)
		}
		if f := said(catalog.Engine(), "auth-failed", failure(0, "10.0.9.9")); len(f) != 1 {
			t.Errorf("%s: the other rules do not work any more", c.name)
		}
	}
}

// A user's correlation over a shipped rule does not silence it.
func TestCountingDoesNotSilenceShippedRules(t *testing.T) {
	dir := folder(t, map[string]string{"x.yml": "title: t\nname: two-leaders-lost\nlevel: high\ncorrelation: {type: event_count, rules: [leader-lost], group-by: [service], timespan: 1h, condition: {gte: 2}}\n"})
	c, errs := Load(Options{Dirs: []string{dir}})
	if r, _ := c.Rule("leader-lost"); len(errs) > 0 || r.Helper {
		t.Errorf("errors %v, helper %v", errs, r.Helper)
	}
	if r, _ := c.Rule("auth-ok"); !r.Helper {
		t.Error("auth-ok speaks for itself")
	}
}

func TestMissingFolderIsAnError(t *testing.T) {
	c, errs := Load(Options{Dirs: []string{filepath.Join(t.TempDir(), "nope")}})
	if len(errs) != 1 || len(c.Rules()) == 0 {
		t.Errorf("errors %v", errs)
	}
}

func TestPlaceholderWithoutListMakesARuleInactive(t *testing.T) {
	text := strings.NewReplacer("%STATUS%", "stable", "|cidr: 10.0.9.0/24", "|cidr|expand: '%guests%'").Replace(userRule)
	dir := folder(t, map[string]string{"x.yml": text})
	c, errs := Load(Options{Dirs: []string{dir}})
	if r, _ := c.Rule("guest-login"); len(errs) > 0 || !strings.Contains(r.Inactive, "guests") {
		t.Errorf("errors %v, inactive %q", errs, r.Inactive)
	}
	c, errs = Load(Options{Dirs: []string{dir}, Expand: map[string][]string{"guests": {"10.0.9.0/24"}}})
	if f := said(c.Engine(), "guest-login", failure(0, "10.0.9.9")); len(errs) > 0 || len(f) != 1 {
		t.Errorf("errors %v, findings %v", errs, f)
	}
}

func TestKeywordRuleNeedsAllEvents(t *testing.T) {
	if load(t).NeedsAllEvents() {
		t.Error("a shipped rule needs lines that the catalogue does not know")
	}
	dir := folder(t, map[string]string{"x.yml": "title: t\nname: words\nlogsource: {product: mesos}\ndetection: {s: [xmrig], condition: s}\n"})
	c, errs := Load(Options{Dirs: []string{dir}})
	if len(errs) > 0 || !c.NeedsAllEvents() {
		t.Errorf("errors %v", errs)
	}
	f := said(c.Engine(), "words", mesoswatch.Record{Event: &mesoswatch.Event{Time: start, Source: "a.log", Raw: "runs XMRig here"}})
	if len(f) != 1 || f[0].Subject.Kind != "source" {
		t.Errorf("findings %+v", f)
	}
}

func TestLintFindsWhatIsMissing(t *testing.T) {
	dir := folder(t, map[string]string{
		"Bad-Name.yml": strings.Replace(userRule, "%STATUS%", "stable", 1),
		"filter.yml":   "title: inverted\nlogsource: {product: mesos}\nfilter: {rules: [auth-failed], s: {claimed_ip: 10.0.0.1}, condition: s}\n",
		"x.txtar":      "-- a/records --\n-- a/findings --\n",
		"rb.md":        "---\nid: mine\ntitle: Mine\nrules: [nope]\nlevel: low\nreviewed: today\n---\n## Meaning\n\n{{nonsense}}\n\n```sh\ncurl '{{claimed_ip}}'\n```\n",
	})
	c, errs := Load(Options{Dirs: []string{dir}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var all strings.Builder
	for _, p := range c.Lint() {
		all.WriteString(p.String() + "\n")
	}
	for _, want := range []string{
		"no description", "no runbook", "no remediation", "no falsepositives", "no test in which it speaks", "no test in which it stays quiet",
		"must be of the form", "does not begin with not", "no owner", "no expires", "no such rule", "the headings are", "must be a date",
		`lists rule "nope"`, "unknown placeholder", "says neither", "inside quotes",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("lint does not say %q; it says\n%s", want, all.String())
		}
	}
}

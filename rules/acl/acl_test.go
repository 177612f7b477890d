package acl

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mesoswatch/mesoswatch"
)

func release(t testing.TB, s string) mesoswatch.Release {
	t.Helper()
	r, ok := mesoswatch.ParseRelease(s)
	if !ok {
		t.Fatal(s)
	}
	return r
}

func parse(t testing.TB, version, daemon, text string) *Document {
	t.Helper()
	d, err := Parse("acls", []byte(text), release(t, version), daemon)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const shop = `{"permissive": %P,
 "register_frameworks": [
  {"principals": {"values": ["shop"]}, "roles": {"values": ["web", "jobs/%"]}},
  {"principals": {"values": ["shop"]}, "roles": {"type": "NONE"}}],
 "run_tasks": [
  {"principals": {"type": "ANY"}, "users": {"values": ["nobody"]}},
  {"principals": {"type": "NONE"}, "users": {"values": ["root"]}}],
 "register_agents": [{"principals": {"values": ["node"]}, "agents": {"type": "ANY"}}]}`

func TestDecisions(t *testing.T) {
	open := strings.ReplaceAll(shop, "%P", "true")
	closed := strings.ReplaceAll(shop, "%P", "false")
	nobody := Caller{Nobody: true}
	for _, tc := range []struct {
		name, text, version string
		who                 Caller
		action              string
		on                  Object
		allowed             bool
		entry               int
	}{
		{"named role", open, "1.9.0", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "web"}, true, 1},
		{"role below", open, "1.9.0", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "jobs/night"}, true, 1},
		{"role far below", open, "1.3.0", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "jobs/a/b"}, true, 1},
		{"the role itself is not below itself", open, "1.9.0", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "jobs"}, false, 2},
		{"before 1.3 % is a letter", open, "1.2.3", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "jobs/night"}, false, 2},
		{"other role", open, "1.9.0", Caller{Principal: "shop"}, "register_frameworks", Object{Value: "admin"}, false, 2},
		{"stranger gets through", open, "1.9.0", Caller{Principal: "x"}, "register_frameworks", Object{Value: "admin"}, true, 0},
		{"nobody gets through", open, "1.9.0", nobody, "register_frameworks", Object{Value: "web"}, true, 0},
		{"nobody is shut out", closed, "1.9.0", nobody, "register_frameworks", Object{Value: "web"}, false, 0},
		{"ANY covers nobody", closed, "1.9.0", nobody, "run_tasks", Object{Value: "nobody"}, true, 1},
		{"NONE denies root to all", open, "1.9.0", nobody, "run_tasks", Object{Value: "root"}, false, 2},
		{"a list never covers anything", open, "1.9.0", Caller{Principal: "shop"}, "run_tasks", Object{Anything: true}, true, 0},
		{"an action without entries", closed, "1.9.0", Caller{Principal: "shop"}, "view_flags", Object{Anything: true}, false, 0},
		{"agents", open, "1.9.0", Caller{Principal: "node"}, "register_agents", Object{Anything: true}, true, 1},
		{"other agents get through", open, "1.9.0", nobody, "register_agents", Object{Anything: true}, true, 0},
	} {
		d := parse(t, tc.version, Master, tc.text)
		got, err := d.Decide(tc.who, tc.action, tc.on)
		if err != nil || got.Allowed != tc.allowed || got.Entry != tc.entry || got.Why == "" {
			t.Errorf("%s: %+v, %v", tc.name, got, err)
		}
	}
}

func TestNothingGuards(t *testing.T) {
	d := parse(t, "1.2.0", Master, strings.ReplaceAll(shop, "%P", "false"))
	for action, want := range map[string]string{
		"register_agents":    "nothing guards it",
		"teardown_framework": `"teardown_frameworks" was meant`,
		"fly":                "no action of any version",
	} {
		if _, err := d.Decide(Caller{Nobody: true}, action, Object{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", action, err)
		}
	}
	if got, err := Absent(release(t, "1.9.0"), Master).Decide(Caller{Nobody: true}, "teardown_frameworks", Object{Value: "shop"}); err != nil || !got.Allowed {
		t.Errorf("without ACLs: %+v, %v", got, err)
	}
}

func TestProblems(t *testing.T) {
	for _, tc := range []struct{ name, version, daemon, text, id, says string }{
		{"misspelt", "1.9.0", Master, `{"registerframeworks": []}`, "unknown-key", `"register_frameworks" was meant`},
		{"gone", "1.9.0", Master, `{"shutdown_frameworks": [{"principals": {"type":"NONE"}, "framework_principals": {"type":"ANY"}}]}`, "other-version", "no action of 1.9.0"},
		{"not yet", "0.28.2", Master, `{"view_flags": []}`, "other-version", "no action of 0.28.2"},
		{"the agent's", "1.9.0", Master, `{"access_sandboxes": []}`, "other-daemon", "read by the agent"},
		{"agents had none", "0.28.0", Agent, `{"run_tasks": []}`, "other-daemon", "read by the master"},
		{"a list of agents", "1.9.0", Master, `{"register_agents": [{"principals": {"type":"ANY"}, "agents": {"values":["S1"]}}]}`, "fatal", "only be ANY or NONE"},
		{"a free path", "1.9.0", Master, `{"get_endpoints": [{"principals": {"type":"ANY"}, "paths": {"values":["/state"]}}]}`, "fatal", `path "/state"`},
		{"no object", "1.9.0", Master, `{"run_tasks": [{"principals": {"type":"ANY"}}]}`, "fatal", `no "users"`},
		{"bad type", "1.9.0", Master, `{"run_tasks": [{"principals": {"type":"any"}, "users": {"type":"ANY"}}]}`, "fatal", "none of SOME, ANY, NONE"},
		{"no list", "1.9.0", Master, `{"run_tasks": {}}`, "fatal", "no list of entries"},
		{"two names", "1.1.0", Master, `{"shutdown_frameworks": [{"principals": {"type":"NONE"}, "framework_principals": {"type":"ANY"}}],
			"teardown_frameworks": [{"principals": {"type":"ANY"}, "framework_principals": {"type":"ANY"}}]}`, "superseded", "not looked at"},
		{"shadowed", "1.9.0", Master, `{"run_tasks": [{"principals": {"type":"ANY"}, "users": {"values":["a","b"]}}, {"principals": {"values":["p"]}, "users": {"values":["b"]}}]}`, "shadowed", "entry 1 decides"},
		{"contradicted", "1.9.0", Master, `{"run_tasks": [{"principals": {"type":"ANY"}, "users": {"type":"ANY"}}, {"principals": {"type":"NONE"}, "users": {"values":["root"]}}]}`, "contradicted", "the other way"},
		{"gone list", "1.9.0", Master, `{"mark_agents_gone": [{"principals": {"values":["p"]}, "agents": {"values":["S1"]}}]}`, "never-matches", "never matches"},
	} {
		d := parse(t, tc.version, tc.daemon, tc.text)
		i := slices.IndexFunc(d.Problems, func(p Problem) bool { return p.ID == tc.id && strings.Contains(p.Text, tc.says) })
		if i < 0 {
			t.Errorf("%s: %+v", tc.name, d.Problems)
		}
		if d.Fatal() != (tc.id == "fatal") {
			t.Errorf("%s: fatal %v", tc.name, d.Fatal())
		}
	}
	if d := parse(t, "1.9.0", Master, strings.ReplaceAll(shop, "%P", "true")); len(d.Problems) != 0 {
		t.Errorf("a sound document: %+v", d.Problems)
	}
}

// The text of /flags says the same as the file.
func TestTextForm(t *testing.T) {
	d := parse(t, "1.9.0", Master, `permissive: false
register_frameworks {
  principals {
    values: "shop"
    values: "o\"dd"
  }
  roles {
    type: NONE
  }
}
register_frameworks {
  principals {
    type: ANY
  }
  roles {
    values: "*"
  }
}
`)
	if d.Permissive || !d.Told || len(d.Entries["register_frameworks"]) != 2 || d.Entries["register_frameworks"][0].Principals.Values[1] != `o"dd` {
		t.Errorf("%+v", d)
	}
	if d = parse(t, "1.9.0", Master, ""); !d.Permissive || d.Told {
		t.Errorf("empty: %+v", d)
	}
	for _, bad := range []string{"run_tasks {", "nonsense", "permissive: yes", "run_tasks {\n  users: 3\n}", "{", `[]`, "run_tasks {\n principals {\n values: x\n }\n}"} {
		if _, err := Parse("f", []byte(bad), release(t, "1.9.0"), Master); err == nil || !strings.Contains(err.Error(), `"f"`) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// reference is section 8.2 of the authorization rules written down anew, the
// slow way.
func reference(d *Document, who *string, action string, what *string) bool {
	covers := func(e Entity, v *string, roles bool) bool {
		if e.Kind == Any || e.Kind == None {
			return true
		}
		if v == nil {
			return false
		}
		for _, known := range e.Values {
			if known == *v || roles && strings.HasSuffix(known, "/%") && strings.HasPrefix(*v, known[:len(known)-1]) && *v != known[:len(known)-1] {
				return true
			}
		}
		return false
	}
	for _, e := range d.Entries[action] {
		if covers(e.Principals, who, false) && covers(e.Object, what, action == "register_frameworks") {
			return e.Principals.Kind != None && e.Object.Kind != None
		}
	}
	return d.Permissive
}

func entity(t *rapid.T, values []string) Entity {
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return Entity{Kind: Any}
	case 1:
		return Entity{Kind: None}
	}
	return Entity{Kind: Some, Values: rapid.SliceOfN(rapid.SampledFrom(values), 0, 3).Draw(t, "values")}
}

func TestEvaluationIsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, _ := mesoswatch.ParseRelease("1.9.0")
		d := &Document{Release: r, Daemon: Master, Permissive: rapid.Bool().Draw(t, "permissive"), Entries: make(map[string][]Entry)}
		roles := []string{"*", "a", "a/%", "a/b", "a/b/%", "a/b/c", "b"}
		users := []string{"root", "nobody", "web"}
		for action, objects := range map[string][]string{"register_frameworks": roles, "run_tasks": users} {
			for range rapid.IntRange(0, 4).Draw(t, "entries") {
				d.Entries[action] = append(d.Entries[action], Entry{entity(t, []string{"p", "q", "r"}), entity(t, objects)})
			}
		}
		for action, objects := range map[string][]string{"register_frameworks": roles, "run_tasks": users} {
			for _, p := range []string{"p", "q", "r", "stranger", ""} {
				for _, o := range append(slices.Clone(objects), "other", "") {
					caller, object := Caller{Principal: p, Nobody: p == ""}, Object{Value: o, Anything: o == ""}
					who, what := &p, &o
					if p == "" {
						who = nil
					}
					if o == "" {
						what = nil
					}
					got, err := d.Decide(caller, action, object)
					if want := reference(d, who, action, what); err != nil || got.Allowed != want {
						t.Fatalf("%v %s %v of %+v: %v (%s), want %v; %v", caller, action, object, d.Entries[action], got.Allowed, got.Why, want, err)
					}
				}
			}
		}
		// A shadowed entry can be taken away without a change.
		d.shadows()
		for _, p := range d.Problems {
			less := *d
			less.Entries = map[string][]Entry{p.Action: slices.Delete(slices.Clone(d.Entries[p.Action]), p.Entry-1, p.Entry)}
			for _, who := range []string{"p", "q", "r", "x"} {
				for _, what := range append(slices.Clone(roles), users...) {
					a, _ := d.Decide(Caller{Principal: who}, p.Action, Object{Value: what})
					b, _ := less.Decide(Caller{Principal: who}, p.Action, Object{Value: what})
					if a.Allowed != b.Allowed {
						t.Fatalf("%+v is no shadow: %s %s", p, who, what)
					}
				}
			}
		}
	})
}

func TestEffective(t *testing.T) {
	d := parse(t, "1.9.0", Master, strings.ReplaceAll(shop, "%P", "true"))
	rows := d.Effective([]string{"ops"}, map[string][]string{"roles": {"admin"}})
	find := func(principal, action, object string) Permission {
		i := slices.IndexFunc(rows, func(p Permission) bool { return p.Principal == principal && p.Action == action && p.Object == object })
		if i < 0 {
			t.Fatalf("no row for %s %s %s", principal, action, object)
		}
		return rows[i]
	}
	for _, tc := range []struct {
		principal, action, object string
		allowed                   bool
	}{
		{"shop", "register_frameworks", "web", true}, {"shop", "register_frameworks", "admin", false}, {"shop", "register_frameworks", Others, false},
		{"ops", "register_frameworks", "web", true}, {Stranger, "run_tasks", "root", false}, {Nobody, "run_tasks", Others, true},
		{Nobody, "teardown_frameworks", Others, true}, {Stranger, "register_agents", Others, true},
	} {
		if got := find(tc.principal, tc.action, tc.object); got.Allowed != tc.allowed || got.Why == "" || got.Guards == "" {
			t.Errorf("%+v: %+v", tc, got)
		}
	}
	if slices.ContainsFunc(rows, func(p Permission) bool { return p.Action == "access_sandboxes" || p.Action == "shutdown_frameworks" }) {
		t.Error("a row for what this daemon does not authorize")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(strings.ReplaceAll(shop, "%P", "true"), "1.9.0")
	f.Add("permissive: false\nrun_tasks {\n  principals {\n    type: ANY\n  }\n  users {\n    values: \"a\"\n  }\n}", "0.28.0")
	f.Fuzz(func(t *testing.T, text, version string) {
		r, _ := mesoswatch.ParseRelease(version)
		for _, daemon := range []string{Master, Agent} {
			d, err := Parse("f", []byte(text), r, daemon)
			if err != nil {
				continue
			}
			for action, entries := range d.Entries {
				a, known := Lookup(action)
				if !known || !a.In(r, daemon) || len(entries) == 0 {
					t.Fatalf("%q is kept", action)
				}
			}
			if len(d.Entries) < 20 {
				d.Effective(nil, nil)
			}
		}
	})
}

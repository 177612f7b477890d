package sigma

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// rule wraps a detection into a complete document.
func rule(detection string) string {
	lines := strings.Split(strings.Trim(detection, "\n"), "\n")
	return "title: t\nname: t\nlogsource:\n    product: mesos\ndetection:\n    " + strings.Join(lines, "\n    ") + "\n"
}

func compile(t testing.TB, detection string, values Expansions) *Document {
	t.Helper()
	docs, errs := Parse("t.yml", []byte(rule(detection)), values)
	if len(errs) > 0 || len(docs) != 1 {
		t.Fatalf("%d documents, errors %v in\n%s", len(docs), errs, detection)
	}
	return docs[0]
}

func TestMatching(t *testing.T) {
	e := &mesoswatch.Event{
		Kind: "auth-failed", Template: "authn.fail", Severity: "W", UPID: "slave(1)@10.0.9.9:5051", ClaimedIP: "10.0.9.9",
		ClaimedPort: "5051", FrameworkName: `Bad*Name \ "q"`, Reason: "Refused authentication\nsecond line", UserAgent: "curl/7.38.0",
		Principal: "Ops", ClaimedPrincipal: "ops", Line: 1203, Message: "Élan vital", Raw: "W0301 … Élan vital",
	}
	for _, c := range []struct {
		detection string
		want      bool
	}{
		{"s: {kind: auth-failed}\ncondition: s", true},
		{"s: {kind: AUTH-Failed}\ncondition: s", true},
		{"s: {kind|cased: AUTH-Failed}\ncondition: s", false},
		{"s: {kind: auth}\ncondition: s", false},
		{"s: {kind: auth-*}\ncondition: s", true},
		{"s: {kind: 'auth-?ailed'}\ncondition: s", true},
		{"s: {kind: '*-fai*d'}\ncondition: s", true},
		{"s: {kind: '*-fai*x'}\ncondition: s", false},
		{"s: {kind: '????'}\ncondition: s", false},
		{`s: {framework_name: 'Bad\*Name \ "q"'}` + "\ncondition: s", true},
		{`s: {framework_name: 'Bad\*Name \\ "q"'}` + "\ncondition: s", true},
		{`s: {framework_name: 'Bad\?Name*'}` + "\ncondition: s", false},
		{`s: {framework_name: 'Bad?Name*'}` + "\ncondition: s", true},
		{`s: {framework_name|startswith: 'bad\*n'}` + "\ncondition: s", true},
		{`s: {framework_name|endswith: '\\ "Q"'}` + "\ncondition: s", true},
		{"s: {reason|contains: 'ed AUTH'}\ncondition: s", true},
		{"s: {reason|contains|cased: 'ed AUTH'}\ncondition: s", false},
		{"s: {reason|contains: ['xx', 'second']}\ncondition: s", true},
		{"s: {reason|contains|all: ['refused', 'second']}\ncondition: s", true},
		{"s: {reason|contains|all: ['refused', 'third']}\ncondition: s", false},
		{"s: {reason|re: '^Refused.*tion$'}\ncondition: s", false},
		{"s: {reason|re|m: '^Refused.*tion$'}\ncondition: s", true},
		{"s: {reason|re|s: '^Refused.*line$'}\ncondition: s", true},
		{"s: {reason|re|i|s: '^refused.*LINE$'}\ncondition: s", true},
		{"s: {claimed_ip|cidr: 10.0.0.0/16}\ncondition: s", true},
		{"s: {claimed_ip|cidr: ['fd00::/8', '10.1.0.0/16']}\ncondition: s", false},
		{"s: {claimed_ip|neq: 10.0.9.9}\ncondition: s", false},
		{"s: {claimed_ip|neq: ['10.0.9.8', '10.0.9.7']}\ncondition: s", true},
		{"s: {claimed_port: 5051}\ncondition: s", true},
		{"s: {claimed_port|gte: 5051}\ncondition: s", true},
		{"s: {claimed_port|gt: 5051}\ncondition: s", false},
		{"s: {claimed_port|lt: 5051.5}\ncondition: s", true},
		{"s: {claimed_ip|lte: 5}\ncondition: s", false},
		{"s: {line|gt: 1200}\ncondition: s", true},
		{"s: {principal|fieldref: claimed_principal}\ncondition: s", true},
		{"s: {principal|fieldref|cased: claimed_principal}\ncondition: s", false},
		{"s: {principal|fieldref|neq: claimed_principal}\ncondition: s", false},
		{"s: {user|fieldref: roles}\ncondition: s", false},
		{"s: {user|exists: false, upid|exists: true}\ncondition: s", true},
		{"s: {user: null}\ncondition: s", true},
		{"s: {user: ''}\ncondition: s", true},
		{"s: {kind: null}\ncondition: s", false},
		{"s: [{kind: x}, {severity: w}]\ncondition: s", true},
		{"s: ['élan', 'nothing']\ncondition: s", true},
		{"s: ['ÉLAN V*AL']\ncondition: s", true},
		{"s: {'|all': ['vital', 'W0301']}\ncondition: s", true},
		{"s: {'|all': ['vital', 'W0302']}\ncondition: s", false},
		{"s: vital\ncondition: s", true},
		{"s: {message: 'ÉLAN VITAL'}\ncondition: s", true},
		{"a: {kind: auth-failed}\nb: {severity: I}\ncondition: a and not b", true},
		{"a: {kind: x}\nb: {severity: W}\nc: {kind: y}\ncondition: a or b and c", false},
		{"a: {kind: x}\nb: {severity: W}\nc: {kind: auth-failed}\ncondition: (a or b) and c", true},
		{"a: {kind: x}\nb: {severity: W}\ncondition: NOT a AND b", true},
		{"sel_a: {kind: x}\nsel_b: {severity: W}\ncondition: 1 of sel_*", true},
		{"sel_a: {kind: x}\nsel_b: {severity: W}\ncondition: all of sel_*", false},
		{"a: {kind: auth-failed}\n_b: {severity: I}\ncondition: all of them", true},
		{"a: {kind: x}\nb: {severity: W}\ncondition: [a, b]", true},
		{"s: {claimed_ip|expand: '%nets%'}\ncondition: s", true},
		{"s: {claimed_ip|cidr|expand: '%blocks%'}\ncondition: s", true},
		{"s: {framework_name|contains|expand: '%names%'}\ncondition: s", true},
	} {
		d := compile(t, c.detection, Expansions{"nets": {"10.0.9.8", "10.0.9.9"}, "blocks": {"10.0.9.0/24"}, "names": {"d*N"}})
		if got := d.Detection.Match(e); got != c.want {
			t.Errorf("%s: %v", c.detection, got)
		}
		if w := (Where{Kind: e.Kind, Template: e.Template}); c.want && !d.Detection.Could(w) {
			t.Errorf("%s: would not have been asked", c.detection)
		}
	}
}

func TestRulesThatCannotMatchAreNotAsked(t *testing.T) {
	for _, c := range []struct {
		detection, kind, template string
		want                      bool
	}{
		{"s: {kind: auth-failed}\ncondition: s", "auth-ok", "", false},
		{"s: {kind: auth-failed, upid: x}\ncondition: s", "auth-failed", "", true},
		{"s: {template|startswith: 'fw.'}\ncondition: s", "", "ag.recv", false},
		{"s: {template|startswith: 'fw.'}\ncondition: not s", "", "ag.recv", true},
		{"s: {template|startswith: 'fw.'}\ncondition: not s", "", "fw.recv", false},
		{"a: {kind: x}\nb: {message|contains: y}\ncondition: a or b", "z", "", true},
		{"a: {kind: x}\nb: {message|contains: y}\ncondition: a and b", "z", "", false},
		{"s: [needle]\ncondition: s", "", "", true},
		{"s: {kind|exists: true}\ncondition: s", "", "", false},
	} {
		d := compile(t, c.detection, nil)
		if got := d.Detection.Could(Where{Kind: c.kind, Template: c.template}); got != c.want {
			t.Errorf("%s for %q %q: %v", c.detection, c.kind, c.template, got)
		}
	}
}

func TestMissingPlaceholderNeverMatches(t *testing.T) {
	d := compile(t, "s: {claimed_ip|expand: '%nets%'}\ncondition: not s", nil)
	if d.Detection.Match(&mesoswatch.Event{ClaimedIP: "10.0.0.1"}) || d.Detection.Could(Where{}) {
		t.Error("matched without the list")
	}
	if len(d.Detection.Missing) != 1 || d.Detection.Missing[0] != "nets" {
		t.Errorf("missing: %q", d.Detection.Missing)
	}
}

// Everything that is not supported is refused by name, with its line.
func TestRefused(t *testing.T) {
	corr := func(s string) string {
		return "title: t\nname: t\ncorrelation:\n    " + strings.ReplaceAll(strings.Trim(s, "\n"), "\n", "\n    ") + "\n"
	}
	for _, c := range []struct{ text, want string }{
		{rule("s: {kimd: x}\ncondition: s"), `t.yml:6: unknown field "kimd"; did you mean "kind"?`},
		{rule("s:\n    kind|base64: x\ncondition: s"), `t.yml:7: modifier "base64"`},
		{rule("s: {kind|near: x}\ncondition: s"), `unknown modifier "near"`},
		{rule("s: {kind|contains|re: x}\ncondition: s"), "exclude each other"},
		{rule("s: {kind|contains|all: x}\ncondition: s"), "at least two values"},
		{rule("s: {kind|i: x}\ncondition: s"), "only behind re"},
		{rule("s: {kind|re: '(?=x)'}\ncondition: s"), "no look-around"},
		{rule("s: {claimed_ip|cidr: 10.0.0.0/99}\ncondition: s"), "no network"},
		{rule("s: {line|gt: many}\ncondition: s"), "no number"},
		{rule("s: {kind|exists: perhaps}\ncondition: s"), "true or false"},
		{rule("s: {kind: []}\ncondition: s"), "empty list"},
		{rule("s: {}\ncondition: s"), "match every event"},
		{rule("s: {kind: x}\ncondition: t"), `no search is named "t"`},
		{rule("s: {kind: x}\ncondition: s and"), "ends too early"},
		{rule("s: {kind: x}\ncondition: (s"), "ends too early"},
		{rule("s: {kind: x}\ncondition: s s"), `unexpected "s"`},
		{rule("s: {kind: x}\ncondition: 1 of x*"), `no search is named "x*"`},
		{rule("s: {kind: x}\ncondition: s | count() > 5"), "write a correlation"},
		{rule("s: {kind: x}\ncondition: s\ntimeframe: 5m"), "write a correlation"},
		{rule("s: {kind: x}"), "no condition"},
		{rule("condition: s"), "no search"},
		{rule("s: {kind|expand: x}\ncondition: s"), "one placeholder"},
		{rule("s: {kind|fieldref: nope}\ncondition: s"), "unknown field"},
		{rule("s: {kind: x, kind: y}\ncondition: s"), "twice"},
		{rule("s: {kind: x}\ncondition: s") + "colour: red\n", `key "colour" is not supported`},
		{rule("s: {kind: x}\ncondition: s") + "id: 7\n", "must be a UUID"},
		{rule("s: {kind: x}\ncondition: s") + "level: urgent\n", "unknown level"},
		{rule("s: {kind: x}\ncondition: s") + "date: 2026/01/01\n", "YYYY-MM-DD"},
		{rule("s: {kind: x}\ncondition: s") + "tags: [T1110]\n", "namespace.name"},
		{rule("s: {kind: x}\ncondition: s") + "subject: {kind: planet, field: kind}\n", "subject kind"},
		{rule("s: {kind: x}\ncondition: s") + "expires: 2026-01-01\n", "belong to filters"},
		{"title: t\nname: t\nlogsource: {product: windows}\ndetection: {s: {kind: x}, condition: s}\n", "one of mesos"},
		{"title: t\nname: t\nlogsource: {product: mesos, category: x}\ndetection: {s: {kind: x}, condition: s}\n", `"category" is not supported`},
		{"title: t\nname: t\ndetection: {s: {kind: x}, condition: s}\n", "needs a logsource"},
		{"name: t\nlogsource: {product: mesos}\ndetection: {s: {kind: x}, condition: s}\n", "needs a title"},
		{"title: t\nlogsource: {product: mesos}\ndetection: {s: {kind: x}, condition: s}\n", "needs a name"},
		{"title: [\n", "t.yml:"},
		{"", "holds no rule"},
		{"a: &x b\nc: *x\n", "aliases"},
		{corr("type: value_avg\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1}"), "value_avg"},
		{corr("type: event_count\nrules: [a]\ncondition: {gte: 1}"), "no timespan"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1M\ncondition: {gte: 1}"), "one of s, m, h, d"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m"), "no condition"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 9, lte: 3}"), "never hold"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 99999}"), "between 0 and"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m\ngroup-by: [nope]\ncondition: {gte: 2}"), "unknown field"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {around: 2}"), `"around" is not supported`},
		{corr("type: value_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 2}"), "needs a field"},
		{corr("type: temporal\nrules: [a]\ntimespan: 1m"), "at least two rules"},
		{corr("type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: a and b"), "over rule names"},
		{corr("type: temporal_ordered\nrules: [a, b]\ntimespan: 1m\ncondition: {gte: 1}"), "only be gte: 2"},
		{corr("type: event_count\nrules: [a]\ntimespan: 1m\nwindow: sliding\ncondition: {gte: 2}"), `"window" is not supported`},
	} {
		docs, errs := Parse("t.yml", []byte(c.text), nil)
		if len(errs) == 0 {
			t.Errorf("accepted (%d documents):\n%s", len(docs), c.text)
			continue
		}
		if !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%v\nwant %q in it for\n%s", errs[0], c.want, c.text)
		}
	}
}

// A broken document does not take the others of its file with it.
func TestOtherDocumentsStay(t *testing.T) {
	text := rule("s: {kind: x}\ncondition: s") + "---\n" + rule("s: {kimd: x}\ncondition: s") + "---\n" +
		strings.Replace(rule("s: {kind: y}\ncondition: s"), "name: t", "name: u", 1)
	docs, errs := Parse("t.yml", []byte(text), nil)
	if len(docs) != 2 || len(errs) != 1 {
		t.Fatalf("%d documents, errors %v", len(docs), errs)
	}
	if want := "t.yml:14: "; !strings.HasPrefix(errs[0].Error(), want) {
		t.Errorf("%v: want line %s", errs[0], want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(rule("s: {kind: x}\ncondition: s"))
	f.Add(rule("s: {kind|re|i: 'x.*'}\nt: [a, b]\ncondition: 1 of them and not (s or t)"))
	f.Add("title: t\nname: t\ncorrelation: {type: temporal, rules: [a, b], timespan: 5m, aliases: {x: {a: upid}}, group-by: [x]}\n")
	f.Add("title: f\nlogsource: {product: mesos}\nfilter: {rules: any, s: {upid|cidr: 10.0.0.0/8}, condition: not s}\nexpires: 2026-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		docs, errs := Parse("f.yml", []byte(text), Expansions{"x": {"y"}})
		if len(docs)+len(errs) == 0 {
			t.Error("neither a document nor an error")
		}
		for _, d := range docs {
			e := &mesoswatch.Event{Kind: "x", Raw: text, FrameworkName: text}
			det := d.Detection
			if d.Filter != nil {
				det = d.Filter.Detection
			}
			if det != nil && det.Match(e) && !det.Could(Where{Kind: "x"}) {
				t.Error("matches where it said it could not")
			}
		}
	})
}

// pattern is compared with the plain recursive definition of its wildcards.
func FuzzPattern(f *testing.F) {
	f.Add("a*b?c", "axxbyc")
	f.Add(`\*x`, "*x")
	f.Add("***", "")
	f.Add("Ä*", "äx")
	f.Fuzz(func(t *testing.T, pat, s string) {
		if len(pat) > 40 || len(s) > 60 || strings.ToValidUTF8(s, "") != s || strings.ToValidUTF8(pat, "") != pat {
			return
		}
		toks := tokens(pat)
		if got, want := newPattern(toks, true).ok(s), slow(toks, s); got != want {
			t.Errorf("%q on %q: %v", pat, s, got)
		}
	})
}

func slow(toks []token, s string) bool {
	if len(toks) == 0 {
		return s == ""
	}
	switch toks[0].kind {
	case literal:
		return strings.HasPrefix(s, toks[0].text) && slow(toks[1:], s[len(toks[0].text):])
	case anyOne:
		for i := range s {
			if i > 0 {
				return slow(toks[1:], s[i:])
			}
		}
		return s != "" && slow(toks[1:], "")
	}
	for i := range s {
		if slow(toks[1:], s[i:]) {
			return true
		}
	}
	return slow(toks[1:], "")
}

package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const markedBody = `## Meaning

Always.

<!-- if reason -->
The reason: {{reason}}.

<!-- unless reason -->
No reason is given ({{principal or nobody}}).

## Diagnose

<!-- if claimed_ip claimed_port -->
- [ ] *reads* Ask it:

` + "```sh\ncurl http://{{claimed_ip}}:{{claimed_port}}/\n```" + `

It may not answer.

- [ ] *reads* Look:

` + "```sh\ngrep x {{source or \"$LOG\"}}\n```" + `

<!-- if framework_id -->
` + "```sh\ngrep {{framework_id}} {{source or \"$LOG\"}}\n```" + `

<!-- if hostname -->
- [ ] Go to {{hostname}}.
- [ ] Think.

## Contain
`

func TestMarks(t *testing.T) {
	book := mesoswatch.Runbook{ID: "x", Body: markedBody}
	all := mesoswatch.Steps(markedBody)
	bare, err := Fill(book, mesoswatch.Finding{})
	if err != nil {
		t.Fatal(err)
	}
	want := "## Meaning\n\nAlways.\n\nNo reason is given (nobody).\n\n## Diagnose\n\n- [ ] *reads* Look:\n\n```sh\ngrep x \"$LOG\"\n```\n\n- [ ] Think.\n\n## Contain\n" +
		"\n> 2 steps are left out: the finding does not tell what they need.\n"
	if bare.Markdown != want {
		t.Errorf("got\n%s\nwant\n%s", bare.Markdown, want)
	}
	if len(bare.Steps) != 2 || bare.Steps[0].ID != all[1].ID || bare.Steps[1].ID != all[3].ID || !slices.Equal(bare.LeftOut, []string{all[0].ID, all[2].ID}) {
		t.Errorf("%+v, left out %v", bare.Steps, bare.LeftOut)
	}
	full, err := Fill(book, mesoswatch.Finding{
		Fields:   map[string]string{"reason": "r*", "claimed_ip": "fe80::1", "claimed_port": "x y", "framework_id": "f-1", "hostname": "h"},
		Evidence: []mesoswatch.Evidence{{Source: "http://10.0.0.1:5050"}, {Source: "10.0.0.5:2181", Line: 1}, {Source: "/var/log/a b", Line: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(full.Steps) != 4 || len(full.LeftOut) != 0 || !slices.Equal(full.Open, []string{"claimed_port", "source"}) || strings.Contains(full.Markdown, "<!--") {
		t.Fatalf("%+v", full)
	}
	for i, s := range full.Steps {
		if s.ID != all[i].ID {
			t.Errorf("step %d has id %s, not %s", i, s.ID, all[i].ID)
		}
	}
	// A value that is there and not of its form makes nothing disappear.
	if s := full.Steps[0]; !slices.Equal(s.Commands, []string{"curl http://'[fe80::1]':<claimed_port>/"}) || !slices.Equal(s.Open, []string{"claimed_port"}) {
		t.Errorf("%+v", s)
	}
	if s := full.Steps[1]; !slices.Equal(s.Commands, []string{"grep x <source>", "grep f-1 <source>"}) || !slices.Equal(s.Open, []string{"source"}) {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(full.Markdown, "The reason: r\\*.\n\n## Diagnose") {
		t.Error(full.Markdown)
	}
}

func TestMisplacedMarks(t *testing.T) {
	for body, want := range map[string]string{
		"<!-- if reason -->\n\ntext":                  "directly above",
		"<!-- if reason -->\n## Contain":              "directly above",
		"<!-- if reason -->\n<!-- if state -->\ntext": "directly above",
		"<!-- if colour -->\ntext":                    `unknown name "colour"`,
		"<!-- when reason -->\ntext":                  "a comment is",
		" <!-- if reason -->\ntext":                   "a comment is",
		"text\n<!-- if reason -->":                    "at the end",
	} {
		if _, err := Fill(mesoswatch.Runbook{ID: "x", Body: body}, mesoswatch.Finding{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
	if filled, err := Fill(mesoswatch.Runbook{ID: "x", Body: "- [ ] *reads* x\n```sh\n<!-- if reason -->\n```"}, mesoswatch.Finding{}); err != nil || len(filled.Steps) != 1 ||
		!slices.Equal(filled.Steps[0].Commands, []string{"<!-- if reason -->"}) {
		t.Errorf("a mark inside of a command: %+v, %v", filled, err)
	}
}

func TestBodyProblems(t *testing.T) {
	step := func(command string) string { return "- [ ] *reads* x\n\n```sh\n" + command + "\n```\n" }
	for body, want := range map[string]string{
		step("grep '{{source}}' x"):                    "line 4: {{source}} stands inside quotes",
		step("ls\ngrep \"a {{source}}\" x"):            "line 5: {{source}} stands inside quotes",
		step("awk '\n{{source}}' x"):                   "line 5: {{source}} stands inside quotes",
		step("echo `ls {{source}}`"):                   "{{source}} stands inside quotes",
		step("ls '"):                                   "a quote has no end",
		step("{{source}} x"):                           "{{source}} would be the command",
		step("ls | {{source}}"):                        "{{source}} would be the command",
		step("if true; then {{source}}; fi"):           "{{source}} would be the command",
		step("ls > {{source}}"):                        "{{source}} would be the file that is written",
		step("ls >>{{source}}"):                        "{{source}} would be the file that is written",
		step("cat <<END\n{{source}}\nEND"):             "here-document",
		step("ls \\{{source}}"):                        `{{source}} stands behind a \`,
		step("id {{principal}}"):                       "{{principal}} is free text",
		step("ls {{source or a b}}"):                   `"a b" stands in for {{source}}`,
		step("ls {{source or $(reboot)}}"):             "stands in for {{source}}",
		"- [ ] x\n\n```sh\nls\n```\n":                  "says neither *reads* nor",
		"- [ ] *reads* x\n\n```\nls\n```\n":            "commands begin with ```sh",
		"- [ ] *reads* x\n\n```sh\nls\n":               "the commands have no end",
		"- [ ] *reads* x\n\n    ls\n":                  "at the start of a line",
		"~~~\nls\n~~~\n":                               "at the start of a line",
		"say ``{{source}}``":                           "single backticks",
		"say `{{source}}":                              "single backticks",
		"{{reason}}. More.":                            "could begin a list",
		"> - {{reason or x}}) x":                       "could begin a list",
		"say `x {{principal}}`":                        "{{principal}} is free text",
		step("ls {{source or \"$LOG\"}} 2>&1 | wc -l"): "",
		step("# about {{source}}\nls {{source or /var/log/x}} >'a b'; echo \"$X\" {{line}}") + "Say `{{source}}` and {{principal or nobody}}.": "",
		step("for i in {{source}}; do\n  ls \"$i\" {{line}}\ndone"):                                                                            "",
		step("ls \\\n  {{source}}"): "",
	} {
		got := strings.Join(bodyProblems(body), "\n")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q:\n%s\nwant %q", body, got, want)
		}
	}
}

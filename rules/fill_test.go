package rules

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const fillBody = "See {{framework_name}} at {{claimed_ip}}, `grep {{claimed_ip}}`.\n\n" +
	"```sh\ncurl -d frameworkId={{framework_id}} http://{{claimed_ip}}/\ngrep {{upid}} {{source}}\nid {{principal}}\n```\n"

func fill(t *testing.T, fields map[string]string) string {
	t.Helper()
	f := mesoswatch.Finding{Fields: fields, Evidence: []mesoswatch.Evidence{{Source: "/var/log/it's here", Line: 1}}}
	s, err := Fill(mesoswatch.Runbook{ID: "x", Body: fillBody}, f)
	if err != nil {
		t.Fatal(err)
	}
	return s.Markdown
}

func TestFill(t *testing.T) {
	got := fill(t, map[string]string{
		"framework_name": "a*b `x` <b>\x1b[2J", "claimed_ip": "10.0.9.9", "framework_id": "20150204-151306-1176176138-5050-30988-1936",
		"upid": "slave(1)@10.0.9.9:5051", "principal": "ops",
	})
	want := "See a\\*b \\`x\\` \\<b\\>\\\\x1b\\[2J at 10.0.9.9, `grep 10.0.9.9`.\n\n" +
		"```sh\ncurl -d frameworkId=20150204-151306-1176176138-5050-30988-1936 http://10.0.9.9/\ngrep 'slave(1)@10.0.9.9:5051' <source>\nid <principal>\n```\n" +
		"\n> Fill in by hand: `<source>`, `<principal>`. The finding does not tell it, or it is not of the form that may enter a command.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is not of its form does not get into a command, however it is dressed.
func TestHostileValuesStayOut(t *testing.T) {
	for _, v := range []string{
		"10.0.0.1; reboot", "$(reboot)", "`reboot`", "10.0.0.1\nreboot", "--exec=x", "-rf", "'; reboot; '", "a b", "x|y", "a&b", "~root", "*", "\x00",
		"fe80::1%$(reboot)", "scheduler@10.0.0.1:5050;reboot", "x'@10.0.0.1:5050", "-x@10.0.0.1:5050", strings.Repeat("a", 5000),
	} {
		got := fill(t, map[string]string{"claimed_ip": v, "framework_id": v, "upid": v})
		command := got[strings.Index(got, "```sh"):]
		if strings.Contains(command, v) && v != "*" {
			t.Errorf("%q is in the command:\n%s", v, command)
		}
		for _, open := range []string{"frameworkId=<framework_id>", "http://<claimed_ip>/", "grep <upid>"} {
			if !strings.Contains(command, open) {
				t.Errorf("%q: %s is not left open:\n%s", v, open, command)
			}
		}
	}
}

func TestMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"10.0.9.9": "10.0.9.9", "2026-03-01T10:00:05Z": "2026-03-01T10:00:05Z", "1. x": `1\. x`, "- x": `\- x`, "---": `\-\-\-`,
		"http://x": `http\://x`, "www.x": `www\.x`, "a@b": `a\@b`, "# x": `\# x`, "[a](b)": `\[a\]\(b\)`, "<b>": `\<b\>`,
		"a\nb": `a\\nb`, "===": `\=\=\=`,
	} {
		if got := markdown(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestUnknownPlaceholder(t *testing.T) {
	if _, err := Fill(mesoswatch.Runbook{ID: "x", Body: "{{secret}}"}, mesoswatch.Finding{}); err == nil {
		t.Error("accepted")
	}
}

func TestEveryRunbookFills(t *testing.T) {
	for _, b := range load(t).Runbooks() {
		s, err := Fill(b, mesoswatch.Finding{Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}})
		if err != nil || strings.Contains(s.Markdown, "{{") {
			t.Errorf("%s: %v", b.ID, err)
		}
	}
}

package posture

import (
	"fmt"
	"strings"
)

// pageHead explains the checks and how to write rows; %s is the list of kinds of
// daemons, then of families.
const pageHead = `# The posture checks

This page is generated from the checks (` + "`go test ./rules/posture -run TestDocs -update`" + `).

A check looks at one thing about how a cluster is set up and answers for each subject (a master, all sampled agents, a file, a
framework) one of:

| result | means |
|---|---|
| pass | it was seen, and is as it should be |
| fail | it was seen, and is not; a finding is open until it is mended |
| unknown | it could not be seen; the reason says why not and what would settle it. Never a pass |
| not-applicable | the question does not arise: another release, nothing of the sort, or told by another check |

Sampled agents are one subject, however many there are: the answer is the worst, and says of how many it is true.
Where a rule of the log or of the cluster (see [rules.md](rules.md)) has a finding open about the same cause, a failed check gives
no second one; its verdict stands in the report all the same.

## Writing checks

A check about one setting is a row of data. Put rows into a file ` + "`checks/NAME.yml`" + ` below a folder that you name with ` + "`--rules DIR`" + `;
a row with the id of another one replaces it.

` + "```yaml" + `
- id: host-own-work-dir
  title: "Sandboxes are not on the data disk"
  daemon: agent
  flag: work_dir
  since: "0.14"
  want: {outside: [/var]}
  level: low
  rationale: "The system disk fills."
  remediation: "Set --work_dir=/data/mesos."
  references: ["https://wiki.example/mesos"]
  runbook: resource-use
  settle: "read the flags of the agents"
` + "```" + `

| field | means |
|---|---|
| id | a family, a dash and words; families: %s |
| title, rationale, remediation, references, settle | texts: what is wrong, what comes of it, the exact flag or file, pages to read, what would settle an unknown |
| runbook | the id of a runbook (` + "`mesoswatch runbook list`" + `) |
| level | of a fail: informational, low, medium, high, critical |
| daemon | whose setting it is: %s |
| flag | the setting as the newest release names it, without dashes; for files of schedulers and ZooKeeper the key |
| env | instead of flag: a variable of libprocess (LIBPROCESS_…), which only files and processes of a host tell |
| aliases | its other names, deprecated ones too; a name that the daemon's release does not know does not count |
| since, until | the minor release that brought it, and the first without it; outside of them the check is not applicable |
| default | what holds when it is not given; none: nothing |
| defaults | the same where it changed: a list of {since, value}, oldest first; value null: nothing |
| realms | HTTP realms that the flag switches on: what a request without a credential was answered goes before the flag |
| when | a list of {flag, aliases, default, want}: conditions about settings of the same daemon, without which the check is not applicable |
| finding | a rule that finds the same: while it has a finding open, this check opens none |
| want | what the value has to be; all that is given must hold |

| in want | holds when |
|---|---|
| is: true or false | it is that, as Mesos reads booleans (an empty value is true) |
| set: true or false | it is given at all, or is not |
| equals, one_of, none_of | the whole value is that, is one of these, is none of these |
| has, has_any, lacks | the items of a list with commas hold all of these, one of these, none of these |
| contains, free_of | the text holds all of these pieces, none of these |
| outside | the path is not in one of these folders |
| path: true | it is a path or file:///…, not the content itself |
| login: true or false | the URL has a user and password, or has not |
| no_ciphers | no part of the cipher list that is not taken away (!RC4) has one of these words |
| at_least, at_most | number, percentage or duration (15secs, 1weeks) |

## Waivers

` + "`--waivers FILE`" + ` names a file that says who answers for a fail, why, and until when. The result stays a fail and is shown as waived; an expired
waiver counts no more, and one that meets no fail is reported.

` + "```yaml" + `
- id: w-2027-03
  check: authn-*
  subject: "master http://10.0.0.?:5050"
  owner: platform team
  reason: "a laboratory without other users"
  expires: 2027-03-31
` + "```" + `

`

// Markdown writes the catalogue as a page: how to read and write checks, then all of
// them by family. The page of the shipped checks is docs/posture.md.
func (c *Catalog) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, strings.Join(Families(), ", "), strings.Join(Kinds(), ", "))
	b.WriteString("## What is looked at by hand\n\nNo program sees these from here. They stand in every report as a list, and are never passed.\n\n| what | why | wanted | command |\n|---|---|---|---|\n")
	for _, m := range Manuals() {
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", cell(m.Title), cell(m.Why), cell(m.Wanted), cell(m.Command))
	}
	for _, family := range Families() {
		c.family(&b, family)
	}
	return b.String()
}

func (c *Catalog) family(b *strings.Builder, family string) {
	fmt.Fprintf(b, "\n## %s\n\n| check | level | what |\n|---|---|---|\n", family)
	for _, x := range c.checks {
		if x.Family == family {
			fmt.Fprintf(b, "| [`%s`](#%s) | %s | %s |\n", x.ID, x.ID, x.Level, cell(x.Title))
		}
	}
	for _, x := range c.checks {
		if x.Family == family {
			x.describe(b)
		}
	}
}

func (x Check) describe(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n**%s** (%s). %s\n\n", x.ID, x.Title, x.Level, strings.TrimSpace(x.Rationale))
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "- %s: %s\n", name, strings.TrimSpace(value))
		}
	}
	fact("Do", x.Remediation)
	fact("To settle an unknown", x.Settle)
	fact("Runbook", "`"+x.Runbook+"`")
	if x.Finding != "" {
		fact("Silent beside the rule", "`"+x.Finding+"`")
	}
	if x.File != "" {
		fact("Row in", "`rules/posture/"+x.File+"`")
	}
	fact("References", strings.Join(x.References, ", "))
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Fill puts a finding's values into the placeholders ({{claimed_ip}}) of a
// runbook and leaves out what its marks (<!-- if claimed_ip -->) say is about
// something the finding does not tell. The ids of its steps are those of the
// unfilled text, whatever is left out.
//
// In commands (fenced blocks and code spans) only typed values are filled in: an
// id, an address, a number, a UPID, a path, a time; each is checked against its
// form and quoted for the shell where it needs to be. Free text and a value that
// is not of its form stay visible as <name>, with a note at the end; so does a
// missing one, unless the placeholder has words for that ({{source or FILE}}). A
// mark looks at whether there is a value, not at its form: nobody makes a step
// disappear by an odd name. In prose every value is made harmless and escaped for
// Markdown. Unknown names and misplaced marks are errors.
func Fill(rb mesoswatch.Runbook, f mesoswatch.Finding) (mesoswatch.FilledRunbook, error) {
	p := filler{finding: f, steps: mesoswatch.Steps(rb.Body)}
	p.reader.told = func(name string) bool { return p.value(name) != "" }
	filled := mesoswatch.FilledRunbook{ID: rb.ID, Title: rb.Title}
	var out []string
	for i, line := range strings.Split(rb.Body, "\n") {
		stays, err := p.reader.next(line)
		if err == nil && stays {
			line, err = p.line(line)
			out = append(out, line)
		}
		if err != nil {
			return mesoswatch.FilledRunbook{}, fmt.Errorf("runbook %s, line %d: %w", rb.ID, i+1, err)
		}
		p.account(i, stays, &filled)
	}
	if p.reader.pending != nil {
		return mesoswatch.FilledRunbook{}, fmt.Errorf("runbook %s: a mark stands at the end, above nothing", rb.ID)
	}
	filled.Markdown = strings.Join(out, "\n") + notes(filled)
	filled.Steps = mesoswatch.Steps(filled.Markdown)
	for i := range min(len(filled.Steps), len(p.kept)) { // the same: no value makes a line, or a box
		filled.Steps[i].ID, filled.Steps[i].Open = p.kept[i].ID, p.kept[i].Open
	}
	return filled, nil
}

// add appends what is not there yet.
func add(all []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// notes say at the end what the finding did not tell.
func notes(filled mesoswatch.FilledRunbook) string {
	var out string
	if len(filled.Open) > 0 {
		out = "\n> Fill in by hand: `<" + strings.Join(filled.Open, ">`, `<") +
			">`. The finding does not tell it, or it is not of the form that may enter a command.\n"
	}
	switch n := len(filled.LeftOut); {
	case n == 1:
		out += "\n> One step is left out: the finding does not tell what it needs.\n"
	case n > 1:
		out += fmt.Sprintf("\n> %d steps are left out: the finding does not tell what they need.\n", n)
	}
	return out
}

// filler fills the placeholders of one runbook.
type filler struct {
	finding mesoswatch.Finding
	reader  bookReader
	steps   []mesoswatch.RunbookStep // of the unfilled text that are yet to come
	kept    []mesoswatch.RunbookStep // that stay, with what is open in them
	left    []string                 // names that stayed open in the line
}

// account notes what became of line n of the unfilled text: which step it began,
// and what stayed open in it.
func (p *filler) account(n int, stays bool, filled *mesoswatch.FilledRunbook) {
	if len(p.steps) > 0 && p.steps[0].Line == n {
		if stays {
			p.kept = append(p.kept, p.steps[0])
		} else {
			filled.LeftOut = append(filled.LeftOut, p.steps[0].ID)
		}
		p.steps = p.steps[1:]
	}
	if last := len(p.kept) - 1; last >= 0 && p.reader.fenced {
		p.kept[last].Open = add(p.kept[last].Open, p.left...)
	}
	filled.Open, p.left = add(filled.Open, p.left...), nil
}

// line fills one that stays: commands in fences and between backticks, else prose.
func (p *filler) line(line string) (string, error) {
	if p.reader.fenced {
		return p.replace(line, p.command)
	}
	parts := strings.Split(line, "`")
	for i, part := range parts {
		how := p.text
		if i%2 == 1 {
			how = p.command
		}
		s, err := p.replace(part, how)
		if err != nil {
			return "", err
		}
		parts[i] = s
	}
	return strings.Join(parts, "`"), nil
}

// slot is one placeholder.
type slot struct{ name, words, before string }

func (p *filler) replace(s string, how func(slot) string) (string, error) {
	var out strings.Builder
	last := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		a := slot{name: s[at[2]:at[3]], before: s[:at[0]]}
		if at[4] >= 0 {
			a.words = s[at[4]:at[5]]
		}
		if _, known := placeholders[a.name]; !known {
			return "", fmt.Errorf("unknown placeholder {{%s}}", a.name)
		}
		out.WriteString(s[last:at[0]])
		out.WriteString(how(a))
		last = at[1]
	}
	out.WriteString(s[last:])
	return out.String(), nil
}

// value looks a placeholder up: in the finding itself, then in its fields.
func (p *filler) value(name string) string {
	f := p.finding
	switch name {
	case "finding":
		return f.ID
	case "rule":
		return f.Rule
	case "subject":
		return f.Subject.Name
	case "first_seen":
		return f.FirstSeen.UTC().Format(shortTime)
	case "last_seen":
		return f.LastSeen.UTC().Format(shortTime)
	case "source":
		if f.Fields["source"] == "" {
			return logOf(f)
		}
	}
	return f.Fields[name]
}

// logOf is the log a finding has lines of.
func logOf(f mesoswatch.Finding) string {
	posture := slices.ContainsFunc(f.Tags, func(t string) bool { return strings.HasPrefix(t, mesoswatch.PostureTag) })
	for _, e := range f.Evidence {
		if isLog(e, posture) {
			return e.Source
		}
	}
	return ""
}

// isLog tells a line of a log from what an endpoint or a server answered, which is
// no file to look into. How something is set up is told by lines of other files
// too: of those only the number is known.
func isLog(e mesoswatch.Evidence, posture bool) bool {
	_, _, server := mesoswatch.SplitAddress(e.Source)
	switch {
	case e.JSONPath != "", strings.Contains(e.Source, "://"), server, isAddress(e.Source):
		return false
	case posture:
		return e.Offset > 0 || e.Inode > 0
	}
	return strings.ContainsAny(e.Source, "./")
}

func (p *filler) command(a slot) string {
	v := p.value(a.name)
	if v == "" && a.words != "" {
		return a.words
	}
	if word, ok := inCommand(a.name, v, a.before); ok {
		return word
	}
	p.left = add(p.left, a.name)
	return "<" + a.name + ">"
}

func (p *filler) text(a slot) string {
	switch v := p.value(a.name); {
	case v != "":
		return markdown(v)
	case a.words != "":
		return a.words
	}
	return "(" + strings.ReplaceAll(a.name, "_", " ") + " unknown)"
}

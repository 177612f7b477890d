package rules

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Fill puts a finding's values into the placeholders ({{claimed_ip}}) of a
// runbook. The ids of its steps are those of the unfilled text.
//
// In commands (fenced blocks and code spans) only typed values are filled in: an
// id, an address, a number, a UPID, a path, a time; each is checked against its
// form and quoted for the shell where it needs to be. Free text, a missing value
// and one that is not of its form stay visible as <name>, with a note at the
// end. In prose every value is made harmless and escaped for Markdown. A
// placeholder that is unknown to the language is an error.
func Fill(rb mesoswatch.Runbook, f mesoswatch.Finding) (mesoswatch.FilledRunbook, error) {
	p := filler{finding: f}
	var out strings.Builder
	fence := ""
	for i, line := range strings.SplitAfter(rb.Body, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		mark := leading(trimmed, '`')
		switch {
		case fence == "" && len(mark) >= 3:
			fence = mark
		case fence != "" && strings.HasPrefix(mark, fence) && strings.TrimSpace(trimmed) == mark:
			fence = ""
		}
		var err error
		if fence != "" {
			line, err = p.replace(line, p.command)
		} else {
			line, err = p.prose(line)
		}
		if err != nil {
			return mesoswatch.FilledRunbook{}, fmt.Errorf("runbook %s, line %d: %w", rb.ID, i+1, err)
		}
		out.WriteString(line)
	}
	if len(p.open) > 0 {
		out.WriteString("\n> Fill in by hand: " + strings.Join(p.open, ", ") +
			". The finding does not tell it, or it is free text, which never enters a command.\n")
	}
	filled := mesoswatch.FilledRunbook{ID: rb.ID, Title: rb.Title, Markdown: out.String(), Open: p.open}
	filled.Steps = mesoswatch.Steps(filled.Markdown)
	for i, s := range mesoswatch.Steps(rb.Body)[:len(filled.Steps)] { // no value can add or take away a line
		filled.Steps[i].ID = s.ID
	}
	return filled, nil
}

func leading(s string, c byte) string {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return s[:n]
}

var placeholder = regexp.MustCompile(`\{\{\s*([a-z_]+)\s*\}\}`)

// filler fills the placeholders of one runbook.
type filler struct {
	finding mesoswatch.Finding
	open    []string // names that stayed open, in order
}

// prose fills text outside of fences; code spans in it are commands.
func (p *filler) prose(line string) (string, error) {
	var out strings.Builder
	for i, part := range strings.Split(line, "`") {
		how := p.text
		if i%2 == 1 {
			how = p.command
		}
		s, err := p.replace(part, how)
		if err != nil {
			return "", err
		}
		if i > 0 {
			out.WriteByte('`')
		}
		out.WriteString(s)
	}
	return out.String(), nil
}

func (p *filler) replace(s string, how func(name string) string) (string, error) {
	var err error
	s = placeholder.ReplaceAllStringFunc(s, func(m string) string {
		name := placeholder.FindStringSubmatch(m)[1]
		if _, known := placeholders[name]; !known {
			err = fmt.Errorf("unknown placeholder {{%s}}", name)
			return m
		}
		return how(name)
	})
	return s, err
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
		for _, e := range f.Evidence {
			if f.Fields["source"] == "" && e.JSONPath == "" && !strings.Contains(e.Source, "://") {
				return e.Source // a log: what an endpoint answered is no file to look into
			}
		}
	}
	if v := f.Fields[name]; v != "" {
		return v
	}
	if name == f.Subject.Kind+"_id" {
		return f.Subject.Name
	}
	return ""
}

func (p *filler) command(name string) string {
	v := p.value(name)
	if check := placeholders[name]; check != nil && v != "" && len(v) <= 300 && check(v) {
		return quoted(v)
	}
	return p.leave(name)
}

func (p *filler) leave(name string) string {
	shown := "<" + name + ">"
	for _, o := range p.open {
		if o == "`"+shown+"`" {
			return shown
		}
	}
	p.open = append(p.open, "`"+shown+"`")
	return shown
}

func (p *filler) text(name string) string {
	v := p.value(name)
	if v == "" {
		return "(" + strings.ReplaceAll(name, "_", " ") + " unknown)"
	}
	return markdown(v)
}

// markdown makes foreign text harmless and plain in Markdown prose.
func markdown(s string) string {
	s = mesoswatch.Printable(cut(s, maxFieldText))
	var b strings.Builder
	for i, r := range s {
		if special(s, i, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// special tells whether a character could mean something in Markdown where it
// stands. Dots, hyphens and colons mostly do not, and addresses and times are
// full of them: they matter at the start of a list and in a link.
func special(s string, i int, r rune) bool {
	next := s[min(i+1, len(s)):]
	switch r {
	case '.':
		return next == "" || next[0] == ' ' || strings.HasSuffix(strings.ToLower(s[:i]), "www")
	case '-', '+':
		return i == 0 || next == "" || next[0] == ' ' || next[0] == '-'
	case ':':
		return next != "" && next[0] == '/'
	}
	return strings.ContainsRune("\\`*_{}[]()<>#!|~&@$=", r)
}

// quoted leaves plain words as they are and quotes the rest for a POSIX shell.
func quoted(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// The forms of typed placeholders. None lets a value begin with a hyphen, so it
// cannot become an option.
var (
	plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)
	idForm    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	hostForm  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)
	numForm   = regexp.MustCompile(`^[0-9]{1,19}$`)
	pathForm  = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./@%+=,:-]*$`)
	timeForm  = regexp.MustCompile(`^[0-9TZ:.+-]+$`)
	actorForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.()-]*$`)
)

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil && !strings.Contains(s, "%")
}

func isUPID(s string) bool {
	u, ok := mesoswatch.ParseUPID(s)
	return ok && actorForm.MatchString(u.Actor)
}

// placeholders lists the names a runbook can use and, for those that may enter a
// command, their form. nil means free text.
var placeholders = map[string]func(string) bool{
	"finding": idForm.MatchString, "rule": idForm.MatchString, "subject": nil,
	"first_seen": timeForm.MatchString, "last_seen": timeForm.MatchString,
	"source": pathForm.MatchString, "line": numForm.MatchString, "offset": numForm.MatchString,
	"framework_id": idForm.MatchString, "agent_id": idForm.MatchString, "container_id": idForm.MatchString,
	"task_id": idForm.MatchString, "executor_id": idForm.MatchString,
	"claimed_ip": isAddress, "remote_ip": isAddress, "claimed_port": numForm.MatchString, "remote_port": numForm.MatchString,
	"upid": isUPID, "old_upid": isUPID, "leader": isUPID, "hostname": hostForm.MatchString, "version": idForm.MatchString,
	"status":    numForm.MatchString,
	"principal": nil, "claimed_principal": nil, "framework_name": nil, "user": nil, "roles": nil, "reason": nil,
	"user_agent": nil, "forwarded_for": nil, "znode": pathForm.MatchString, "path": nil, "query": nil, "method": nil, "call": nil, "state": nil,
	"service": nil, "collector": nil, "message": nil, "owner": nil, "expires": nil, "baseline": nil,
	"image": nil, "app": nil, "holds": nil, "before": nil, "until": timeForm.MatchString, "count": numForm.MatchString,
}

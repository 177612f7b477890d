package hostconf

import (
	"fmt"
	"slices"
	"strings"
)

// shell reads the assignments of a file that a shell sources, /etc/default/mesos.
// Nothing is executed: of all commands only cat of a file is understood, for that is
// how the packages' own files read /etc/mesos/zk.
type shell struct {
	scan scanner
	vars map[string]string
	// cat answers what a command substitution would: the text of a file without its
	// last line feeds.
	cat func(path string) (string, error)

	out   []assignment
	notes []flaw // what the file does beside assignments
	depth int    // conditions, loops and functions around the line
	open  int    // brackets of those
	maybe bool   // behind && or ||
}

// parseShell reads a file. cat may be nil: then no command is understood.
func parseShell(text string, cat func(string) (string, error)) *shell {
	s := &shell{vars: make(map[string]string), cat: cat}
	s.scan = scanner{text: text, line: 1, expand: s.expand}
	for len(s.out) < maxAssignments {
		words, end, ok := s.scan.command()
		if !ok {
			break
		}
		s.command(words)
		s.maybe = end == "&&" || end == "||"
		switch end {
		case "(":
			s.depth++
			s.open++
		case ")":
			if s.open > 0 { // not that of a case
				s.depth = max(0, s.depth-1)
				s.open--
			}
		}
	}
	return s
}

// openers and closers of what is not always run.
var (
	openers = []string{"if", "for", "while", "until", "case", "select", "{"}
	closers = []string{"fi", "done", "esac", "}"}
	between = []string{"then", "else", "elif", "do", "!", "time"}
	quiet   = []string{"set", "ulimit", "umask", "shopt", ":", "true", "[", "[[", "test", "return", "trap", "echo"}
)

// command takes one simple command.
func (s *shell) command(words []word) {
	for len(words) > 0 {
		switch w := words[0].raw; {
		case slices.Contains(openers, w):
			s.depth++
			if w != "{" {
				return // its condition or list
			}
		case slices.Contains(closers, w):
			s.depth = max(0, s.depth-1)
		case slices.Contains(between, w):
		default:
			s.simple(words)
			return
		}
		words = words[1:]
	}
}

func (s *shell) simple(words []word) {
	switch words[0].raw {
	case "export", "declare", "typeset", "readonly", "local":
		for _, w := range words[1:] {
			s.assign(w)
		}
		return
	case "unset":
		for _, w := range words[1:] {
			s.unset(w.value)
		}
		return
	case ".", "source":
		if len(words) > 1 {
			s.note(words[0], "reads another file, "+printable(words[1].value)+", which is not followed")
		}
		return
	}
	n := 0
	for n < len(words) && words[n].assigns() {
		n++
	}
	if n < len(words) {
		if !slices.Contains(quiet, words[n].raw) {
			s.note(words[n], "runs a command, which is not evaluated")
		}
		return
	}
	for _, w := range words {
		s.assign(w)
	}
}

func (s *shell) note(w word, what string) {
	if len(s.notes) < 50 {
		s.notes = append(s.notes, flaw{line: w.line, text: fmt.Sprintf("line %d %s", w.line, what)})
	}
}

func (s *shell) unset(name string) {
	delete(s.vars, name)
	s.out = slices.DeleteFunc(s.out, func(a assignment) bool { return a.name == name })
}

// assign takes NAME=value or NAME+=value.
func (s *shell) assign(w word) {
	if !w.assigns() {
		return
	}
	name, value, _ := strings.Cut(w.value, "=")
	a := assignment{line: w.line, value: value, trouble: w.trouble}
	name, appends := strings.CutSuffix(name, "+")
	a.name = name
	switch {
	case w.unread:
		_, a.value, _ = strings.Cut(w.raw, "=")
		a.unread = true
	case appends:
		a.value = s.vars[name] + value
	}
	if s.depth > 0 || s.maybe {
		a.trouble = joined(a.trouble, "set under a condition, which is not evaluated")
	}
	if a.unread {
		delete(s.vars, name)
	} else {
		s.vars[name] = a.value
	}
	s.out = append(s.out, a)
}

// expand answers what stands behind a "$" or in backquotes: of a variable its value,
// of a command that is understood its output.
func (s *shell) expand(what expansion) (value, trouble string, ok bool) {
	if what.command {
		return s.substitute(what.text)
	}
	name, fallback, has := strings.Cut(what.text, ":-")
	if !has {
		name, fallback, has = strings.Cut(what.text, "-")
	}
	if !isName(name) {
		return "", "", false
	}
	if v, known := s.vars[name]; known && (v != "" || !has) {
		return v, "", true
	}
	if has && !strings.ContainsAny(fallback, "$`\\\"'") {
		return fallback, "", true
	}
	return "", "", false
}

// substitute understands $(cat FILE) and $(< FILE).
func (s *shell) substitute(command string) (value, trouble string, ok bool) {
	words := strings.Fields(command)
	if n := len(words); n > 2 && words[n-1] == "2>/dev/null" {
		words = words[:n-1]
	}
	file := ""
	switch {
	case len(words) == 2 && (words[0] == "cat" || words[0] == "/bin/cat" || words[0] == "<"):
		file = words[1]
	case len(words) == 1 && strings.HasPrefix(words[0], "<"):
		file = words[0][1:]
	}
	file = strings.Trim(file, `"'`)
	if s.cat == nil || !strings.HasPrefix(file, "/") || strings.ContainsAny(file, "$`*?[|;&<>(){}") {
		return "", "", false
	}
	text, err := s.cat(file)
	switch {
	case err != nil && isMissing(err):
		return "", fmt.Sprintf("%s, which it reads, is missing", printable(file)), true
	case err != nil:
		return "", "", false
	}
	return strings.TrimRight(strings.ReplaceAll(text, "\x00", ""), "\n"), "", true
}

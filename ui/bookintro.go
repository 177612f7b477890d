package ui

import (
	"regexp"
	"slices"
	"strings"
)

// lastHeading is the index of the last heading of some Markdown; 0 without one.
func lastHeading(md []string) int {
	for i := len(md) - 1; i > 0; i-- {
		if strings.HasPrefix(md[i], "## ") {
			return i
		}
	}
	return 0
}

// headings are those of some Markdown; what has none is about something all the same.
func headings(md []string) []string {
	var all []string
	for _, l := range md {
		if title, is := strings.CutPrefix(l, "## "); is {
			all = append(all, strings.TrimSpace(title))
		}
	}
	if len(all) == 0 {
		return []string{"What it is about"}
	}
	return all
}

// shellName is a name of the shell as a book writes it.
var shellName = regexp.MustCompile("`([A-Z][A-Z0-9_]{2,30})`")

// shellNotes are the paragraphs that tell what names in commands stand for.
func shellNotes(r *markdown, md []string, width int) []bookNote {
	var notes []bookNote
	for _, par := range paragraphs(md) {
		text := strings.Join(par, "\n")
		for _, m := range shellName.FindAllStringSubmatch(text, -1) {
			if slices.ContainsFunc(notes, func(n bookNote) bool { return n.name == m[1] }) {
				continue
			}
			notes = append(notes, bookNote{name: m[1], leader: strings.Contains(text, "`"+m[1]+"` is the URL of the leading master"), text: r.lines(par, width)})
		}
	}
	return notes
}

// paragraphs are the parts of a text between empty lines.
func paragraphs(md []string) [][]string {
	var all [][]string
	from := 0
	for i := 0; i <= len(md); i++ {
		if i < len(md) && strings.TrimSpace(md[i]) != "" {
			continue
		}
		if i > from {
			all = append(all, md[from:i])
		}
		from = i + 1
	}
	return all
}

// uses tells whether a command leaves a name to the shell.
func uses(command, name string) bool {
	for rest := command; ; {
		i := strings.Index(rest, "$")
		if i < 0 {
			return false
		}
		rest = strings.TrimPrefix(rest[i+1:], "{")
		if after, is := strings.CutPrefix(rest, name); is && (after == "" || !isNamePart(after[0])) {
			return true
		}
	}
}

func isNamePart(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

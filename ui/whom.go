package ui

import (
	"net/url"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// whom is the subject of a finding as a list names it: a framework and an agent by their
// names where those are known, a task without the id of its framework, an address without the
// scheme. The whole of it stands in the detail. Foreign text.
func whom(b *mesoswatch.Board, f *mesoswatch.Finding) string {
	name := f.Subject.Name
	switch f.Subject.Kind {
	case mesoswatch.SubjectFramework:
		if row := b.Subjects(mesoswatch.SubjectFramework).Get(name); row != nil && row.Framework.Name != "" {
			return row.Framework.Name
		}
		if called := f.Fields["framework_name"]; called != "" {
			return called
		}
	case mesoswatch.SubjectAgent:
		if row := b.Subjects(mesoswatch.SubjectAgent).Get(name); row != nil && row.Agent.Hostname != "" {
			return row.Agent.Hostname
		}
	case mesoswatch.SubjectTask:
		if of, task, found := strings.Cut(name, " "); found && task != "" && of == f.Fields["framework_id"] {
			return task
		}
	}
	return placeWord(name)
}

// placeWord is an address without its scheme, where it has one and no more than that.
func placeWord(name string) string {
	if u, err := url.Parse(name); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return u.Host
	}
	return name
}

// whomCell is whom in a column. Where there is no room, paths and what stands at a host
// keep their end, other names in one word both ends.
func whomCell(p *kit.Pen, b *mesoswatch.Board, f *mesoswatch.Finding) kit.Cell {
	name := whom(b, f)
	word := !strings.ContainsAny(name, " \t\n")
	tail := word && strings.ContainsAny(name, "/@")
	return kit.Cell{Text: name, Style: p.Link, Tail: tail, Ends: word && !tail}
}

// nameOfSource is a source as a sentence or a list names it: a file by its name, an
// address without the scheme. The whole path stands among what is not seen.
func nameOfSource(source string) string {
	if name := source[strings.LastIndexByte(source, '/')+1:]; strings.HasPrefix(source, "/") && name != "" {
		return name
	}
	return placeWord(source)
}

package rules

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// Headings are the parts every runbook has, in this order.
var Headings = []string{"Meaning", "Impact", "Diagnose", "Contain", "Recover", "Evidence to keep", "Prevent"}

// bookShelf keeps runbooks by id; a later one replaces an earlier.
type bookShelf map[string]mesoswatch.Runbook

func (b bookShelf) sorted() []mesoswatch.Runbook {
	out := make([]mesoswatch.Runbook, 0, len(b))
	for _, r := range b {
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y mesoswatch.Runbook) int { return strings.Compare(x.ID, y.ID) })
	return out
}

// book reads one Markdown file. One without front matter is no runbook.
func (l *loader) book(from fs.FS, p, name string) {
	text, ok := l.read(from, p, name)
	if !ok {
		return
	}
	if !bytes.HasPrefix(text, []byte("---\n")) {
		return
	}
	r, err := parseRunbook(text)
	if err != nil {
		l.fail(&sigma.Error{File: name, Line: 1, Reason: err.Error()})
		return
	}
	if l.books == nil {
		l.books = make(bookShelf)
	}
	l.books[r.ID] = r
}

func parseRunbook(text []byte) (mesoswatch.Runbook, error) {
	var r mesoswatch.Runbook
	head, body, ok := bytes.Cut(text[len("---\n"):], []byte("\n---\n"))
	if !ok {
		return r, fmt.Errorf("runbook: the front matter has no end")
	}
	dec := yaml.NewDecoder(bytes.NewReader(head))
	dec.KnownFields(true)
	if err := dec.Decode(&r); err != nil {
		return r, fmt.Errorf("runbook: front matter: %w", err)
	}
	if r.ID == "" || r.Title == "" {
		return r, fmt.Errorf("runbook: the front matter needs id and title")
	}
	r.Body = strings.TrimLeft(string(body), "\n")
	return r, nil
}

// Filled is the runbook of a finding with its values filled in; false: its rule
// has none. One that cannot be filled in (lint finds those) comes as it is.
func (c *Catalog) Filled(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
	rb, ok := c.Runbook(f.Runbook)
	if !ok {
		return mesoswatch.FilledRunbook{}, false
	}
	filled, err := Fill(rb, f)
	if err != nil {
		filled = mesoswatch.FilledRunbook{ID: rb.ID, Title: rb.Title, Markdown: rb.Body, Steps: mesoswatch.Steps(rb.Body)}
	}
	return filled, true
}

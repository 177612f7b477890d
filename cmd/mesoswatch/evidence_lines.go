package main

import (
	"context"
	"fmt"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// cutEvidence is from how many bytes on the text of a piece of evidence may be
// only the beginning of its line.
const cutEvidence = 1900

// linesAgain are the lines of the findings and events, read again from their
// files; where that cannot be, as they were recorded.
func linesAgain(ctx context.Context, fs []mesoswatch.Finding, events []*mesoswatch.Event) ([]bundle.Line, error) {
	var lines []bundle.Line
	var asked []mesoslog.Recorded
	known := make(map[eventPlace]bool)
	add := func(l bundle.Line, text string, cut bool) {
		p := eventPlace{l.Source, l.Inode, l.Offset, ""}
		if l.Inode == 0 {
			p.raw = text
		}
		if text == "" || known[p] {
			return
		}
		known[p] = true
		l.Bytes = []byte(text)
		lines = append(lines, l)
		asked = append(asked, mesoslog.Recorded{Path: l.Source, Inode: l.Inode, Offset: l.Offset, Text: text, Cut: cut})
	}
	for _, e := range events {
		add(bundle.Line{Source: e.Source, Inode: e.Inode, Offset: e.Offset, Line: e.Line, Time: e.Time, Suspect: e.Suspect}, e.Raw, false)
	}
	for _, f := range fs {
		for _, e := range f.Evidence {
			if e.JSONPath == "" {
				add(bundle.Line{Source: e.Source, Inode: e.Inode, Offset: e.Offset, Line: e.Line, Time: e.Time, Suspect: e.Suspect}, e.Text, len(e.Text) >= cutEvidence)
			}
		}
	}
	got, err := mesoslog.ReadAgain(ctx, asked)
	if err != nil {
		return nil, fmt.Errorf("gathering evidence: %w", err)
	}
	for i, g := range got {
		if g.Bytes != nil {
			lines[i].Bytes, lines[i].File = g.Bytes, g.File
		} else {
			lines[i].Why = g.Why
		}
	}
	return lines, nil
}

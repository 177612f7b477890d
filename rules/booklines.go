package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A runbook's text is read line by line. Commands stand in fences (```sh to ```)
// at the start of a line, items begin with "- [ ] ". A mark on a line of its own,
//
//	<!-- if framework_id -->
//	<!-- if claimed_ip claimed_port -->
//	<!-- unless source -->
//
// says that what is directly below makes sense only when the finding tells all of
// that, or nothing of it: an item with all that belongs to it, which reaches to
// the next item or heading, or a paragraph, or a fence.
var markLine = regexp.MustCompile(`^<!-- (if|unless)((?: [a-z_]+)+) -->$`)

// mark is what a line of the kind says.
type mark struct {
	unless bool
	names  []string
}

// markOf reads a mark; ok is false when the line is none.
func markOf(line string) (m mark, ok bool, err error) {
	line = strings.TrimRight(line, "\r\n")
	parts := markLine.FindStringSubmatch(line)
	if parts == nil {
		if strings.HasPrefix(strings.TrimSpace(line), "<!--") {
			return m, false, fmt.Errorf("a comment is <!-- if NAME… --> or <!-- unless NAME… -->, not %q", line)
		}
		return m, false, nil
	}
	m = mark{parts[1] == "unless", strings.Fields(parts[2])}
	for _, name := range m.names {
		if _, known := placeholders[name]; !known {
			return m, false, fmt.Errorf("unknown name %q in %q", name, line)
		}
	}
	return m, true, nil
}

// holds tells whether what is below the mark is to be seen.
func (m mark) holds(told func(name string) bool) bool {
	return !slices.ContainsFunc(m.names, func(name string) bool { return told(name) == m.unless })
}

const (
	fenceMark = "```"
	itemMark  = "- [ ] "
	headMark  = "## "
)

// bookReader walks the lines of a runbook's body and knows which are seen.
type bookReader struct {
	told    func(name string) bool // of a finding
	fenced  bool                   // inside a fence, its two lines included
	closing bool                   // the line was the last of a fence
	pending *mark                  // of the line above
	// noItem and noBlock: the item, or the paragraph or fence, is left out.
	noItem, noBlock bool
}

// next takes a line and tells whether it stays.
func (b *bookReader) next(line string) (stays bool, err error) {
	if b.closing {
		b.fenced, b.closing = false, false
	}
	blank := strings.TrimSpace(line) == ""
	switch {
	case b.fenced:
		b.closing = strings.HasPrefix(line, fenceMark)
		return !b.noItem && !b.noBlock, nil
	case blank && b.pending == nil:
		gone := b.noItem || b.noBlock // with what it ends
		b.noBlock = false
		return !gone, nil
	}
	m, marks, err := markOf(line)
	if err != nil {
		return false, err
	}
	if b.pending != nil && (marks || blank || strings.HasPrefix(line, headMark)) {
		return false, fmt.Errorf("a mark belongs directly above an item, a paragraph or a fence")
	}
	b.fenced = strings.HasPrefix(line, fenceMark)
	if marks {
		b.pending = &m
		return false, nil
	}
	b.start(line)
	return !b.noItem && !b.noBlock, nil
}

// start begins a block, when the line is its first.
func (b *bookReader) start(line string) {
	gone := b.pending != nil && !b.pending.holds(b.told)
	item := strings.HasPrefix(line, itemMark)
	switch {
	case item || strings.HasPrefix(line, headMark):
		b.noItem, b.noBlock = gone, false
	case b.pending != nil || b.fenced:
		b.noBlock = gone
	}
	b.pending = nil
}

package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// law is one thing that docs/ui.md asks of every frame and that can be seen in its
// text alone. It answers with what breaks it.
type law struct {
	name   string
	broken func(f sheet) []string
}

// sheet is a frame of its size, in lines without colours.
type sheet struct {
	w, h  int
	lines []string
	// wider are the lines of it on wider screens: what ends at the edge ends so there
	// too, or was cut.
	wider []string
}

// unspaced is a line without the room between its words and what fills it up.
func unspaced(l string) string { return strings.Join(strings.Fields(strings.Trim(l, " ┄")), " ") }

// wholeWider tells whether a line ends as it does where there is more room too.
func (f sheet) wholeWider(l string) bool {
	end := unspaced(l)
	if _, behind, cut := strings.Cut(end, "…"); cut { // at its front: what there is room for differs
		end = behind
	}
	return slices.ContainsFunc(f.wider, func(wide string) bool { return strings.HasSuffix(unspaced(wide), end) })
}

// body is what stands between the two rules; nil on a frame without.
func (f sheet) body() []string {
	rules := f.rules()
	if len(rules) < 2 {
		return nil
	}
	if body := f.lines[rules[0]+1 : rules[len(rules)-1]]; !strings.HasPrefix(body[0], "Select it with the mouse") {
		return body
	}
	return nil // that is to be selected as it stands, from the first cell on
}

// rules are the rows of the rules across the whole screen.
func (f sheet) rules() []int {
	var at []int
	for i, l := range f.lines {
		if strings.HasPrefix(l, "──") && ansi.StringWidth(l) == f.w {
			at = append(at, i)
		}
	}
	return at
}

// panes are the columns of text of the body: what stands beside each other is
// looked at apart.
func (f sheet) panes() [][]string {
	body := f.body()
	at := -1
	if len(body) > 0 {
		for i, c := range []rune(body[0]) {
			if c == '│' && !slices.ContainsFunc(body, func(l string) bool { return ansi.Cut(l, i, i+1) != "│" }) {
				at = i
			}
		}
	}
	if at < 0 {
		return [][]string{body}
	}
	var left, right []string
	for _, l := range body {
		left = append(left, strings.TrimRight(ansi.Cut(l, 0, at), " "))
		right = append(right, strings.TrimRight(ansi.Cut(l, at+1, f.w), " "))
	}
	return [][]string{left, right}
}

// each asks every line of every pane.
func (f sheet) each(broken func(pane []string, i int) bool) []string {
	var all []string
	for _, pane := range f.panes() {
		for i := range pane {
			if broken(pane, i) {
				all = append(all, pane[i])
			}
		}
	}
	return all
}

// heads tells whether a line names columns: at least three words far apart, in
// small letters, and no sentence.
func heads(l string) bool {
	known := []string{"name", "state", "claimed host", "who", "says", "since", "seen", "user", "task", "tasks", "found", "fw", "asked", "when", "kB", "first", "last", "n", "found", "level", "value", "role"}
	columns, n := 0, 0
	for word := range strings.SplitSeq(l, "  ") {
		if word = strings.TrimSpace(word); word != "" {
			columns++
			n += int(bit(slices.Contains(known, strings.TrimRight(word, "↑↓"))))
		}
	}
	return columns > 2 && n > 1
}

// rowsBelow are the lines of a table below the names of its columns.
func rowsBelow(pane []string, at int) []string {
	head := pane[at]
	indent := len(head) - len(strings.TrimLeft(head, " "))
	var rows []string
	for _, row := range pane[at+1:] {
		if row == "" || heads(row) {
			break
		}
		if plain := ansi.Cut(row, indent, indent+1); plain != " " && plain != "" && (indent < 2 || ansi.Cut(row, indent-2, indent) == "  ") {
			rows = append(rows, row)
		}
	}
	return rows
}

func laws() []law {
	counts := regexp.MustCompile(`(^|\s\s)(tasks|starting|offers|fw|found|lag|conn|queue|watches|znodes|asked)(\s\s|$)`)
	otherAges := regexp.MustCompile(`ago ago|just now|newest \d+ (s|min|h|d) ago|\d+ (seconds?|minutes?|hours?|days?) ago$`)
	return []law{
		{"fits its size", func(f sheet) (bad []string) {
			if len(f.lines) > f.h {
				bad = append(bad, fmt.Sprintf("%d lines", len(f.lines)))
			}
			for _, l := range f.lines {
				if ansi.StringWidth(l) > f.w {
					bad = append(bad, l)
				}
			}
			return bad
		}},
		{"one cell stays free on the left, but for a mark", func(f sheet) []string {
			return f.each(func(pane []string, i int) bool {
				return pane[i] != "" && !strings.ContainsAny(pane[i][:1], " ") && !strings.HasPrefix(pane[i], "▶") && !strings.HasPrefix(pane[i], "──") && !strings.HasPrefix(pane[i], "◆")
			})
		}},
		{"nothing runs into the edge: what was cut says so", func(f sheet) (bad []string) {
			for _, l := range f.body() {
				if ansi.StringWidth(l) == f.w && !strings.HasSuffix(l, "…") && !strings.HasSuffix(l, "┄") && !strings.HasSuffix(l, "──") && !f.wholeWider(l) {
					bad = append(bad, l)
				}
			}
			return bad
		}},
		{"a view begins with a title", func(f sheet) []string {
			body := f.body()
			if body != nil && strings.TrimSpace(body[0]) == "" {
				return []string{"the first row is blank"}
			}
			return nil
		}},
		{"one way to say how fresh", func(f sheet) []string {
			return f.each(func(pane []string, i int) bool {
				return otherAges.MatchString(pane[i])
			})
		}},
		{"none is - in a column of counts", func(f sheet) []string {
			var bad []string
			for _, pane := range f.panes() {
				for i, l := range pane {
					if !heads(l) {
						continue
					}
					for _, m := range counts.FindAllStringSubmatchIndex(l, -1) {
						end := ansi.StringWidth(l[:m[5]]) // behind the name: numbers stand on its right edge
						for _, row := range rowsBelow(pane, i) {
							if cell := ansi.Cut(row, max(end-4, 0), end); strings.HasSuffix(cell, " 0") && strings.HasPrefix(ansi.Cut(row, end, end+1)+" ", " ") {
								bad = append(bad, row)
							}
						}
					}
				}
			}
			return bad
		}},
		{"no scheme in the columns of a list", func(f sheet) []string {
			var bad []string
			for _, pane := range f.panes() {
				for i, l := range pane {
					if heads(l) && !strings.Contains(l, "value") {
						for _, row := range rowsBelow(pane, i) {
							if strings.Contains(row, "http://") || strings.Contains(row, "https://") {
								bad = append(bad, row)
							}
						}
					}
				}
			}
			return bad
		}},
		{"no blank row between parts of a small screen, one on a taller one", func(f sheet) []string {
			parts := []string{"Masters", "Elections", "Ensemble", "Log replicas", "Maintenance", "Roles", "Our load", "Asked"}
			title := func(l string) bool {
				l = strings.TrimLeft(l, "▶●▲▪· ")
				return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(l, p+"  ") })
			}
			return f.each(func(pane []string, i int) bool {
				if i == 0 || !title(pane[i]) {
					return false
				}
				above := pane[i-1]
				if f.h < 26 {
					return above == ""
				}
				return above != "" && !title(above) && i > 1 && heads(pane[1])
			})
		}},
	}
}

// asSheet takes a frame apart.
func asSheet(frame string, w, h int) sheet {
	return sheet{w: w, h: h, lines: strings.Split(strings.TrimSuffix(frame, "\n"), "\n")}
}

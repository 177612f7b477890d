package catalogue

import (
	"fmt"
	"strings"
)

// composites are the captures that stand for several values. Where a composite
// has more than one wording each is tried in this order.
func composites() []composite {
	return []composite{
		{"framework", []string{"{framework_id} ({framework_name})[ at {upid}]"}},
		{"framework:known", []string{"{framework_id} ({framework_name})[ at {old_upid}]"}},
		{"agent", []string{"{agent_id} at {upid} ({hostname})"}},
		{"agent:place", []string{"{agent_id} at {other_upid} ({hostname})"}},
		{"executor", []string{"'{executor_id}'", "{executor_id}"}},
		{"task", []string{"task '{task_id}'", "task {task_id}", "task group containing tasks {list}"}},
		{"update", []string{"{state}[ ({text})] for task {task_id}[ in health state {word}] of framework {framework_id}"}},
	}
}

type composite struct {
	name     string
	wordings []string
}

// piece is a part of one plain wording: fixed text, or a value.
type piece struct {
	text  string // fixed text; for a value with fixed text ({name=text}) that text
	name  string // of the value, empty for fixed text
	value bool
}

// expand answers the plain wordings of a template text: composites written
// out, optional parts present (first) or absent.
func expand(text string) ([][]piece, error) {
	texts := []string{text}
	for _, c := range composites() {
		var next []string
		for _, t := range texts {
			next = append(next, substitute(t, "{"+c.name+"}", c.wordings)...)
		}
		texts = next
	}
	var all [][]piece
	for _, t := range texts {
		p := expander{text: t}
		wordings, err := p.sequence(0)
		if err != nil {
			return nil, fmt.Errorf("template %q: %w", text, err)
		}
		for _, w := range wordings {
			all = append(all, join(w))
		}
	}
	return all, nil
}

func substitute(text, what string, wordings []string) []string {
	if !strings.Contains(text, what) {
		return []string{text}
	}
	var out []string
	for _, w := range wordings {
		out = append(out, strings.Replace(text, what, w, 1))
	}
	return out
}

type expander struct {
	text string
	at   int
}

// sequence reads to the end of the text or, inside an optional part, to its
// closing bracket, and answers every wording of what it read.
func (x *expander) sequence(depth int) ([][]piece, error) {
	wordings := [][]piece{nil}
	for x.at < len(x.text) {
		c := x.text[x.at]
		x.at++
		switch c {
		case '[':
			inner, err := x.sequence(depth + 1)
			if err != nil {
				return nil, err
			}
			wordings = product(wordings, append(inner, nil))
		case ']':
			if depth > 0 {
				return wordings, nil
			}
			wordings = product(wordings, [][]piece{{{text: "]"}}})
		case '{':
			p, err := x.value()
			if err != nil {
				return nil, err
			}
			wordings = product(wordings, [][]piece{{p}})
		default:
			wordings = product(wordings, [][]piece{{{text: x.plain(c)}}})
		}
	}
	if depth > 0 {
		return nil, fmt.Errorf("an optional part is not closed")
	}
	return wordings, nil
}

func (x *expander) plain(c byte) string {
	if c != '\\' || x.at >= len(x.text) {
		return string(c)
	}
	c = x.text[x.at]
	x.at++
	if c == 'n' {
		return "\n"
	}
	return string(c)
}

func (x *expander) value() (piece, error) {
	end := strings.IndexByte(x.text[x.at:], '}')
	if end < 0 {
		return piece{}, fmt.Errorf("a value is not closed")
	}
	name, fixed, _ := strings.Cut(x.text[x.at:x.at+end], "=")
	x.at += end + 1
	return piece{text: fixed, name: name, value: true}, nil
}

func product(left, right [][]piece) [][]piece {
	if len(right) == 1 {
		for i := range left {
			left[i] = append(left[i], right[0]...)
		}
		return left
	}
	var out [][]piece
	for _, r := range right {
		for _, l := range left {
			out = append(out, append(append([]piece(nil), l...), r...))
		}
	}
	return out
}

// join makes one piece of neighbouring fixed texts.
func join(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if n := len(out); n > 0 && !p.value && !out[n-1].value {
			out[n-1].text += p.text
			continue
		}
		out = append(out, p)
	}
	return out
}

package catalogue

import "fmt"

// wording is one plain form of a template, ready to be compared: the fixed text
// it begins with, then values and the fixed text behind each.
type wording struct {
	prefix string
	suffix string // the fixed text it ends with, when a value stands before it
	steps  []step
	consts []constant
	fixed  int // bytes of fixed text: of two wordings that fit, more is more certain
}

type step struct {
	capture
	lit  string // the fixed text behind the value; empty only at the end
	last bool
}

// constant is a value whose text stands in the template.
type constant struct {
	field field
	value string
}

// maxSteps bounds the values of one wording, so that matching needs no memory.
const maxSteps = 12

func newWording(pieces []piece, names map[string]capture) (wording, error) {
	var w wording
	for _, p := range pieces {
		if !p.value || p.text != "" {
			if p.value {
				c, ok := names[p.name]
				if !ok {
					return w, fmt.Errorf("unknown value %q", p.name)
				}
				w.consts = append(w.consts, constant{c.field, p.text})
			}
			w.fixed += len(p.text)
			if n := len(w.steps); n > 0 {
				w.steps[n-1].lit += p.text
			} else {
				w.prefix += p.text
			}
			continue
		}
		c, ok := names[p.name]
		if !ok {
			return w, fmt.Errorf("unknown value %q", p.name)
		}
		if n := len(w.steps); n > 0 && w.steps[n-1].lit == "" {
			return w, fmt.Errorf("no fixed text between values at %q", p.name)
		}
		w.steps = append(w.steps, step{capture: c})
	}
	if n := len(w.steps); n > maxSteps {
		return w, fmt.Errorf("%d values, at most %d", n, maxSteps)
	} else if n > 0 {
		w.steps[n-1].last = true
		w.suffix = w.steps[n-1].lit
	}
	return w, nil
}

// wordings answers the compiled forms of a template text. A form that another
// one repeats (an optional space before an optional value) is left out.
func wordings(text string, names map[string]capture) ([]wording, error) {
	plain, err := expand(text)
	if err != nil {
		return nil, err
	}
	var out []wording
	seen := map[string]bool{}
	for _, pieces := range plain {
		key := fmt.Sprint(pieces)
		if seen[key] {
			continue
		}
		seen[key] = true
		w, err := newWording(pieces, names)
		if err != nil {
			return nil, fmt.Errorf("template %q: %w", text, err)
		}
		out = append(out, w)
	}
	return out, nil
}

package acl

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// parseText reads the text form in which /flags and the start-up line print ACLs:
//
//	permissive: false
//	run_tasks {
//	  principals {
//	    values: "marathon"
//	  }
//	  users {
//	    type: NONE
//	  }
//	}
func parseText(text string) (raw, error) {
	p := &protoText{lines: strings.Split(text, "\n")}
	var out raw
	byName := make(map[string]int)
	for {
		name, value, open, ok, err := p.next()
		switch {
		case err != nil:
			return raw{}, err
		case !ok:
			return out, nil
		case open:
			fields, err := p.entry()
			if err != nil {
				return raw{}, err
			}
			i, known := byName[name]
			if !known {
				i = len(out.actions)
				byName[name] = i
				out.actions = append(out.actions, rawAction{name: name})
			}
			if len(out.actions[i].entries) == maxEntries {
				return raw{}, fmt.Errorf("more than %d entries of %q", maxEntries, name)
			}
			out.actions[i].entries = append(out.actions[i].entries, fields)
		case name == "permissive":
			b := value == "true"
			if !b && value != "false" {
				return raw{}, fmt.Errorf("line %d: permissive %q is no true or false", p.at, value)
			}
			out.permissive = &b
		default:
			return raw{}, fmt.Errorf("line %d: %q is neither an action nor permissive", p.at, name)
		}
	}
}

type protoText struct {
	lines []string
	at    int
}

// next reads one line that is not empty: "name {", "name: value", or "}" (ok is
// false then, and at the end).
func (p *protoText) next() (name, value string, open, ok bool, err error) {
	for p.at < len(p.lines) {
		line := strings.TrimSpace(p.lines[p.at])
		p.at++
		if line == "" {
			continue
		}
		if line == "}" {
			return "", "", false, false, nil
		}
		if n, is := strings.CutSuffix(line, "{"); is {
			return strings.TrimSpace(n), "", true, true, nil
		}
		n, v, is := strings.Cut(line, ":")
		if !is {
			return "", "", false, false, fmt.Errorf("line %d: neither JSON nor protobuf text", p.at)
		}
		return strings.TrimSpace(n), strings.TrimSpace(v), false, true, nil
	}
	return "", "", false, false, nil
}

var errClosed = errors.New("a brace that is not closed")

func (p *protoText) entry() (map[string]Entity, error) {
	fields := make(map[string]Entity)
	for {
		name, _, open, ok, err := p.next()
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return fields, p.closed()
		case !open:
			return nil, fmt.Errorf("line %d: a value where an entity was expected", p.at)
		}
		if fields[name], err = p.entity(); err != nil {
			return nil, err
		}
	}
}

func (p *protoText) entity() (Entity, error) {
	e := Entity{Kind: Some}
	for {
		name, value, open, ok, err := p.next()
		switch {
		case err != nil:
			return e, err
		case !ok:
			return e, p.closed()
		case open:
			return e, fmt.Errorf("line %d: a brace where a value was expected", p.at)
		case name == "type":
			e.Kind = Kind(value)
			if e.Kind != Some && e.Kind != Any && e.Kind != None {
				return e, fmt.Errorf("line %d: type %q is none of SOME, ANY, NONE", p.at, value)
			}
		case name == "values":
			v, err := strconv.Unquote(value)
			if err != nil {
				return e, fmt.Errorf("line %d: %s is no quoted text", p.at, clip([]byte(value)))
			}
			e.Values = append(e.Values, v)
		}
	}
}

// closed wants the line before to have been a closing brace and not the end.
func (p *protoText) closed() error {
	if p.at == 0 || strings.TrimSpace(p.lines[p.at-1]) != "}" {
		return errClosed
	}
	return nil
}

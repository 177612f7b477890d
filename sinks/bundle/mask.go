package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// masker masks what goes into a bundle; off leaves everything as it is. Records
// are masked before they leave their collector: this is for what came from
// elsewhere, notes that people typed, recordings and stores of others.
type masker struct{ off bool }

func (m masker) text(s string) string {
	if m.off {
		return s
	}
	return mesoswatch.Mask(s)
}

// masked is v with every string in it masked.
func masked[T any](m masker, v T) (T, error) {
	var out T
	line, err := m.line(v)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(line, &out); err != nil {
		return out, fmt.Errorf("masking: %w", err)
	}
	return out, nil
}

// all is masked for each of them.
func all[T any](m masker, vs []T) ([]T, error) {
	out := make([]T, 0, len(vs))
	for _, v := range vs {
		v, err := masked(m, v)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// line is v as a line of JSON with every string in it masked.
func (m masker) line(v any) ([]byte, error) {
	line, err := mesoswatch.MarshalLine(v)
	if err != nil || m.off {
		return line, err
	}
	return m.json(line)
}

// json masks the strings of one line of JSON, one by one: what Mask does to the
// text as a whole could take quotes away. A value whose key alone makes it a
// secret is hidden too.
func (m masker) json(line []byte) ([]byte, error) {
	out := make([]byte, 0, len(line))
	key := ""
	for len(line) > 0 {
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			break
		}
		n := literal(line[i:])
		var s string
		if err := json.Unmarshal(line[i:i+n], &s); err != nil {
			return nil, fmt.Errorf("masking: %w", err)
		}
		isKey := i+n < len(line) && line[i+n] == ':'
		hidden := mesoswatch.Mask(s)
		if !isKey && key != "" && secretKey(key) && s != "" {
			hidden = mesoswatch.Masked
		}
		out = append(out, line[:i]...)
		if hidden == s {
			out = append(out, line[i:i+n]...)
		} else {
			quoted, err := mesoswatch.MarshalLine(hidden)
			if err != nil {
				return nil, fmt.Errorf("masking: %w", err)
			}
			out = append(out, bytes.TrimSpace(quoted)...)
		}
		key = ""
		if line = line[i+n:]; isKey {
			key = s
			// Only a string right behind its key is that key's value.
			if len(line) < 2 || line[1] != '"' {
				key = ""
			}
		}
	}
	return append(out, line...), nil
}

// secretKey tells whether what stands behind such a key is a secret.
func secretKey(key string) bool {
	pair := `"` + key + `":"x"`
	return mesoswatch.Mask(pair) != pair
}

// literal is the length of the string that b begins with, quotes included.
func literal(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// events masks the text of events, which JSON carries as base64 where it is not
// valid UTF-8. What is given is not changed.
func (m masker) events(es []*mesoswatch.Event) []*mesoswatch.Event {
	out := make([]*mesoswatch.Event, 0, len(es))
	for _, e := range es {
		out = append(out, m.event(e))
	}
	return out
}

func (m masker) moments(ms []mesoswatch.Moment) []mesoswatch.Moment {
	out := slices.Clone(ms)
	for i := range out {
		out[i].Event = m.event(out[i].Event)
	}
	return out
}

func (m masker) event(e *mesoswatch.Event) *mesoswatch.Event {
	if e == nil {
		return nil
	}
	if hidden := m.text(e.Raw); hidden != e.Raw {
		c := *e
		c.Raw = hidden
		return &c
	}
	return e
}

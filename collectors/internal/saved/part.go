package saved

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// mostPart bounds one of several answers in a file, which has to be held to be
// taken out.
const mostPart = 64 << 20

// parts tells whether an object holds several answers by their endpoints' names:
// {"master/state.json": {…}, "metrics/snapshot": {…}}.
func (s *Shape) parts() bool {
	return s.Kind == Object && slices.ContainsFunc(s.Keys, func(key string) bool { return strings.Contains(key, "/") && s.Values[key] == Object })
}

// parts are the answers of such a file.
func (f file) parts(whole Answer) []Answer {
	var all []Answer
	for _, key := range whole.Shape.Keys {
		if k := whole.Shape.Values[key]; k != Object && k != Array {
			continue
		}
		a := whole
		a.Path, a.Name = whole.Path+"#"+key, key
		a.open = func() (io.ReadCloser, error) { return f.part(key) }
		body, err := a.open()
		if err != nil {
			continue
		}
		a.Shape, err = shapeOf(body)
		body.Close()
		if err == nil {
			all = append(all, a)
		}
	}
	return all
}

// part takes the value at a key out of the object in a file.
func (f file) part(key string) (io.ReadCloser, error) {
	body, _, err := f.body()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	dec := json.NewDecoder(io.LimitReader(body, mostPart))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		if name == key {
			return io.NopCloser(bytes.NewReader(value)), nil
		}
	}
	return nil, errNotJSON
}

package schedulers

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Values of JSON as schedulers and those who write for them put them down: a
// number may stand as text, a text as a number. What does not fit is as if it were
// not there; an error would end the reading of all that comes behind it.

// text is a string, or the text of a number or a truth value.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case len(b) == 0 || string(b) == "null":
	case b[0] == '"':
		if json.Unmarshal(b, &s) == nil {
			*t = text(s)
		}
	case b[0] != '{' && b[0] != '[':
		*t = text(b)
	}
	return nil
}

// texts are the strings of a list, or one that stands alone.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	var all []text
	if json.Unmarshal(b, &all) != nil {
		var one text
		_ = one.UnmarshalJSON(b)
		all = []text{one}
	}
	for _, one := range all {
		if one != "" {
			*t = append(*t, string(one))
		}
	}
	return nil
}

// number may be missing.
type number struct {
	told  bool
	value float64
}

func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(b), `" `), 64)
	if err == nil && v > -1e15 && v < 1e15 { // neither infinite nor not a number
		*n = number{true, v}
	}
	return nil
}

// whole is the number as an integer; nil when it is missing.
func (n number) whole() *int64 {
	if !n.told {
		return nil
	}
	v := int64(n.value)
	return &v
}

// port is the number as a port; 0 when it is missing or none.
func (n number) port() int64 {
	if n.value < 0 || n.value > 65535 {
		return 0
	}
	return int64(n.value)
}

// flag is a truth value.
type flag bool

func (f *flag) UnmarshalJSON(b []byte) error {
	*f = strings.Trim(string(b), `"`) == "true"
	return nil
}

// null tells whether a value is missing or null.
func null(b json.RawMessage) bool { return len(b) == 0 || string(b) == "null" }

package schedulers

import (
	"encoding/json"
	"slices"
	"strings"
)

// constraints takes ["hostname", "UNIQUE"] of Marathon and Chronos, and objects
// with a field (pods) or attribute (Metronome), operator and value.
func (s *sheet) constraints(all []json.RawMessage) {
	for _, raw := range all {
		var row texts
		var o struct {
			FieldName text `json:"fieldName"`
			Attribute text `json:"attribute"`
			Operator  text `json:"operator"`
			Value     text `json:"value"`
		}
		switch {
		case len(raw) > 0 && raw[0] == '[':
			_ = json.Unmarshal(raw, &row)
		case json.Unmarshal(raw, &o) == nil:
			row = texts{string(o.FieldName + o.Attribute), string(o.Operator), string(o.Value)}
		}
		if c := constraint(row); c != "" && len(s.Constraints) < mostNames {
			s.Constraints = append(s.Constraints, c)
		}
	}
}

// constraint is field:OPERATOR:value, the value only where there is one.
func constraint(row []string) string {
	if len(row) < 2 || row[0] == "" || row[1] == "" {
		return ""
	}
	parts := []string{row[0], strings.ToUpper(row[1])}
	if value := strings.Join(row[2:], ":"); value != "" {
		parts = append(parts, value)
	}
	return name(strings.Join(parts, ":"))
}

// roles takes the roles whose resources are accepted; all but the common ones tie
// an application to agents.
func (s *sheet) roles(accepted texts) {
	s.feature("resource-roles", slices.ContainsFunc(accepted, func(r string) bool { return r != "*" }))
}

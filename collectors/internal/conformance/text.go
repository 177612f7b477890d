package conformance

import (
	"encoding/json"

	"github.com/mesoswatch/mesoswatch"
)

// Text is a record as JSON, for messages and for searching what leaked.
func Text(rs ...mesoswatch.Record) string {
	b, err := json.Marshal(rs)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

package hostconf

import (
	"encoding/json"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func jsonText(t testing.TB, records []mesoswatch.Record) string {
	t.Helper()
	b, err := json.Marshal(records)
	must(t, err)
	return string(b)
}

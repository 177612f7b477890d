package audit

import (
	"bytes"
	"os"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"github.com/mesoswatch/mesoswatch"
)

// The published schema describes what is written, and nothing else passes it.
func TestSchema(t *testing.T) {
	text, err := os.ReadFile("../../../docs/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(text))
	if err != nil {
		t.Fatal(err)
	}
	r := sampleReport()
	r.Inventory = TakeInventory(&mesoswatch.Board{})
	empty := New(nil)
	empty.Inventory = r.Inventory
	for _, x := range []*Report{r, empty} {
		var b bytes.Buffer
		if err := x.Write(&b, "json"); err != nil {
			t.Fatal(err)
		}
		result, err := schema.Validate(gojsonschema.NewBytesLoader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range result.Errors() {
			t.Error(e)
		}
		broken := bytes.Replace(b.Bytes(), []byte(`"tool": "mesoswatch"`), []byte(`"tool": "other"`), 1)
		if result, err := schema.Validate(gojsonschema.NewBytesLoader(broken)); err != nil || result.Valid() {
			t.Errorf("another tool's report is valid: %v", err)
		}
	}
}

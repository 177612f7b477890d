package audit

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mesoswatch/mesoswatch"
)

// The published schema describes what is written, and nothing else passes it.
func TestSchema(t *testing.T) {
	f, err := os.Open("../../../docs/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("audit.json", text); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("audit.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(b []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
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
		if err := valid(b.Bytes()); err != nil {
			t.Error(err)
		}
		if valid(bytes.Replace(b.Bytes(), []byte(`"tool": "mesoswatch"`), []byte(`"tool": "other"`), 1)) == nil {
			t.Error("another tool's report is valid")
		}
	}
}

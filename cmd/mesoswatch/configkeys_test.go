package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui"
)

// TestSchemaKeys: the schema lists the actions that there are.
func TestSchemaKeys(t *testing.T) {
	var schema struct {
		Properties struct {
			Keys struct {
				PropertyNames struct{ Enum []string } `json:"propertyNames"`
			}
		}
	}
	if err := json.Unmarshal(configSchema, &schema); err != nil {
		t.Fatal(err)
	}
	got, want := slices.Sorted(slices.Values(schema.Properties.Keys.PropertyNames.Enum)), slices.Sorted(slices.Values(ui.KeyActions()))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the schema has %q, the screen %q", got, want)
	}
}

func TestConfigKeys(t *testing.T) {
	c, err := parseConfig([]byte("keys:\n  pause: p\n  overview: [0, f1]\n  note: u\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string][]string{"pause": {"p"}, "overview": {"0", "f1"}, "note": {"u"}}; !reflect.DeepEqual(c.screenKeys(), want) {
		t.Errorf("read as %v", c.screenKeys())
	}
	_, err = parseConfig([]byte("theme: dark\nkeys:\n  pouse: p\n  sort: f\n  quit: [nokey]\n"))
	if err == nil {
		t.Fatal("all of this was taken")
	}
	for _, want := range []string{`line 3: "pouse": no such action: is it pause?`, `line 4: "sort": f also means find`, `line 5: "quit": "nokey" is no key`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

package mesoslog

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// FuzzParse goes from bytes to events. Whatever comes in: what an event says of
// its place is true, its text is clean, and how the input is cut into chunks
// makes no difference.
func FuzzParse(f *testing.F) {
	seeds, err := filepath.Glob("testdata/seeds/*")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range seeds {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), uint16(64), strings.Contains(path, "INFO"))
	}
	catalogue.Default() // compiled once, and not as part of an input
	f.Fuzz(func(t *testing.T, text string, chunk uint16, glogFile bool) {
		opt := utc().all()
		whole, src := inPieces(t, text, len(text)+1, glogFile, opt)
		pieces, again := inPieces(t, text, int(chunk%5000)+1, glogFile, opt)
		if src.health.Lines != again.health.Lines || src.health.Recognised != again.health.Recognised || src.health.Unrecognised != again.health.Unrecognised {
			t.Errorf("whole: %s\nin pieces: %s", textOfHealth(src), textOfHealth(again))
		}
		sameEvents(t, "in pieces", pieces, whole)
		for i, it := range whole {
			checkPlace(t, text, it.ev)
			if i < 4 {
				checkText(t, it.ev)
			}
		}
	})
}

func textOfHealth(s *source) string { return asJSON(s.health) }

// checkPlace wants offset and line to point to the raw text.
func checkPlace(t *testing.T, input string, ev *mesoswatch.Event) {
	t.Helper()
	if ev.Offset < 0 || ev.Offset > int64(len(input)) {
		t.Fatalf("offset %d of %d", ev.Offset, len(input))
	}
	before, there := input[:ev.Offset], input[ev.Offset:]
	if n := int64(strings.Count(before, "\n")) + 1; ev.Line != n {
		t.Errorf("line %d, not %d: %q", ev.Line, n, ev.Raw)
	}
	first, _, _ := strings.Cut(ev.Raw, "\n")
	if masked := strings.Contains(ev.Raw, mesoswatch.Masked); !masked && !strings.HasPrefix(there, first) {
		t.Errorf("%q does not stand at %d, but %.200q", first, ev.Offset, there)
	}
	if i := strings.LastIndexByte(before, '\n') + 1; strings.Trim(before[i:], "\x00") != "" {
		t.Errorf("offset %d is no beginning of a line: %q", ev.Offset, before[i:])
	}
}

// checkText wants strings that are valid and JSON that comes back.
func checkText(t *testing.T, ev *mesoswatch.Event) {
	t.Helper()
	v := reflect.ValueOf(*ev)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).Kind() == reflect.String && name != "Raw" && !utf8.ValidString(v.Field(i).String()) {
			t.Errorf("%s is no UTF-8: %q", name, v.Field(i).String())
		}
	}
	b, err := json.Marshal(mesoswatch.Record{Event: ev})
	if err != nil {
		t.Fatal(err)
	}
	var back mesoswatch.Record
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if !back.Event.Time.Equal(ev.Time) {
		t.Errorf("%v became %v", ev.Time, back.Event.Time)
	}
	back.Event.Time = ev.Time
	if !reflect.DeepEqual(back.Event, ev) {
		t.Errorf("JSON changed\n%s\nto\n%s", asJSON(ev), asJSON(back.Event))
	}
}

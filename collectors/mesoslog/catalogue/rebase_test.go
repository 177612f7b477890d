package catalogue

import (
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/mesoswatch/mesoswatch"
)

// TestRebaseReachesEveryField sets each string of an event to a part of a text
// and looks where it points afterwards.
func TestRebaseReachesEveryField(t *testing.T) {
	from := strings.Clone("0123456789")
	to := strings.Clone(from)
	inside := func(s, text string) bool {
		p, b := uintptr(unsafe.Pointer(unsafe.StringData(s))), uintptr(unsafe.Pointer(unsafe.StringData(text)))
		return p >= b && p+uintptr(len(s)) <= b+uintptr(len(text))
	}
	own := map[string]bool{"Source": true, "Service": true, "Process": true, "Template": true, "Kind": true, "Severity": true, "Thread": true, "File": true, "Message": true, "Raw": true}
	var ev mesoswatch.Event
	v := reflect.ValueOf(&ev).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String && !own[v.Type().Field(i).Name] {
			v.Field(i).SetString(from[2:5])
		}
	}
	Rebase(&ev, from, to)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).Kind() != reflect.String || own[name] {
			continue
		}
		if s := v.Field(i).String(); s != "234" || !inside(s, to) {
			t.Errorf("%s is %q and was left in the old text", name, s)
		}
	}
	ev = mesoswatch.Event{UPID: "constant"}
	Rebase(&ev, from, to)
	if ev.UPID != "constant" {
		t.Errorf("a value from elsewhere became %q", ev.UPID)
	}
}

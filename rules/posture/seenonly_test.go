package posture

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// Beside rules a log alone is not judged; a master that is asked is.
func TestSeenOnly(t *testing.T) {
	line := mesoswatch.Record{Event: &mesoswatch.Event{Time: start, Source: "m.INFO", Line: 3, Template: "start.flags", Kind: "config", Service: "master",
		Message: `Flags at startup: --authenticate_frameworks="false"`}}
	for _, tc := range []struct {
		name  string
		only  bool
		more  []mesoswatch.Record
		speak bool
	}{
		{"an audit of a log", false, nil, true},
		{"a log beside rules", true, nil, false},
		{"a master beside rules", true, []mesoswatch.Record{snapshot(1, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: "1.9.0"}}), given(2, "authenticate_frameworks", "false")}, true},
	} {
		e := load(t, Options{}).Engine()
		e.SeenOnly = tc.only
		records := append([]mesoswatch.Record{line}, tc.more...)
		vs, fs := of("authn-frameworks", feed(e, append(records, health(20, []string{"flag"}, nil))...))
		spoke := false
		for _, v := range vs {
			spoke = spoke || v.Result == mesoswatch.Fail
		}
		if spoke != tc.speak || (len(fs) > 0) != tc.speak {
			t.Errorf("%s: %+v %+v", tc.name, vs, fs)
		}
	}
}

package ui

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// The headline begins with what happened, however bad the set-up is.
func TestHeadlineIsAboutWhatHappened(t *testing.T) {
	open := mesoswatch.Finding{ID: "p", Level: mesoswatch.Critical, Status: mesoswatch.Open, Tags: []string{mesoswatch.PostureTag + "http"}}
	attack := mesoswatch.Finding{ID: "e", Level: mesoswatch.Medium, Status: mesoswatch.Open}
	done := mesoswatch.Finding{ID: "d", Level: mesoswatch.Critical, Status: mesoswatch.Acknowledged}
	for _, tc := range []struct {
		fs   []mesoswatch.Finding
		want string
	}{
		{[]mesoswatch.Finding{open, done, attack}, "e"},
		{[]mesoswatch.Finding{open, done}, "p"},
		{[]mesoswatch.Finding{done}, ""},
		{nil, ""},
	} {
		if f, _ := worst(tc.fs); f.ID != tc.want {
			t.Errorf("%q, want %q", f.ID, tc.want)
		}
	}
}

package ui

import (
	"slices"
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
		rows := slices.Clone(tc.fs)
		slices.SortFunc(rows, func(a, b mesoswatch.Finding) int { return happenedFirst(&a, &b) })
		if slices.IndexFunc(rows, func(f mesoswatch.Finding) bool { return f.Posture() }) == 0 && len(rows) > 2 {
			t.Errorf("posture comes first of %v", rows)
		}
		if f, _ := worst(tc.fs); f.ID != tc.want {
			t.Errorf("%q, want %q", f.ID, tc.want)
		}
	}
}

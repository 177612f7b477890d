package ui

import (
	"slices"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// The headline begins with what happened and nobody handles, then with what somebody
// does, however bad the set-up is.
func TestHeadlineIsAboutWhatHappened(t *testing.T) {
	open := mesoswatch.Finding{ID: "p", Level: mesoswatch.Critical, Status: mesoswatch.Open, Tags: []string{mesoswatch.PostureTag + "http"}}
	attack := mesoswatch.Finding{ID: "e", Level: mesoswatch.Medium, Status: mesoswatch.Open}
	done := mesoswatch.Finding{ID: "d", Level: mesoswatch.Critical, Status: mesoswatch.Acknowledged}
	for _, tc := range []struct {
		fs   []mesoswatch.Finding
		want string
	}{
		{[]mesoswatch.Finding{open, done, attack}, "e"},
		{[]mesoswatch.Finding{open, done}, "d"},
		{[]mesoswatch.Finding{done}, "d"},
		{[]mesoswatch.Finding{open}, ""},
		{nil, ""},
	} {
		rows := slices.Clone(tc.fs)
		slices.SortFunc(rows, func(a, b mesoswatch.Finding) int { return happenedFirst(&a, &b) })
		if slices.IndexFunc(rows, func(f mesoswatch.Finding) bool { return f.Posture() }) == 0 && len(rows) > 2 {
			t.Errorf("posture comes first of %v", rows)
		}
		var b mesoswatch.Board
		for i := range tc.fs {
			if err := b.Handle(mesoswatch.Record{Finding: &tc.fs[i]}); err != nil {
				t.Fatal(err)
			}
		}
		if h := newHeadline(&kit.Pen{}, scene{board: &b, now: stage.Now()}); h.id != tc.want {
			t.Errorf("%q, want %q", h.id, tc.want)
		}
	}
}

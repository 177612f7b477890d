package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// TestHappenedFirst: what is over stands behind all that is not, how things are set
// up behind what happened.
func TestHappenedFirst(t *testing.T) {
	finding := func(id string, l mesoswatch.Level, s mesoswatch.Status, tags ...string) mesoswatch.Finding {
		return mesoswatch.Finding{ID: id, Level: l, Status: s, Tags: tags}
	}
	all := []mesoswatch.Finding{
		finding("over", mesoswatch.Critical, mesoswatch.Resolved),
		finding("setup-over", mesoswatch.Critical, mesoswatch.Resolved, mesoswatch.PostureTag+"authn"),
		finding("setup", mesoswatch.Critical, mesoswatch.Open, mesoswatch.PostureTag+"authn"),
		finding("low", mesoswatch.Low, mesoswatch.Open),
		finding("high", mesoswatch.High, mesoswatch.Acknowledged),
	}
	slices.SortFunc(all, func(a, b mesoswatch.Finding) int { return happenedFirst(&a, &b) })
	var got []string
	for _, f := range all {
		got = append(got, f.ID)
	}
	if want := "high low setup over setup-over"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

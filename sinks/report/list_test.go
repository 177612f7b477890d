package report

import (
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func TestWriteList(t *testing.T) {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	f := mesoswatch.Finding{ID: "f-0123456789ab", Rule: "auth-brute-force", Title: "Brute force", Level: mesoswatch.High, Status: mesoswatch.Open,
		Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.9.9\x1b[2J"}, LastSeen: at, Count: 40}
	acked := f.Apply(mesoswatch.Action{What: mesoswatch.Acknowledge, Who: "maria\x07", At: at})
	silenced := f.Apply(mesoswatch.Action{What: mesoswatch.Silence, Who: "jo", At: at, Until: at.Add(2 * time.Hour)})
	over := f.Apply(mesoswatch.Action{What: mesoswatch.Resolve, Who: "jo", At: at})
	var b strings.Builder
	if err := WriteList(&b, []mesoswatch.Finding{f, acked, silenced, over}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for i, want := range []string{"  open  ", "  ack maria\\x07  ", "  silenced until 05:00 Nov 20 by jo  ", "  resolved by jo  "} {
		if !strings.Contains(lines[i], want) || !strings.HasPrefix(lines[i], "f-0123456789ab  !  high  ") {
			t.Errorf("line %d: %q lacks %q", i, lines[i], want)
		}
	}
	if strings.ContainsAny(b.String(), "\x1b\x07") {
		t.Error("a control character got through")
	}
	b.Reset()
	if err := WriteList(&b, nil); err != nil || b.String() != "No findings.\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

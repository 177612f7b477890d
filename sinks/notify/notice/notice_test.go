package notice

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// A notice comes back from the queue as it went in.
func TestNoticeComesBack(t *testing.T) {
	n := Example("prod-eu1", "m1", time.Date(2026, 3, 1, 10, 0, 0, 5000, time.UTC))
	n.Seq, n.Turn = 7, Rose
	was := mesoswatch.Low
	n.Was = &was
	b, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	var back Notice
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(n, back) {
		t.Errorf("%v\n%+v\n%+v", err, n, back)
	}
}

func TestAfter(t *testing.T) {
	err := fmt.Errorf("telling: %w", &Later{After: time.Minute, Err: errors.New("429")})
	if After(err) != time.Minute || After(errors.New("x")) != 0 || err.Error() != "telling: 429" {
		t.Error(After(err), err)
	}
}

func TestExampleIsMarked(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	a, b := Example("c", "h", now), Example("c", "h", now.Add(time.Second))
	if a.Turn != Test || a.Finding.Rule != ExampleRule || a.Key == b.Key || len(a.Key) > 64 || a.Over() {
		t.Errorf("%+v", a)
	}
}

package pace

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestPause(t *testing.T) {
	p := Pace{Interval: 30 * time.Second, Factor: 10, Longest: 2 * time.Minute}
	for _, tc := range []struct {
		name     string
		last     Round
		failures int
		want     time.Duration
	}{
		{"quick answer: the floor", Round{Took: 20 * time.Millisecond}, 0, 30 * time.Second},
		{"slow answer: ten times as long", Round{Took: 9 * time.Second}, 0, 90 * time.Second},
		{"one failure", Round{}, 1, time.Minute},
		{"two failures", Round{}, 2, 2 * time.Minute},
		{"many failures stay bounded", Round{}, 1000, 2 * time.Minute},
		{"a time-out counts as an answer time", Round{Took: 20 * time.Second}, 1, 200 * time.Second},
	} {
		if got := p.Pause(tc.last, tc.failures); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
	steady := Pace{Interval: 10 * time.Second}
	if got := steady.Pause(Round{Took: time.Hour, Failed: true}, 5); got != 10*time.Second {
		t.Errorf("without Factor and Longest: %v, want the interval", got)
	}
}

func TestRunKeepsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := Pace{Interval: 10 * time.Second, Factor: 10, Longest: 40 * time.Second}
		script := []Round{{}, {Took: 3 * time.Second}, {Failed: true}, {Failed: true}, {}}
		want := []time.Duration{10 * time.Second, 30 * time.Second, 20 * time.Second, 40 * time.Second}
		var at []time.Time
		err := p.Run(ctx, func(context.Context) (Round, error) {
			at = append(at, time.Now())
			if len(at) == len(script) {
				cancel()
			}
			return script[len(at)-1], nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if got := at[i+1].Sub(at[i]); got < w || got > w+w/10 {
				t.Errorf("pause %d: %v, want %v and at most a tenth more", i, got, w)
			}
		}
	})
}

func TestRunEnds(t *testing.T) {
	broken := errors.New("broken")
	err := Pace{Interval: time.Hour}.Run(t.Context(), func(context.Context) (Round, error) { return Round{}, broken })
	if !errors.Is(err, broken) {
		t.Errorf("error of a round: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = Pace{}.Run(ctx, func(context.Context) (Round, error) { t.Error("asked although cancelled"); return Round{}, nil })
	if err != nil {
		t.Errorf("cancelled: %v", err)
	}
}

func TestRhythmSaysWhy(t *testing.T) {
	r := Rhythm{Pace: Pace{Interval: 10 * time.Second, Factor: 10, Longest: 40 * time.Second}}
	for i, tc := range []struct {
		last Round
		want Rest
	}{
		{Round{Took: 20 * time.Millisecond}, Rest{10 * time.Second, "the shortest"}},
		{Round{Took: 3200 * time.Millisecond}, Rest{32 * time.Second, "10 times the slowest answer, 3.2s"}},
		{Round{Failed: true}, Rest{20 * time.Second, "a failed round"}},
		{Round{Failed: true}, Rest{40 * time.Second, "2 failed rounds in a row"}},
		{Round{Failed: true, Took: 10 * time.Second}, Rest{100 * time.Second, "10 times the slowest answer, 10s"}},
		{Round{}, Rest{10 * time.Second, "the shortest"}},
	} {
		if got := r.After(tc.last); got != tc.want {
			t.Errorf("round %d: %+v, want %+v", i, got, tc.want)
		}
	}
}

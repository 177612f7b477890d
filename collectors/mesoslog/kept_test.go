package mesoslog

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// TestPlacesWaitForTheStore: what was emitted and is not stored yet comes again
// at the next start; what is stored does not.
func TestPlacesWaitForTheStore(t *testing.T) {
	t.Parallel()
	path, state := save(t, "mesos-master.log", ""), t.TempDir()
	n := 0
	write := func(many int) {
		var b strings.Builder
		for range many {
			fmt.Fprintln(&b, line(n, login(n)))
			n++
		}
		appendTo(t, path, b.String())
	}
	var kept atomic.Int64
	opt := utc()
	opt.Kept = func() time.Time { return time.Unix(0, kept.Load()) }
	run := func(want int) *following {
		f := followLog(t, &Follow{Paths: []string{path}, Options: opt, State: state})
		f.events(want)
		return f
	}

	write(10)
	f := run(10)
	kept.Store(time.Now().UnixNano())
	write(10)
	f.events(20)
	f.stop()

	f = run(10) // the second ten were not stored
	if got := numbersOf(t, f.told.events[:10]); !slices.Equal(got, upTo(20)[10:]) {
		t.Errorf("came again: %v", got)
	}
	kept.Store(time.Now().UnixNano())
	f.stop()

	write(1)
	f = run(1)
	defer f.stop()
	if got := numbersOf(t, f.told.events[:1]); got[0] != 20 {
		t.Errorf("behind what is stored came %v", got)
	}
}

func TestThin(t *testing.T) {
	var all []commit
	for i := range 7 {
		all = append(all, commit{at: follow.Position{Offset: int64(i)}})
	}
	got := thin(all)
	if len(got) != 3 || got[0].at.Offset != 1 || got[2].at.Offset != 5 {
		t.Errorf("%+v", got)
	}
}

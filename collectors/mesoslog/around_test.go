package mesoslog

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAround: from a finding to its line and neighbours, in a large file and in a
// compressed one, recognised or not.
func TestAround(t *testing.T) {
	var b strings.Builder
	offsets := make([]int, 0, 20_000)
	for i := range 20_000 {
		offsets = append(offsets, b.Len())
		fmt.Fprintln(&b, line(i, fmt.Sprintf("message %d", i)))
		if i%10 == 0 {
			b.WriteString("  continued\n")
		}
	}
	for _, name := range []string{infoName, "mesos-master.log.gz"} {
		path := save(t, name, glogHeader+b.String())
		aged(t, path, date(2026, 3, 1, 18, 0, 0))
		for _, n := range []int{0, 1, 10, 4711, 19_998, 19_999} {
			for _, within := range []int{0, 20, 62} { // the place may be anywhere in the message
				if within == 62 && n%10 != 0 {
					continue
				}
				at := int64(len(glogHeader) + offsets[n] + within)
				got, err := Around(t.Context(), Place{Path: path, Offset: at, Before: 3, After: 2}, Options{Zone: time.UTC})
				if err != nil {
					t.Fatal(err)
				}
				var all []string
				for _, e := range got.Events {
					if !strings.HasPrefix(e.Message, "message ") {
						continue
					}
					first, _, _ := strings.Cut(e.Message, "\n")
					all = append(all, first)
					if want := date(2026, 3, 1, 12, 0, 0); e.Time.Before(want) || e.Time.After(want.Add(6*time.Hour)) {
						t.Errorf("%v", e.Time)
					}
				}
				var want []string
				for i := max(0, n-3); i <= min(19_999, n+2); i++ {
					want = append(want, fmt.Sprintf("message %d", i))
				}
				if fmt.Sprint(all) != fmt.Sprint(want) {
					t.Errorf("%s: around message %d: %q, want %q", name, n, all, want)
				}
			}
		}
	}
}

// TestAroundFirstLines: a line that is known keeps its number.
func TestAroundFirstLines(t *testing.T) {
	path := save(t, "a.log", lines(line(1, login(1)), "more", line(2, login(2))))
	got, err := Around(t.Context(), Place{Path: path, Offset: 0, After: 5}, utc())
	if err != nil || len(got.Events) != 2 || got.At != 0 || got.Events[0].Line != 1 || got.Events[1].Line != 3 || got.Events[1].Template != "authn.ok" {
		t.Errorf("%v %s", err, asJSON(got.Events))
	}
}

func TestAroundNothing(t *testing.T) {
	dir := t.TempDir()
	pipe := dir + "/pipe"
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	short := saveIn(t, dir, "short.log", lines(line(1, login(1))))
	packed := saveIn(t, dir, "short.log.gz", lines(line(1, login(1))))
	for path, want := range map[string]string{dir + "/gone": "no such file", dir: "is a directory", pipe: "is a pipe", "-": "is a pipe", short: "rotated", packed: "rotated"} {
		if _, err := Around(t.Context(), Place{Path: path, Offset: 1 << 30}, utc()); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Around(ctx, Place{Path: packed, Offset: 1 << 30}, utc()); err == nil {
		t.Error("cancelled, and no error")
	}
	if _, err := os.Stat(short); err != nil {
		t.Fatal(err)
	}
}

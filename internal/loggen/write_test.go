package loggen

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// testSize is enough for a forgery and some brute forces.
const testSize = 60_000_000

func written(t *testing.T, size int64, seed uint64) (string, Truth) {
	t.Helper()
	var b strings.Builder
	b.Grow(int(size) + 1<<16)
	truth, err := Write(&b, size, seed)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), truth
}

var (
	prefix = regexp.MustCompile(`^[IWEF](\d{4} \d\d:\d\d:\d\d\.\d{6}) {1,5}\d+ [a-z_]+\.[ch]pp:\d+\] (.*)$`)
	failed = regexp.MustCompile(`^Authentication of \S+@([\d.]+):\d+ was unsuccessful: Invalid credentials$`)
)

// TestTruth counts again, from the text, what Write says of it.
func TestTruth(t *testing.T) {
	log, truth := written(t, testSize, 3)
	var messages, lines int64
	var last string
	byAddress := map[string][]time.Time{}
	var torn bool // the line before ends in a name: this one is forged
	for line := range strings.Lines(log) {
		lines++
		m := prefix.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue
		}
		messages++
		forged := torn
		if torn = strings.HasSuffix(line, "framework 'metrics\n"); forged {
			continue // its time is its forger's
		}
		if m[1] < last {
			t.Fatalf("line %d: time runs back: %s after %s", lines, m[1], last)
		}
		last = m[1]
		if f := failed.FindStringSubmatch(m[2]); f != nil {
			at, err := time.Parse("0102 15:04:05.000000", m[1])
			if err != nil {
				t.Fatal(err)
			}
			byAddress[f[1]] = append(byAddress[f[1]], at)
		}
	}
	if int64(len(log)) != truth.Bytes || truth.Bytes < testSize || truth.Bytes > testSize+10_000 {
		t.Errorf("%d bytes, said to be %d", len(log), truth.Bytes)
	}
	if lines != truth.Lines || messages != truth.Messages+truth.Forged {
		t.Errorf("%d lines and %d messages, said to be %d and %d+%d", lines, messages, truth.Lines, truth.Messages, truth.Forged)
	}
	if got := bruteForced(byAddress); !slices.Equal(got, slices.Sorted(slices.Values(truth.BruteForces))) || len(got) == 0 {
		t.Errorf("brute forces %q, said to be %q", got, truth.BruteForces)
	}
	for text, want := range map[string]int64{
		"was unsuccessful: Invalid credentials":   truth.FailedLogins + truth.Forged,
		"Authentication failure: ":                truth.FailedLogins,
		"Successfully authenticated principal ":   truth.Logins,
		": Framework at ":                         truth.FrameworksRefused,
		"does not match authenticated principal ": truth.PrincipalsRefused,
		"Not authorized to register framework ":   truth.RolesRefused,
		"Refusing registration of agent at ":      truth.AgentsRefused,
		"] Added framework ":                      truth.FrameworksAdded,
		"] Launching task ":                       truth.TasksLaunched,
		"] Marked agent ":                         truth.AgentsUnreachable,
	} {
		// a sequence may have been cut off before the line that counts
		if got := int64(strings.Count(log, text)); got < want || got > want+1 || want == 0 {
			t.Errorf("%q stands %d times, the truth says %d", text, got, want)
		}
	}
	if requests := int64(strings.Count(log, "] HTTP ") - strings.Count(log, "' after ")); requests != truth.HTTPRequests {
		t.Errorf("%d requests, said to be %d", requests, truth.HTTPRequests)
	}
	if first, end := log[len("Log file created at: "):][:19], truth.Last.Format("0102 15:04:05.000000"); first != truth.First.Format("2006/01/02 15:04:05") || end != last {
		t.Errorf("from %s to %s, said to be %v to %v", first, last, truth.First, truth.Last)
	}
}

// bruteForced are the addresses with five failures within a minute.
func bruteForced(byAddress map[string][]time.Time) []string {
	var found []string
	for ip, at := range byAddress {
		for i := enough - 1; i < len(at); i++ {
			if at[i].Sub(at[i-enough+1]) <= time.Minute {
				found = append(found, ip)
				break
			}
		}
	}
	slices.Sort(found)
	return found
}

func TestSameSeedSameLog(t *testing.T) {
	sum := func(seed uint64) [32]byte {
		log, _ := written(t, 2_000_000, seed)
		return sha256.Sum256([]byte(log))
	}
	first := sum(1)
	if again := sum(1); again != first {
		t.Error("two logs of one seed differ")
	}
	if sum(2) == first {
		t.Error("two seeds make one log")
	}
}

// TestVaries: a log that repeats itself packs far better than one that does not;
// here it is enough that only lines without an id of their own stand twice.
func TestVaries(t *testing.T) {
	log, _ := written(t, 5_000_000, 1)
	seen := map[string]int{}
	for line := range strings.Lines(log) {
		if m := prefix.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil && len(m[2]) > 140 {
			seen[m[2]]++
		}
	}
	for text, n := range seen {
		if n > 1 && !strings.Contains(text, "Mozilla") && !strings.Contains(text, "gent ") && !strings.Contains(text, "SUPPRESS") {
			t.Errorf("%d times: %s", n, text)
		}
	}
}

func TestSmall(t *testing.T) {
	for _, size := range []int64{0, 1, 1000} {
		log, truth := written(t, size, 1)
		if int64(len(log)) != truth.Bytes || truth.Bytes < size || !strings.HasSuffix(log, "\n") {
			t.Errorf("size %d: %d bytes", size, len(log))
		}
	}
}

type full struct{ left int }

var errFull = errors.New("no space")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return f.left, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	for _, left := range []int{0, 300_000} {
		if _, err := Write(&full{left}, 1_000_000, 1); !errors.Is(err, errFull) {
			t.Errorf("room for %d: %v", left, err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	const size = 20_000_000
	b.SetBytes(size)
	for range b.N {
		if _, err := Write(io.Discard, size, 1); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCalendar(t *testing.T) {
	var c calendar
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var want, got bytes.Buffer
	for i := range 200 {
		c.add(entry{at: at.Add(time.Duration(i*7919%50) * time.Second), thread: i})
	}
	for second := range 50 {
		for i := range 200 {
			if i*7919%50 == second {
				want.WriteByte(byte(i))
			}
		}
	}
	for len(c.heap) > 0 {
		e := c.next()
		got.WriteByte(byte(e.thread))
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Errorf("order %v, want %v", got.Bytes(), want.Bytes())
	}
}

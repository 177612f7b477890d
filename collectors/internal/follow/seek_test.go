package follow

import (
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"
)

func second(n int) time.Time { return time.Unix(int64(n), 0) }

// timeOfTest reads lines that begin with "T<seconds> ".
func timeOfTest(line []byte) (time.Time, bool) {
	text, _, _ := strings.Cut(string(line), " ")
	n, err := strconv.Atoi(strings.TrimPrefix(text, "T"))
	return second(n), err == nil && text[0] == 'T'
}

// counted tells how much was read.
type counted struct {
	io.ReaderAt
	bytes int
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.bytes += n
	return n, err
}

func TestSeekTime(t *testing.T) {
	var b bytes.Buffer
	want := map[int]int64{}
	for i := range 200_000 {
		if i%10 == 0 {
			want[i/10] = int64(b.Len())
		}
		fmt.Fprintf(&b, "T%d a line\n", i/10)
		if i%1000 == 0 {
			fmt.Fprint(&b, "  a line that continues\n", strings.Repeat("x", i%5000), "\n\n")
		}
	}
	for _, sec := range []int{0, 1, 77, 9_999, 10_000, 19_998, 19_999} {
		r := &counted{ReaderAt: bytes.NewReader(b.Bytes())}
		got, err := SeekTime(r, int64(b.Len()), second(sec), timeOfTest)
		if err != nil || got != want[sec] {
			t.Errorf("second %d: got %d, %v, want %d", sec, got, err, want[sec])
		}
		if r.bytes > b.Len()/2 {
			t.Errorf("second %d: %d of %d bytes read", sec, r.bytes, b.Len())
		}
	}
	if got, err := SeekTime(bytes.NewReader(b.Bytes()), int64(b.Len()), second(99_999), timeOfTest); err != nil || got != int64(b.Len()) {
		t.Errorf("after the end: %d, %v", got, err)
	}
}

func TestSeekTimeWithoutTimes(t *testing.T) {
	text := strings.Repeat("no time in here\n", 50_000)
	if got, err := SeekTime(strings.NewReader(text), int64(len(text)), second(5), timeOfTest); err != nil || got != 0 {
		t.Errorf("got %d, %v", got, err)
	}
	if got, err := SeekTime(strings.NewReader(""), 0, second(5), timeOfTest); err != nil || got != 0 {
		t.Errorf("empty: got %d, %v", got, err)
	}
}

// What SeekTime passes over may be disordered, but not by much.
func TestSeekTimeToleratesDisorder(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	var lines []string
	for i := range 100_000 {
		lines = append(lines, fmt.Sprintf("T%d a line", max(0, i/10-rnd.Intn(5))))
	}
	text := strings.Join(lines, "\n") + "\n"
	for range 50 {
		sec := rnd.Intn(10_000)
		got, err := SeekTime(strings.NewReader(text), int64(len(text)), second(sec), timeOfTest)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(text[:got], "\n") {
			if l == "" {
				continue
			}
			if when, _ := timeOfTest([]byte(l)); !when.Before(second(sec)) {
				t.Fatalf("second %d: %q passed over", sec, l)
			}
		}
	}
}

func FuzzSeekTime(f *testing.F) {
	f.Add([]byte("T1 a\nT2 b\nx\nT3 c"), 2)
	f.Fuzz(func(t *testing.T, data []byte, sec int) {
		got, err := SeekTime(bytes.NewReader(data), int64(len(data)), second(sec), timeOfTest)
		if err != nil || got < 0 || got > int64(len(data)) {
			t.Fatalf("got %d, %v", got, err)
		}
		if got > 0 && data[got-1] != '\n' {
			t.Fatalf("offset %d is no line start", got)
		}
	})
}

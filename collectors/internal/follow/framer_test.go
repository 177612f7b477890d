package follow

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand"
	"strings"
	"testing"
	"testing/iotest"
)

// wantLine is a line as bytes.Split sees it.
type wantLine struct {
	offset, number, skipped int64
	text                    string
	cut                     bool
}

// split is the framer in its simplest form. NULs at the beginning of a line
// that is too long are no part of it.
func split(data []byte, limit int) []wantLine {
	var out []wantLine
	at := int64(0)
	for i, l := range bytes.Split(data, []byte{'\n'}) {
		last := at+int64(len(l)) == int64(len(data))
		w := wantLine{offset: at, number: int64(i) + 1, text: string(l)}
		if len(l) > limit {
			w.cut, w.text = true, string(l[:limit])
			w.skipped = int64(len(l) - limit)
			if !last {
				w.skipped++
			}
		}
		at += int64(len(l)) + 1
		if !last || len(l) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// pieces hands data out in pieces of random size.
type pieces struct {
	data []byte
	rnd  *rand.Rand
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.data) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), 1+p.rnd.Intn(40))], p.data)
	p.data = p.data[n:]
	return n, nil
}

func FuzzFramer(f *testing.F) {
	f.Add([]byte("I1120 one\nI1120 two\nhalf"), int64(1), 20, 7)
	f.Add([]byte("\n\n\x00\x00a\n"), int64(2), 1, 1)
	f.Add([]byte(strings.Repeat("x", 300)+"\nshort\n"), int64(3), 64, 64)
	f.Add([]byte(strings.Repeat("\x00", 300)+"I1120 after a hole\n"), int64(4), 64, 16)
	f.Fuzz(func(t *testing.T, data []byte, seed int64, limit, chunk int) {
		limit, chunk = 1+(limit&0xfff), 1+(chunk&0xfff)
		var got []wantLine
		next := int64(0)
		opt := Options{MaxLine: limit, ChunkSize: chunk}
		err := Read(context.Background(), &pieces{data, rand.New(rand.NewSource(seed))}, FileInfo{}, opt, func(c Chunk) error {
			if len(c.Data) > limit+chunk {
				t.Fatalf("a chunk of %d bytes with lines of %d and reads of %d", len(c.Data), limit, chunk)
			}
			if c.Offset < next {
				t.Fatalf("offset %d behind %d", c.Offset, next)
			}
			if hole := data[next:c.Offset]; leadingNULs(hole) != len(hole) {
				t.Fatalf("%q left out", hole)
			}
			next = c.End().Offset
			for l := range c.Lines() {
				got = append(got, wantLine{offset: l.Offset, number: l.Number, text: string(l.Text), cut: l.Cut})
			}
			if c.Cut {
				got[len(got)-1].skipped = c.Skipped
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		compareLines(t, got, split(data, limit), limit)
	})
}

func compareLines(t *testing.T, got, want []wantLine, limit int) {
	t.Helper()
	for i, w := range want {
		if len(w.text) == limit && w.cut && w.text[0] == 0 {
			if i < len(got) && got[i].number != w.number {
				return // a hole at the end has no line: what follows is compared by the offsets
			}
			continue
		}
		if i >= len(got) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		if got[i] != w {
			t.Fatalf("line %d:\ngot  %+v\nwant %+v", i, got[i], w)
		}
	}
	if len(got) > len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
}

func TestLongLineIsCut(t *testing.T) {
	long := strings.Repeat("x", 5000)
	text := "before\n" + long + "\nafter\n"
	var got []Chunk
	err := Read(context.Background(), strings.NewReader(text), FileInfo{Path: "m.log"}, Options{MaxLine: 100, ChunkSize: 64}, func(c Chunk) error {
		c.Data = bytes.Clone(c.Data)
		got = append(got, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || !got[1].Cut || string(got[1].Data) != long[:100] || got[1].Skipped != 4901 {
		t.Fatalf("got %+v", got)
	}
	if last := got[2]; last.Line != 3 || last.Offset != int64(len(text)-6) || string(last.Data) != "after\n" {
		t.Errorf("after the long line: %+v", last)
	}
}

func TestHoleDoesNotSwallowTheFirstLine(t *testing.T) {
	text := strings.Repeat("\x00", 10000) + "I1120 first line\nsecond\n"
	var lines []string
	err := Read(context.Background(), strings.NewReader(text), FileInfo{}, Options{MaxLine: 256, ChunkSize: 128}, func(c Chunk) error {
		for l := range c.Lines() {
			lines = append(lines, strings.TrimLeft(string(l.Text), "\x00"))
		}
		return nil
	})
	if err != nil || len(lines) != 2 || lines[0] != "I1120 first line" {
		t.Fatalf("got %q, %v", lines, err)
	}
}

func TestReadErrorComesAfterTheLinesBefore(t *testing.T) {
	broken := errors.New("disk")
	r := io.MultiReader(strings.NewReader("one\nhalf"), iotest.ErrReader(broken))
	var got string
	err := Read(context.Background(), r, FileInfo{Path: "m.log"}, Options{}, func(c Chunk) error {
		got += string(c.Data)
		return nil
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), `"m.log"`) || got != "one\nhalf" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := Read(ctx, strings.NewReader("one\n"), FileInfo{}, Options{}, func(Chunk) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPositionInsideAChunk(t *testing.T) {
	c := Chunk{Gen: 3, Offset: 100, Line: 7, Data: []byte("ab\ncd\nef")}
	if p := c.End(); p != (Position{Gen: 3, Offset: 108, Line: 10}) {
		t.Errorf("End: %+v", p)
	}
	if p := c.Position(3, 1); p != (Position{Gen: 3, Offset: 103, Line: 8}) {
		t.Errorf("Position: %+v", p)
	}
}

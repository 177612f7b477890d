package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func release(t *testing.T, text string) Release {
	t.Helper()
	r, err := ParseRelease(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParseRelease(t *testing.T) {
	for text, ok := range map[string]bool{"0.27.0": true, "0.28.3": true, "1.4.1": true, "1.12.0-dev": true, "1.9": true, "0.26.2": false, "x": false, "": false, "1": false} {
		if _, err := ParseRelease(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	r := release(t, "1.4.1")
	for _, tt := range []struct {
		since, until string
		within       bool
	}{{"", "", true}, {"1.0", "", true}, {"1.4", "", true}, {"1.5", "", false}, {"0.27", "1.4", false}, {"0.27", "1.8", true}} {
		if r.Within(tt.since, tt.until) != tt.within {
			t.Errorf("1.4.1 within %q and %q: not %v", tt.since, tt.until, tt.within)
		}
	}
}

func written(r Release, write func(*Encoder)) string {
	var b bytes.Buffer
	e := NewEncoder(&b, r)
	write(e)
	_ = e.Flush()
	return b.String()
}

func TestEncoder(t *testing.T) {
	const awkward = "a/b \"q\" \\ \n\r\t\x00\x1b\x7f é \xff"
	write := func(e *Encoder) {
		e.object(func() {
			e.string("s", awkward)
			e.listAt("l", func() { e.text("x"); e.object(func() {}); e.list(func() {}) })
			e.num("one", 1)
			e.num("big", 25276510208)
			e.num("part", 1795151616.2291632)
			e.num("tiny", 0.00000001)
			e.int("i", -7)
			e.bool("b", true)
			e.optional("none", "")
			e.seconds("t", time.Unix(1795151616, 229163000))
			e.seconds("z", time.Time{})
			e.nanoseconds("n", time.Unix(1, 5))
		})
	}
	const tail = `"l":["x",{},[]],"one":1.0,"big":25276510208.0,`
	for text, want := range map[string]string{
		"1.12.0": `{"s":"a/b \"q\" \\ \n\r\t\u0000\u001b\u007f é ` + "\xff" + `",` + tail +
			`"part":1795151616.2291632,"tiny":0.00000001,"i":-7,"b":true,"t":1795151616.229163,"z":0.0,"n":{"nanoseconds":1000000005}}`,
		"1.4.1": `{"s":"a\/b \"q\" \\ \n\r\t\u0000\u001b\u007f é ` + "\xff" + `",` + tail +
			`"part":1795151616.22916,"tiny":0.00000001,"i":-7,"b":true,"t":1795151616.22916,"z":0.0,"n":{"nanoseconds":1000000005}}`,
	} {
		if got := written(release(t, text), write); got != want {
			t.Errorf("%s writes\n%s\nwant\n%s", text, got, want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("a/b\n\x00\xff")
	r, err := ParseRelease("1.4.1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back map[string]string
		text := written(r, func(e *Encoder) { e.object(func() { e.string("k", s) }) })
		if err := json.Unmarshal([]byte(text), &back); err != nil || back["k"] != string([]rune(s)) {
			t.Errorf("%q became %q: %v", s, text, err)
		}
	})
}

func TestSorted(t *testing.T) {
	const body = `{"type":"X","b":[],"resources":{"mem":0.0,"cpus":1.0},"a":{"z":"/","c":[]}}`
	for _, tt := range []struct {
		release  string
		messages bool
		want     string
	}{
		{"1.4.1", true, `{"a":{"z":"\/"},"resources":{"cpus":1.0,"mem":0.0},"type":"X"}`},
		{"1.4.1", false, `{"a":{"c":[],"z":"\/"},"b":[],"resources":{"cpus":1.0,"mem":0},"type":"X"}`},
		{"1.8.0", true, `{"a":{"z":"/"},"resources":{"cpus":1.0,"mem":0.0},"type":"X"}`},
	} {
		if got := string(Sorted([]byte(body), release(t, tt.release), tt.messages)); got != tt.want {
			t.Errorf("%s, messages %v: %s", tt.release, tt.messages, got)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestEncoderStopsAtAnError(t *testing.T) {
	e := NewEncoder(full{}, release(t, "1.12.0"))
	e.list(func() {
		for range 10_000 {
			e.text("0123456789")
		}
	})
	if err := e.Flush(); err == nil || cap(e.b) > 8*flushAt {
		t.Errorf("error %v, %d bytes held", err, cap(e.b))
	}
}

package scan

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// reference is what encoding/json reads, with numbers that are too large as nil.
func reference(text []byte) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if json.Valid(text) && d.Decode(&v) == nil {
		return finite(v), true
	}
	return nil, false
}

func finite(v any) any {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return f
		}
		return nil
	case []any:
		for i := range v {
			v[i] = finite(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = finite(v[k])
		}
	}
	return v
}

var (
	badEscape = regexp.MustCompile(`\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt]|.|$)`)
	control   = regexp.MustCompile(`[\x00-\x1f]`)
	noNumber  = regexp.MustCompile(`-?[a-z]+`)
)

// tamed is text with what the scanner forgives put right, so that encoding/json
// can say whether the rest is right.
func tamed(text string) string {
	var b strings.Builder
	for i, inside := 0, false; i < len(text); inside = !inside {
		if inside {
			n, _ := closing([]byte(text[i:]), false)
			if n < 0 {
				n = len(text) - i
			}
			part := control.ReplaceAllString(text[i:i+n], " ")
			part = badEscape.ReplaceAllStringFunc(part, func(e string) string {
				if len(e) == 6 || len(e) == 2 && strings.ContainsAny(e[1:], `"\/bfnrt`) {
					return e
				}
				return `\` + e
			})
			b.WriteString(part)
			i += n
		} else {
			n := strings.IndexByte(text[i:], '"')
			if n < 0 {
				n = len(text) - i
			}
			b.WriteString(noNumber.ReplaceAllStringFunc(text[i:i+n], func(w string) string {
				if notFinite([]byte(w)) {
					return "0"
				}
				return w
			}))
			i += n
		}
		if i < len(text) {
			b.WriteByte('"')
			i++
		}
	}
	return b.String()
}

// FuzzScanner: what encoding/json reads, the scanner reads the same, at any size of
// its buffer; what encoding/json refuses, it refuses, but for what it forgives;
// passing over agrees with reading.
func FuzzScanner(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-2.5e3,true,false,null,"x"],"b":{"c":{}}}`, `"\ud83d\ude00\u00e9\/"`, `[nan,-inf,1e999]`, "[\"a\x01\\q\"]",
		`{"a":1,"a":2}`, `[[[[]]],{"":[]}]`, ` 12 `, `-0.0`, `{"a`, `[1,`, `nul`, `{"\u0061":"\\\\\""}`, "[\"\xff\xfe\"]",
	} {
		f.Add([]byte(text), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		if len(text) > maxWord/2 || bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) > maxPath-2 {
			return
		}
		read := withBuffer(string(text), int(size)+1)
		got := tree(read)
		read.End()
		skip := withBuffer(string(text), int(size)+1)
		skip.Skip()
		skip.End()
		if (read.Err() == nil) != (skip.Err() == nil) {
			t.Fatalf("read: %v, skipped: %v", read.Err(), skip.Err())
		}
		want, valid := reference(text)
		switch {
		case valid && read.Err() != nil:
			t.Fatalf("refused: %v", read.Err())
		case valid && !reflect.DeepEqual(got, want):
			t.Fatalf("read %#v, want %#v", got, want)
		case !valid && read.Err() == nil && !json.Valid([]byte(tamed(string(text)))):
			t.Fatalf("not refused, read as %#v", got)
		}
	})
}

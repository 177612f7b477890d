package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// flushAt is how much an Encoder holds before it writes.
const flushAt = 32 << 10

// Encoder writes JSON as a release does. The first error of its writer ends all
// writing and is what Flush answers.
type Encoder struct {
	w       io.Writer
	b       []byte
	last    byte // the last one written, for the commas
	release Release
	err     error
}

// NewEncoder writes to w in the manner of the release.
func NewEncoder(w io.Writer, r Release) *Encoder {
	return &Encoder{w: w, release: r, b: make([]byte, 0, flushAt+4096)}
}

// Flush writes what is held back.
func (e *Encoder) Flush() error {
	if e.err == nil && len(e.b) > 0 {
		_, e.err = e.w.Write(e.b)
	}
	e.b = e.b[:0]
	return e.err
}

func (e *Encoder) put(s string) {
	e.b = append(e.b, s...)
	e.last = s[len(s)-1]
	if len(e.b) >= flushAt {
		_ = e.Flush() // kept in err
	}
}

// value begins a value or a key: with a comma where one stands before it.
func (e *Encoder) value() {
	switch e.last {
	case 0, '{', '[', ':':
	default:
		e.b = append(e.b, ',')
	}
}

func (e *Encoder) open(c string)  { e.value(); e.put(c) }
func (e *Encoder) close(c string) { e.put(c) }

func (e *Encoder) key(k string) {
	e.value()
	e.quote(k)
	e.put(":")
}

// object and list write what is within.
func (e *Encoder) object(within func()) { e.open("{"); within(); e.close("}") }
func (e *Encoder) list(within func())   { e.open("["); within(); e.close("]") }

func (e *Encoder) objectAt(k string, within func()) { e.key(k); e.object(within) }
func (e *Encoder) listAt(k string, within func())   { e.key(k); e.list(within) }

func (e *Encoder) string(k, v string)      { e.key(k); e.text(v) }
func (e *Encoder) bool(k string, v bool)   { e.key(k); e.put(strconv.FormatBool(v)) }
func (e *Encoder) int(k string, v int64)   { e.key(k); e.b = strconv.AppendInt(e.b, v, 10); e.last = '0' }
func (e *Encoder) num(k string, v float64) { e.key(k); e.double(v) }

// optional leaves an empty string out.
func (e *Encoder) optional(k, v string) {
	if v != "" {
		e.string(k, v)
	}
}

func (e *Encoder) strings(k string, vs []string) {
	e.listAt(k, func() {
		for _, v := range vs {
			e.text(v)
		}
	})
}

func (e *Encoder) text(v string) { e.value(); e.quote(v); e.last = '"' }

// seconds since the epoch; the zero time is 0.
func (e *Encoder) seconds(k string, t time.Time) {
	if t.IsZero() {
		e.num(k, 0)
		return
	}
	e.num(k, float64(t.UnixMicro())/1e6)
}

// nanoseconds since the epoch, as TimeInfo has them; the zero time is 0.
func (e *Encoder) nanoseconds(k string, t time.Time) {
	var n int64
	if !t.IsZero() {
		n = t.UnixNano()
	}
	e.nanos(k, n)
}

// nanos is a DurationInfo.
func (e *Encoder) nanos(k string, n int64) {
	e.objectAt(k, func() { e.int("nanoseconds", n) })
}

// double always shows a fraction; releases up to 1.4 write 15 digits.
func (e *Encoder) double(v float64) {
	if n := int64(v); float64(n) == v && n > -1e15 && n < 1e15 {
		e.b = append(strconv.AppendInt(e.b, n, 10), '.', '0')
		e.last = '0'
		return
	}
	digits := -1
	if !e.release.Since(1, 8) {
		digits = 15
	}
	from := len(e.b)
	e.b = strconv.AppendFloat(e.b, v, 'g', digits, 64)
	if bytes.ContainsAny(e.b[from:], "e") {
		e.b = strconv.AppendFloat(e.b[:from], v, 'f', -1, 64)
	}
	if !bytes.ContainsAny(e.b[from:], ".") {
		e.b = append(e.b, '.', '0')
	}
	e.last = '0'
}

const hexDigits = "0123456789abcdef"

// quote leaves bytes that are not ASCII as they are, valid or not, as a master
// does; before 1.8 it escapes slashes.
func (e *Encoder) quote(s string) {
	slash := !e.release.Since(1, 8)
	e.b = append(e.b, '"')
	plain := 0 // where what needs no escape begins
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && (c != '/' || !slash) {
			continue
		}
		e.b = append(e.b, s[plain:i]...)
		e.escape(c)
		plain = i + 1
	}
	e.b = append(append(e.b, s[plain:]...), '"')
	e.last = '"'
}

func (e *Encoder) escape(c byte) {
	switch c {
	case '"', '\\', '/':
		e.b = append(e.b, '\\', c)
	case '\n':
		e.b = append(e.b, '\\', 'n')
	case '\r':
		e.b = append(e.b, '\\', 'r')
	case '\t':
		e.b = append(e.b, '\\', 't')
	default:
		e.b = append(e.b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}

// Sorted rewrites JSON as releases did that built it as a tree before they wrote
// it: keys in order of the alphabet, for messages of protobuf no empty lists, and
// for others 0 where a resource is none.
func Sorted(body []byte, r Release, messages bool) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if d.Decode(&tree) != nil {
		return body // bytes that are not UTF-8 decode too; this cannot happen
	}
	if messages {
		tree = withoutEmpty(tree)
	} else {
		plainZeros(tree)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(tree) != nil {
		return body
	}
	text := strings.TrimSuffix(out.String(), "\n")
	if !r.Since(1, 8) {
		text = strings.ReplaceAll(text, "/", `\/`) // a slash stands in strings only
	}
	return []byte(text)
}

func plainZeros(tree any) {
	switch t := tree.(type) {
	case map[string]any:
		for k, v := range t {
			if resources, is := v.(map[string]any); is && (k == "resources" || k == "guarantee") {
				for name, n := range resources {
					if n == json.Number("0.0") {
						resources[name] = 0
					}
				}
			}
			plainZeros(v)
		}
	case []any:
		for _, v := range t {
			plainZeros(v)
		}
	}
}

func withoutEmpty(tree any) any {
	switch t := tree.(type) {
	case map[string]any:
		for k, v := range t {
			v = withoutEmpty(v)
			if list, is := v.([]any); is && len(list) == 0 {
				delete(t, k)
			} else {
				t[k] = v
			}
		}
	case []any:
		for i := range t {
			t[i] = withoutEmpty(t[i])
		}
	}
	return tree
}

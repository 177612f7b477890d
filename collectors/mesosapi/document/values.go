package document

import (
	"math"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// maxID bounds ids; Mesos refuses ids longer than a file name can be.
const maxID = 512

// id is an id as the endpoints write it, "x", or as the operator API does,
// {"value": "x"}.
func (d *decoder) id() string { return d.value(d.Name) }

// ownID is an id that is not repeated in the document, so that sharing it would
// only cost.
func (d *decoder) ownID() string { return d.value(func() string { return d.Text(maxID) }) }

func (d *decoder) value(text func() string) string {
	if d.Kind() != scan.Object {
		return text()
	}
	return d.textAt("value", text)
}

// textAt is the text at one key of an object.
func (d *decoder) textAt(at string, text func() string) string {
	var found string
	for key := range d.Fields {
		if string(key) == at {
			found = text()
		}
	}
	return found
}

// names reads a list of at most limit texts: "x", or objects that have it at a key.
func (d *decoder) names(limit int, at string) []string {
	all := d.texts[:0]
	for range d.Elements {
		var name string
		if d.Kind() == scan.Object {
			name = d.textAt(at, d.Name)
		} else {
			name = d.Name()
		}
		switch {
		case name == "":
		case len(all) == limit:
			d.Odd("more than are taken")
		default:
			all = append(all, name)
		}
	}
	if d.texts = all; len(all) == 0 {
		return nil
	}
	return slices.Clone(all)
}

func (d *decoder) int() *int64 {
	if n, ok := d.Int(); ok {
		return &n
	}
	return nil
}

func (d *decoder) float() *float64 {
	if f, ok := d.Number(); ok {
		return &f
	}
	return nil
}

func (d *decoder) bool() *bool {
	if yes, ok := d.Bool(); ok {
		return &yes
	}
	return nil
}

// latest is the first second that is no time any more, the year 10000: later ones
// cannot be written as RFC 3339.
const latest = 253402300800

// time is a time in seconds as the endpoints write it, or {"nanoseconds": n} as
// the operator API does. Both are taken to the microsecond, which a float64 still
// tells apart, for the same time to be the same. Zero is no time.
func (d *decoder) time() time.Time {
	if d.Kind() != scan.Object {
		seconds, ok := d.Number()
		if !ok || seconds <= 0 {
			return time.Time{}
		}
		return d.at(seconds * 1e6)
	}
	var t time.Time
	for key := range d.Fields {
		if string(key) == "nanoseconds" {
			if n, ok := d.Int(); ok && n > 0 {
				t = d.at(float64(n) / 1e3)
			}
		}
	}
	return t
}

func (d *decoder) at(micros float64) time.Time {
	if micros >= latest*1e6 {
		d.Odd("no time")
		return time.Time{}
	}
	return time.UnixMicro(int64(math.Round(micros))).UTC()
}

// seconds is a duration as {"nanoseconds": n}.
func (d *decoder) seconds() float64 {
	var s float64
	for key := range d.Fields {
		if string(key) == "nanoseconds" {
			n, _ := d.Number()
			s = n / 1e9
		}
	}
	return s
}

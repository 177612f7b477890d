package format

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Product is how mesoswatch names itself, as vendor and as product.
const Product = "mesoswatch"

// Format is a way to write a notice as one line.
type Format string

// The formats of a line.
const (
	Text  Format = "text"  // for people
	JSONL Format = "jsonl" // our own: the finding as "findings list" gives it, and the turn
	ECS   Format = "ecs"   // Elastic Common Schema 8.11
	OCSF  Format = "ocsf"  // OCSF 1.3.0, Detection Finding
	CEF   Format = "cef"   // CEF:0
)

// Formats lists all formats.
func Formats() []Format { return []Format{Text, JSONL, ECS, OCSF, CEF} }

// Parse reads the name of a format; "json" is JSONL.
func Parse(s string) (Format, error) {
	f := Format(strings.ToLower(s))
	if f == "json" {
		return JSONL, nil
	}
	if slices.Contains(Formats(), f) {
		return f, nil
	}
	return "", fmt.Errorf("unknown format %q: one of text, jsonl, ecs, ocsf, cef", s)
}

// Writer writes notices as lines. The zero Writer writes our JSON Lines.
type Writer struct {
	Format Format
	// Version of mesoswatch; empty is "unknown".
	Version string
	// Most bytes of a line, 0: as many as it takes. What is longer is written of a
	// notice with fewer and shorter texts, so that it is still whole in its format;
	// never below LeastLine.
	Most int
}

// LeastLine is a size in bytes that any notice can be cut to in any format.
const LeastLine = 4096

// Line writes n without a line break, and there is none within. An error, which
// is Permanent, would mean that n can never be written; there is no such n that we know.
func (w Writer) Line(n notice.Notice) ([]byte, error) {
	n = timely(n)
	if w.Most <= 0 || bulk(&n) <= bulky*w.Most {
		line, err := w.write(n)
		if err != nil || w.Most <= 0 || len(line) <= w.Most {
			return line, err
		}
	}
	var line []byte
	var err error
	for _, less := range lessAndLess {
		if line, err = w.write(less.of(n)); err != nil || len(line) <= max(w.Most, LeastLine) {
			break
		}
	}
	return line, err
}

func (w Writer) write(n notice.Notice) ([]byte, error) {
	switch w.Format {
	case Text:
		return []byte(text(&n)), nil
	case CEF:
		return cef(&n, w.version(), w.Most), nil
	case ECS:
		return encode(ecs(&n, w.version()))
	case OCSF:
		return encode(ocsf(&n, w.version()))
	}
	return encode(ours(n))
}

func (w Writer) version() string {
	if w.Version == "" {
		return "unknown"
	}
	return plain(w.Version, 31)
}

// encode writes JSON without the line break at its end.
func encode(v any) ([]byte, error) {
	b, err := mesoswatch.MarshalLine(v)
	if err != nil {
		return nil, mesoswatch.Permanent(fmt.Errorf("writing a notice: %w", err))
	}
	return b[:len(b)-1], nil
}

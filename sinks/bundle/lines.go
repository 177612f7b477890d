package bundle

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// lineIndex is one line of lines/index.jsonl.
type lineIndex struct {
	Part string `json:"part"` // where its bytes are
	At   int64  `json:"at"`   // in that part
	// Length of the message in the part, without the line break behind it.
	Length int `json:"length"`
	// Source, Inode, Offset and Line are its place in the log. Line is 0 when it
	// is not known.
	Source  string    `json:"source"`
	Inode   uint64    `json:"inode,omitempty"`
	Offset  int64     `json:"offset"`
	Line    int64     `json:"line,omitempty"`
	Time    time.Time `json:"time,omitzero"`
	Zone    string    `json:"zone,omitempty"` // in which the log was read: "+01:00"
	Suspect []string  `json:"suspect,omitempty"`
	SHA256  string    `json:"sha256"` // of the bytes in the part
	// From is "file" for bytes that were read again when the bundle was made, from
	// File, and "record" for what was kept of the line, masked; Why says why.
	From string `json:"from"`
	File string `json:"file,omitempty"`
	Why  string `json:"why,omitempty"`
	// Masked: a secret in it was replaced. No hash of the original is given: all else
	// of the line is known, and a weak secret could be found by trying.
	Masked bool `json:"masked,omitempty"`
}

// lineParts makes one part a source, and the index of them all. The lines of a
// source are in the order in which they stand in it.
func lineParts(m masker, lines []Line, taken names) ([]part, []lineIndex, error) {
	bySource := make(map[string][]Line)
	for _, l := range lines {
		bySource[l.Source] = append(bySource[l.Source], l)
	}
	var parts []part
	var index []lineIndex
	for n, source := range slices.Sorted(maps.Keys(bySource)) {
		of := bySource[source]
		slices.SortStableFunc(of, func(a, b Line) int {
			return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Inode, b.Inode), cmp.Compare(a.Offset, b.Offset))
		})
		name := taken.take(fmt.Sprintf("lines/%02d-", n+1), safe(m.text(source)), "")
		var text bytes.Buffer
		for _, l := range of {
			bytes, i := l.entry(m)
			i.Part, i.At = name, int64(text.Len())
			index = append(index, i)
			text.Write(bytes)
			text.WriteByte('\n')
		}
		what := fmt.Sprintf("%d messages of one log, byte for byte, each followed by a line break; lines/index.jsonl says where each stands in the log", len(of))
		parts = append(parts, part{name, what, text.Bytes()})
	}
	var b jsonLines
	for _, i := range index {
		b.add(m, i)
	}
	what := "of each message in lines/: file, inode, offset, time zone, whether it was read from the file or kept in the record, and its SHA-256"
	if !m.off {
		what += "; of a masked line, of what stands there"
	}
	return append(parts, part{taken.take("lines/", "index", ".jsonl"), what, b.Bytes()}), index, b.err
}

// entry is the line as it stands in the bundle, and what the index says of it.
func (l Line) entry(m masker) ([]byte, lineIndex) {
	i := lineIndex{Source: l.Source, Inode: l.Inode, Offset: l.Offset, Line: l.Line, Time: l.Time, Suspect: l.Suspect,
		From: "record", File: l.File, Why: l.Why}
	if !l.Time.IsZero() {
		i.Zone = l.Time.Format("-07:00")
	}
	if l.File != "" {
		i.From = "file"
	}
	b := l.Bytes
	if hidden := m.text(string(b)); hidden != string(b) {
		i.Masked = true
		b = []byte(hidden)
	}
	i.Length, i.SHA256 = len(b), sum(b)
	return b, i
}

// place is what the post-mortem says of where a line stands.
func (l Line) place() string {
	var b strings.Builder
	b.WriteString(l.Source)
	if l.Line > 0 {
		fmt.Fprintf(&b, ":%d", l.Line)
	}
	fmt.Fprintf(&b, ", byte %d", l.Offset)
	if l.Inode != 0 {
		fmt.Fprintf(&b, ", inode %d", l.Inode)
	}
	return b.String()
}

package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// MaxFile bounds a baseline file; ten thousand agents take about 1 MB.
const MaxFile = 16 << 20

// Load reads a baseline file. Where there is none the error is fs.ErrNotExist.
func Load(path string) (*Baseline, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Read(path, text)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading baseline: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading baseline %q: %w", path, err)
	}
	if len(text) > MaxFile {
		return nil, fmt.Errorf("reading baseline %q: larger than %d bytes", path, MaxFile)
	}
	return text, nil
}

// Read reads the text of a baseline; name stands in errors. It is strict: an
// unknown key, a key twice, a value of another kind, an address that is none are
// errors, each an *Error with its line, joined. Then there is no Baseline.
func Read(name string, text []byte) (*Baseline, error) {
	r := &reader{file: name}
	root, err := r.document(text)
	if err != nil {
		return nil, err
	}
	b := &Baseline{}
	seen := r.fields(root, "the baseline", func(key string, v *yaml.Node) bool { return r.section(b, key, v) })
	if root.Kind == yaml.MappingNode && !seen["baseline"] {
		r.fail(root, "the line \"baseline: %d\", which tells the format, is missing", Format)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return b, nil
}

// document parses the one document of a file.
func (r *reader) document(text []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, &Error{File: r.file, Line: 1, Reason: "holds no baseline"}
	case err != nil:
		return nil, r.syntax(err)
	}
	if err := dec.Decode(&more); err == nil {
		return nil, &Error{File: r.file, Line: max(more.Line, 1), Reason: "holds a second document"}
	} else if !errors.Is(err, io.EOF) {
		return nil, r.syntax(err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &Error{File: r.file, Line: 1, Reason: "holds no baseline"}
	}
	return doc.Content[0], nil
}

// section reads one key of the file. A list that is there is never nil.
func (r *reader) section(b *Baseline, key string, v *yaml.Node) bool {
	switch key {
	case "baseline":
		b.Format = r.number(v, key, Format, Format)
	case "cluster":
		b.Cluster = r.word(v, key)
	case "captured":
		b.Captured = r.captured(v)
	case "frameworks":
		b.Frameworks = []Framework{}
		r.list(v, key, func(n *yaml.Node) { b.Frameworks = append(b.Frameworks, r.framework(n)) })
	case "agents":
		b.Agents = []Agent{}
		r.list(v, key, func(n *yaml.Node) { b.Agents = append(b.Agents, r.agent(n)) })
	case "principals":
		b.Principals = []Principal{}
		r.list(v, key, func(n *yaml.Node) { b.Principals = append(b.Principals, r.principal(n)) })
	case "operators":
		b.Operators = []Operator{}
		r.list(v, key, func(n *yaml.Node) { b.Operators = append(b.Operators, r.operator(n)) })
	case "masters":
		b.Masters = []Master{}
		r.list(v, key, func(n *yaml.Node) { b.Masters = append(b.Masters, r.master(n)) })
	case "ports":
		b.Ports = []Port{}
		r.list(v, key, func(n *yaml.Node) { b.Ports = append(b.Ports, r.port(n)) })
	case "versions":
		b.Versions = []Version{}
		r.list(v, key, func(n *yaml.Node) { b.Versions = append(b.Versions, r.version(n)) })
	case "images":
		b.Images = []Image{}
		r.list(v, key, func(n *yaml.Node) { b.Images = append(b.Images, r.image(n)) })
	default:
		return false
	}
	return true
}

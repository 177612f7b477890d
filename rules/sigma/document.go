package sigma

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// MaxFile bounds the size of one rule file.
const MaxFile = 1 << 20

// Document is one YAML document of a rule file: a rule (Detection), a
// Correlation or a Filter.
type Document struct {
	Meta
	// Digest changes when the document does (its values, not its layout).
	Digest      string
	Detection   *Detection
	Correlation *Correlation
	Filter      *Filter
}

// Filter narrows other rules: its detection is and-ed to theirs.
type Filter struct {
	// Rules names them by name or id; Any means all.
	Rules     []string
	Any       bool
	Detection *Detection
}

// Key is what a document is known by: its name, or its id where it has none.
func (d *Document) Key() string {
	if d.Name != "" {
		return d.Name
	}
	return d.ID
}

// Parse reads all documents of one file. A broken document is left out and its
// error, which names file and line, is among those returned.
func Parse(file string, text []byte, values Expansions) ([]*Document, []error) {
	if len(text) > MaxFile {
		return nil, []error{&Error{file, 1, fmt.Sprintf("larger than %d bytes", MaxFile)}}
	}
	var docs []*Document
	var errs []error
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return docs, append(errs, yamlError(file, err))
		}
		if len(n.Content) == 0 || n.Content[0].Tag == "!!null" {
			continue
		}
		d, wrong := document(file, n.Content[0], values)
		if wrong != nil {
			errs = append(errs, wrong)
			continue
		}
		docs = append(docs, d)
	}
	if len(docs)+len(errs) == 0 {
		errs = append(errs, &Error{file, 1, "holds no rule"})
	}
	return docs, errs
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlError gives the decoder's error our form.
func yamlError(file string, err error) *Error {
	e := &Error{File: file, Line: 1, Reason: err.Error()}
	if m := yamlLine.FindStringSubmatch(e.Reason); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Reason = yamlLine.ReplaceAllString(e.Reason, "")
	}
	return e
}

func document(file string, n *yaml.Node, values Expansions) (*Document, *Error) {
	r := &reader{file: file}
	r.refuseAliases(n)
	d := &Document{Meta: Meta{File: file, Line: n.Line}, Digest: digest(n)}
	var source bool
	for _, p := range r.pairs(n, "document") {
		switch p.key {
		case "logsource":
			source = true
			r.logsource(p, &d.Meta)
		case "detection":
			d.Detection = r.detection(p.value, "detection", values)
		case "correlation":
			d.Correlation = r.correlation(p.value)
		case "filter":
			d.Filter = r.filter(p.value, values)
		case "generate":
			if d.Correlation == nil {
				r.fail(p.at, "generate stands behind correlation, or in it")
				continue
			}
			d.Correlation.Generate = r.flag(p)
		case "expires":
			d.Expires = r.expires(p)
		case "owner":
			d.Owner = r.text(p)
		case "reason":
			d.Reason = r.text(p)
		default:
			if !r.meta(p, &d.Meta) {
				r.fail(p.at, "key %q is not supported", p.key)
			}
		}
	}
	r.checkDocument(n, d, source)
	return d, r.wrong
}

// digest hashes the values of a document in their order.
func digest(n *yaml.Node) string {
	h := sha256.New()
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		fmt.Fprintf(h, "%d %s %q\n", n.Kind, n.Tag, n.Value)
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(n)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func (r *reader) checkDocument(n *yaml.Node, d *Document, source bool) {
	kinds := 0
	for _, set := range []bool{d.Detection != nil, d.Correlation != nil, d.Filter != nil} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		r.fail(n, "a document has exactly one of detection, correlation, filter")
	case d.Title == "":
		r.fail(n, "a document needs a title")
	case d.Filter == nil && d.Name == "":
		r.fail(n, "a rule needs a name (lower-case words joined by hyphens): findings carry it")
	case d.Correlation == nil && !source:
		r.fail(n, "a rule or filter needs a logsource with product: mesos")
	case d.Correlation != nil && source:
		r.fail(n, "a correlation has no logsource")
	case d.Filter == nil && (!d.Expires.IsZero() || d.Owner != "" || d.Reason != ""):
		r.fail(n, "expires, owner and reason belong to filters")
	}
	for _, s := range d.Subject {
		alias := d.Correlation != nil && d.Correlation.Aliases[s.Field] != nil
		if !alias && Getter(s.Field) == nil {
			r.fail(n, "subject: %s", noField(s.Field))
		}
	}
}

// filter reads its rules and its detection.
func (r *reader) filter(n *yaml.Node, values Expansions) *Filter {
	f := &Filter{Detection: r.detection(n, "filter", values, "rules")}
	for _, p := range r.pairs(n, "filter") {
		if p.key != "rules" {
			continue
		}
		f.Rules = r.texts(p)
		f.Any = p.value.Kind == yaml.ScalarNode && p.value.Value == "any"
	}
	if len(f.Rules) == 0 {
		r.fail(n, "filter names no rules")
	}
	return f
}

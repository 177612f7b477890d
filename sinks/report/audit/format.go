package audit

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Formats are what a report, and a difference of two, can be written as.
func Formats() []string { return []string{"text", "json", "html", "md", "csv", "sarif"} }

// FormatOf tells the format from the ending of a file name.
func FormatOf(path string) (string, error) {
	ending := path[strings.LastIndexByte(path, '.')+1:]
	switch ending {
	case "txt":
		return "text", nil
	case "htm":
		return "html", nil
	case "markdown":
		return "md", nil
	}
	if slices.Contains(Formats(), ending) {
		return ending, nil
	}
	return "", fmt.Errorf("output %q: the ending tells the format: .txt, .json, .html, .md, .csv or .sarif", path)
}

// Write writes the report in a format.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "text":
		return r.writeText(w)
	case "json":
		return writeJSON(w, r)
	case "html":
		return writeHTML(w, "report", r)
	case "md":
		return r.writeMarkdown(w)
	case "csv":
		return writeCSV(w, r.Checks, nil)
	case "sarif":
		return writeSARIF(w, r.Version, r.Checks, nil)
	}
	return fmt.Errorf("format %q is none of %s", format, strings.Join(Formats(), ", "))
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Read reads a report that was written as JSON.
func Read(r io.Reader) (*Report, error) {
	var out Report
	d := json.NewDecoder(r)
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("not an audit in JSON: %w", err)
	}
	if out.Tool != "mesoswatch" {
		return nil, fmt.Errorf("not an audit of mesoswatch: its tool is %q", out.Tool)
	}
	for i := range out.Checks {
		c := &out.Checks[i]
		c.Fingerprint = fingerprint(c.ID, c.Subject)
	}
	return &out, nil
}

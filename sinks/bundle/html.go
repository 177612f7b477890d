package bundle

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"github.com/mesoswatch/mesoswatch"
)

//go:embed page.html
var pageText string

// page makes the HTML: one file, without scripts and without the network.
// html/template escapes all that is put in.
var page = template.Must(template.New("").Funcs(template.FuncMap{
	"plain": plain, "runbook": runbookHTML, "shown": book.shown, "elsewhere": book.elsewhere,
	"verify": howToVerify, "command": func(i instruction) bool { return i.command }, "text": func(i instruction) string { return i.text },
}).Parse(pageText))

// html writes the draft as a page. The template escapes what HTML gives a
// meaning; what a terminal or the direction of writing does is taken out of each
// line here.
func (d draft) html() ([]byte, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, d); err != nil {
		return nil, fmt.Errorf("writing post-mortem: %w", err)
	}
	var out bytes.Buffer
	for line := range bytes.Lines(b.Bytes()) {
		out.WriteString(mesoswatch.Printable(string(bytes.TrimSuffix(line, []byte("\n")))))
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}

// runbookHTML renders text of a runbook. What is filled in there is escaped
// already; still nothing is known to this parser but paragraphs, lists, emphasis
// and code, so that nothing can become a link, a picture or HTML of its own.
func runbookHTML(text string) (template.HTML, error) {
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewListParser(), 300), util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewEmphasisParser(), 500)),
	)
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithParser(p)).Convert([]byte(text), &b); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

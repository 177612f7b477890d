package rules

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/mesoswatch/mesoswatch"
)

// documentShape lists the parts of a Markdown document as a renderer sees them:
// headings, items, code, links, but no words; and the code that stands within text.
// The notes at its end are left out.
func documentShape(filled mesoswatch.FilledRunbook) (shape string, spans []string) {
	source := strings.TrimSuffix(filled.Markdown, notes(filled))
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader([]byte(source)))
	var out strings.Builder
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if kind := n.Kind(); entering && kind != ast.KindText && kind != ast.KindString {
			out.WriteString(kind.String() + " ")
		}
		if span, ok := n.(*ast.CodeSpan); ok && entering {
			var code strings.Builder
			for c := span.FirstChild(); c != nil; c = c.NextSibling() {
				if part, ok := c.(*ast.Text); ok {
					code.Write(part.Segment.Value([]byte(source)))
				}
			}
			spans = append(spans, code.String())
		}
		return ast.WalkContinue, nil
	})
	return out.String(), spans
}

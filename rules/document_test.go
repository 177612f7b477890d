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
// headings, items, code, links, but no words. The notes at its end are left out.
func documentShape(filled mesoswatch.FilledRunbook) string {
	source := strings.TrimSuffix(filled.Markdown, notes(filled))
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader([]byte(source)))
	var out strings.Builder
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if kind := n.Kind(); entering && kind != ast.KindText && kind != ast.KindString {
			out.WriteString(kind.String() + " ")
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

package bundle

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/mesoswatch/mesoswatch"
)

// foreign is text that acts where it is not made harmless.
var foreign = []string{
	"plain", "10.0.9.9", "1. first", "2) second", "7.", "- item", "+ item", "* item", "# head", "## head", "> quote", "===", "---", "***", "___", "~~gone~~", "`code`", "``",
	"a | b", `\|`, `\\| x`, `ends with \`, "|---|---|", "<b>bold</b>", "<script>alert(1)</script>", "<!-- ", "<http://evil.example>", "http://evil.example/x", "https://evil.example",
	"ftp://evil.example", "www.evil.example", "WWW.evil.example", "mailto:a@evil.example", "a@evil.example", "[a](http://evil.example)", "![a](b)", "[a]: http://x", "[a][b]", "[ ] box", "[x] box",
	"_em_", "__strong__", "*em*", "snake_case_name", "TASK_RUNNING", "_a", "a_", "&lt;", "&#60;", "&amp;", "a  \nb", "    code", "\tcode", "a\r\nb", "\x1b[31mred", "\u202eabc", "\xff\xfe",
	"$x^2$", "{#id}", "{{.}}", "a:b", ": term", "```\nfence", "~~~", "1986\\. x", "x\\", "a\u2028b", "\u00a0x", "(c)", "!", "![", "-", "+", "=", ">", "%", "12", "12)",
	"master.cpp:10617] Authentication of s(1)@10.0.0.1:5 failed", strings.Repeat("<a>", 300),
}

// Foreign text stays text wherever the post-mortem puts it, and people read what
// it was.
func TestForeignInMarkdown(t *testing.T) {
	for _, s := range foreign {
		checkForeign(t, s)
	}
}

func FuzzForeign(f *testing.F) {
	for _, s := range foreign {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkForeign(t, s) })
}

func checkForeign(t *testing.T, s string) {
	t.Helper()
	m := md(s)
	doc := fmt.Sprintf("# %s\n\n%s\n\n- %s\n- [ ] %s\n\n| a | b |\n|---|---|\n| %s | **%s** |\n", m, m, m, m, m, m)
	counts, texts := read(doc)
	want := plain(s)
	bold := 1
	if want == "" {
		return // an empty heading or cell is as it may be
	}
	if want[0] == ' ' || strings.HasSuffix(want, " ") {
		t.Fatalf("%q keeps blanks at its ends", s)
	}
	for kind, n := range counts {
		switch kind {
		case "Document", "Heading", "List", "Table", "TableHeader", "TableRow", "TaskCheckBox":
			if n != 1 {
				t.Errorf("%q as %q makes %d of %s", s, m, n, kind)
			}
		case "Emphasis":
			if n > bold {
				t.Errorf("%q as %q makes emphasis", s, m)
			}
		case "ListItem":
			if n != 2 {
				t.Errorf("%q as %q makes %d list items", s, m, n)
			}
		case "TableCell":
			if n != 4 {
				t.Errorf("%q as %q makes %d cells", s, m, n)
			}
		case "Paragraph", "TextBlock", "Text", "String":
		default:
			t.Errorf("%q as %q makes a %s", s, m, kind)
		}
	}
	for _, got := range texts[:5] {
		if got != want {
			t.Errorf("%q as %q reads %q", s, m, got)
		}
	}
	if strings.ContainsAny(m, "\x1b\r\n\t") || m != mesoswatch.Printable(m) {
		t.Errorf("%q as %q acts on a terminal", s, m)
	}
}

// read parses Markdown as GitHub does. texts are those of the heading, the
// paragraph, the items and the first cell behind the headings.
func read(doc string) (counts map[string]int, texts []string) {
	src := []byte(doc)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	counts = make(map[string]int)
	_ = ast.Walk(root, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if !in {
			return ast.WalkContinue, nil
		}
		counts[n.Kind().String()]++
		switch n.Kind() {
		case ast.KindHeading, ast.KindParagraph, ast.KindTextBlock:
			texts = append(texts, words(n, src))
		case east.KindTableCell:
			if n.Parent().Kind() == east.KindTableRow {
				texts = append(texts, words(n, src))
			}
		}
		return ast.WalkContinue, nil
	})
	for len(texts) < 5 {
		texts = append(texts, "nothing")
	}
	return counts, texts
}

// words are what a reader sees of a node.
func words(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && in {
			b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(t.Segment.Value(src)))))
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

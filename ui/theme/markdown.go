package theme

import "charm.land/glamour/v2/ansi"

// Markdown is the look of runbooks, from the same roles as everything else.
func (t *Theme) Markdown() ansi.StyleConfig {
	p := t.palette
	yes, none, one, two := true, uint(0), uint(1), uint(2)
	token := t.Marks.Vertical + " "
	bullet, ruler := "• ", "────────"
	if t.Marks.ASCII {
		bullet, ruler = "* ", "--------"
	}
	heading := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &yes, Color: hex(p.accent), BlockSuffix: "\n"}}
	return ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: &none},
		BlockQuote:     ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: hex(p.dim)}, Indent: &one, IndentToken: &token},
		List:           ansi.StyleList{LevelIndent: 2},
		Heading:        heading,
		H1:             ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &yes, Color: hex(p.title)}},
		Emph:           ansi.StylePrimitive{Underline: &yes},
		Strong:         ansi.StylePrimitive{Bold: &yes},
		HorizontalRule: ansi.StylePrimitive{Color: hex(p.border), Format: "\n" + ruler + "\n"},
		Item:           ansi.StylePrimitive{BlockPrefix: bullet},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		Link:           ansi.StylePrimitive{Color: hex(p.link), Underline: &yes},
		LinkText:       ansi.StylePrimitive{Color: hex(p.link)},
		Image:          ansi.StylePrimitive{Color: hex(p.link)},
		ImageText:      ansi.StylePrimitive{Color: hex(p.dim)},
		Code:           ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: hex(p.low), Bold: &yes}},
		CodeBlock: ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{
			StylePrimitive: ansi.StylePrimitive{Color: hex(p.low)}, Margin: &two,
		}},
		Table: ansi.StyleTable{RowSeparator: &t.Marks.Horizontal, ColumnSeparator: &t.Marks.Vertical, CenterSeparator: &t.Marks.Cross},
	}
}

func hex(c string) *string {
	if c == "" {
		return nil
	}
	return &c
}

package catalogue

import "strings"

// Cut tells whether the message ends inside a name that others chose: it begins
// as a template does and stops before what closes the name. Mesos prints names
// raw, so a name with a line break leaves such a beginning behind; the line
// after it, however well formed, may be the name's. A message that Match
// recognises is not cut.
func (c *Catalogue) Cut(in Input) bool {
	if !in.Prefixed {
		return false
	}
	for node, rest := c.root.next(in.Message); node != nil; node, rest = node.next(rest) {
		for i := range node.entries {
			for _, w := range node.entries[i].wordings {
				if w.cut(in.Message) {
					q := query{in: in}
					return !q.run(c)
				}
			}
		}
	}
	return false
}

// cut reads as readClean does and answers whether it ended in an open name.
func (w *wording) cut(msg string) bool {
	pos := len(w.prefix)
	for i := range w.steps {
		st := &w.steps[i]
		if st.shape == shapeName && st.field != fieldNone && st.opens(msg[pos:]) {
			return true
		}
		n := st.scan(msg[pos:])
		if n < 0 || !strings.HasPrefix(msg[pos+n:], st.lit) {
			return false
		}
		pos += n + len(st.lit)
	}
	return false
}

// opens tells that s is the beginning of a name which nothing closes.
func (st *step) opens(s string) bool {
	switch {
	case st.lit == "":
		return false
	case st.lit[0] == '\'':
		return strings.IndexByte(s, '\'') < 0
	case st.lit[0] == ')':
		return !strings.Contains(s, ") ")
	}
	return !strings.Contains(s, st.lit)
}

package sigma

// withinAny looks for several texts in one pass: at each byte only those are
// compared that begin with it. Case is ignored.
type withinAny struct {
	byFirst [256][]string
}

func (w *withinAny) ok(s string) bool {
	for i := range len(s) {
		for _, text := range w.byFirst[lower(s[i])] {
			if begins(s[i:], text, true) {
				return true
			}
		}
	}
	return false
}

// gather joins the contained texts among tests of which one must hold.
func gather(tests []test) []test {
	var out []test
	var texts []string
	for _, t := range tests {
		if w, ok := t.(within); ok && w.fold {
			texts = append(texts, w.text)
		} else {
			out = append(out, t)
		}
	}
	if len(texts) < 3 {
		return tests
	}
	any := &withinAny{}
	for _, t := range texts {
		any.byFirst[t[0]] = append(any.byFirst[t[0]], t)
	}
	return append(out, any)
}

package catalogue

import "strings"

// trie finds the templates whose fixed beginning is the beginning of a message,
// byte by byte, without looking at the others.
type trie struct {
	label    string // the text between the parent and this node
	first    string // the first byte of each child's label
	children []*trie
	entries  []entry
}

// entry is a template with the wordings that begin alike.
type entry struct {
	template *compiled
	wordings []*wording
}

func (t *trie) insert(prefix string, c *compiled, w *wording) {
	if prefix == "" {
		t.add(c, w)
		return
	}
	i := strings.IndexByte(t.first, prefix[0])
	if i < 0 {
		child := &trie{label: prefix}
		t.first += prefix[:1]
		t.children = append(t.children, child)
		child.add(c, w)
		return
	}
	child := t.children[i]
	n := common(child.label, prefix)
	if n < len(child.label) {
		lower := *child
		lower.label = child.label[n:]
		*child = trie{label: child.label[:n], first: lower.label[:1], children: []*trie{&lower}}
	}
	child.insert(prefix[n:], c, w)
}

func (t *trie) add(c *compiled, w *wording) {
	if n := len(t.entries); n > 0 && t.entries[n-1].template == c {
		t.entries[n-1].wordings = append(t.entries[n-1].wordings, w)
		return
	}
	t.entries = append(t.entries, entry{template: c, wordings: []*wording{w}})
}

// next answers the child that s goes on with, nil when there is none, and what
// is left of s.
func (t *trie) next(s string) (*trie, string) {
	if s == "" {
		return nil, ""
	}
	i := strings.IndexByte(t.first, s[0])
	if i < 0 {
		return nil, ""
	}
	child := t.children[i]
	if !strings.HasPrefix(s, child.label) {
		return nil, ""
	}
	return child, s[len(child.label):]
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

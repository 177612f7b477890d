package rules

import (
	"slices"

	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// dropDangling refuses rules that refer to rules that are not there, until all
// references hold.
func (l *loader) dropDangling() {
	for again := true; again; {
		again = false
		for _, n := range l.names() {
			d := l.docs[n]
			if ref, dangles := l.dangling(d); dangles {
				l.refuse(d, "rule %q refers to %q, which is not a Sigma rule or correlation here", n, ref)
				delete(l.docs, n)
				again = true
			}
		}
	}
}

// dangling finds a reference to nothing.
func (l *loader) dangling(d *sigma.Document) (string, bool) {
	for _, ref := range d.SuppressedBy {
		if !l.known(ref) {
			return ref, true
		}
	}
	refs := d.ResolvedBy
	if d.Correlation != nil {
		refs = slices.Concat(refs, d.Correlation.Rules)
	}
	for _, ref := range refs {
		if _, ok := l.find(ref); !ok {
			return ref, true
		}
	}
	return "", false
}

// dropCycles refuses correlations that count themselves, by whatever way.
func (l *loader) dropCycles() {
	for _, n := range l.names() {
		if l.reaches(n, n, make(map[string]bool)) {
			l.refuse(l.docs[n], "correlation %q counts itself", n)
			delete(l.docs, n)
			l.dropDangling()
			l.dropCycles()
			return
		}
	}
}

func (l *loader) reaches(from, to string, seen map[string]bool) bool {
	d := l.docs[from]
	if d == nil || d.Correlation == nil || seen[from] {
		return false
	}
	seen[from] = true
	for _, next := range l.resolve(d.Correlation.Rules) {
		if next == to || l.reaches(next, to, seen) {
			return true
		}
	}
	return false
}

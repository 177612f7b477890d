package sigma

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Where is what is known of an event before its fields are looked at: enough to
// tell for most rules that they cannot match.
type Where struct {
	Service, Kind, Template string
	// Clean: the line bears no mark of suspicion.
	Clean bool
}

// maybe is three-valued logic: what a condition says while most fields are
// unknown.
type maybe int8

const (
	no maybe = iota
	perhaps
	yes
)

func answer(b bool) maybe {
	if b {
		return yes
	}
	return no
}

// node is one part of a condition.
type node interface {
	match(*mesoswatch.Event) bool
	could(Where) maybe
}

type allOf []node

func (ns allOf) match(e *mesoswatch.Event) bool {
	for _, n := range ns {
		if !n.match(e) {
			return false
		}
	}
	return true
}

func (ns allOf) could(w Where) maybe {
	worst := yes
	for _, n := range ns {
		worst = min(worst, n.could(w))
	}
	return worst
}

type oneOf []node

func (ns oneOf) match(e *mesoswatch.Event) bool {
	for _, n := range ns {
		if n.match(e) {
			return true
		}
	}
	return false
}

func (ns oneOf) could(w Where) maybe {
	best := no
	for _, n := range ns {
		best = max(best, n.could(w))
	}
	return best
}

type not struct{ n node }

func (x not) match(e *mesoswatch.Event) bool { return !x.n.match(e) }
func (x not) could(w Where) maybe            { return yes - x.n.could(w) }

// item is one line of a map: a field and what it must be.
type item struct {
	field string
	get   func(*mesoswatch.Event) string
	tests []test
	all   bool // every test must hold, not only one
}

func (it item) match(e *mesoswatch.Event) bool { return it.holds(it.get(e)) }

func (it item) holds(s string) bool {
	for _, t := range it.tests {
		if t.ok(s) != it.all {
			return !it.all
		}
	}
	return it.all
}

func (it item) could(w Where) maybe {
	switch it.field {
	case "kind":
		return answer(it.holds(w.Kind))
	case "template":
		return answer(it.holds(w.Template))
	case "service":
		return answer(it.holds(w.Service))
	case "suspect":
		if w.Clean {
			return answer(it.holds(""))
		}
	}
	return perhaps
}

// sameAs compares two fields of one event, ignoring case unless cased. Fields
// that the event lacks are equal to nothing.
type sameAs struct {
	a, b  func(*mesoswatch.Event) string
	cased bool
}

func (x sameAs) match(e *mesoswatch.Event) bool {
	a, b := x.a(e), x.b(e)
	if a == "" || b == "" {
		return false
	}
	if x.cased {
		return a == b
	}
	return strings.EqualFold(a, b)
}

func (sameAs) could(Where) maybe { return perhaps }

// keyword looks for text anywhere in the line as it stands in the source.
type keyword struct{ test }

func (k keyword) match(e *mesoswatch.Event) bool {
	if e.Raw != "" {
		return k.ok(e.Raw)
	}
	return k.ok(e.Message)
}

func (keyword) could(Where) maybe { return perhaps }

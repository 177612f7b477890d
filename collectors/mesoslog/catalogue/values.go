package catalogue

// values are the places of the captured values of one match in its message.
// It lives on the stack of Match.
type values struct {
	n     int
	spans [maxSteps]span
}

type span struct {
	field    field
	shape    shape
	from, to int32
	next     string // the fixed text behind the value
}

func (v *values) add(s *step, from, to int) {
	if v.n < maxSteps {
		v.spans[v.n] = span{field: s.field, shape: s.shape, from: int32(from), to: int32(to), next: s.lit}
		v.n++
	}
}

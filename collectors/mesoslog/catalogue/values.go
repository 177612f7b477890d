package catalogue

// values are the places of the captured values of one match in its message.
// It lives on the stack of Match.
type values struct {
	n     int
	spans [maxSteps]span
}

type span struct {
	step     *step
	from, to int32
}

func (v *values) add(s *step, from, to int) {
	if v.n < maxSteps {
		v.spans[v.n] = span{step: s, from: int32(from), to: int32(to)}
		v.n++
	}
}

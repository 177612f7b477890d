package kit

import "strings"

// Spark draws values as a row of bars, one cell each, scaled to top. Nothing is
// told apart from little: only 0 gets the empty mark.
func (p *Pen) Spark(values []int, top int) string {
	steps := len(p.Marks.Spark) - 1
	top = max(top, 1)
	var b strings.Builder
	for _, v := range values {
		step := 0
		if v > 0 {
			step = min(max((v*steps+top-1)/top, 1), steps)
		}
		b.WriteRune(p.Marks.Spark[step])
	}
	return b.String()
}

// Fold sums values into n cells, keeping the order; n beyond their number gives
// one cell a value.
func Fold(values []int, n int) []int {
	n = min(n, len(values))
	if n <= 0 {
		return nil
	}
	out := make([]int, n)
	for i, v := range values {
		out[i*n/len(values)] += v
	}
	return out
}

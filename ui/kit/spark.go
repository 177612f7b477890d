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

// Bar draws a share of one in w cells; little is told apart from nothing, and
// much from all.
func (p *Pen) Bar(share float64, w int) string {
	if w <= 0 {
		return ""
	}
	n := min(max(int(share*float64(w)+0.5), 0), w)
	switch {
	case share > 0 && n == 0:
		n = 1
	case share < 1 && n == w && w > 1:
		n = w - 1
	}
	return strings.Repeat(p.Marks.Full, n) + strings.Repeat(p.Marks.Free, w-n)
}

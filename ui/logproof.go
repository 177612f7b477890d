package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxProofs is how many pieces of evidence are looked up by their lines.
const maxProofs = 50_000

// Many findings are not gone through more often than this.
const (
	manyProofs  = 2_000
	proofsEvery = time.Second
)

// proofs are the lines that are evidence of findings.
type proofs struct {
	by    map[proofPlace][]proof
	whose *mesoswatch.Finding // the first of the findings they were made from
	n     int
	made  time.Time
	size  int
}

// proofPlace is where a line stands as far as it is known: a byte of a file, else
// its line, else its time.
type proofPlace struct {
	source       string
	offset, line int64
	at           int64
}

// proof is a piece of evidence and the finding it is of.
type proof struct {
	finding *mesoswatch.Finding
	of      *mesoswatch.Evidence
}

func placeOf(source string, offset, line int64, at time.Time) proofPlace {
	switch {
	case offset > 0:
		return proofPlace{source: source, offset: offset}
	case line > 0:
		return proofPlace{source: source, line: line}
	}
	return proofPlace{source: source, at: at.UnixNano()}
}

// take goes through the findings of a board if they are others than before.
func (p *proofs) take(s scene) {
	all := s.board.Findings() // copies of a board share them as long as none changes
	if len(all) == 0 {
		*p = proofs{}
		return
	}
	if p.whose == &all[0] && p.n == len(all) || s.live && p.size > manyProofs && s.now.Sub(p.made) < proofsEvery {
		return
	}
	*p = proofs{by: make(map[proofPlace][]proof, p.size), whose: &all[0], n: len(all), made: s.now}
	for i := range all {
		for j := range all[i].Evidence {
			e := &all[i].Evidence[j]
			if e.JSONPath != "" || p.size == maxProofs {
				continue
			}
			at := placeOf(e.Source, e.Offset, e.Line, e.Time)
			p.by[at] = append(p.by[at], proof{&all[i], e})
			p.size++
		}
	}
}

// all are the findings a line is evidence of.
func (p *proofs) all(e *mesoswatch.Event) []*mesoswatch.Finding {
	var out []*mesoswatch.Finding
	for _, q := range p.by[placeOf(e.Source, e.Offset, e.Line, e.Time)] {
		if isLine(e, *q.of) && !contains(out, q.finding) {
			out = append(out, q.finding)
		}
	}
	return out
}

// of is the worst finding a line is evidence of; nil: of none.
func (p *proofs) of(e *mesoswatch.Event) *mesoswatch.Finding {
	var worst *mesoswatch.Finding
	for _, q := range p.by[placeOf(e.Source, e.Offset, e.Line, e.Time)] {
		if isLine(e, *q.of) && (worst == nil || q.finding.Level > worst.Level) {
			worst = q.finding
		}
	}
	return worst
}

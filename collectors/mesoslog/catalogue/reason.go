package catalogue

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// reasonSet is the rows of reasons.tsv that a template looks into.
type reasonSet struct {
	rows []reasonRow
	keep bool // the template's kind stays
}

type reasonRow struct {
	kind     string
	wordings []wording
}

// detailSet names the set of all reasons, for templates whose kind is fixed.
const detailSet = "detail"

func reasonSets(rows []Reason, names map[string]capture) (map[string]*reasonSet, error) {
	sets := map[string]*reasonSet{detailSet: {keep: true}}
	for _, row := range rows {
		ws, err := wordings(row.Text, names)
		if err != nil {
			return nil, err
		}
		r := reasonRow{kind: dash(row.Kind), wordings: ws}
		if sets[row.Set] == nil {
			sets[row.Set] = &reasonSet{}
		}
		for _, set := range []string{row.Set, detailSet} {
			if set != detailSet || row.Set != "state" && row.Set != "action" {
				sets[set].rows = append(sets[set].rows, r)
			}
		}
	}
	return sets, nil
}

// find answers the first row that the whole text fits, nil when there is none.
func (s *reasonSet) find(text string) *reasonRow {
	row, _ := s.match(text)
	return row
}

func (s *reasonSet) match(text string) (*reasonRow, reader) {
	r := reader{msg: text}
	if s == nil {
		return nil, r
	}
	for _, lv := range [...]level{levelClean, levelNames} {
		r.level, r.left = lv, budget
		for i := range s.rows {
			for j := range s.rows[i].wordings {
				w := &s.rows[i].wordings[j]
				if strings.HasPrefix(text, w.prefix) && r.read(w) {
					return &s.rows[i], r
				}
			}
		}
	}
	return nil, r
}

// decide looks into the captured text: it sets the kind and what else the text
// tells.
func (s *reasonSet) decide(text string, ev *mesoswatch.Event) {
	row, r := s.match(text)
	if row == nil {
		return
	}
	if row.kind != "" && !s.keep {
		ev.Kind = row.kind
	}
	for _, sp := range r.out.spans[:r.out.n] {
		store(ev, sp.step.field, text[sp.from:sp.to])
	}
}

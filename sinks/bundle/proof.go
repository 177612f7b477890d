package bundle

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch"
)

// proof is a piece of evidence, of one finding or several.
type proof struct {
	Findings, Time, Place, Text string
	// From says whether the bundle has its bytes as the file has them.
	From string
}

// lineKey is the place of a line.
type lineKey struct {
	source string
	inode  uint64
	offset int64
}

// proofs are the evidence of all findings.
func (c Content) proofs(index []lineIndex) []proof {
	at := make(map[lineKey]lineIndex, len(index))
	for _, i := range index {
		at[lineKey{i.Source, i.Inode, i.Offset}] = i
	}
	var out []proof
	known := make(map[[2]string]int)
	for _, f := range c.sorted() {
		for _, e := range f.Evidence {
			k := [2]string{evidencePlace(e), e.Text}
			if n, ok := known[k]; ok {
				out[n].Findings += ", " + f.ID
				continue
			}
			known[k] = len(out)
			p := proof{Findings: f.ID, Time: local(e.Time), Place: evidencePlace(e), Text: e.Text, From: "the finding"}
			if i, ok := at[lineKey{e.Source, e.Inode, e.Offset}]; ok && e.JSONPath == "" {
				p.From = fmt.Sprintf("%s, byte %d", i.Part, i.At)
				if i.From == "record" {
					p.From += ", from the record"
				}
				if i.Masked {
					p.From += ", masked"
				}
			}
			if len(e.Suspect) > 0 {
				p.From += ", suspect"
			}
			out = append(out, p)
		}
	}
	return out
}

func evidencePlace(e mesoswatch.Evidence) string {
	if e.JSONPath != "" {
		return e.Source + " " + e.JSONPath
	}
	return Line{Source: e.Source, Inode: e.Inode, Offset: e.Offset, Line: e.Line}.place()
}

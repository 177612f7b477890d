package metrics

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what names from outside can make grow.
const (
	maxSources  = 300
	maxKinds    = 500
	maxRules    = 500
	maxPolls    = 100 // endpoints
	maxOutcomes = 20  // of one endpoint
	maxLabel    = 160 // bytes
)

// Other stands for all that had no room under a name of its own.
const Other = "other"

// label is a name from outside as the value of a label: printable, without secrets,
// and of bounded length. Names that differ stay different.
func label(s string) string {
	s = mesoswatch.Printable(mesoswatch.Mask(s))
	if len(s) <= maxLabel {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	cut := maxLabel - 10
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut-- // not within a character
	}
	return s[:cut] + "~" + hex.EncodeToString(sum[:4])
}

// tally counts by name; names that find no room are counted as Other.
type tally struct {
	most int
	n    map[string]float64
}

func (t *tally) add(name string, n float64) {
	if t.n == nil {
		t.n = make(map[string]float64)
	}
	if _, known := t.n[name]; !known && len(t.n) >= t.most {
		name = Other
	}
	t.n[name] += n
}

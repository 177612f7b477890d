package rules

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// shortTime is how findings write a time in their fields, and runbooks fill one in.
const shortTime = "2006-01-02T15:04:05Z"

// shown is what a source said of a subject, as proof: where in its answer, and
// what stands there.
func shown(s *mesoswatch.Snapshot, path, text string) mesoswatch.Evidence {
	return mesoswatch.Evidence{
		Source: s.Source, Time: s.At, JSONPath: cut(path, maxFieldText),
		Text: strings.Clone(cut(text, maxEvidenceText)),
	}
}

// snapshot makes the finding of one snapshot; fields that are empty are left out.
func (r *Rule) snapshot(s mesoswatch.Subject, at time.Time, fields map[string]string, proof ...mesoswatch.Evidence) *mesoswatch.Finding {
	s.Name = cut(s.Name, maxSubjectText)
	f := r.finding(s)
	f.FirstSeen, f.LastSeen, f.Count = at, at, 1
	f.Fields, f.Evidence = tidy(fields), proof
	return &f
}

// tidy leaves out what is not told, and cuts the rest.
func tidy(fields map[string]string) map[string]string {
	out := make(map[string]string, len(fields))
	for k, v := range fields {
		if v != "" {
			out[k] = cut(v, maxFieldText)
		}
	}
	return out
}

// sawAll tells whether a round saw all subjects of the kind.
func sawAll(h *mesoswatch.Health, kind string) bool {
	return h != nil && slices.Contains(h.Complete, kind)
}

// is tells whether a value is told and true; isNot whether it is told and false.
func is(b *bool) bool    { return b != nil && *b }
func isNot(b *bool) bool { return b != nil && !*b }

// amount writes a number of CPUs or megabytes without needless digits.
func amount(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }

// upidFields are the fields that a UPID tells.
func upidFields(fields map[string]string, pid string) {
	fields["upid"] = pid
	if u, ok := mesoswatch.ParseUPID(pid); ok {
		fields["claimed_ip"], fields["claimed_port"] = u.IP, u.Port
	}
}

// resourceText tells resources that are not zero.
func resourceText(r *mesoswatch.Resources) string {
	if r == nil {
		return ""
	}
	var out []string
	for _, p := range []struct {
		n    float64
		what string
	}{{r.CPUs, " CPUs"}, {r.GPUs, " GPUs"}, {r.Mem, " MB of memory"}, {r.Disk, " MB of disk"}} {
		if p.n > 0 {
			out = append(out, amount(p.n)+p.what)
		}
	}
	return strings.Join(out, ", ")
}

// plural counts things whose name takes an s.
func plural[N int | int64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.FormatInt(int64(n), 10) + " " + thing + "s"
}

// percent writes a share of the whole.
func percent(share float64) string { return strconv.Itoa(int(share*100+0.5)) + " %" }

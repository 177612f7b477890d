package format

import (
	"maps"
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// less bounds the texts of a notice: each in bytes and printable, so that no escaping
// makes much more of it; lists in their number.
type less struct{ bytes, evidence, items int }

// lessAndLess is tried in order until a line is short enough. The last leaves what
// says who, what and where.
var lessAndLess = [...]less{{4096, 4, 20}, {1024, 2, 20}, {256, 2, 12}, {128, 1, 6}, {48, 0, 3}, {32, 0, 2}}

// bulky is how many times larger than its bound a notice may be for that writing it
// whole is tried at all.
const bulky = 16

// bulk is about how many bytes the texts of n are.
func bulk(n *notice.Notice) int {
	f := &n.Finding
	all := len(n.Cluster) + len(n.Host) + len(f.Title) + len(f.Subject.Name) + len(f.Remediation)
	for _, v := range f.Fields {
		all += len(v)
	}
	for i := range f.Evidence {
		all += len(f.Evidence[i].Text)
	}
	return all
}

// of is n with no more than that; n keeps what it has.
func (l less) of(n notice.Notice) notice.Notice {
	f := n.Finding
	for _, s := range []*string{&n.Key, &n.Cluster, &n.Host, &f.ID, &f.Rule, &f.Title, &f.Subject.Kind, &f.Subject.Name, &f.Runbook, &f.Remediation} {
		*s = plain(*s, l.bytes)
	}
	n.Turn, f.Status = mesoswatch.Turn(plain(string(n.Turn), l.bytes)), mesoswatch.Status(plain(string(f.Status), l.bytes))
	f.Tags, f.References = l.list(f.Tags), l.list(f.References)
	f.Fields = l.fields(f.Fields)
	if over := len(f.Evidence) - l.evidence; over > 0 { // the latest says most of what to do now
		f.Evidence = f.Evidence[over:]
	}
	f.Evidence = slices.Clone(f.Evidence)
	for i := range f.Evidence {
		e := &f.Evidence[i]
		e.Source, e.JSONPath, e.Text, e.Suspect = plain(e.Source, l.bytes), plain(e.JSONPath, l.bytes), plain(e.Text, l.bytes), l.list(e.Suspect)
	}
	f.Handled = l.handled(f.Handled)
	n.Finding = f
	return n
}

func (l less) handled(h *mesoswatch.Handled) *mesoswatch.Handled {
	if h == nil {
		return nil
	}
	c := *h
	c.Who, c.Note = plain(c.Who, l.bytes), plain(c.Note, l.bytes)
	return &c
}

func (l less) list(in []string) []string {
	out := slices.Clone(in[:min(len(in), l.items)])
	for i, s := range out {
		out[i] = plain(s, l.bytes)
	}
	return out
}

// fields keeps those that say who and where first.
func (l less) fields(in map[string]string) map[string]string {
	if len(in) == 0 {
		return in
	}
	names := slices.Sorted(maps.Keys(in))
	slices.SortStableFunc(names, func(a, b string) int { return weight(a) - weight(b) })
	out := make(map[string]string, l.items)
	for _, name := range names[:min(len(names), l.items)] {
		out[plain(name, l.bytes)] = plain(in[name], l.bytes)
	}
	return out
}

// weight is small for what says who and where.
func weight(field string) int {
	if i := slices.Index([]string{"remote_ip", "principal", "framework_id"}, field); i >= 0 {
		return i - 3
	}
	return 0
}

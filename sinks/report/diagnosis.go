package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Diagnosis is what can and cannot be seen from where the program runs.
type Diagnosis struct {
	Version string    `json:"version"`
	Host    string    `json:"host"`
	User    string    `json:"user"`
	At      time.Time `json:"at"`
	// Waited is how long the first rounds were waited for, in seconds.
	Waited  float64             `json:"waited"`
	Sources []mesoswatch.Health `json:"sources"`
	Seen    []Sighted           `json:"seen"`
	// Cut is what masters leave out of their answers to us.
	Cut    []string               `json:"cut,omitempty"`
	Realms []mesoswatch.Realm     `json:"realms,omitempty"`
	Lacks  []Lack                 `json:"lacks,omitempty"`
	Quiet  []QuietRule            `json:"quiet_rules,omitempty"`
	Never  []mesoswatch.Blindspot `json:"never"`
	Paths  []PathUse              `json:"paths"`
}

// Sighted is how much is seen of one kind of subjects.
type Sighted struct {
	Kind string `json:"kind"`
	// State is whole, old (what is known is from before) or unknown.
	State string    `json:"state"`
	Count int       `json:"count"`
	At    time.Time `json:"at,omitzero"`
	Why   string    `json:"why,omitempty"`
}

// Lack is a right that is missing and what would give it.
type Lack struct {
	What   string `json:"what"`
	Remedy string `json:"remedy"`
}

// QuietRule is a rule that cannot speak, and why.
type QuietRule struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// PathUse is a file or folder of this host that the program uses.
type PathUse struct {
	What  string `json:"what"`
	Path  string `json:"path"`
	State string `json:"state"` // "", or what is the matter: not there, not writable …
}

// clusterKinds are the kinds of subjects a live cluster has, in reading order.
var clusterKinds = []string{
	mesoswatch.SubjectCluster, mesoswatch.SubjectMaster, mesoswatch.SubjectMetrics, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm,
	mesoswatch.SubjectFramework, mesoswatch.SubjectTask, mesoswatch.SubjectRole, mesoswatch.SubjectAgent, mesoswatch.SubjectAgentCheck,
	mesoswatch.SubjectMachine, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectZnode,
}

// Diagnose takes from the board what it tells of its own sight. Version, Host,
// Waited, Quiet, Never and Paths are the caller's to fill in.
func Diagnose(b *mesoswatch.Board) Diagnosis {
	d := Diagnosis{At: b.Now, Sources: b.Sources()}
	for _, kind := range clusterKinds {
		s := sightOf(b, kind)
		seen := Sighted{Kind: kind, State: "unknown", Count: b.Subjects(kind).Len(), At: s.At, Why: s.Why}
		switch {
		case s.Clear():
			seen.State = "whole"
		case !s.At.IsZero() || seen.Count > 0:
			seen.State = "old"
		}
		if s.Why == "" && s.At.IsZero() {
			seen.Why = "nobody has told"
		}
		d.Seen = append(d.Seen, seen)
	}
	for _, s := range b.Subjects(mesoswatch.SubjectRealm).Sorted() {
		d.Realms = append(d.Realms, *s.Realm)
	}
	for s := range b.Subjects(mesoswatch.SubjectCluster).All() {
		d.Cut = s.Cluster.Cut
	}
	d.Lacks = lacks(d.Sources)
	return d
}

// sightOf is how a kind is seen. Of some each source tells its own part, and one
// that is blind leaves a gap.
func sightOf(b *mesoswatch.Board, kind string) mesoswatch.Sight {
	switch kind {
	case mesoswatch.SubjectMaster, mesoswatch.SubjectMetrics, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm, mesoswatch.SubjectZooKeeper:
		for _, h := range b.Sources() {
			if s := b.SightOf(kind, h.Source); s.Why != "" {
				return s
			}
		}
	}
	return b.Sight(kind)
}

// Blind lists the sources that do not answer as they should.
func (d Diagnosis) Blind() []string {
	var all []string
	for _, h := range d.Sources {
		if !h.OK {
			all = append(all, h.Source)
		}
	}
	return all
}

// remedies are what gives a right, by what a source says when it is missing.
var remedies = []struct{ said, remedy string }{
	{"mesos-master-readonly", "a principal with its secret (--credential FILE) that the masters' --credentials knows"},
	{"mesos-master-readwrite", "a principal with its secret (--credential FILE): quota, weights, the maintenance schedule and the event stream are behind the read-write realm even for reading"},
	{"mesos-agent-", "credentials of the agents (--http_credentials), and the agents named with --agent or proven by --ca-cert"},
	{`realm "mesos"`, "a principal with its secret (--credential FILE) that the masters' --credentials knows"},
	{"401", "a credential (--credential or --token-file) that this server accepts"},
	{"the credential was not sent", "name the host with --master or --agent, use https with --ca-cert, or accept clear text with --allow-plaintext-credentials"},
	{"is disabled", "the endpoint is closed by --firewall_rules; only the master's configuration opens it"},
	{"403", "an ACL entry that lets this principal read (view_flags, view_frameworks, view_tasks, get_endpoints, access_mesos_logs)"},
	{"permission denied", "run as a user that may read it (the group adm or root reads most logs)"},
	{"not permitted by its ACL", "the digest login of the znodes: --zk zk://USER:PASSWORD@…"},
	{"whitelist", "4lw.commands.whitelist in zoo.cfg: srvr, mntr and ruok are enough; or the AdminServer on port 8080"},
	{"certificate", "the CA of the cluster with --ca-cert FILE"},
	{"unknown authority", "the CA of the cluster with --ca-cert FILE"},
}

// lacks lists rights that are missing, once each.
func lacks(sources []mesoswatch.Health) []Lack {
	var all []Lack
	for _, h := range sources {
		said := h.Why
		for _, why := range h.Lacking {
			said += "; " + why
		}
		for _, r := range remedies {
			if strings.Contains(said, r.said) {
				all = append(all, Lack{What: h.Source, Remedy: r.remedy})
				if r.said != "the credential was not sent" {
					break
				}
			}
		}
	}
	return slices.Compact(all)
}

// WriteJSON writes the diagnosis as one JSON document.
func (d Diagnosis) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(d)
}

// WriteText writes it for people. Everything foreign in it is made printable.
func (d Diagnosis) WriteText(w io.Writer) error {
	var b strings.Builder
	p := mesoswatch.Printable
	fmt.Fprintf(&b, "mesoswatch %s on %s as %s, after %.1f s\n", d.Version, p(d.Host), p(d.User), d.Waited)
	b.WriteString("\nAsked\n")
	if len(d.Sources) == 0 {
		b.WriteString("  nobody\n")
	}
	for _, h := range d.Sources {
		d.source(&b, h)
	}
	b.WriteString("\nSeen\n")
	for _, s := range d.Seen {
		fmt.Fprintf(&b, "  %-12s %-8s %6d", s.Kind, s.State, s.Count)
		if !s.At.IsZero() {
			fmt.Fprintf(&b, "  as of %s", s.At.Format(time.TimeOnly))
		}
		if s.Why != "" {
			fmt.Fprintf(&b, "  %s", p(s.Why))
		}
		b.WriteString("\n")
	}
	for _, c := range d.Cut {
		fmt.Fprintf(&b, "  left out: %s\n", p(c))
	}
	d.more(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (d Diagnosis) source(b *strings.Builder, h mesoswatch.Health) {
	p := mesoswatch.Printable
	state := "answers"
	switch {
	case !h.OK:
		state = "BLIND"
	case h.Silent:
		state = "silent"
	}
	fmt.Fprintf(b, "  %-8s %s", state, p(h.Source))
	if h.Interval > 0 {
		fmt.Fprintf(b, "   asked every %s", (time.Duration(h.Interval * float64(time.Second))).Round(100*time.Millisecond))
		if h.Pace != "" {
			fmt.Fprintf(b, " (%s)", p(h.Pace))
		}
	}
	b.WriteString("\n")
	if h.Why != "" {
		fmt.Fprintf(b, "           why: %s\n", p(h.Why))
	}
	for _, x := range h.Asked {
		if x.Outcome == "" && x.Of == "" && x.What == h.Source {
			continue
		}
		fmt.Fprintf(b, "           %-34s %-14s", p(strings.TrimSpace(x.What+" "+x.Of)), p(x.Outcome))
		if x.Seconds > 0 {
			fmt.Fprintf(b, " %7.0f ms %9d bytes", x.Seconds*1000, x.Bytes)
		}
		b.WriteString("\n")
	}
	if h.Log != nil {
		fmt.Fprintf(b, "           %d lines, %d recognised, %d bytes behind\n", h.Log.Lines, h.Log.Recognised, h.Log.Behind)
	}
}

func (d Diagnosis) more(b *strings.Builder) {
	p := mesoswatch.Printable
	section := func(title string, n int, line func(i int) string) {
		if n == 0 {
			return
		}
		fmt.Fprintf(b, "\n%s\n", title)
		for i := range n {
			fmt.Fprintf(b, "  %s\n", line(i))
		}
	}
	section("Authentication realms, asked without a credential", len(d.Realms), func(i int) string {
		r := d.Realms[i]
		state := "unknown "
		if r.Enforced != nil {
			state = map[bool]string{true: "enforced", false: "OPEN    "}[*r.Enforced]
		}
		return fmt.Sprintf("%s %s %s   %s", state, p(r.Of), p(r.Name), p(r.How))
	})
	section("Rights that are lacking", len(d.Lacks), func(i int) string { return p(d.Lacks[i].What) + ": " + d.Lacks[i].Remedy })
	section("Rules that cannot speak", len(d.Quiet), func(i int) string { return d.Quiet[i].Rule + ": " + p(d.Quiet[i].Why) })
	section("What Mesos never tells", len(d.Never), func(i int) string {
		n := d.Never[i]
		return n.What + "\n    why: " + n.Why + "\n    instead: " + n.Instead
	})
	section("Paths", len(d.Paths), func(i int) string {
		u := d.Paths[i]
		state := ""
		if u.State != "" {
			state = " (" + u.State + ")"
		}
		return fmt.Sprintf("%-14s %s%s", u.What, p(u.Path), state)
	})
}

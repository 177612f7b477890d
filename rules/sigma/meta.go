package sigma

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// Meta is what rules, correlations and filters say of themselves.
type Meta struct {
	File string // as given to Parse
	Line int    // of the document's first key

	Title, ID, Name, Description, Author, License, Taxonomy string
	// Status is stable, test, experimental, deprecated, unsupported, or empty.
	Status               string
	Date, Modified       string
	Level                mesoswatch.Level
	HasLevel             bool
	References, Tags     []string
	FalsePositives       []string
	Fields               []string // of the event, shown with a finding
	Product, Service     string   // of the log source
	Runbook, Remediation string

	// Keys of ours, beside Sigma's.

	// Subject says what a finding is about: the first of these whose field is not
	// empty; none means a default.
	Subject []Subject
	// CountOnce makes repeats within a time evidence of one count.
	CountOnce *CountOnce
	// SuppressedBy names rules: while one of them is reported for the same
	// subject, this one is quiet.
	SuppressedBy []string
	// ResolvedBy names rules whose match ends a finding of this one.
	ResolvedBy []string
	// Filters only: when the filter ends, whose it is and why it exists.
	Expires       time.Time
	Owner, Reason string
}

// Subject is a kind of thing and the field that names it.
type Subject struct{ Kind, Field string }

// CountOnce counts matches that agree in the fields once within the time.
type CountOnce struct {
	Per    []string // event fields; empty means the finding's subject
	Within time.Duration
}

var (
	uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	dateForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$`)
	tagForm  = regexp.MustCompile(`^[a-z0-9_-]+\.[a-z0-9._-]+$`)
	nameForm = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)
)

// meta reads a key that all kinds of documents share; false when it is none.
func (r *reader) meta(p pair, m *Meta) bool {
	switch p.key {
	case "title":
		m.Title = r.sized(p, 256)
	case "id":
		m.ID = r.formed(p, uuidForm, "a UUID")
	case "name":
		m.Name = r.formed(p, nameForm, "lower-case words joined by hyphens")
	case "description":
		m.Description = strings.TrimSpace(r.sized(p, 65535))
	case "author":
		m.Author = r.text(p)
	case "license":
		m.License = r.text(p)
	case "taxonomy":
		m.Taxonomy = r.sized(p, 256)
	case "status":
		m.Status = r.oneOf(p, "stable", "test", "experimental", "deprecated", "unsupported")
	case "date":
		m.Date = r.formed(p, dateForm, "a date YYYY-MM-DD")
	case "modified":
		m.Modified = r.formed(p, dateForm, "a date YYYY-MM-DD")
	case "references":
		m.References = r.texts(p)
	case "tags":
		m.Tags = r.texts(p)
		for _, t := range m.Tags {
			if !tagForm.MatchString(t) {
				r.fail(p.value, "tag %q is not of the form namespace.name", t)
			}
		}
	case "falsepositives":
		m.FalsePositives = r.texts(p)
	case "related", "scope":
		// Said for other readers; nothing here depends on them.
	case "level":
		r.level(p, m)
	case "fields":
		m.Fields = r.fieldNames(p)
	default:
		return r.ownMeta(p, m)
	}
	return true
}

func (r *reader) sized(p pair, most int) string {
	s := r.text(p)
	if len([]rune(s)) > most {
		r.fail(p.value, "%s is longer than %d characters", p.key, most)
	}
	return s
}

func (r *reader) formed(p pair, form *regexp.Regexp, what string) string {
	s := r.text(p)
	if !form.MatchString(s) {
		r.fail(p.value, "%s %q must be %s", p.key, s, what)
	}
	return s
}

func (r *reader) oneOf(p pair, words ...string) string {
	s := r.text(p)
	if !slices.Contains(words, s) {
		r.fail(p.value, "%s %q must be one of %s", p.key, s, strings.Join(words, ", "))
	}
	return s
}

func (r *reader) level(p pair, m *Meta) {
	l, err := mesoswatch.ParseLevel(r.text(p))
	if err != nil {
		r.fail(p.value, "%v", err)
	}
	m.Level, m.HasLevel = l, true
}

func (r *reader) fieldNames(p pair) []string {
	names := r.texts(p)
	for _, f := range names {
		if Getter(f) == nil {
			r.fail(p.value, "%s: %s", p.key, noField(f))
		}
	}
	return names
}

// logsource takes Mesos' own logs only: a rule for another product would never
// match anything here.
func (r *reader) logsource(p pair, m *Meta) {
	for _, k := range r.pairs(p.value, "logsource") {
		switch k.key {
		case "product":
			m.Product = r.oneOf(k, "mesos")
		case "service":
			m.Service = r.oneOf(k, "master", "agent", "scheduler", "zookeeper")
		case "definition":
		default:
			r.fail(k.at, "logsource: %q is not supported: product mesos, and service master, agent, scheduler or zookeeper", k.key)
		}
	}
	if m.Product == "" {
		r.fail(p.value, "logsource must say product: mesos")
	}
}

func (r *reader) expires(p pair) time.Time {
	t, err := time.Parse(time.DateOnly, r.formed(p, dateForm, "a date YYYY-MM-DD"))
	if err != nil {
		r.fail(p.value, "expires: %v", err)
		return time.Time{}
	}
	return t
}

// refuseAliases looks for YAML aliases anywhere below n.
func (r *reader) refuseAliases(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		r.fail(n, "YAML aliases are not supported")
		return
	}
	for _, c := range n.Content {
		r.refuseAliases(c)
	}
}

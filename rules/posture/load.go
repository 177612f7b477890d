package posture

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

//go:embed checks
var shipped embed.FS

// Catalog holds all checks. It does not change once it is loaded.
type Catalog struct {
	checks  []Check // by family, then id
	waivers []Waiver
}

// Options of loading.
type Options struct {
	// Dirs are folders with rows of the user (*.yml), which add and override.
	Dirs []string
	// Waivers is a file; see Waiver.
	Waivers string
}

// Load reads the shipped rows, the user's, and joins them with the checks that are
// Go. Broken files are told and do not stop the others.
func Load(o Options) (*Catalog, []error) {
	l := loader{byID: make(map[string]Check)}
	for _, c := range goChecks() {
		c.Family, _, _ = strings.Cut(c.ID, "-")
		l.byID[c.ID] = c
	}
	l.shipped()
	for _, dir := range o.Dirs {
		l.folder(dir)
	}
	c := &Catalog{checks: slices.SortedFunc(maps.Values(l.byID), func(a, b Check) int {
		return cmp.Or(slices.Index(Families(), a.Family)-slices.Index(Families(), b.Family), strings.Compare(a.ID, b.ID))
	})}
	if o.Waivers != "" {
		var err error
		if c.waivers, err = readWaivers(o.Waivers); err != nil {
			l.errs = append(l.errs, err)
		}
	}
	return c, l.errs
}

// loader gathers checks by id; a later one replaces an earlier.
type loader struct {
	byID map[string]Check
	errs []error
}

func (l *loader) shipped() {
	names, err := fs.Glob(shipped, "checks/*.yml")
	if err != nil {
		l.errs = append(l.errs, err)
	}
	for _, name := range names {
		text, err := shipped.ReadFile(name)
		l.take(name, text, err)
	}
}

func (l *loader) folder(dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "checks", "*.yml"))
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("reading checks below %q: %w", dir, err))
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		l.take(path, text, err)
	}
}

func (l *loader) take(file string, text []byte, err error) {
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("reading checks: %w", err))
		return
	}
	rows, err := parseRows(file, text)
	if err != nil {
		l.errs = append(l.errs, err)
	}
	for _, c := range rows {
		l.byID[c.ID] = c
	}
}

// Checks lists all checks, by family and id.
func (c *Catalog) Checks() []Check { return slices.Clone(c.checks) }

// Check looks one up.
func (c *Catalog) Check(id string) (Check, bool) {
	i := slices.IndexFunc(c.checks, func(x Check) bool { return x.ID == id })
	if i < 0 {
		return Check{}, false
	}
	return c.checks[i], true
}

// Lint says what checks lack, one line each: texts, and a runbook that is known.
func (c *Catalog) Lint(runbook func(id string) bool) []string {
	var out []string
	for _, x := range c.checks {
		missing := func(what, text string) {
			if strings.TrimSpace(text) == "" {
				out = append(out, fmt.Sprintf("%s: %s: no %s", cmp.Or(x.File, "built in"), x.ID, what))
			}
		}
		missing("title", x.Title)
		missing("rationale", x.Rationale)
		missing("remediation", x.Remediation)
		missing("settle", x.Settle)
		missing("references", strings.Join(x.References, ""))
		if !runbook(x.Runbook) {
			out = append(out, fmt.Sprintf("%s: %s: there is no runbook %q", cmp.Or(x.File, "built in"), x.ID, x.Runbook))
		}
	}
	return out
}

// goChecks lists the checks that are written in Go, a file a family.
func goChecks() []Check {
	return slices.Concat(
		authnChecks(), moduleChecks(),
		authzChecks(), powerChecks(), schedulerChecks(), dcosChecks(),
		credentialsChecks(), weaknessChecks(), fileChecks(),
		httpChecks(),
		tlsChecks(), certificateChecks(),
		portChecks(),
		zookeeperChecks(),
		isolationChecks(), applicationChecks(),
		hostChecks(),
		loggingChecks(),
		versionChecks(), holeChecks(),
		frameworksChecks(),
		quotaChecks(),
		secretsChecks(),
		backupChecks(),
	)
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// parseRows reads a file of rows as checks; a row that is wrong is told and left
// out.
func parseRows(file string, text []byte) ([]Check, error) {
	rows, levels, err := readRows(file, text)
	out := make([]Check, len(rows))
	for i, r := range rows {
		out[i] = r.check(file, levels[i])
	}
	return out, err
}

func readRows(file string, text []byte) (rows []*Row, levels []mesoswatch.Level, err error) {
	var all []*Row
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("checks %q: %s", file, strings.Join(strings.Fields(err.Error()), " "))
	}
	var errs []error
	for i, r := range all {
		if r == nil {
			errs = append(errs, fmt.Errorf("checks %q: row %d is empty", file, i+1))
			continue
		}
		level, err := r.complete()
		if err != nil {
			errs = append(errs, fmt.Errorf("checks %q: row %d (%s): %w", file, i+1, r.ID, err))
			continue
		}
		rows, levels = append(rows, r), append(levels, level)
	}
	return rows, levels, errors.Join(errs...)
}

// complete checks a row and reads its versions.
func (r *Row) complete() (mesoswatch.Level, error) {
	family := strings.SplitN(r.ID, "-", 2)[0]
	switch {
	case !idForm.MatchString(r.ID) || !slices.Contains(Families(), family):
		return 0, fmt.Errorf("the id begins with a family (%s) and a dash", strings.Join(Families(), ", "))
	case !slices.Contains(Kinds(), r.Daemon):
		return 0, fmt.Errorf("daemon %q is none of %s", r.Daemon, strings.Join(Kinds(), ", "))
	case (r.Flag == "") == (r.Env == ""):
		return 0, errors.New("exactly one of flag and env is needed")
	case r.Title == "" || r.Rationale == "" || r.Remediation == "" || r.Runbook == "":
		return 0, errors.New("title, rationale, remediation and runbook are needed")
	case r.Default != nil && len(r.Defaults) > 0:
		return 0, errors.New("default and defaults exclude one another")
	}
	read := func(s string, to *mesoswatch.Release) error {
		if s == "" {
			return nil
		}
		v, ok := mesoswatch.ParseRelease(s)
		if !ok {
			return fmt.Errorf("%q is no release", s)
		}
		*to = v
		return nil
	}
	if err := errors.Join(read(r.Since, &r.since), read(r.Until, &r.until)); err != nil {
		return 0, err
	}
	for i := range r.Defaults {
		if err := read(r.Defaults[i].Since, &r.Defaults[i].since); err != nil {
			return 0, err
		}
	}
	for _, bound := range []string{r.Want.AtLeast, r.Want.AtMost} {
		if _, err := quantity(bound); bound != "" && err != nil {
			return 0, err
		}
	}
	return mesoswatch.ParseLevel(r.Level)
}

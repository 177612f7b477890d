package audit

import (
	"bufio"
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

//go:embed page.html
var pageText string

// page makes the HTML: one file, without scripts and without the network.
// html/template escapes all that is put in.
var page = template.Must(template.New("").Funcs(template.FuncMap{
	"sentence": func(v interface{ sentence() string }) string { return v.sentence() },
	"day":      func(t time.Time) string { return t.Format(time.DateOnly) },
	"minute":   func(t time.Time) string { return t.Format("2006-01-02 15:04 MST") },
	"place":    place,
	"subject":  func(c Check) string { return c.subject() },
	"state":    func(c Check) string { return c.state() },
	"class":    class,
	"numbers":  func(i Inventory) []Tally { return i.numbers() },
	"tables":   func(i Inventory) []Table { return i.tables() },
	"families": families,
	"open":     func(c Check) bool { return c.Status == mesoswatch.Fail || c.Status == mesoswatch.Unknown },
	"efforts":  func(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) },
	"is":       func(x Difference) string { return x.is() },
	"words":    func(ss []string) string { return strings.Join(ss, ", ") },
}).Parse(pageText))

// writeHTML writes a page. The template escapes what HTML gives a meaning; what a
// terminal or the direction of writing does is taken out of each line here.
func writeHTML(w io.Writer, name string, data any) error {
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for line := range bytes.Lines(b.Bytes()) {
		out.WriteString(mesoswatch.Printable(string(bytes.TrimSuffix(line, []byte("\n")))))
		out.WriteByte('\n')
	}
	return out.Flush()
}

// class is a check's style: by status, and for a fail by level.
func class(c Check) string {
	if c.Status == mesoswatch.Fail && !c.Waived() {
		return "fail " + c.Level.String()
	}
	if c.Waived() {
		return "waived"
	}
	return string(c.Status)
}

// FamilyCount is how the checks of a family came out.
type FamilyCount struct {
	Name                        string
	Fail, Unknown, Pass, Waived int
}

func families(checks []Check) []FamilyCount {
	byName := make(map[string]*FamilyCount)
	for _, c := range checks {
		f := byName[c.Family]
		if f == nil {
			f = &FamilyCount{Name: c.Family}
			byName[c.Family] = f
		}
		switch {
		case c.Waived():
			f.Waived++
		case c.Status == mesoswatch.Fail:
			f.Fail++
		case c.Status == mesoswatch.Unknown:
			f.Unknown++
		case c.Status == mesoswatch.Pass:
			f.Pass++
		}
	}
	var out []FamilyCount
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, *byName[name])
	}
	return out
}

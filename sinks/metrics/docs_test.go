package metrics

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table of metrics in docs/running.md")

const (
	tableBegins = "<!-- metrics: go test ./sinks/metrics -update -->\n"
	tableEnds   = "<!-- metrics end -->\n"
)

// The table of docs/running.md is that of the program.
func TestMetricsAreDocumented(t *testing.T) {
	const page = "../../docs/running.md"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(b), tableBegins)
	is, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatal("docs/running.md has no place for the table")
	}
	var want strings.Builder
	want.WriteString("| metric | kind | labels | what |\n|---|---|---|---|\n")
	for _, m := range Table() {
		want.WriteString("| `" + m.Name + "` | " + m.Kind + " | " + strings.Join(m.Labels, ", ") + " | " + m.Help + " |\n")
	}
	switch {
	case is == want.String():
	case *update:
		if err := os.WriteFile(page, []byte(before+tableBegins+want.String()+tableEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("docs/running.md has another table: go test ./sinks/metrics -update")
	}
}

// Alerts and dashboard ask for metrics that exist, and Prometheus takes the alerts.
func TestAlertsAndDashboard(t *testing.T) {
	exists := make(map[string]bool)
	for _, m := range Table() {
		exists[m.Name] = true
		if m.Kind == histogram {
			exists[m.Name+"_bucket"] = true
		}
	}
	name := regexp.MustCompile(`mesoswatch_[a-z_]+`)
	for _, file := range []string{"../../docs/alerts.rules.yml", "../../docs/grafana-dashboard.json"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		asked := name.FindAllString(string(b), -1)
		if len(asked) < 10 {
			t.Errorf("%s asks for %d metrics only", file, len(asked))
		}
		for _, n := range asked {
			if !exists[n] {
				t.Errorf("%s asks for %s, which does not exist", file, n)
			}
		}
		if strings.HasSuffix(file, ".json") && !json.Valid(b) {
			t.Errorf("%s is no JSON", file)
		}
	}
	if out := promtool(t, "", "check", "rules", "../../docs/alerts.rules.yml"); out != "" {
		t.Errorf("promtool check rules:\n%s", out)
	}
}

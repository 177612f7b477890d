package mesoswatch

// Runbook is what to do about a finding: Markdown with the headings Meaning,
// Impact, Diagnose, Contain, Recover, Evidence to keep, Prevent.
type Runbook struct {
	ID       string   `yaml:"id" json:"id"`
	Title    string   `yaml:"title" json:"title"`
	Rules    []string `yaml:"rules" json:"rules"`
	Level    Level    `yaml:"level" json:"level"`
	Reviewed string   `yaml:"reviewed" json:"reviewed"` // date, YYYY-MM-DD
	// Body is the Markdown behind the front matter, placeholders unfilled.
	Body string `yaml:"-" json:"body"`
}

package mesoswatch

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

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

// RunbookStep is an item to tick off.
type RunbookStep struct {
	// ID stays the same as long as the words of the step in the book do, whatever
	// is filled in: "diagnose-" and eight hexadecimal digits.
	ID      string `json:"id"`
	Section string `json:"section"`
	// Text is the item's Markdown, marks included, without the box.
	Text string `json:"text"`
	// Reads and Changes are its marks: *reads*, **changes the cluster**. A step
	// without a command may have neither.
	Reads   bool `json:"reads,omitempty"`
	Changes bool `json:"changes,omitempty"`
	// Commands are the fenced blocks below it, each as it is copied, no line break
	// at the end.
	Commands []string `json:"commands,omitempty"`
	// Open are placeholders in its commands that stayed open: <name> is there
	// instead, and has to be replaced by hand before anything is run.
	Open []string `json:"open,omitempty"`
	// Line is where the item stands in the Markdown, from 0.
	Line int `json:"line"`
}

// FilledRunbook is a runbook with the values of a finding in its placeholders.
type FilledRunbook struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Markdown is the body, filled; Steps are its items, in order.
	Markdown string        `json:"markdown"`
	Steps    []RunbookStep `json:"steps"`
	// Open are the names of placeholders in commands that stayed open: <name> is
	// there instead.
	Open []string `json:"open,omitempty"`
	// LeftOut are the ids of steps that are about something the finding does not
	// have, as the book marks them, and that are in neither Markdown nor Steps.
	LeftOut []string `json:"left_out,omitempty"`
}

// Steps are the items of a runbook's body. Their commands are as they stand in
// body, and all items are there, marked as needing something or not; ids are made
// of the words as they stand, so fill in afterwards. Items of a section with the
// same words are told apart by a number at the end of their ids.
//
// A fence is a line that begins with three backquotes, whatever follows. One that
// stands in a section before its first item belongs to none.
func Steps(body string) []RunbookStep {
	var all []RunbookStep
	section, fenced, mine := "", false, false
	var command []string
	used := make(map[string]int)
	for n, line := range strings.Split(body, "\n") {
		line = strings.TrimSuffix(line, "\r")
		switch {
		case strings.HasPrefix(line, "```"):
			if fenced = !fenced; !fenced && mine && len(command) > 0 {
				last := &all[len(all)-1]
				last.Commands = append(last.Commands, strings.Join(command, "\n"))
			}
			command = nil
		case fenced:
			command = append(command, line)
		case strings.HasPrefix(line, "## "):
			section, mine = strings.TrimSpace(line[3:]), false
		case strings.HasPrefix(line, "- [ ] "):
			text := strings.TrimSpace(line[len("- [ ] "):])
			id := stepID(section, text)
			if used[id]++; used[id] > 1 {
				id += "-" + strconv.Itoa(used[id])
			}
			all, mine = append(all, RunbookStep{ID: id, Section: section, Text: text, Line: n,
				Reads: strings.Contains(text, "*reads*"), Changes: strings.Contains(text, "**changes the cluster**")}), true
		}
	}
	return all
}

func stepID(section, text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ReplaceAll(strings.ToLower(section), " ", "-") + "-" + hex.EncodeToString(sum[:4])
}

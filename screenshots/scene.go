package main

// scene is one picture: how the program is started and what is pressed on the
// way to it.
type scene struct {
	name, title string
	w, h        int
	args        []string
	steps       []step
}

// step waits for words on the screen and then presses keys.
type step struct{ see, press string }

const (
	enter  = "\r"
	escape = "\x1b"
)

// inside is what the demo shows once the attacker is in.
const inside = "logged in as"

func scenes() []scene {
	in := step{inside, ""}
	return []scene{
		{"overview-80x24", "Overview", 80, 24, nil, []step{in}},
		{"overview-120x36", "Overview", 120, 36, nil, []step{in}},
		{"overview-200x60", "Overview", 200, 60, nil, []step{in}},
		{"overview-light", "Overview, light theme", 120, 36, []string{"--theme", "light"}, []step{in}},
		{"overview-mono", "Overview, without colours", 120, 36, []string{"--theme", "mono"}, []step{in}},
		{"finding-80x24", "One finding", 80, 24, nil, []step{{inside, enter}, {"Evidence", ""}}},
		{"findings-120x36", "Findings", 120, 36, nil, []step{{inside, enter}, {"Evidence", ""}}},
		{"runbook-120x36", "A finding's runbook", 120, 36, nil, []step{{inside, enter + "r"}, {"Diagnose", ""}}},
		{"log-120x36", "Log, filtered and searched", 120, 36, nil, []step{{inside, "3"}, {"following", "/10.0." + enter}, {"filter", "funsuccessful" + enter}, {"find", ""}}},
		{"line-120x36", "From a finding to its line", 120, 36, nil, []step{{inside, "l"}, {"Around", ""}}},
		{"help-80x24", "Help", 80, 24, nil, []step{{inside, "?"}, {"Everywhere", ""}}},
	}
}

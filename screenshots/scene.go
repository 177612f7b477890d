package main

import "fmt"

// scene is one picture: what is replayed up to when, and what is pressed on the
// way to it.
type scene struct {
	view
	size
	theme string
}

// view is what is to be seen of the program.
type view struct {
	name, title string
	args        []string // of replay --tui
	steps       []step
}

type size struct{ w, h int }

// step waits for words on the screen and then presses keys.
type step struct{ see, press string }

const enter = "\r"

// file is the name of the picture; dark is not told.
func (s scene) file() string {
	name := fmt.Sprintf("%s-%dx%d", s.name, s.w, s.h)
	if s.theme != "dark" {
		name += "-" + s.theme
	}
	return name + ".svg"
}

// command is how the program is started.
func (s scene) command(program string) []string {
	return append([]string{program, "--config", s.theme + ".yaml", "replay", "--tui"}, s.args...)
}

func themes() []string { return []string{"dark", "light", "mono"} }

func sizes() []size { return []size{{80, 24}, {120, 36}, {200, 60}} }

// scenes are all pictures: every view in every theme and size.
func scenes() []scene {
	var all []scene
	for _, v := range views() {
		for _, theme := range themes() {
			for _, s := range sizes() {
				all = append(all, scene{v, s, theme})
			}
		}
	}
	return all
}

// moment is just behind the login that succeeded, in the log of the recording.
const moment = "17:21:14"

// views are those of the demo's end, some minutes after somebody got in, and what
// replaying its log shows of the moment itself.
func views() []view {
	end := []string{"--at", "end", "demo.jsonl"}
	then := []string{"--at", moment, "log"}
	in := "logged in as"
	return []view{
		{"overview", "Overview", end, []step{{in, ""}}},
		{"findings", "Findings", end, []step{{in, "2"}, {"note", ""}}},
		{"finding", "One finding", end, []step{{in, enter}, {"Evidence", ""}}},
		{"runbook", "A finding's runbook", end, []step{{in, enter}, {"Evidence", "r"}, {"Meaning", ""}}},
		{"log", "Log, filtered and searched", end, []step{{in, "3"}, {"at the end", "/10.0.9.9" + enter}, {"46 of", "funsuccessful" + enter}, {"find unsuccessful", ""}}},
		{"line", "From a finding to its line", then, []step{{in, "l"}, {"from the file", ""}}},
		{"frameworks", "Frameworks", end, []step{{in, "4"}, {"principal", ""}}},
		{"agents", "Agents", end, []step{{in, "5"}, {"claimed host", ""}}},
		{"control", "Control plane", end, []step{{in, "6"}, {"Our load", ""}}},
		{"ports", "Ports and TLS", end, []step{{in, "7"}, {"Reachable from here", ""}}},
		{"posture", "Posture", end, []step{{in, "8"}, {"answers", ""}}},
		{"incident", "Incident, one step of the runbook done", end, []step{{in, "i"}, {"Meaning", " "}, {"1 of 15 done", "j"}, {"for every line", ""}}},
		{"help", "Help", end, []step{{in, "?"}, {"Everywhere", ""}}},
		{"prompt", "A command, typed half", end, []step{{in, ":go"}, {"TIME", ""}}},
		{"replay", "A replay of the log, paused when somebody got in", then, []step{{in, ""}, {"PAUSED", ""}}},
	}
}

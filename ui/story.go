package ui

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// gotIn is the rule of a login behind failures.
const gotIn = "auth-success-after-failures"

// storyOf is a finding as the first thing that is read: what it means in a few words, then
// who, as whom, after what, since when, what came of it, and who is on it.
func storyOf(s scene, f *mesoswatch.Finding) (title, text string) {
	title = f.Title
	if f.Rule == gotIn {
		title = "Somebody may be in"
	}
	named := withFailures(s.board, *f)
	named.Subject.Name = whom(s.board, f)
	text = sentence(named, s.now)
	if f.Rule == gotIn {
		text += " In since " + kit.Clock(s.now, s.in(f.LastSeen)) + "."
	}
	return title, text + aftermath(s.board, f) + onItWords(s, f)
}

// withFailures says of a login behind failures how many those were, where the finding
// does not know it itself and another one about the same claimed address does.
func withFailures(b *mesoswatch.Board, f mesoswatch.Finding) mesoswatch.Finding {
	if f.Rule != gotIn || f.Fields["failures"] != "" {
		return f
	}
	for _, rule := range []string{"auth-brute-force", "auth-brute-force-slow", "auth-failed"} {
		tries, known := b.Finding(mesoswatch.FindingID(rule, f.Subject))
		if !known || tries.Count < 2 || tries.LastSeen.After(f.LastSeen) { // some of them came later
			continue
		}
		fields := make(map[string]string, len(f.Fields)+1)
		maps.Copy(fields, f.Fields)
		fields["failures"] = strconv.Itoa(tries.Count)
		f.Fields = fields
		return f
	}
	return f
}

// onItWords say who has taken a finding on, or has begun to work on it. They begin with
// a blank.
func onItWords(s scene, f *mesoswatch.Finding) string {
	if h := f.Handled; h != nil {
		switch f.Status {
		case mesoswatch.Acknowledged:
			return " " + name(h.Who) + " is on it since " + kit.Clock(s.now, s.in(h.At)) + "."
		case mesoswatch.Silenced:
			return " " + name(h.Who) + " silenced it until " + kit.Clock(s.now, s.in(h.Until)) + "."
		}
	}
	who, since := begun(s.board, f.ID)
	if since.IsZero() {
		return " Nobody is on it yet."
	}
	return " " + name(who) + " has begun to work on it at " + kit.Clock(s.now, s.in(since)) + "."
}

// begun is who did the first step on a finding, or wrote the first note; the zero time
// when nobody has.
func begun(b *mesoswatch.Board, id string) (who string, at time.Time) {
	for _, a := range b.Actions() {
		if a.Finding == id && (a.What == mesoswatch.Step || a.What == mesoswatch.Note) {
			return a.Who, a.At
		}
	}
	return "", time.Time{}
}

// aftermath says what a client that got in did next: the framework it registered and
// whether that still runs, as far as log and masters tell. It begins with a blank.
func aftermath(b *mesoswatch.Board, f *mesoswatch.Finding) string {
	ip := f.Fields["claimed_ip"]
	if f.Rule != gotIn || ip == "" {
		return ""
	}
	var last *mesoswatch.Finding
	others := 0
	all := b.Findings()
	for i := range all {
		o := &all[i]
		if o.Rule != "framework-registered" && o.Rule != "framework-rogue" || o.Fields["claimed_ip"] != ip || o.LastSeen.Before(f.FirstSeen) {
			continue
		}
		if others++; last == nil || o.LastSeen.After(last.LastSeen) {
			last = o
		}
	}
	if last == nil {
		return ""
	}
	text := " It registered " + cmp.Or(last.Fields["framework_name"], last.Subject.Name) + stillRuns(b, last)
	if others > 1 {
		text += " and " + kit.Count(int64(others-1), "other")
	}
	return text + "."
}

// stillRuns says in brackets what has become of a framework: as which user it runs how
// many tasks, or that it is gone.
func stillRuns(b *mesoswatch.Board, f *mesoswatch.Finding) string {
	var facts []string
	user := f.Fields["user"]
	row := b.Subjects(mesoswatch.SubjectFramework).Get(f.Fields["framework_id"])
	if row != nil {
		user = row.Framework.User
	}
	if user != "" {
		facts = append(facts, "user "+user)
	}
	switch {
	case row == nil:
	case row.Framework.Completed:
		facts = append(facts, "gone by now")
	case row.Framework.Tasks["TASK_RUNNING"] > 0:
		facts = append(facts, "runs "+kit.Count(row.Framework.Tasks["TASK_RUNNING"], "task"))
	default:
		facts = append(facts, "runs no task")
	}
	if len(facts) == 0 {
		return ""
	}
	return " (" + strings.Join(facts, ", ") + ")"
}

// silentFor is how long something has lasted, in few words: "12 s", "3 min".
func silentFor(now, since time.Time) string { return strings.TrimSuffix(kit.Since(now, since), " ago") }

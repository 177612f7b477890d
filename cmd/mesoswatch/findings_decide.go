package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
)

// decision is a command that does something to findings.
type decision struct {
	use, short, what string
	text             bool // the last argument is a text
	span             bool // takes --for and --until
}

var decisions = []decision{
	{use: "ack ID…", short: "Acknowledge: somebody is on it", what: mesoswatch.Acknowledge},
	{use: "silence ID…", short: "Silence until a time", what: mesoswatch.Silence, span: true},
	{use: "note ID TEXT", short: "Add a note", what: mesoswatch.Note, text: true},
	{use: "resolve ID…", short: "Resolve: it is over until it happens again", what: mesoswatch.Resolve},
	{use: "reopen ID…", short: "Take acknowledgement, silence or resolution back", what: mesoswatch.Reopen},
	{use: "link ID ID…", short: "Link findings into the incident of the first", what: mesoswatch.Link},
	{use: "unlink ID ID…", short: "Take findings out of the incident of the first", what: mesoswatch.Unlink},
}

func (a *app) decide(d decision) *cobra.Command {
	var note, until string
	var length time.Duration
	least := 1
	if d.text || d.what == mesoswatch.Link || d.what == mesoswatch.Unlink {
		least = 2
	}
	cmd := &cobra.Command{Use: d.use, Short: d.short, Args: cobra.MinimumNArgs(least)}
	if !d.text {
		cmd.Flags().StringVar(&note, "note", "", "why, in a few words")
	}
	if d.span {
		cmd.Flags().DurationVar(&length, "for", 0, "how long, such as 90m")
		cmd.Flags().StringVar(&until, "until", "", "`TIME` at which it ends")
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		act := mesoswatch.Action{What: d.what, Text: note, Who: a.operatorName(), At: time.Now()}
		var err error
		if act.Until, err = a.silence(d, length, until, act.At); err != nil {
			return err
		}
		ids := args
		if d.text {
			act.Text, ids = strings.Join(args[1:], " "), args[:1]
		}
		s, fs, err := a.found(cmd.Context())
		if err != nil {
			return err
		}
		defer s.Close()
		acts, err := onFindings(act, fs, ids)
		if err != nil {
			return err
		}
		for _, act := range acts {
			done, err := s.Act(cmd.Context(), act)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(a.stdout, "%s: %s\n", done.Finding, mesoswatch.Printable(done.Words())); err != nil {
				return err
			}
		}
		return nil
	}
	return cmd
}

// onFindings makes an action for each finding, all of them known before the first
// is done.
func onFindings(act mesoswatch.Action, fs []mesoswatch.Finding, ids []string) ([]mesoswatch.Action, error) {
	var picked []string
	for _, id := range ids {
		f, err := pick(fs, id)
		if err != nil {
			return nil, err
		}
		picked = append(picked, f.ID)
		if ahead := f.LastSeen.Sub(act.At); ahead > 0 { // so is the clock of a log's host
			act.At = f.LastSeen // it holds for what was seen
			if !act.Until.IsZero() {
				act.Until = act.Until.Add(ahead) // and as long as was said
			}
		}
	}
	first := ""
	if act.What == mesoswatch.Link || act.What == mesoswatch.Unlink {
		first, picked = picked[0], picked[1:]
	}
	var acts []mesoswatch.Action
	for _, id := range picked {
		one := act
		one.ID = mesoswatch.ActionID()
		one.Finding, one.Other = id, first // who goes stands first in an Unlink
		if act.What == mesoswatch.Link {
			one.Finding, one.Other = first, id
		}
		acts = append(acts, one)
	}
	return acts, nil
}

// silence is when a silence ends; the zero time for other decisions.
func (a *app) silence(d decision, length time.Duration, until string, now time.Time) (time.Time, error) {
	switch {
	case !d.span:
		return time.Time{}, nil
	case (length == 0) == (until == ""):
		return time.Time{}, usage("a silence has an end: --for 2h, or --until 15:04")
	case length < 0:
		return time.Time{}, usage("--for %s: not below zero", length)
	case length > 0:
		return now.Add(length), nil
	}
	end, err := ahead("--until", until, now)
	if err == nil && !end.After(now) {
		err = usage("--until %s is over already", until)
	}
	return end, err
}

// ahead reads a time to come: a time of day that is over today is tomorrow's.
func ahead(flag, s string, now time.Time) (time.Time, error) {
	t, err := when(flag, s, nil, now)
	if err == nil && !t.After(now) && len(s) <= len("15:04:05") && strings.Contains(s, ":") {
		t = t.AddDate(0, 0, 1)
	}
	return t, err
}

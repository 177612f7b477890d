package rules

import "github.com/mesoswatch/mesoswatch"

// logClockJump tells of a log whose time goes back. The engine follows the
// clocks; a jump forward cannot be told from silence.
func logClockJump() Rule {
	r := Rule{
		Name: "log-clock-jump", ID: "a3c7e0d9-5b84-4f16-92c1-7e4d8b0f6a25",
		Title: "Log clock set back",
		Description: "Three lines in a row of one log are more than a minute earlier than those before them: the host's clock was set back, or somebody wrote into the log. " +
			"At the end of summer time an hour comes twice. A jump forward looks like silence and cannot be told.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1070.006"},
		FalsePositives: []string{"The end of summer time", "A clock that was corrected", "Several files told as one"},
		Runbook:        "log-trust",
		Remediation:    "Compare with a second log of that time, and let the host keep its time by NTP.",
		On:             On{Back: true},
	}
	r.New = func() Check {
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			if rec.Event == nil {
				return nil
			}
			return one(r.event(mesoswatch.Subject{Kind: "source", Name: owner(rec.Event)}, rec.Event, nil))
		}
	}
	return r
}

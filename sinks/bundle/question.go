package bundle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxAsked is how many questions of one sort are written down.
const maxAsked = 12

// questions are what is not known, as questions.
func (c Content) questions(index []lineIndex) []string {
	var out []string
	for _, ask := range [][]string{c.askGaps(), c.askClaims(), c.askBeside(), c.askSuspects(index), c.askRecords(index), c.askPlaceholders(), c.askSteps(), c.askOpen(), c.askLeftOut()} {
		if n := len(ask); n > maxAsked {
			ask = append(ask[:maxAsked:maxAsked], fmt.Sprintf("… and %d more questions of this sort.", n-maxAsked))
		}
		out = append(out, ask...)
	}
	return append(out, "How did it become possible, and what is changed so that it does not happen again? This is for people to write.")
}

func (c Content) askGaps() []string {
	var out []string
	for _, m := range c.Moments {
		if m.Kind == mesoswatch.MomentGap {
			out = append(out, fmt.Sprintf("What happened from %s on? There was %s.", both(m.At), gap(m)))
		}
	}
	last := make(map[string]mesoswatch.Health)
	for _, h := range c.Health {
		last[h.Source] = h
	}
	for _, h := range c.Health {
		if l, ok := last[h.Source]; ok && !l.OK {
			delete(last, h.Source)
			out = append(out, fmt.Sprintf("What would %s have told? It could not be seen: %s.", l.Source, orUnknown(l.Why)))
		}
	}
	return out
}

func (c Content) askClaims() []string {
	var out []string
	for _, f := range c.sorted() {
		ip := f.Fields["claimed_ip"]
		switch {
		case ip != "" && f.Fields["remote_ip"] == "":
			q := fmt.Sprintf("Who was behind the claimed address %s? The log does not tell where the connection came from: compare with sockets, firewall and flow records.", ip)
			if !slices.Contains(out, q) {
				out = append(out, q)
			}
		case f.Fields["claimed_principal"] != "" && f.Fields["principal"] == "":
			out = append(out, fmt.Sprintf("Was the peer of %s really “%s”? That principal is a claim.", f.ID, f.Fields["claimed_principal"]))
		}
	}
	return out
}

// askBeside asks about findings that share something that many have.
func (c Content) askBeside() []string {
	var out []string
	for _, id := range c.Incident.Beside {
		out = append(out, fmt.Sprintf("Does %s belong to this incident? It is not linked, and has in common: %s.", id, orUnknown(c.Incident.Why[id])))
	}
	return out
}

// askSuspects asks once for all lines of a log that have the same marks.
func (c Content) askSuspects(index []lineIndex) []string {
	count := make(map[[2]string]int)
	first := make(map[[2]string]lineIndex)
	var order [][2]string
	for _, i := range index {
		if len(i.Suspect) == 0 {
			continue
		}
		k := [2]string{i.Source, strings.Join(i.Suspect, ", ")}
		if count[k] == 0 {
			order = append(order, k)
			first[k] = i
		}
		count[k]++
	}
	var out []string
	for _, k := range order {
		i := first[k]
		q := fmt.Sprintf("Is the line at %s forged? It is marked: %s.", Line{Source: i.Source, Inode: i.Inode, Offset: i.Offset, Line: i.Line}.place(), k[1])
		if count[k] > 1 {
			q += fmt.Sprintf(" So are %d more of that log.", count[k]-1)
		}
		out = append(out, q)
	}
	return out
}

// askRecords tells which lines could not be read from their file.
func (c Content) askRecords(index []lineIndex) []string {
	type key struct{ source, why string }
	count := make(map[key]int)
	var order []key
	for _, i := range index {
		if i.From != "record" {
			continue
		}
		k := key{i.Source, i.Why}
		if count[k] == 0 {
			order = append(order, k)
		}
		count[k]++
	}
	var out []string
	for _, k := range order {
		out = append(out, fmt.Sprintf("Is there a copy of %s? Of it, %s could not be read again, only what was recorded is here: %s.", k.source, number(count[k], "message"), orUnknown(k.why)))
	}
	return out
}

func (c Content) askPlaceholders() []string {
	var out []string
	for _, r := range c.Runbooks {
		if len(r.Open) > 0 {
			out = append(out, fmt.Sprintf("What belongs into the runbook %s for %s? No finding tells it, or it is free text, which never enters a command.", r.ID, strings.ReplaceAll(strings.Join(r.Open, ", "), "`", "")))
		}
	}
	return out
}

// askSteps asks about runbooks that somebody worked with, and that of the incident.
func (c Content) askSteps() []string {
	var out []string
	for _, b := range books(c.Runbooks) {
		if b.Done < b.All && !b.Brief {
			out = append(out, fmt.Sprintf("%d of %s of the runbook %s are not ticked: were they left out, or only not noted?", b.All-b.Done, number(b.All, "step"), b.ID))
		}
	}
	return out
}

// askOpen asks about the foremost findings that are not resolved, and once about all
// others.
func (c Content) askOpen() []string {
	var out []string
	open := slices.DeleteFunc(c.foremost(), func(f mesoswatch.Finding) bool { return f.Status == mesoswatch.Resolved })
	for _, f := range open[:min(len(open), mostSummed)] {
		out = append(out, fmt.Sprintf("Is %s over (%s, %s)? It was last seen at %s and is %s.", f.ID, f.Title, curt(subject(f)), both(f.LastSeen), f.Status))
	}
	if more := len(open) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("Are the other findings over, %d that are not resolved?", more))
	}
	return out
}

func (c Content) askLeftOut() []string {
	var out []string
	for _, s := range c.LeftOut {
		out = append(out, fmt.Sprintf("What is in what had to be left out of this bundle? %s.", s))
	}
	return out
}

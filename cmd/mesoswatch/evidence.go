package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// around is how much before and after an incident its evidence takes in.
const around = time.Hour

// evidence gathers what belongs to an incident from a board and, when records is
// not nil, from what a recording or a store has of that time. Lines of logs are
// read again from their files where those are still there. An error in records
// ends the gathering; what it cannot get otherwise is named in the content.
func (a *app) evidence(ctx context.Context, b *mesoswatch.Board, in mesoswatch.Incident, records iter.Seq2[mesoswatch.Record, error], unmasked bool) (bundle.Content, error) {
	catalog, _, err := a.loadRules()
	if err != nil {
		return bundle.Content{}, err
	}
	now := time.Now()
	c := bundle.Content{
		Cluster: boardCluster(b, a.clusterName()), By: a.operatorName(), At: now, Zone: hostZone(now),
		Versions: bundle.Versions{Mesoswatch: version(), Rules: rulesVersion(catalog), Cluster: clusterVersions(b)},
		Incident: in, Moments: b.MomentsOf(in, around), Unmasked: unmasked,
	}
	for _, id := range in.Findings {
		if f, ok := b.Finding(id); ok {
			c.Findings = append(c.Findings, f)
		} else {
			c.LeftOut = append(c.LeftOut, "finding "+id+", which is not kept any more")
		}
	}
	c.Actions = actionsOf(b, in)
	c.Runbooks = runbooksOf(b, catalog, in)
	g := gathering{in: in, board: b}
	g.begin(c.Moments)
	if records != nil {
		for r, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return bundle.Content{}, fmt.Errorf("gathering evidence: %w", err)
			}
			g.take(r)
		}
	}
	g.end(&c)
	c.Lines, err = linesAgain(ctx, c.Findings, c.Events)
	return c, err
}

// boardCluster is what the masters call their cluster, where they do.
func boardCluster(b *mesoswatch.Board, otherwise string) string {
	for s := range b.Subjects(mesoswatch.SubjectCluster).All() {
		if s.Cluster != nil && s.Cluster.Name != "" {
			return s.Cluster.Name
		}
	}
	return otherwise
}

// hostZone is the time zone of this host: its name where that is known, its short
// name now, and how far it is from UTC.
func hostZone(now time.Time) string {
	short, _ := now.Zone()
	s := short + ", " + now.Format("-07:00")
	name := now.Location().String()
	if name == "Local" {
		name = ""
		if link, err := os.Readlink("/etc/localtime"); err == nil && os.Getenv("TZ") == "" {
			_, name, _ = strings.Cut(link, "zoneinfo/")
		}
	}
	if name != "" && name != short {
		s = name + ", " + s
	}
	return s
}

// rulesVersion tells one set of rules from another: how many there are, and a hash
// of what they are about.
func rulesVersion(c *rules.Catalog) string {
	h := sha256.New()
	own := 0
	for _, r := range c.Rules() {
		fmt.Fprintf(h, "%q %q %q %d %q %q %q\n", r.Name, r.ID, r.Description, r.Level, r.Origin, r.Remediation, r.Filters)
		if !strings.HasPrefix(r.Origin, "shipped/") && r.Form != rules.FormGo {
			own++
		}
	}
	s := fmt.Sprintf("%d, sha256:%s", len(c.Rules()), hex.EncodeToString(h.Sum(nil)[:6]))
	if own > 0 {
		s += fmt.Sprintf(", %d of them from --rules", own)
	}
	return s
}

// clusterVersions are those that masters and agents tell of themselves, each with
// who or how many do.
func clusterVersions(b *mesoswatch.Board) []string {
	var out []string
	for _, s := range b.Subjects(mesoswatch.SubjectMaster).Sorted() {
		if s.Master != nil && s.Master.Version != "" {
			out = append(out, fmt.Sprintf("master %s: %s", s.Master.URL, s.Master.Version))
		}
	}
	agents := make(map[string]int)
	for s := range b.Subjects(mesoswatch.SubjectAgent).All() {
		if s.Agent != nil && s.Agent.Version != "" {
			agents[s.Agent.Version]++
		}
	}
	for v, n := range agents {
		out = append(out, fmt.Sprintf("%d agents: %s", n, v))
	}
	for i := b.Log.First(); i < b.Log.End() && len(out) == 0; i++ {
		if e := b.Log.At(i); e != nil && e.Kind == mesoswatch.KindProcessStart && e.Version != "" {
			out = append(out, fmt.Sprintf("%s: %s", e.Source, e.Version))
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 50)]
}

// actionsOf are what was done on the findings of an incident, and at that time on
// none.
func actionsOf(b *mesoswatch.Board, in mesoswatch.Incident) []mesoswatch.Action {
	var out []mesoswatch.Action
	for _, a := range b.Actions() {
		on := slices.Contains(in.Findings, a.Finding) || slices.Contains(in.Findings, a.Other)
		then := !a.At.Before(in.From.Add(-around)) && !a.At.After(in.To.Add(around))
		if on || a.Finding == "" && then {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(x, y mesoswatch.Action) int { return x.At.Compare(y.At) })
	return out
}

// runbooksOf are the runbooks of the findings, each once, that of the finding the
// incident stands for first, with what was ticked; the notes stand with the first.
func runbooksOf(b *mesoswatch.Board, catalog *rules.Catalog, in mesoswatch.Incident) []bundle.Runbook {
	var out []bundle.Runbook
	ticks := b.Ticks(in)
	for _, id := range append([]string{in.ID}, in.Findings...) {
		f, ok := b.Finding(id)
		if !ok {
			continue
		}
		filled, ok := catalog.Filled(f)
		if !ok || slices.ContainsFunc(out, func(r bundle.Runbook) bool { return r.ID == filled.ID }) {
			continue
		}
		out = append(out, bundle.Runbook{FilledRunbook: filled, Finding: f.ID, Ticks: ticks[filled.ID]})
		delete(ticks, filled.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(ticks)) { // ticked in a book that is not there any more
		out = append(out, bundle.Runbook{FilledRunbook: mesoswatch.FilledRunbook{ID: id, Title: id}, Ticks: ticks[id]})
	}
	if len(out) > 0 {
		out[0].Notes = b.Notes(in)
	}
	return out
}

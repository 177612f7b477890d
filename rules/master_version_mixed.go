package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// masterVersionMixed compares the versions of masters that answer.
func masterVersionMixed() Rule {
	r := Rule{
		Name: "master-version-mixed", ID: "e40b7a95-8c16-4f3d-a2f9-5b1c06d3e8a7",
		Title: "Masters of several versions",
		Description: "Masters run different releases, or different builds of one (by /version). During an upgrade that is so for a while. " +
			"Left so, a change of leader changes what the cluster can do, which defaults hold and which holes are open; and a build that nobody knows may be somebody else's.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.t1554"},
		References:     []string{"https://mesos.apache.org/documentation/latest/upgrades/"},
		FalsePositives: []string{"An upgrade that is under way"},
		Runbook:        "version-mixed",
		Remediation:    "Bring all masters to one release; find out where a build comes from that nobody knows.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &mixture{plane: newPlane(), standing: standing{rule: r, open: table[stood]{max: 1}}}
	})
	return r
}

type mixture struct {
	plane
	standing
}

func (j *mixture) evicted() int64 { return j.masters.evicted + j.open.evicted }

func (j *mixture) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec) == newsNone {
		return nil
	}
	var all []*voice
	versions, builds := make(map[string]bool), make(map[string]bool)
	for _, v := range j.answering() {
		if v.told == nil || v.told.Version == "" {
			continue
		}
		all = append(all, v)
		versions[v.told.Version] = true
		if v.told.GitSHA != "" {
			builds[v.told.Version+" "+v.told.GitSHA] = true
		}
	}
	at := rec.At()
	var what string
	switch {
	case len(versions) > 1:
		what = "masters run " + inOrder(versions)
	case len(builds) > 1:
		what = fmt.Sprintf("masters run %d builds of one version: %s", len(builds), inOrder(builds))
	case len(all) > 1 && len(j.cluster.Silent) == 0:
		return j.end(wholeCluster, mesoswatch.Evidence{Source: all[0].url, Time: at, Text: "all masters run " + all[0].told.Version})
	}
	if what == "" || !j.due(wholeCluster, what, at) {
		return nil
	}
	return j.hold(condition{
		subject: wholeCluster, at: at, what: what, level: j.rule.Level, fields: map[string]string{"reason": what}, proof: versionWords(all),
	})
}

func versionWords(of []*voice) []mesoswatch.Evidence {
	var out []mesoswatch.Evidence
	for _, v := range of[:min(len(of), mesoswatch.MaxEvidence)] {
		text := v.told.Version
		if v.told.GitSHA != "" {
			text += ", git " + v.told.GitSHA
		}
		if v.told.Built != "" {
			text += ", built " + v.told.Built
		}
		out = append(out, mesoswatch.Evidence{Source: v.url + "/version", Time: v.at, JSONPath: "$.version", Text: cut(text, maxEvidenceText)})
	}
	return out
}

// inOrder writes a set in order, shortened.
func inOrder(set map[string]bool) string {
	const most = 10
	all := slices.Sorted(maps.Keys(set))
	text := strings.Join(all[:min(len(all), most)], ", ")
	if more := len(all) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return cut(text, maxFieldText)
}

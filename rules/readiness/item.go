package readiness

import (
	"path"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Item is the answer for one application or framework.
type Item struct {
	Kind      string   `json:"kind"` // app, pod, job, driver, framework
	ID        string   `json:"id"`
	Scheduler string   `json:"scheduler,omitempty"` // where its definition was read
	Effort    Effort   `json:"effort"`
	Reasons   []Reason `json:"reasons,omitempty"`
	// Wave is when to move it, from 1.
	Wave int `json:"wave,omitempty"`
	// Stateful: it keeps data where it runs.
	Stateful     bool     `json:"stateful,omitempty"`
	Instances    int64    `json:"instances,omitempty"`
	Images       []string `json:"images,omitempty"`
	Dependencies []string `json:"dependencies,omitempty"`
}

func (i *Item) add(r Reason) {
	if r.ID == "" {
		return
	}
	i.Reasons = append(i.Reasons, r)
	if r.Effort.weight() > i.Effort.weight() {
		i.Effort = r.Effort
	}
}

// Application judges one application.
func Application(to Target, a *mesoswatch.Application) Item {
	i := Item{Kind: a.Kind, ID: a.ID, Scheduler: a.Scheduler, Effort: AsIs, Images: a.Images, Dependencies: a.Dependencies, Stateful: stateful(a)}
	if a.Instances != nil {
		i.Instances = *a.Instances
	}
	for _, look := range looks {
		for _, r := range look(to, a) {
			i.add(r)
		}
	}
	slices.SortStableFunc(i.Reasons, func(x, y Reason) int { return y.Effort.weight() - x.Effort.weight() })
	return i
}

// stateful tells whether the definition keeps data on the host.
func stateful(a *mesoswatch.Application) bool {
	return has(a, "persistent-volume") || has(a, "external-volume") || has(a, "residency") ||
		slices.ContainsFunc(a.Volumes, func(v mesoswatch.Volume) bool { return v.Host != "" && v.Mode != "RO" && !system(v.Host) })
}

func has(a *mesoswatch.Application, feature string) bool { return slices.Contains(a.Features, feature) }

// Framework judges a framework that brings its own scheduler: its tasks cannot be
// moved one by one. known are the ids of frameworks whose applications were read.
func Framework(to Target, f *mesoswatch.Framework, known map[string]bool) (Item, bool) {
	if f.Completed || known[f.ID] {
		return Item{}, false
	}
	i := Item{Kind: "framework", ID: f.ID, Effort: AsIs}
	if f.Name != "" {
		i.ID = f.Name + " (" + f.ID + ")"
	}
	i.Stateful = f.Checkpoint != nil && *f.Checkpoint && f.FailoverTimeout != nil && *f.FailoverTimeout >= 7*24*3600
	text := "a scheduler of its own, written against the Mesos API: it needs an operator or a chart of the same product"
	if to == Nomad {
		text = "a scheduler of its own, written against the Mesos API: its processes have to be described as jobs"
	}
	i.add(Reason{"own-framework", NeedsPlan, text})
	if i.Stateful {
		i.add(Reason{"state", NeedsPlan, "it checkpoints and may be away for a week and more, as services that keep data do: move the data first"})
	}
	return i, true
}

// Waves numbers the items: what is stateless and moves as is first, then what
// needs work, what keeps data last; nothing before what it depends on. Items of
// a circle of dependencies come together.
func Waves(items []Item) {
	for n := range items {
		i := &items[n]
		i.Wave = 1 + i.Effort.weight()
		if i.Stateful {
			i.Wave = max(i.Wave, 4)
		}
	}
	on := depends(items)
	for range len(items) { // at most as many rounds as a chain is long
		moved := false
		for n := range items {
			i := &items[n]
			for _, d := range on[i] {
				if d.Wave > i.Wave && !reaches(on, d, i) {
					i.Wave, moved = d.Wave, true
				}
			}
		}
		if !moved {
			return
		}
	}
}

// depends finds what items depend on: other items, or all of a group.
func depends(items []Item) map[*Item][]*Item {
	byID := make(map[string][]*Item, len(items)) // an item's id and its groups'
	for n := range items {
		i := &items[n]
		byID[i.ID] = append(byID[i.ID], i)
		for group := path.Dir(i.ID); strings.HasPrefix(group, "/") && group != "/"; group = path.Dir(group) {
			byID[group] = append(byID[group], i)
		}
	}
	on := make(map[*Item][]*Item)
	for n := range items {
		i := &items[n]
		for _, d := range i.Dependencies {
			for _, other := range byID[d] {
				if other != i {
					on[i] = append(on[i], other)
				}
			}
		}
	}
	return on
}

// reaches tells whether from depends, through others, on to.
func reaches(on map[*Item][]*Item, from, to *Item) bool {
	seen := map[*Item]bool{from: true}
	todo := []*Item{from}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		for _, d := range on[next] {
			if d == to {
				return true
			}
			if !seen[d] {
				seen[d] = true
				todo = append(todo, d)
			}
		}
	}
	return false
}

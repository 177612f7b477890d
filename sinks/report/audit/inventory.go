package audit

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Inventory is what runs in the cluster, as far as it was seen.
type Inventory struct {
	Masters      []mesoswatch.Master      `json:"masters"`
	Quorum       string                   `json:"quorum,omitempty"`
	ZooKeeper    []mesoswatch.ZooKeeper   `json:"zookeeper"`
	Znodes       []mesoswatch.Znode       `json:"znodes"`
	Agents       []mesoswatch.Agent       `json:"agents"`
	Frameworks   []mesoswatch.Framework   `json:"frameworks"`
	Roles        []mesoswatch.Role        `json:"roles"`
	Schedulers   []mesoswatch.Scheduler   `json:"schedulers"`
	Applications []mesoswatch.Application `json:"applications"`
	// Tasks is how many run; Images, Volumes and the others count them by a property.
	Tasks        int     `json:"tasks"`
	Images       []Tally `json:"images"`
	Registries   []Tally `json:"registries"`
	Volumes      []Tally `json:"volumes"` // by kind
	Ports        []Tally `json:"ports"`
	VIPs         []Tally `json:"vips"`
	External     []Tally `json:"external_hosts"` // of fetched URIs
	Secrets      []Tally `json:"secrets"`        // by name
	HealthChecks []Tally `json:"health_checks"`  // by protocol, "none" too
	Constraints  []Tally `json:"constraints"`
	// Unseen says for kinds of subjects that were not seen whole, why.
	Unseen map[string]string `json:"unseen"`
}

// Tally is how often something occurs.
type Tally struct {
	Name string `json:"name"`
	N    int64  `json:"n"`
	// Note tells a tag from a digest, or another thing worth knowing.
	Note string `json:"note,omitempty"`
}

// tallies counts by name.
type tallies map[string]*Tally

func (t tallies) add(name, note string, n int64) {
	if name == "" || n == 0 {
		return
	}
	if t[name] == nil {
		t[name] = &Tally{Name: name, Note: note}
	}
	t[name].N += n
}

func (t tallies) sorted() []Tally {
	out := make([]Tally, 0, len(t))
	for _, x := range t {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Tally) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return out
}

// needed are the kinds whose absence an inventory must explain.
var needed = []string{mesoswatch.SubjectMaster, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework, mesoswatch.SubjectRole,
	mesoswatch.SubjectTask, mesoswatch.SubjectZnode, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectApplication}

// TakeInventory lists what the board knows.
func TakeInventory(b *mesoswatch.Board) Inventory {
	inv := Inventory{Unseen: make(map[string]string), Tasks: b.Subjects(mesoswatch.SubjectTask).Len()}
	inv.Masters = list(b, mesoswatch.SubjectMaster, func(s *mesoswatch.Snapshot) *mesoswatch.Master { return s.Master })
	inv.ZooKeeper = list(b, mesoswatch.SubjectZooKeeper, func(s *mesoswatch.Snapshot) *mesoswatch.ZooKeeper { return s.ZooKeeper })
	inv.Znodes = list(b, mesoswatch.SubjectZnode, func(s *mesoswatch.Snapshot) *mesoswatch.Znode { return s.Znode })
	inv.Agents = list(b, mesoswatch.SubjectAgent, func(s *mesoswatch.Snapshot) *mesoswatch.Agent { return s.Agent })
	inv.Frameworks = list(b, mesoswatch.SubjectFramework, func(s *mesoswatch.Snapshot) *mesoswatch.Framework { return s.Framework })
	inv.Roles = list(b, mesoswatch.SubjectRole, func(s *mesoswatch.Snapshot) *mesoswatch.Role { return s.Role })
	inv.Schedulers = list(b, mesoswatch.SubjectScheduler, func(s *mesoswatch.Snapshot) *mesoswatch.Scheduler { return s.Scheduler })
	inv.Applications = list(b, mesoswatch.SubjectApplication, func(s *mesoswatch.Snapshot) *mesoswatch.Application { return s.Application })
	for s := range b.Subjects(mesoswatch.SubjectFlag).All() {
		if s.Flag.Name == "quorum" {
			inv.Quorum = s.Flag.Value
		}
	}
	inv.count(b)
	for _, kind := range needed {
		switch s := b.Sight(kind); {
		case s.Clear():
		case s.Why != "":
			inv.Unseen[kind] = s.Why
		case s.At.IsZero() && b.Subjects(kind).Len() == 0:
			inv.Unseen[kind] = "nobody was asked"
		}
	}
	return inv
}

func list[T any](b *mesoswatch.Board, kind string, of func(*mesoswatch.Snapshot) *T) []T {
	out := []T{}
	for _, s := range b.Subjects(kind).Sorted() {
		out = append(out, *of(s))
	}
	return out
}

// count fills the tallies: tasks tell images and volumes of what runs,
// applications the rest.
func (inv *Inventory) count(b *mesoswatch.Board) {
	images, registries, volumes := tallies{}, tallies{}, tallies{}
	for s := range b.Subjects(mesoswatch.SubjectTask).All() {
		registry, note := imageParts(s.Task.Image)
		images.add(s.Task.Image, note, 1)
		registries.add(registry, "", 1)
		for _, v := range s.Task.Volumes {
			volumes.add(volumeKind(v), "", 1)
		}
	}
	ports, vips, external, secrets, health, constraints := tallies{}, tallies{}, tallies{}, tallies{}, tallies{}, tallies{}
	for _, a := range inv.Applications {
		for _, p := range a.Ports {
			ports.add(portKind(p), "", 1)
		}
		for _, v := range a.VIPs {
			vips.add(v, "", 1)
		}
		for _, u := range a.Fetch {
			external.add(hostOf(u), "", 1)
		}
		for _, s := range a.Secrets {
			secrets.add(s, "", 1)
		}
		for _, c := range a.Constraints {
			constraints.add(c, "", 1)
		}
		for _, h := range a.HealthChecks {
			health.add(h, "", 1)
		}
		if len(a.HealthChecks) == 0 && a.Kind != "job" {
			health.add("none", "", 1)
		}
		if inv.Tasks == 0 { // no state: then what is defined
			for _, i := range a.Images {
				registry, note := imageParts(i)
				images.add(i, note, 1)
				registries.add(registry, "", 1)
			}
			for _, v := range a.Volumes {
				volumes.add(volumeKind(v), "", 1)
			}
		}
	}
	inv.Images, inv.Registries, inv.Volumes = images.sorted(), registries.sorted(), volumes.sorted()
	inv.Ports, inv.VIPs, inv.External = ports.sorted(), vips.sorted(), external.sorted()
	inv.Secrets, inv.HealthChecks, inv.Constraints = secrets.sorted(), health.sorted(), constraints.sorted()
}

// imageParts tells the registry of an image, and whether what runs can change
// behind its name (Docker's reference grammar: the first part is a host when it
// has a dot or colon or is localhost).
func imageParts(image string) (registry, note string) {
	if image == "" {
		return "", ""
	}
	name, _, digest := strings.Cut(image, "@")
	first, rest, several := strings.Cut(name, "/")
	registry = "docker.io"
	if several && (strings.ContainsAny(first, ".:") || first == "localhost") {
		registry = first
	} else {
		rest = name
	}
	_, tag, tagged := strings.Cut(rest, ":")
	switch {
	case digest:
		note = "digest"
	case !tagged || tag == "latest":
		note = "latest"
	default:
		note = "tag"
	}
	return registry, note
}

func volumeKind(v mesoswatch.Volume) string {
	switch {
	case v.Source != "":
		return v.Source
	case v.Host != "" && v.Mode == "RO":
		return "host path, read only"
	case v.Host != "":
		return "host path"
	}
	return "sandbox"
}

func portKind(p mesoswatch.AppPort) string {
	protocol := cmp.Or(p.Protocol, "tcp")
	if p.Host != 0 {
		return "fixed host port, " + protocol
	}
	return "any host port, " + protocol
}

func hostOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return "(no host)"
	}
	return u.Scheme + "://" + u.Host
}

// Kinds lists the kinds that were not seen whole, by name.
func (inv Inventory) Kinds() []string { return slices.Sorted(maps.Keys(inv.Unseen)) }

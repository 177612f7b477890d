package apps

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Installation is a Marathon with what it runs.
type Installation struct {
	// Apps and Pods by id; ids are unique among both.
	Apps []*App
	Pods []*Pod
	// Depends are groups that depend on others.
	Depends map[string][]string

	rand    *rand.Rand
	names   map[string]bool
	secrets []string
}

// App is an application in terms of no release.
type App struct {
	ID   string
	Sort Sort
	// Instances may be 0: suspended.
	Instances int
	CPUs, Mem float64
	Disk      float64
	GPUs      int
	Cmd       string
	Args      []string
	User      string

	Engine     string // DOCKER, MESOS; empty: no container
	Image      string
	ForcePull  bool
	Privileged bool
	Parameters [][2]string
	Network    string // host, bridge, or the name of one
	Ports      []Port
	FixedPorts bool
	Volumes    []Volume

	Env, Labels  map[string]string
	Secrets      map[string]string // variable: path in the store
	Constraints  [][]string
	Fetch        []string
	Health       []string
	Readiness    bool
	Dependencies []string
	KillOldest   bool
	Patient      bool // waits long for a lost agent
	Roles        []string
	TTY          bool
	Changed      string
}

// Port is one of an application.
type Port struct {
	Name                     string
	Container, Host, Service int
	UDP                      bool
	VIP                      string
}

// Volume is what an application mounts; one of Host, Persistent, External is set.
type Volume struct {
	Container, Host, External string
	Persistent                int // MB
	ReadOnly                  bool
}

// Pod is two or more containers that share a network.
type Pod struct {
	ID         string
	Instances  int
	Network    string
	Containers []*App
	Secrets    map[string]string
	Changed    string
}

// Marathon makes an installation of n applications, a pod for each 25 among them.
func Marathon(n int, seed uint64) *Installation {
	i := &Installation{rand: rand.New(rand.NewPCG(seed, 0x6d657361)), names: make(map[string]bool), Depends: make(map[string][]string)}
	pods := n / 25
	all := sorts()
	var order []Sort
	for len(order) < n-pods {
		for _, s := range all { // each sort as often as its weight says, in turn
			for range s.weight {
				order = append(order, s.sort)
			}
		}
	}
	order = order[:n-pods]
	for _, sort := range order {
		i.Apps = append(i.Apps, i.app(sort))
	}
	for range pods {
		i.Pods = append(i.Pods, i.pod())
	}
	i.connect()
	slices.SortFunc(i.Apps, func(a, b *App) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(i.Pods, func(a, b *Pod) int { return strings.Compare(a.ID, b.ID) })
	return i
}

// Secrets are the planted ones, also those in what a Server says of itself: no
// reader may let any of them out.
func (i *Installation) Secrets() []string { return append(slices.Clone(i.secrets), zkPassword) }

// zkPassword stands in ZooKeeper URLs; Mesos takes a password with a slash in it.
const zkPassword = "hunter22"

// plant makes a secret that looks like one that a person or a program chose.
func (i *Installation) plant(form string) string {
	const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	var b strings.Builder
	for range 14 {
		b.WriteByte(letters[i.rand.IntN(len(letters))])
	}
	secret := fmt.Sprintf("%s7Q", b.String())
	i.secrets = append(i.secrets, secret)
	return strings.ReplaceAll(form, "%", secret)
}

func pick[T any](i *Installation, from ...T) T { return from[i.rand.IntN(len(from))] }

// id makes a new one: /team/product/service.
func (i *Installation) id(service string) string {
	team, product := pick(i, teams...), pick(i, products...)
	for n := 1; ; n++ {
		id := "/" + team + "/" + product + "/" + service
		if n > 1 {
			id += fmt.Sprintf("-%d", n)
		}
		if !i.names[id] {
			i.names[id] = true
			return id
		}
	}
}

// changed is some day of the last years.
func (i *Installation) changed() string {
	return fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:%02d.%03dZ", 17+i.rand.IntN(9), 1+i.rand.IntN(12), 1+i.rand.IntN(28), i.rand.IntN(24), i.rand.IntN(60), i.rand.IntN(60), i.rand.IntN(1000))
}

// connect makes applications of one product, and some products, depend on others.
func (i *Installation) connect() {
	byProduct := make(map[string][]*App)
	var products []string
	for _, a := range i.Apps {
		at := a.ID[:strings.LastIndexByte(a.ID, '/')]
		if byProduct[at] == nil {
			products = append(products, at)
		}
		byProduct[at] = append(byProduct[at], a)
	}
	for _, at := range products {
		all := byProduct[at]
		for n, a := range all[1:] {
			if i.rand.IntN(3) == 0 {
				a.Dependencies = []string{all[n].ID}
			}
		}
	}
	for n, at := range products[min(1, len(products)):] {
		if i.rand.IntN(8) == 0 {
			i.Depends[at] = []string{products[n]}
		}
	}
}

var (
	teams    = []string{"shop", "search", "billing", "media", "platform", "data", "crm", "ads", "mobile", "fraud", "logistics", "intern"}
	products = []string{"checkout", "catalog", "accounts", "reports", "import", "notify", "pricing", "index", "sessions", "stock", "tickets", "audit"}
)

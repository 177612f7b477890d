package baseline

import (
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// useImage tells in the table of what was refused that it is an image.
const useImage = "image"

// snapshot learns from what was polled: what the leading master lists is what it
// has admitted. What has ended or is gone is not taken.
func (o *Observer) snapshot(s *mesoswatch.Snapshot) {
	if s.Gone {
		return
	}
	place := func() string { return sourceName(s.Source) }
	switch {
	case s.Framework != nil && !s.Framework.Completed:
		o.listedFramework(s.Framework, place)
	case s.Agent != nil:
		o.listedAgent(s.Agent, place)
	case s.Task != nil:
		if i := Repository(s.Task.Image); i != "" && len(i) <= MaxText {
			once(o.images, key{name: i}, place)
		}
	case s.Master != nil:
		o.listedMaster(s.Master)
	case s.Znode != nil:
		ip, port, _ := mesoswatch.SplitAddress(s.Znode.Address)
		o.master(key{name: s.Znode.Hostname, addr: canonical(ip)}, port)
		o.version(ServiceMaster, s.Znode.Version)
	case s.ZooKeeper != nil:
		if _, port, ok := strings.Cut(s.ZooKeeper.Address, ":"); ok {
			o.port(ServiceZooKeeper, port, "")
		}
		o.version(ServiceZooKeeper, s.ZooKeeper.Version)
	}
}

// once notes a sighting without counting it again: the same subject comes with
// every change of its numbers.
func once(t *table, k key, place func() string) *sighting {
	s := t.put(k)
	if s.count == 0 {
		s.count, s.place = 1, place()
	}
	return s
}

func (o *Observer) listedFramework(f *mesoswatch.Framework, place func() string) {
	_, addr := peerOf(f.PID)
	if f.ID == "" || len(f.Name) > MaxText || len(f.Principal) > MaxText {
		o.mark(UseFramework, f.Name, addr, "its name or principal is longer than "+strconv.Itoa(MaxText)+" bytes", place)
		return
	}
	if f.Name == "" && f.User == "" && len(f.Roles) == 0 {
		return // an answer that tells numbers only
	}
	s := once(o.frameworks, key{name: f.Name, principal: f.Principal, addr: addr}, place)
	for _, r := range f.Roles {
		add(&s.roles, r)
	}
	add(&s.users, f.User)
	if f.Principal != "" {
		once(o.principals, key{principal: f.Principal, use: UseFramework, addr: addr}, place)
	}
}

func (o *Observer) listedAgent(a *mesoswatch.Agent, place func() string) {
	port, addr := peerOf(a.PID)
	switch {
	case a.Hostname == "":
		return
	case len(a.Hostname) > MaxText:
		o.mark(UseAgent, a.Hostname, addr, "its name is longer than "+strconv.Itoa(MaxText)+" bytes", place)
		return
	}
	once(o.agents, key{name: a.Hostname, addr: addr}, place)
	o.port(ServiceAgent, port, addr)
	o.version(ServiceAgent, a.Version)
}

// listedMaster takes a master by the host it is asked at and the address it has by
// its own word.
func (o *Observer) listedMaster(m *mesoswatch.Master) {
	port, addr := peerOf(m.PID)
	k := key{addr: addr}
	if u, err := url.Parse(m.URL); err == nil {
		if k.name = u.Hostname(); port == "" {
			port = u.Port()
		}
	}
	if m.Hostname != "" && canonical(k.name) != "" {
		k.name = m.Hostname
	}
	o.master(k, port)
	o.version(ServiceMaster, m.Version)
}

// peerOf is the port and the address of a UPID; empty when it is none.
func peerOf(upid string) (port, addr string) {
	u, ok := mesoswatch.ParseUPID(upid)
	if !ok {
		return "", ""
	}
	return u.Port, canonical(u.IP)
}

// sourceName is how the file names a source: a log without its folder, an
// endpoint by its host.
func sourceName(source string) string {
	if source == "" {
		return ""
	}
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		return strings.Clone(u.Host)
	}
	return strings.Clone(filepath.Base(source))
}

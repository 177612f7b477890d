package baseline

import (
	"go.yaml.in/yaml/v3"
)

// entry reads one item of a section: take reads its own keys, the keys that all
// entries have are read here.
func (r *reader) entry(n *yaml.Node, what string, a *Accepted, take func(key string, v *yaml.Node) bool) map[string]bool {
	seen := r.fields(n, what, func(key string, v *yaml.Node) bool {
		switch key {
		case "note":
			a.Note = r.word(v, key)
		case "by":
			a.By = r.word(v, key)
		case "at":
			a.At = r.time(v, key)
		default:
			return take(key, v)
		}
		return true
	})
	if seen["by"] != seen["at"] {
		r.fail(n, "%s: by and at stand together, or neither", what)
	}
	return seen
}

// need fails unless exactly one of the keys is there.
func (r *reader) need(n *yaml.Node, what string, seen map[string]bool, keys ...string) {
	count := 0
	for _, k := range keys {
		if seen[k] {
			count++
		}
	}
	switch {
	case n.Kind != yaml.MappingNode || count == 1:
	case len(keys) == 1:
		r.fail(n, "%s has no %s", what, keys[0])
	case count == 0:
		r.fail(n, "%s has neither %s nor %s", what, keys[0], keys[1])
	default:
		r.fail(n, "%s has both %s and %s", what, keys[0], keys[1])
	}
}

func (r *reader) captured(n *yaml.Node) *Captured {
	c := &Captured{}
	r.fields(n, "captured", func(key string, v *yaml.Node) bool {
		switch key {
		case "from":
			c.From = r.time(v, key)
		case "to":
			c.To = r.time(v, key)
		case "sources":
			c.Sources = r.words(v, key)
		default:
			return false
		}
		return true
	})
	return c
}

func (r *reader) framework(n *yaml.Node) (f Framework) {
	seen := r.entry(n, "a framework", &f.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "name":
			f.Name = r.text(v, key)
		case "name_pattern":
			f.NamePattern = r.word(v, key)
		case "principal":
			f.Principal = r.word(v, key)
		case "roles":
			f.Roles = r.words(v, key)
		case "users":
			f.Users = r.words(v, key)
		case "networks":
			f.Networks = r.networks(v, key)
		default:
			return false
		}
		return true
	})
	r.need(n, "a framework", seen, "name", "name_pattern")
	return f
}

func (r *reader) agent(n *yaml.Node) (a Agent) {
	seen := r.entry(n, "an agent", &a.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "hostname":
			a.Hostname = r.word(v, key)
		case "hostname_pattern":
			a.HostnamePattern = r.word(v, key)
		case "principal":
			a.Principal = r.word(v, key)
		case "networks":
			a.Networks = r.networks(v, key)
		default:
			return false
		}
		return true
	})
	r.need(n, "an agent", seen, "hostname", "hostname_pattern")
	return a
}

func (r *reader) principal(n *yaml.Node) (p Principal) {
	seen := r.entry(n, "a principal", &p.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "name":
			p.Name = r.word(v, key)
		case "uses":
			p.Uses = r.wordsOf(v, key, UseFramework, UseAgent, UseOperator)
		case "networks":
			p.Networks = r.networks(v, key)
		default:
			return false
		}
		return true
	})
	r.need(n, "a principal", seen, "name")
	return p
}

func (r *reader) operator(n *yaml.Node) (o Operator) {
	seen := r.entry(n, "an operator network", &o.Accepted, func(key string, v *yaml.Node) bool {
		if key != "network" {
			return false
		}
		o.Network = r.network(v, key)
		return true
	})
	r.need(n, "an operator network", seen, "network")
	return o
}

func (r *reader) master(n *yaml.Node) (m Master) {
	seen := r.entry(n, "a master", &m.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "hostname":
			m.Hostname = r.word(v, key)
		case "address":
			a, ok := address(r.text(v, key))
			if !ok {
				r.fail(v, "address: %s is no IP address", aside(v.Value))
			}
			m.Address = a
		default:
			return false
		}
		return true
	})
	if !seen["hostname"] && !seen["address"] {
		r.need(n, "a master", seen, "hostname", "address")
	}
	return m
}

func (r *reader) port(n *yaml.Node) (p Port) {
	seen := r.entry(n, "a port", &p.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "service":
			p.Service = r.word(v, key)
		case "port":
			p.Port = r.number(v, key, 1, 65535)
		default:
			return false
		}
		return true
	})
	r.need(n, "a port", seen, "service")
	r.need(n, "a port", seen, "port")
	return p
}

func (r *reader) version(n *yaml.Node) (ver Version) {
	seen := r.entry(n, "a version", &ver.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "service":
			ver.Service = r.word(v, key)
		case "version":
			ver.Version = r.word(v, key)
		default:
			return false
		}
		return true
	})
	r.need(n, "a version", seen, "service")
	r.need(n, "a version", seen, "version")
	return ver
}

func (r *reader) image(n *yaml.Node) (i Image) {
	seen := r.entry(n, "an image", &i.Accepted, func(key string, v *yaml.Node) bool {
		switch key {
		case "image":
			i.Image = r.word(v, key)
		case "image_pattern":
			i.ImagePattern = r.word(v, key)
		case "allows":
			i.Allows = r.wordsOf(v, key, allowed...)
		default:
			return false
		}
		return true
	})
	r.need(n, "an image", seen, "image", "image_pattern")
	return i
}

package mesosapi

import (
	"maps"
	"slices"
	"strings"
	"unique"
)

// ownFlags are the flags that differ on each agent. They are left out of what is
// told, so that what thousands of agents have in common is kept once; a flag that
// is neither here nor told is not set.
func ownFlags() map[string]bool {
	return set("hostname", "ip", "ip6", "port", "advertise_ip", "advertise_port", "attributes", "resources", "domain", "domain_socket_location")
}

// mostFlagSets bounds the sets of flags that are shared between agents.
const mostFlagSets = 2_000

// flagSets keeps equal sets of flags once.
type flagSets struct {
	own   map[string]bool
	known map[unique.Handle[string]]map[string]string
}

// keep leaves out what is an agent's own, and answers the set that is shared by all
// agents that have them so.
func (f *flagSets) keep(flags map[string]string) map[string]string {
	if f.own == nil {
		f.own, f.known = ownFlags(), make(map[unique.Handle[string]]map[string]string)
	}
	var text strings.Builder
	chosen := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if !f.own[name] {
			chosen[name] = unique.Make(flags[name]).Value()
			text.WriteString(name + "\x00" + flags[name] + "\x00")
		}
	}
	key := unique.Make(text.String())
	if shared, known := f.known[key]; known {
		return shared
	}
	if len(f.known) >= mostFlagSets {
		return chosen
	}
	f.known[key] = chosen
	return chosen
}

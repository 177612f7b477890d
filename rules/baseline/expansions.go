package baseline

import (
	"net/netip"
	"slices"
	"strings"
)

// Expansions are the lists that Sigma rules can name with the modifier expand,
// by name without the percent signs:
//
//	framework_names     names of frameworks, without those that are patterns
//	framework_names_re  names and patterns as expressions: framework_name|re|expand
//	framework_networks  networks of frameworks
//	agent_hosts         host names of agents, without those that are patterns
//	agent_hosts_re      host names and patterns as expressions: hostname|re|expand
//	agent_networks      networks of agents
//	principals          principals that log in here
//	operator_networks   networks of operators
//	known_networks      all of these networks and the masters' addresses
//	master_addresses    addresses of masters
//
// A list whose section the baseline does not have is missing, so that a rule
// that needs it is inactive rather than wrong; one that is there may be empty.
// known_networks is there with the section operators. A nil Baseline has none.
func (b *Baseline) Expansions() map[string][]string {
	out := make(map[string][]string)
	if b == nil {
		return out
	}
	if b.Frameworks != nil {
		names, res := []string{}, []string{}
		for _, f := range b.Frameworks {
			if f.NamePattern == "" {
				names = append(names, f.Name)
			}
			res = append(res, expression(f.Name, f.NamePattern))
		}
		out["framework_names"], out["framework_names_re"] = distinct(names), distinct(res)
		out["framework_networks"] = networkTexts(b.frameworkNetworks())
	}
	if b.Agents != nil {
		names, res := []string{}, []string{}
		for _, a := range b.Agents {
			if a.HostnamePattern == "" {
				names = append(names, a.Hostname)
			}
			res = append(res, expression(a.Hostname, a.HostnamePattern))
		}
		out["agent_hosts"], out["agent_hosts_re"] = distinct(names), distinct(res)
		out["agent_networks"] = networkTexts(b.agentNetworks())
	}
	if b.Principals != nil {
		names := []string{}
		for _, p := range b.Principals {
			names = append(names, p.Name)
		}
		out["principals"] = distinct(names)
	}
	if b.Operators != nil {
		out["operator_networks"] = networkTexts(b.operatorNetworks())
		out["known_networks"] = networkTexts(b.networks())
	}
	if b.Masters != nil {
		out["master_addresses"] = networkTexts(b.masterNetworks())
	}
	return out
}

func distinct(ss []string) []string {
	slices.Sort(ss)
	return slices.Compact(ss)
}

func networkTexts(ps []netip.Prefix) []string {
	out := make([]string, 0, len(ps))
	for _, p := range ps {
		out = append(out, p.String())
	}
	return distinct(out)
}

// networks are all that the baseline knows.
func (b *Baseline) networks() []netip.Prefix {
	return slices.Concat(b.operatorNetworks(), b.frameworkNetworks(), b.agentNetworks(), b.masterNetworks())
}

func (b *Baseline) operatorNetworks() (out []netip.Prefix) {
	for _, o := range b.Operators {
		out = append(out, o.Network)
	}
	return out
}

func (b *Baseline) frameworkNetworks() (out []netip.Prefix) {
	for _, f := range b.Frameworks {
		out = append(out, f.Networks...)
	}
	return out
}

func (b *Baseline) agentNetworks() (out []netip.Prefix) {
	for _, a := range b.Agents {
		out = append(out, a.Networks...)
	}
	return out
}

func (b *Baseline) masterNetworks() (out []netip.Prefix) {
	for _, m := range b.Masters {
		if m.Address.IsValid() {
			out = append(out, single(m.Address))
		}
	}
	return out
}

// Summary says in one line what the baseline holds: "3 frameworks, 12 agents".
// A nil Baseline is "no baseline".
func (b *Baseline) Summary() string {
	if b == nil {
		return "no baseline"
	}
	var out []string
	for _, s := range b.counts() {
		if s.described {
			out = append(out, count(s.n, s.one, s.many))
		}
	}
	if len(out) == 0 {
		return "a baseline that describes nothing"
	}
	return strings.Join(out, ", ")
}

package baseline

import "testing"

// The index answers as the list does.
func TestAgentIndex(t *testing.T) {
	b := mustRead(t, `baseline: 1
agents:
  - {hostname: a1, networks: [10.0.0.0/24]}
  - {hostname: a1, networks: [10.7.0.0/24]}
  - {hostname_pattern: "a*", networks: [10.9.0.0/24]}
  - {hostname: b1}
`)
	var none *Baseline
	for _, of := range []*Baseline{b, none, {}, {Agents: []Agent{}}} {
		x := of.AgentIndex()
		for _, name := range []string{"a1", "a2", "b1", "b2", ""} {
			for _, ip := range []string{"", "10.0.0.7", "10.7.0.7", "10.9.0.7", "10.8.0.7", "x"} {
				if got, want := x.Agent(name, ip), of.Agent(name, ip); got != want {
					t.Errorf("%q at %q: %+v, want %+v", name, ip, got, want)
				}
			}
		}
	}
}

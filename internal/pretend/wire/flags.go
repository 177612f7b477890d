package wire

import (
	_ "embed"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// Flags that a process has without being given them: name, the release that
// brought and the one that dropped it, value. Those that depend on the place or
// on security are not in it.
//
//go:embed master_flags.tsv
var masterFlags string

//go:embed agent_flags.tsv
var agentFlags string

// MasterFlags are the effective flags of a master: those that are given, and the
// defaults of its release.
func (r Release) MasterFlags(given map[string]string) []masterlog.Flag {
	return r.flags(masterFlags, given)
}

// AgentFlags are those of an agent.
func (r Release) AgentFlags(given map[string]string) []masterlog.Flag {
	return r.flags(agentFlags, given)
}

func (r Release) flags(table string, given map[string]string) []masterlog.Flag {
	values := make(map[string]string)
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] != '#' && len(fields) == 4 && r.Within(fields[1], fields[2]) {
			values[fields[0]] = fields[3]
		}
	}
	maps.Copy(values, given)
	flags := make([]masterlog.Flag, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		flags = append(flags, masterlog.Flag{Name: name, Value: values[name]})
	}
	return flags
}

// Within tells whether the release has what came with one and went with another;
// an empty until is never.
func (r Release) Within(since, until string) bool {
	return r.reached(since) && (until == "" || !r.reached(until))
}

func (r Release) reached(release string) bool {
	major, minor, _ := strings.Cut(release, ".")
	return r.Since(number(major), number(minor))
}

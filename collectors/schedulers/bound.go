package schedulers

import (
	"slices"
	"unicode/utf8"
)

// Bounds of what is kept of one application, and of how many there may be.
const (
	mostApplications = 50_000
	mostGrants       = 20_000
	mostGroups       = 20_000
	mostNames        = 500  // in any list of an application
	longestName      = 512  // bytes of a name, id, path or URI
	longestCommand   = 4096 // bytes of a command that are shown
	longestRead      = 64 << 10
)

// clip keeps foreign text short.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

func name[T ~string](s T) string { return clip(string(s), longestName) }

// list is names in order, each once.
func list(all []string) []string {
	for i := range all {
		all[i] = name(all[i])
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
	slices.Sort(all)
	return ordered(slices.Compact(all))
}

// ordered is what is kept of a list whose order says something.
func ordered[T any](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return slices.Clip(all[:min(len(all), mostNames)])
}

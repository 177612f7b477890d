package posture

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// startUp reads the line that tells all flags of a starting master or agent
// (0.23 and later); nil for every other line, and for one that may be forged.
func startUp(e *mesoswatch.Event) *Daemon {
	if e.Template != "start.flags" || len(e.Suspect) > 0 || e.Service != Master && e.Service != Agent {
		return nil
	}
	_, text, ok := strings.Cut(cmp.Or(e.Message, e.Raw), "Flags at startup: ")
	if !ok {
		return nil
	}
	name := cmp.Or(e.Process, e.Source)
	d := &Daemon{Kind: e.Service, Subject: mesoswatch.Subject{Kind: e.Service, Name: name}, values: make(map[string]Value), whole: true}
	d.Release, _ = mesoswatch.ParseRelease(e.Version)
	for name, value := range flagsOf(text) {
		d.values[name] = Value{Text: value, Evidence: mesoswatch.Evidence{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Text: "--" + name + "=" + quote(value)}}
	}
	return d
}

func quote(s string) string { return `"` + s + `"` }

// flagsOf splits `--name="value" --other="…"` (stringify of flags::FlagsBase).
// Values are not escaped, so one ends where a quote is followed by the next flag
// or the end.
func flagsOf(text string) map[string]string {
	flags := make(map[string]string)
	for {
		i := strings.Index(text, "--")
		if i < 0 {
			return flags
		}
		name, rest, ok := strings.Cut(text[i+2:], `="`)
		if !ok {
			return flags
		}
		end := strings.Index(rest, `" --`)
		if end < 0 {
			end = strings.LastIndexByte(rest, '"')
			if end < 0 {
				end = len(rest)
			}
			flags[name] = rest[:end]
			return flags
		}
		flags[name], text = rest[:end], rest[end+1:]
	}
}

func sortedDaemons(ds []*Daemon) []*Daemon {
	slices.SortFunc(ds, func(a, b *Daemon) int { return strings.Compare(a.Subject.Name, b.Subject.Name) })
	return ds
}

package ui

import (
	"cmp"
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// The columns of a log, in their order.
const (
	colTime = iota
	colSeverity
	colSource
	colAddress
	colPrincipal
	colOf
	colMessage
)

// maxLogs is how many logs are told apart by name.
const maxLogs = 64

// roomForMessage is what fields of a line leave its message.
const roomForMessage = 92

// logSeen is what the lines that were on the screen had to tell: a column that was
// empty for all of them is not there, and one that was there stays.
type logSeen struct {
	logs    map[string]*mesoswatch.Event // a line of each, by process or source
	service map[string]int               // logs of each service
	width   int                          // of the widest name
	has     [colMessage]bool
}

// take looks at a line that comes on the screen.
func (c *logSeen) take(e *mesoswatch.Event) {
	c.has[colTime] = true
	c.has[colSeverity] = c.has[colSeverity] || e.Severity != ""
	c.has[colAddress] = c.has[colAddress] || peerWords(e) != ""
	c.has[colPrincipal] = c.has[colPrincipal] || principalWords(e) != ""
	c.has[colOf] = c.has[colOf] || ofWords(e) != ""
	k := cmp.Or(e.Process, e.Source) // the generations of one log are one
	if c.logs[k] != nil || len(c.logs) >= maxLogs {
		return
	}
	if c.logs == nil {
		c.logs, c.service = map[string]*mesoswatch.Event{}, map[string]int{}
	}
	c.logs[k] = e
	c.service[e.Service]++
	c.has[colSource] = len(c.logs) > 1
	c.width = 3
	for _, e := range c.logs { // a second log of a service changes the name of the first
		c.width = max(c.width, min(kit.Width(mesoswatch.Printable(c.name(e))), 16))
	}
}

// name is the short name of a log: its service, or where there are several of that,
// its host.
func (c *logSeen) name(e *mesoswatch.Event) string {
	if e.Service != "" && c.service[e.Service] < 2 {
		return e.Service
	}
	if _, host, ok := strings.Cut(e.Process, "@"); ok && host != "" {
		return host
	}
	return path.Base(e.Source)
}

// columns are those of lines like these in w cells. What a line is of, principal and
// address are there where the message has room enough; narrow screens lose the log,
// the time and the letter.
func (c *logSeen) columns(w int) kit.Columns {
	cols := []kit.Column{
		colTime: {Width: 8, Drop: 2}, colSeverity: {Width: 1, Drop: 1}, colSource: {Width: c.width, Drop: 3},
		colAddress: {Width: 22}, colPrincipal: {Width: 14}, colOf: {Width: 20}, colMessage: {Width: 20, Grow: 1},
	}
	left := w - roomForMessage
	for i := range c.has {
		left -= cols[i].Width + 2
		if !c.has[i] || i >= colAddress && left < 0 {
			left += cols[i].Width + 2
			cols[i].Width = 0
		}
	}
	return kit.Layout(w, 2, cols)
}

// peerWords are whom a line is about by address: what the peer claims of itself
// is called so.
func peerWords(e *mesoswatch.Event) string {
	switch {
	case e.RemoteIP != "":
		return "peer " + e.RemoteIP
	case e.ClaimedIP != "":
		return "claims " + e.ClaimedIP
	}
	return ""
}

func principalWords(e *mesoswatch.Event) string {
	if e.Principal == "" && e.ClaimedPrincipal != "" {
		return "claims " + e.ClaimedPrincipal
	}
	return e.Principal
}

// ofWords are the framework, agent or task a line is about.
func ofWords(e *mesoswatch.Event) string {
	return cmp.Or(e.FrameworkName, e.Hostname, e.FrameworkID, e.AgentID, e.TaskID)
}

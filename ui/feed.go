package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// lookBack bounds how many events are looked at for the few that are shown.
const lookBack = 5_000

// happening is an event of the feed, or several of one kind by one peer in a row.
type happening struct {
	last  *mesoswatch.Event
	times int
}

// latest are the n last happenings, the newest at the end.
func latest(log *mesoswatch.EventLog, n int) []happening {
	var out []happening
	for i := log.End() - 1; i >= log.First() && i > log.End()-lookBack; i-- {
		e := log.At(i)
		if routine(e) {
			continue
		}
		if k := len(out); k > 0 && alike(out[k-1].last, e) {
			out[k-1].times++
			continue
		}
		if len(out) == n {
			break
		}
		out = append(out, happening{e, 1})
	}
	slices.Reverse(out)
	return out
}

func alike(a, b *mesoswatch.Event) bool {
	if a.Kind == "task-launched" {
		return b.Kind == a.Kind && a.FrameworkID == b.FrameworkID
	}
	return a.Kind == b.Kind && a.Source == b.Source && a.ClaimedIP == b.ClaimedIP && a.Principal == b.Principal && a.FrameworkID == b.FrameworkID &&
		(a.UPID == b.UPID || a.ClaimedIP != "")
}

// routine tells what the feed leaves out: what was not recognised, what a
// healthy cluster writes all day, and the second line of one failed login. All
// of it is in the log view.
func routine(e *mesoswatch.Event) bool {
	switch e.Kind {
	case "", "auth-start", "auth-detail", "authz-check", "zk-detail", "framework-call", "resource-op", "operator-stream",
		"http-request", "http-response", "http-redirect", "http-notfound", "config", "framework-subscribe-request", "agent-register-request":
		return true
	case mesoswatch.KindAuthFailed:
		return !mesoswatch.IsFailedLogin(e)
	}
	if e.Kind == "task-launched" { // what ran is asked first
		return false
	}
	for _, family := range []string{"offers-", "task-", "container-", "executor-", "sandbox-"} {
		if strings.HasPrefix(e.Kind, family) {
			return true
		}
	}
	return false
}

// alarming tells what the feed brings out.
func alarming(kind string) bool {
	switch kind {
	case mesoswatch.KindAuthFailed, mesoswatch.KindAuthRefused, mesoswatch.KindAuthAborted, mesoswatch.KindAuthzDenied, mesoswatch.KindLeaderLost,
		"authz-error", "agent-refused", "http-forbidden", "leader-none", "tls-error", "zk-session-expired", "zk-connection-lost":
		return true
	}
	return strings.HasSuffix(kind, "-conflict") || strings.HasSuffix(kind, "-fatal")
}

// brief is who and what in few words, from the fields of the event; its text
// where none is known. What a peer says of itself is called a claim.
func brief(e *mesoswatch.Event) string {
	var parts []string
	add := func(lead, value string) {
		if value != "" && !slices.Contains(parts, value) {
			parts = append(parts, lead+value)
		}
	}
	add("", e.Principal)
	if e.ClaimedPrincipal != e.Principal {
		add("claims ", e.ClaimedPrincipal)
	}
	add("", cmp.Or(e.FrameworkName, e.FrameworkID))
	add("user ", e.User)
	add("", cmp.Or(e.Hostname, e.AgentID))
	add("", e.TaskID)
	add("from ", e.RemoteIP)
	add("claiming ", e.ClaimedIP)
	add("leader ", e.Leader)
	add("", e.State)
	add("", e.Reason)
	if len(parts) == 0 {
		return e.Message
	}
	return strings.Join(parts, "  ")
}

func feedColumns() []kit.Column {
	return []kit.Column{{Width: 8}, {Width: 8, Drop: 3}, {Width: 20, Drop: 1}, {Width: 5, Drop: 2, Right: true}, {Width: 26, Grow: 1}}
}

// noEvents says why none are listed: no log was read, or nothing in it matters.
func (o *overviewPane) noEvents() string {
	for _, h := range o.scene.board.Sources() {
		if h.Log != nil && h.Log.Lines > 0 {
			return "Nothing but routine so far."
		}
	}
	return "No line of a log has been read yet."
}

// feed is what the logs told last, the newest at the bottom.
func (o *overviewPane) feed() []string {
	r, p := o.at.feed, o.pen
	if r.h == 0 {
		return nil
	}
	lines := []string{p.Row(r.w, p.Text, kit.Span{Text: " Events", Style: p.Title})}
	rows := latest(&o.scene.board.Log, r.h-1)
	if len(rows) == 0 {
		lines = append(lines, p.Row(r.w, p.Text, kit.Span{Text: p.Cut("   "+o.noEvents(), r.w), Style: p.Dim}))
	}
	cols := kit.Layout(r.w-1, 2, feedColumns())
	for _, h := range rows {
		e := h.last
		kind := kit.Cell{Text: strings.ReplaceAll(e.Kind, "-", " ")}
		if alarming(e.Kind) {
			kind.Style = p.Bad
		}
		text := kit.Cell{Text: brief(e)}
		if len(e.Suspect) > 0 {
			text = kit.Cell{Text: p.Marks.Suspect + " " + text.Text, Style: p.Suspect}
		}
		times := ""
		if h.times > 1 {
			times = p.Marks.Times + kit.Number(int64(h.times))
		}
		lines = append(lines, " "+cols.Row(p, r.w-1, p.Text, kit.Cell{Text: o.scene.in(e.Time).Format("15:04:05"), Style: p.Dim},
			kit.Cell{Text: shortSource(e), Style: p.Dim}, kind, kit.Cell{Text: times, Style: p.Dim}, text))
	}
	return sized(lines, r.h)
}

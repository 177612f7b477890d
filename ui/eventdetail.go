package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// eventLines tell everything of one line: where and when, its suspicion, its
// text in full, the fields that were understood, as far as r has room.
func eventLines(p *kit.Pen, s scene, e *mesoswatch.Event, r rect) []string {
	w := r.w
	head := []kit.Span{{Text: " " + kit.Full(s.in(e.Time)), Style: p.Dim}}
	for _, part := range []string{e.Severity, strings.ReplaceAll(e.Kind, "-", " "), e.File, e.Service} {
		if part != "" {
			head = append(head, kit.Span{Text: "  " + p.Cut(part, 30), Style: p.Dim})
		}
	}
	lines := []string{p.Row(w, p.Text, head...)}
	if len(e.Suspect) > 0 {
		text := " " + p.Marks.Suspect + " may be forged: " + p.Cut(strings.Join(e.Suspect, ", "), w-20)
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: text, Style: p.Suspect}))
	}
	for _, l := range p.Wrap(e.Message, w-2, max(r.h-3, 1)) {
		lines = append(lines, p.Row(w, p.Text, kit.Plain(" "+l)))
	}
	var fields []kit.Span
	for _, f := range eventFields(e) {
		if f[1] == "" {
			continue
		}
		pair := []kit.Span{{Text: " " + f[0] + " ", Style: p.Dim}, kit.Plain(p.Cut(f[1], max(w-kit.Width(f[0])-3, 1)) + " ")}
		if kit.SpanWidth(fields)+kit.SpanWidth(pair) > w {
			lines = append(lines, p.Row(w, p.Text, fields...))
			fields = nil
		}
		fields = append(fields, pair...)
	}
	if len(fields) > 0 {
		lines = append(lines, p.Row(w, p.Text, fields...))
	}
	return sized(lines, max(r.h, 0))
}

// eventFields are the fields worth naming, in the order they are looked for.
func eventFields(e *mesoswatch.Event) [][2]string {
	return [][2]string{
		{"principal", e.Principal}, {"claimed principal", e.ClaimedPrincipal}, {"claimed address", e.ClaimedIP},
		{"upid", e.UPID}, {"peer", e.RemoteIP}, {"forwarded for", e.ForwardedFor},
		{"framework", e.FrameworkName}, {"framework id", e.FrameworkID}, {"roles", e.Roles}, {"user", e.User},
		{"agent", e.AgentID}, {"host", e.Hostname}, {"task", e.TaskID}, {"state", e.State}, {"reason", e.Reason},
		{"method", e.Method}, {"path", e.Path}, {"query", e.Query}, {"status", e.Status}, {"user agent", e.UserAgent},
		{"leader", e.Leader}, {"version", e.Version}, {"template", e.Template},
	}
}

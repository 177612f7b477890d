package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// mostText is how much of the text of one line is shown; all of it can be copied and
// written.
const mostText = 16 << 10

// tell writes down everything the line under the cursor says: when, what it proves,
// its text in full, the fields that were understood, where it stands.
func (n *nearPane) tell() {
	d, p := &n.doc, n.pen
	d.clear()
	defer d.done()
	e := n.selected()
	if e == nil || d.w <= 2 {
		return
	}
	head := []kit.Span{{Text: kit.Full(n.scene.in(e.Time)), Style: p.Dim}}
	for _, part := range []string{e.Severity, strings.ReplaceAll(e.Kind, "-", " ")} {
		if part != "" {
			head = append(head, kit.Span{Text: "  " + p.Cut(part, 40), Style: p.Strong})
		}
	}
	d.add(nil, head...)
	for _, f := range n.proofs.all(e) {
		d.add(&intent{finding: f.ID}, kit.Span{Text: p.Marks.Level(f.Level) + " " + f.Level.String(), Style: p.Level(f.Level)},
			kit.Span{Text: "  " + p.Cut(f.Title, max(d.w-40, 10)), Style: p.Link}, kit.Span{Text: "  " + p.Clean(f.Rule), Style: p.Dim})
	}
	if len(e.Suspect) > 0 {
		d.add(nil, kit.Span{Text: p.Marks.Suspect + " may be forged: " + p.Cut(strings.Join(e.Suspect, ", "), max(d.w-20, 1)), Style: p.Suspect})
	}
	text := e.Message
	if len(text) > mostText {
		text = text[:mostText]
	}
	d.text(text, mostText, p.Text)
	if left := len(e.Message) - len(text); left > 0 {
		d.add(nil, kit.Span{Text: p.Marks.Ellipsis + " and " + kit.Bytes(int64(left)) + " more", Style: p.Dim})
	}
	n.facts(e)
}

// facts are the fields of a line and where it stands. What has a view of its own is
// led to.
func (n *nearPane) facts(e *mesoswatch.Event) {
	d, p := &n.doc, n.pen
	for _, f := range eventFields(e) {
		if f.value == "" {
			continue
		}
		of := mesoswatch.Subject{Kind: f.subject, Name: f.value}
		if f.subject == "" || n.scene.board.Subjects(f.subject).Get(f.value) == nil {
			d.fact(f.name, f.value)
			continue
		}
		d.add(&intent{subject: &of}, kit.Span{Text: p.Fit(f.name, nameRoom-1) + " ", Style: p.Dim}, kit.Span{Text: p.Cut(f.value, max(d.w-2-nameRoom, 1)), Style: p.Link})
	}
	at := evidenceOf(e)
	where := place(at)
	if e.Offset > 0 && e.Line > 0 {
		where += ", byte " + kit.Digits(e.Offset)
	}
	d.fact("stands at", where)
}

// eventField is a field of an event, in the words of the screen, and the kind of what
// it names, if that has a view.
type eventField struct{ name, value, subject string }

// eventFields are the fields worth naming, in the order they are looked for.
func eventFields(e *mesoswatch.Event) []eventField {
	return []eventField{
		{"principal", e.Principal, ""}, {"claimed principal", e.ClaimedPrincipal, ""}, {"claimed address", e.ClaimedIP, ""},
		{"UPID", e.UPID, ""}, {"UPID before", e.OldUPID, ""}, {"peer", e.RemoteIP, ""}, {"forwarded for", e.ForwardedFor, ""},
		{"framework", e.FrameworkName, ""}, {"framework id", e.FrameworkID, mesoswatch.SubjectFramework}, {"roles", e.Roles, ""}, {"user", e.User, ""},
		{"agent", e.AgentID, mesoswatch.SubjectAgent}, {"host", e.Hostname, ""}, {"task", e.TaskID, mesoswatch.SubjectTask}, {"executor", e.ExecutorID, ""},
		{"container", e.ContainerID, ""}, {"state", e.State, ""}, {"reason", e.Reason, ""},
		{"call", e.Call, ""}, {"method", e.Method, ""}, {"path", e.Path, ""}, {"query", e.Query, ""}, {"status", e.Status, ""}, {"user agent", e.UserAgent, ""},
		{"leader", e.Leader, ""}, {"version", e.Version, ""},
		{"written by", e.File, ""}, {"thread", e.Thread, ""}, {"process", e.Process, ""}, {"template", e.Template, ""},
	}
}

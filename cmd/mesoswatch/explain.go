package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

func (a *app) explainCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "explain [FILE:LINE | -]",
		Short: "Say what the rules make of one line, and why",
		Long: "explain runs a log up to a line, or the lines of standard input, and says of the last one: what\n" +
			"was understood, which rules looked at it, which matched, what the windows of correlations hold\n" +
			"then, what they lack, and which findings came of it.",
		Example: "  mesoswatch rules explain /var/log/mesos/mesos-master.INFO:1203\n  tail -n 1 mesos-master.INFO | mesoswatch rules explain",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.explain(cmd.Context(), append(args, "-")[0], all)
		},
	}
	a.targets.register(cmd.Flags(), false)
	cmd.Flags().BoolVar(&all, "all", false, "name the rules too that never look at such a line")
	return cmd
}

func (a *app) explain(ctx context.Context, at string, all bool) error {
	path, line, err := placeOf(at)
	if err != nil {
		return err
	}
	catalog, opt, err := a.judging()
	if err != nil {
		return err
	}
	opt.All = true
	from, _ := a.past([]string{path}, opt)
	x := &explaining{engine: catalog.Engine(), line: line}
	if err := blindStatus(mesoswatch.Watch(ctx, from, x)); err != nil {
		return err
	}
	switch {
	case x.last == nil:
		return fmt.Errorf("%s: no message of Mesos was read", mesoswatch.Printable(at))
	case line > 0 && x.last.Line+int64(strings.Count(x.last.Raw, "\n")) < line:
		return hinted(fmt.Errorf("%s is no message of Mesos", mesoswatch.Printable(at)), fmt.Sprintf("the one before it is at line %d", x.last.Line))
	}
	_, err = fmt.Fprint(a.stdout, x.text(all))
	return err
}

// blindStatus gives what could not be read its exit status.
func blindStatus(err error) error {
	blind := &mesoslog.BlindError{}
	if errors.As(err, &blind) {
		return &exit{status: statusBlind, err: blind}
	}
	return err
}

// placeOf splits FILE:LINE; "-" is standard input, whose last message is meant.
func placeOf(at string) (path string, line int64, err error) {
	if at == "-" {
		return at, 0, nil
	}
	path, number, ok := cutLast(at, ":")
	if line, err = strconv.ParseInt(number, 10, 64); !ok || err != nil || line < 1 || path == "" {
		return "", 0, usage("%q: name a line as FILE:LINE, or give it on standard input", at)
	}
	return path, line, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// explaining judges up to a line and keeps what is asked about it.
type explaining struct {
	engine *rules.Engine
	line   int64 // 0: to the end
	last   *mesoswatch.Event
	said   []mesoswatch.Finding // of the last event
	over   bool
}

// Evaluate judges like the engine, up to the line.
func (x *explaining) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	if r.Event == nil || x.over {
		return nil
	}
	if x.line > 0 && r.Event.Line > x.line {
		x.over = true
		return nil
	}
	x.last, x.said = r.Event, nil
	for _, out := range x.engine.Evaluate(r) {
		if out.Finding != nil {
			x.said = append(x.said, *out.Finding)
		}
	}
	return nil
}

func (x *explaining) text(all bool) string {
	var b strings.Builder
	raw := x.last.Raw
	if raw == "" {
		raw = x.last.Message
	}
	b.WriteString("Line\n")
	for _, l := range mesoswatch.PrintableLines(raw) {
		fmt.Fprintf(&b, "  %s\n", l)
	}
	x.parsed(&b)
	told := x.engine.Explain(x.last, all)
	part(&b, "Matched", told, func(e rules.Explained) bool { return e.Matched && e.Window == nil })
	part(&b, "Windows of correlations that count it", told, func(e rules.Explained) bool { return e.Form == rules.FormCorrelation })
	part(&b, "Looked at it and did not match", told, func(e rules.Explained) bool {
		return !e.Matched && e.Form != rules.FormCorrelation && (e.Searches != nil || e.Form == rules.FormGo && e.Looks)
	})
	if all {
		part(&b, "Never look at such a line", told, func(e rules.Explained) bool { return !e.Looks })
	}
	b.WriteString("\nFindings of this line\n")
	for _, f := range x.said {
		fmt.Fprintf(&b, "  %-13s %-9s %s: %s\n", f.Level, f.Status, f.Rule, mesoswatch.Printable(f.Subject.String()))
	}
	if len(x.said) == 0 {
		b.WriteString("  none\n")
	}
	return b.String()
}

// parsed lists the fields that rules see.
func (x *explaining) parsed(b *strings.Builder) {
	b.WriteString("\nUnderstood as\n")
	for _, name := range sigma.Fields() {
		if name == "raw" || name == "message" {
			continue
		}
		if v := sigma.Getter(name)(x.last); v != "" && !(name == "offset" && v == "0") {
			fmt.Fprintf(b, "  %-18s %s\n", name, mesoswatch.Printable(v))
		}
	}
	if x.last.Template == "" {
		b.WriteString("  (no message of the catalogue: only rules that look at any line see it)\n")
	}
}

func part(b *strings.Builder, head string, told []rules.Explained, wanted func(rules.Explained) bool) {
	fmt.Fprintf(b, "\n%s\n", head)
	none := true
	for _, e := range told {
		if !wanted(e) {
			continue
		}
		none = false
		fmt.Fprintf(b, "  %-34s %s%s\n", e.Rule, mesoswatch.Printable(e.Why), detail(e))
	}
	if none {
		b.WriteString("  none\n")
	}
}

// detail tells the searches of a rule that did not match, and the group and need
// of a window.
func detail(e rules.Explained) string {
	var parts []string
	if w := e.Window; w != nil {
		for _, k := range slices.Sorted(maps.Keys(w.Group)) {
			parts = append(parts, k+"="+mesoswatch.Printable(w.Group[k]))
		}
		if more := w.Least - w.Have; more > 0 && len(w.Missing) == 0 {
			parts = append(parts, fmt.Sprintf("%d more needed", more))
		}
		if w.Most > 0 && w.Have > w.Most {
			parts = append(parts, fmt.Sprintf("more than the %d allowed", w.Most))
		}
	}
	if !e.Matched {
		for _, s := range e.Searches {
			answer := "no"
			if s.Match {
				answer = "yes"
			}
			parts = append(parts, s.Name+" "+answer)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

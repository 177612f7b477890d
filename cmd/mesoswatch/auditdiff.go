package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch/sinks/report/audit"
)

func (a *app) auditDiffCommand() *cobra.Command {
	var o auditFlags
	cmd := &cobra.Command{
		Use: "diff BEFORE AFTER", Short: "Tell what differs between two audits in JSON", Args: cobra.ExactArgs(2),
		Long: "diff compares two audits that were written as JSON, check by check: new fails, fixed ones, what\n" +
			"changed. Exit status: 0 nothing new, 3 a new fail at or above --fail-on.",
		RunE: func(_ *cobra.Command, args []string) error { return a.auditDiff(args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", "text, json, html, md, csv or sarif")
	f.StringArrayVar(&o.output, "output", nil, "write it to `FILE` too, in the format its ending tells (repeatable)")
	f.StringVar(&o.failOn, "fail-on", "", "exit with 3 when there is a new fail of this `LEVEL` or above; none turns it off (default high)")
	return cmd
}

func (a *app) auditDiff(before, after string, o auditFlags) error {
	if !slices.Contains(audit.Formats(), o.format) {
		return usage("--format %q: text, json, html, md, csv or sarif", o.format)
	}
	level, failing, err := a.failLevel(o.failOn)
	if err != nil {
		return err
	}
	old, err := readAudit(before)
	if err != nil {
		return err
	}
	now, err := readAudit(after)
	if err != nil {
		return err
	}
	d := audit.Compare(old, now)
	if err := a.writeAudit(o, d.Write); err != nil {
		return err
	}
	if worst, any := d.Worst(); any && failing && worst >= level {
		return &exit{status: statusFindings}
	}
	return nil
}

func readAudit(path string) (*audit.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading audit: %w", err)
	}
	defer f.Close()
	r, err := audit.Read(f)
	if err != nil {
		return nil, hinted(fmt.Errorf("audit %q: %w", path, err), "write one with: mesoswatch audit --output FILE.json")
	}
	return r, nil
}

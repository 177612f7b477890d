package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/report"
)

func (a *app) writeStats(c *report.Collected, took time.Duration, engine *rules.Engine, byRule bool) {
	var sum mesoswatch.LogHealth
	for _, h := range c.Sources() {
		if h.Log != nil {
			sum.Lines += h.Log.Lines
			sum.Bytes += h.Log.Bytes
			sum.Recognised += h.Log.Recognised
			sum.Unrecognised += h.Log.Unrecognised
			sum.SetAside += h.Log.SetAside
		}
	}
	sec := took.Seconds()
	fmt.Fprintf(a.stderr, "lines %d\nbytes %d\nrecognised %d\nunrecognised %d\nset_aside %d\nfindings %d\nseconds %.3f\nMB/s %.1f\n",
		sum.Lines, sum.Bytes, sum.Recognised, sum.Unrecognised, sum.SetAside, len(c.Findings()), sec, float64(sum.Bytes)/1e6/sec)
	if byRule {
		writeRuleStats(a.stderr, engine.Stats())
		for _, f := range engine.FilterStats() {
			fmt.Fprintf(a.stderr, "filter %s: took %d away\n", mesoswatch.Printable(f.Filter), f.Hits)
		}
	}
}

func writeRuleStats(w io.Writer, stats []rules.RuleStat) {
	fmt.Fprintf(w, "\n%-36s %10s %10s %9s %9s %10s\n", "rule", "looked at", "matched", "findings", "evicted", "ms")
	var total rules.RuleStat
	for _, s := range stats {
		writeRuleStat(w, s)
		total.Looked += s.Looked
		total.Matches += s.Matches
		total.Findings += s.Findings
		total.Evicted += s.Evicted
		total.Nanoseconds += s.Nanoseconds
	}
	total.Rule = "all"
	writeRuleStat(w, total)
}

func writeRuleStat(w io.Writer, s rules.RuleStat) {
	fmt.Fprintf(w, "%-36s %10d %10d %9d %9d %10.1f\n", s.Rule, s.Looked, s.Matches, s.Findings, s.Evicted, float64(s.Nanoseconds)/1e6)
}

// progress shows on a terminal how far a long replay is; it answers how to stop.
func (a *app) progress(read *amount) func() {
	tty, ok := a.stderr.(*os.File)
	if !ok || !isTerminal(tty) {
		return func() {}
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		shown := false
		for {
			select {
			case <-stop:
				if shown {
					fmt.Fprint(tty, "\r\x1b[K")
				}
				return
			case <-t.C:
				shown = true
				d, all := read.count()
				all = max(all, 1)
				fmt.Fprintf(tty, "\r\x1b[Kread %d of %d MB (%d %%)", d>>20, all>>20, min(100, d*100/all))
			}
		}
	}()
	return func() { close(stop); <-done }
}

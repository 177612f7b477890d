// Command torture rotates logs as fast and as badly as it can while they are
// followed, and counts what arrives.
//
// In: flags. Out: a table on standard output; exit status 1 if a line was lost
// that was not reported, or came twice while the follower ran. Beside our own
// follower it runs github.com/hpcloud/tail, for comparison. It writes into a
// temporary folder only, and starts no program but itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(child(role, os.Stdout, os.Stderr))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// plan is how much is written and how.
type plan struct {
	lines, every int
	pause        time.Duration
	dir          string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("torture", flag.ContinueOnError)
	fs.SetOutput(stderr)
	lines := fs.Int("lines", 20000, "lines to write in each case")
	every := fs.Int("every", 100, "lines between rotations")
	pause := fs.Duration("pause", 5*time.Millisecond, "time between rotations")
	peers := fs.Bool("peers", true, "run hpcloud/tail beside it")
	only := fs.String("only", "", "run only the cases whose name holds this")
	measured := fs.Bool("measure", false, "measure rate, delay, idle cost and memory instead")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if *measured {
		return report(stderr, measure(ctx, stdout, *peers))
	}
	var results []result
	for _, c := range cases(*peers) {
		if !strings.Contains(c.name, *only) {
			continue
		}
		dir, err := os.MkdirTemp("", "torture")
		if err != nil {
			return report(stderr, err)
		}
		r := c.run(ctx, plan{lines: *lines, every: *every, pause: *pause, dir: dir})
		r.name, r.peer = c.name, c.peer
		os.RemoveAll(dir)
		results = append(results, r)
	}
	return table(stdout, results)
}

func report(stderr io.Writer, err error) int {
	if err != nil {
		fmt.Fprintln(stderr, "torture:", err)
		return 1
	}
	return 0
}

// table prints the results; the status is 1 if one of ours failed.
func table(w io.Writer, results []result) int {
	status := 0
	tw := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "written\treceived\tlost\tdoubled\tagain\tlost bytes\treported\tseconds\tcase\t")
	for _, r := range results {
		fmt.Fprintf(tw, "%d\t%d\t%d\t%d\t%d\t%d\t%s\t%.2f\t%s\t\n",
			r.written, r.received, r.lost, r.doubled, r.again, r.lostBytes, r.reportedText(), r.seconds, r.name+": "+r.verdict())
		if !r.peer && r.failure() != "" {
			status = 1
		}
	}
	tw.Flush()
	return status
}

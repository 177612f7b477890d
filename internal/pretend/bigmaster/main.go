// Command bigmaster is a pretend master of a cluster of 10,000 agents, 500 frameworks
// and 100,000 tasks, for measurements. It prints its URL and answers until it is told
// to end.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "bigmaster-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := pretend.Start(ctx, pretend.Options{Dir: dir, Agents: -1, Bare: true, State: pretend.Large(10_000, 500, 100_000)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	fmt.Println(c.MasterURL())
	<-ctx.Done()
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bigmaster:", err)
		os.Exit(1)
	}
}

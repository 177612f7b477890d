// Command loggen writes a big master log for a benchmark and prints the truth
// about it as JSON:
//
//	go run ./internal/loggen/loggen -size 1GB -seed 7 bench.out/master.log
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/loggen"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("loggen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	size := flags.String("size", "1GB", "about this much: bytes, or with KB, MB, GB (powers of 1000)")
	seed := flags.Uint64("seed", 7, "the same seed gives the same log")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	bytes, err := parseSize(*size)
	if err == nil && flags.NArg() != 1 {
		err = errors.New("give one path to write to")
	}
	if err != nil {
		fmt.Fprintln(stderr, "loggen:", err)
		return 2
	}
	truth, err := create(flags.Arg(0), bytes, *seed)
	if err == nil {
		err = json.NewEncoder(stdout).Encode(truth)
	}
	if err != nil {
		fmt.Fprintln(stderr, "loggen:", err)
		return 1
	}
	return 0
}

func parseSize(s string) (int64, error) {
	unit := int64(1)
	for i, suffix := range []string{"KB", "MB", "GB"} {
		if number, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = number, []int64{1e3, 1e6, 1e9}[i]
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 1e15/unit {
		return 0, fmt.Errorf("size %q is no number of bytes, KB, MB or GB", s)
	}
	return n * unit, nil
}

func create(path string, size int64, seed uint64) (loggen.Truth, error) {
	f, err := os.Create(path)
	if err != nil {
		return loggen.Truth{}, err
	}
	truth, err := loggen.Write(f, size, seed)
	return truth, errors.Join(err, f.Close())
}

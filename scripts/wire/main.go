// Command wire measures what full-screen programs send to a terminal, and how soon: it
// runs them on a pseudo-terminal, mesoswatch and its peers one after the other, each in
// the same situations. It writes tables in Markdown. Peers that are not installed are
// named and left out.
//
// Usage:
//
//	wire bytes MESOSWATCH RECORDING [SECONDS]   bytes a second, and at once
//	wire latency MESOSWATCH [BIGMASTER]          from a key to its answer, under load
//	wire slow MESOSWATCH RECORDING [BITS]       on a line of so many bits a second
//	wire line BITS COMMAND…                     runs a command on such a line, here
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

// usage is what is said when it is called wrongly.
var errUsage = errors.New("usage: wire bytes MESOSWATCH RECORDING [SECONDS] | latency MESOSWATCH [BIGMASTER] | slow MESOSWATCH RECORDING [BITS] | line BITS COMMAND…")

// number reads an argument that may be left out.
func number(args []string, i int, otherwise, least float64) (float64, error) {
	if len(args) <= i {
		return otherwise, nil
	}
	n, err := strconv.ParseFloat(args[i], 64)
	if err != nil || n < least {
		return 0, fmt.Errorf("%q: a number, at least %v", args[i], least)
	}
	return n, nil
}

func run(args []string) error {
	if len(args) < 2 {
		return errUsage
	}
	mode, args := args[0], args[1:]
	switch {
	case mode == "bytes" && len(args) >= 2:
		seconds, err := number(args, 2, 8, 4)
		if err != nil {
			return err
		}
		return bytesTables(args[0], args[1], seconds)
	case mode == "latency":
		return latencyTable(args)
	case mode == "slow" && len(args) >= 2:
		bits, err := number(args, 2, 9600, 300)
		if err != nil {
			return err
		}
		return slowTable(args[0], args[1], int(bits))
	case mode == "line" && len(args) >= 2:
		bits, err := number(args, 0, 0, 300)
		if err != nil {
			return err
		}
		return onLine(int(bits), args[1:])
	}
	return errUsage
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "wire:", err)
		os.Exit(1)
	}
}

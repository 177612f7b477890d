package main

import (
	"os"
	"runtime"
)

// swiftProcessors are how many goroutines of a dashboard may run at once.
const swiftProcessors = 8

// swift has keys answered soon while much is read. When all of its processors are busy
// the Go runtime gives each goroutine ten milliseconds, one after the other, and a key
// passes through five on its way to the screen. The kernel lets who has slept go first;
// with more processors than cores it is asked.
func swift() {
	if os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) < swiftProcessors {
		runtime.GOMAXPROCS(swiftProcessors)
	}
}

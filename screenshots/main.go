// Command screenshots takes pictures of the real program: it runs a command line
// in a pseudo-terminal, presses keys, waits for what should appear, and writes
// what the terminal shows as SVG.
//
//	go run ./screenshots -out screenshots -- ./mesoswatch demo
//
// It knows nothing of the program but its keys and words, so that a picture that
// cannot be taken is a finding: it then ends with 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", ".", "folder the pictures are written to")
	only := flag.String("only", "", "take only pictures whose name holds this")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "screenshots: no command line given")
		fmt.Fprintln(os.Stderr, "hint: go run ./screenshots -out screenshots -- ./mesoswatch demo")
		os.Exit(2)
	}
	failed := false
	for _, s := range scenes() {
		if !strings.Contains(s.name, *only) {
			continue
		}
		path := filepath.Join(*out, s.name+".svg")
		if err := take(s, flag.Args(), path); err != nil {
			fmt.Fprintf(os.Stderr, "screenshots: %s: %v\n", s.name, err)
			failed = true
			continue
		}
		fmt.Println(path)
	}
	if failed {
		os.Exit(1)
	}
}

// take plays one scene and writes its picture.
func take(s scene, command []string, path string) error {
	t, err := start(append(command, s.args...), s.w, s.h)
	if err != nil {
		return err
	}
	defer t.close()
	for _, step := range s.steps {
		if err := t.waitFor(step.see); err != nil {
			return err
		}
		if err := t.press(step.press); err != nil {
			return err
		}
	}
	if err := t.settle(); err != nil {
		return err
	}
	return os.WriteFile(path, t.picture(s.title), 0o644)
}

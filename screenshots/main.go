// Command screenshots takes pictures of the real program: it runs it in a
// pseudo-terminal on a recording of its demo, presses keys, waits for what should
// appear, and writes what the terminal shows as SVG.
//
//	go run ./screenshots -out screenshots -data DIR ./mesoswatch
//
// DIR holds testdata, unpacked. The recording stands still where a scene wants it,
// so the same program gives the same pictures, byte for byte. The live demo cannot:
// its ports, its times and what was asked for just now differ from run to run.
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
	data := flag.String("data", ".", "folder with the recording, its logs and the configurations")
	only := flag.String("only", "", "take only pictures whose name holds this")
	small := flag.Bool("shrink", false, "instead: write the PNG files named with fewer colours")
	flag.Parse()
	if *small {
		shrinkAll(flag.Args())
		return
	}
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "screenshots: name the program, and nothing else")
		fmt.Fprintln(os.Stderr, "hint: sh screenshots/rebuild.sh does all of it")
		os.Exit(2)
	}
	program, err := filepath.Abs(flag.Arg(0))
	if err != nil {
		fmt.Fprintf(os.Stderr, "screenshots: %v\n", err)
		os.Exit(1)
	}
	failed := false
	for _, s := range scenes() {
		if !strings.Contains(s.file(), *only) {
			continue
		}
		if err := take(s, program, *data, filepath.Join(*out, s.file())); err != nil {
			fmt.Fprintf(os.Stderr, "screenshots: %s: %v\n", s.file(), err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

func shrinkAll(paths []string) {
	for _, path := range paths {
		if err := shrink(path); err != nil {
			fmt.Fprintf(os.Stderr, "screenshots: %v\n", err)
			os.Exit(1)
		}
	}
}

// take plays one scene and writes its picture.
func take(s scene, program, data, path string) error {
	t, err := start(s.command(program), data, s.w, s.h)
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
	return os.WriteFile(path, t.picture(s.title, paper(s.theme)), 0o644)
}

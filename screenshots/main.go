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
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

func main() {
	out := flag.String("out", ".", "folder the pictures are written to")
	data := flag.String("data", ".", "folder with the recording, its logs and the configurations")
	only := flag.String("only", "", "take only pictures whose name holds this")
	browser := flag.String("chromium", "", "program that draws the pictures as PNG too; empty: SVG only")
	readme := flag.String("readme", "", "instead: write the list of pictures beside this file into it")
	flag.Parse()
	var err error
	switch {
	case *readme != "":
		err = list(*readme)
	case flag.NArg() != 1:
		fmt.Fprintln(os.Stderr, "screenshots: name the program, and nothing else")
		fmt.Fprintln(os.Stderr, "hint: sh screenshots/rebuild.sh does all of it")
		os.Exit(2)
	default:
		err = takeAll(flag.Arg(0), *data, *out, *only, *browser)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "screenshots: %v\n", err)
		os.Exit(1)
	}
}

// takeAll takes the pictures whose name holds only, as many at once as there are
// processors.
func takeAll(program, data, out, only, browser string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(scenes(), func(s scene) bool { return !strings.Contains(s.file(), only) })
	errs := make([]error, len(all))
	var taking sync.WaitGroup
	room := make(chan struct{}, runtime.NumCPU())
	for i, s := range all {
		room <- struct{}{}
		taking.Go(func() {
			if err := take(s, program, data, filepath.Join(out, s.file())); err != nil {
				errs[i] = fmt.Errorf("%s: %w", s.file(), err)
			}
			<-room
		})
	}
	taking.Wait()
	if err := errors.Join(errs...); err != nil || browser == "" {
		return err
	}
	return drawAll(browser, out, all)
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

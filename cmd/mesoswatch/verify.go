package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// exports looks up the export that had a hash, in what is stored here; false:
// none is known. nil: nothing is stored.
type exports func(hash string) (mesoswatch.Action, bool, error)

func (a *app) verifyCommand() *cobra.Command {
	var expect string
	cmd := &cobra.Command{
		Use: "verify BUNDLE", Short: "Prove an evidence bundle unchanged", Args: cobra.ExactArgs(1),
		Long: "verify looks at every byte of an evidence bundle. With the hash that was shown when it was\n" +
			"exported (--expect, or as the store of this host has noted it) it proves that nothing was\n" +
			"changed since; without, only that the bundle agrees with itself, which somebody who changed\n" +
			"it could bring about.\n\n" +
			"Exit status: 0 proven, or consistent with nothing to compare it with; 1 not a bundle;\n" +
			"3 changed.",
		Example: "  mesoswatch verify incident.zip --expect sha256:5f2a…",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.verify(args[0], expect, func(hash string) (mesoswatch.Action, bool, error) { return a.noteOfExport(cmd.Context(), hash) })
		},
	}
	cmd.Flags().StringVar(&expect, "expect", "", "`HASH` that was shown at export, with or without \"sha256:\"")
	return cmd
}

func (a *app) verify(path, expect string, recorded exports) error {
	if expect != "" {
		if _, err := bundle.ParseHash(expect); err != nil {
			return usage("--expect: %v", err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading bundle: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		return fmt.Errorf("reading bundle %q: %w", path, err)
	}
	r, err := bundle.Verify(f, st.Size(), expect)
	if err != nil {
		return hinted(fmt.Errorf("bundle %q: %w", path, err), bundleHint(err))
	}
	words := []string{}
	if expect == "" {
		if r, words, err = a.compareRecorded(r, recorded); err != nil {
			return err
		}
	}
	for _, line := range append(r.Words(), words...) {
		if _, err := fmt.Fprintln(a.stdout, mesoswatch.Printable(line)); err != nil {
			return err
		}
	}
	if r.Changed() {
		return &exit{status: statusFindings}
	}
	return nil
}

// compareRecorded asks the store for the hash where the user gave none, and says
// what it knows.
func (a *app) compareRecorded(r bundle.Result, recorded exports) (bundle.Result, []string, error) {
	if recorded == nil || r.Hash == "" {
		return r, []string{}, nil
	}
	act, ok, err := recorded(r.Hash)
	switch {
	case err != nil:
		return r, nil, fmt.Errorf("looking the export up: %w", err)
	case !ok || act.Hash != r.Hash:
		return r, []string{"no export with this hash is noted in what is stored here: it was made elsewhere, or its manifest was changed"}, nil
	}
	r.Expected = act.Hash
	return r, []string{fmt.Sprintf("the hash is the one noted in the store here: exported by %s at %s", act.Who, act.At.Format("2006-01-02 15:04:05 -07:00"))}, nil
}

func bundleHint(err error) string {
	if errors.Is(err, bundle.ErrNotBundle) {
		return "mesoswatch findings export writes one"
	}
	return ""
}

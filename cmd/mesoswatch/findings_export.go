package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

func (a *app) findingsExport() *cobra.Command {
	var output string
	var unmasked bool
	cmd := &cobra.Command{
		Use:   "export ID…",
		Short: "Write an evidence bundle of an incident",
		Long: "export writes a zip with the findings, what is linked to them, their events and raw lines,\n" +
			"the state of the cluster around the time, the runbooks with ticks and notes, a draft of a\n" +
			"post-mortem, and a manifest with the SHA-256 of each part. The hash of the manifest is shown\n" +
			"and stored: mesoswatch verify proves the bundle against it.",
		Example: "  mesoswatch findings export f-1a2b3c --output incident.zip\n  mesoswatch verify incident.zip",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, ids []string) error {
			s, fs, err := a.found(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			picked := make([]mesoswatch.Finding, len(ids))
			for i, id := range ids {
				if picked[i], err = pick(fs, id); err != nil {
					return err
				}
			}
			hash, err := a.exportStored(cmd.Context(), s, picked, bundleFile{output, unmasked})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s\n%s\nKeep the hash apart from the file; the store has noted it. To prove the bundle:\n  mesoswatch verify %s --expect %s\n", output, hash, output, hash)
			return err
		},
	}
	cmd.Flags().StringVar(&output, "output", "incident.zip", "the `FILE` to write; one that is there is not overwritten")
	cmd.Flags().BoolVar(&unmasked, "unmasked", false, "leave secrets readable; the bundle and the store say so")
	return cmd
}

// bundleFile is where a bundle goes, and how.
type bundleFile struct {
	path     string
	unmasked bool
}

// exportStored exports what the store has about findings and what is linked to
// them, and notes the hash in the store.
func (a *app) exportStored(ctx context.Context, s *store.Store, picked []mesoswatch.Finding, to bundleFile) (hash string, err error) {
	since := slices.MinFunc(picked, func(x, y mesoswatch.Finding) int { return x.FirstSeen.Compare(y.FirstSeen) }).FirstSeen
	past, err := a.openStore(ctx, s.Path(), nil, time.Since(since)+around+mesoswatch.LinkWindow)
	if err != nil {
		return "", err
	}
	defer past.Close()
	board := &mesoswatch.Board{}
	for r, err := range past.Restore(ctx) {
		if err != nil {
			return "", err
		}
		if err := board.Handle(r); err != nil {
			return "", err
		}
	}
	in, err := incidentOf(board, picked)
	if err != nil {
		return "", err
	}
	content, err := a.evidence(ctx, board, in, past.Restore(ctx), to.unmasked)
	if err != nil {
		return "", err
	}
	if a.screen.cluster == "" && a.config.Cluster == "" { // the store knows better than this host's name
		content.Cluster = boardCluster(board, strings.TrimSuffix(filepath.Base(s.Path()), ".db"))
	}
	if hash, err = writeBundle(to.path, content); err != nil {
		return "", err
	}
	if _, err := s.Act(ctx, noteOf(content, to.path, hash)); err != nil {
		return hash, fmt.Errorf("%q is written, its hash %s is not stored: %w", to.path, hash, err)
	}
	return hash, nil
}

// noteOf is the action that notes an export.
func noteOf(c bundle.Content, path, hash string) mesoswatch.Action {
	return mesoswatch.Action{
		ID: mesoswatch.ActionID(), What: mesoswatch.Export, Finding: c.Incident.ID, Text: filepath.Base(path),
		Hash: hash, Unmasked: c.Unmasked, Who: c.By, At: c.At,
	}
}

// noteOfExport looks for the export with a hash in all stores that are here.
func (a *app) noteOfExport(ctx context.Context, hash string) (mesoswatch.Action, bool, error) {
	for _, path := range a.storedClusters() {
		s, err := a.openStore(ctx, path, nil, 0)
		if err != nil {
			a.warn(err) // another store may have it
			continue
		}
		acts, err := s.Actions(ctx)
		s.Close()
		if err != nil {
			a.warn(err)
			continue
		}
		for _, act := range acts {
			if act.What == mesoswatch.Export && act.Hash == hash {
				return act, true, nil
			}
		}
	}
	return mesoswatch.Action{}, false, nil
}

// incidentOf is the incident of findings: that of the first, and with it the
// others, whether they are linked or not.
func incidentOf(b *mesoswatch.Board, picked []mesoswatch.Finding) (mesoswatch.Incident, error) {
	var in mesoswatch.Incident
	for i, f := range picked {
		one, ok := b.Incident(f.ID)
		if !ok {
			return in, fmt.Errorf("finding %s is not stored any more", f.ID)
		}
		if i == 0 {
			in = one
			continue
		}
		for _, id := range one.Findings {
			if slices.Contains(in.Findings, id) {
				continue
			}
			in.Findings = append(in.Findings, id)
			if in.Why == nil {
				in.Why = make(map[string]string)
			}
			in.Why[id] = "named for the export"
			if why := one.Why[id]; why != "" {
				in.Why[id] += "; " + why
			}
		}
		if one.From.Before(in.From) {
			in.From = one.From
		}
		if one.To.After(in.To) {
			in.To = one.To
		}
	}
	return in, nil
}

// writeBundle writes a bundle to a new file; evidence is never overwritten.
func writeBundle(path string, c bundle.Content) (hash string, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", hinted(fmt.Errorf("%q is there already", path), "evidence is not overwritten: name another file with --output")
	}
	if err != nil {
		return "", hinted(fmt.Errorf("writing the bundle: %w", err), "name a file in a folder you may write with --output")
	}
	if hash, err = bundle.Write(f, c); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("writing the bundle %q: %w", path, err), os.Remove(path))
	}
	return hash, nil
}

// screenExport is the export of the dashboard: into the folder it was started in,
// or, where that cannot be written, the one of the state.
func (a *app) screenExport(s *store.Store, board func() *mesoswatch.Board, note func(mesoswatch.Action) error) func(context.Context, mesoswatch.Incident) (string, string, error) {
	return func(ctx context.Context, in mesoswatch.Incident) (path, hash string, err error) {
		path = a.bundlePath(in)
		if s != nil {
			fs, err := s.Findings(ctx)
			if err != nil {
				return "", "", err
			}
			var picked []mesoswatch.Finding
			for _, f := range fs {
				if f.ID == in.ID || slices.Contains(in.Findings, f.ID) {
					picked = append(picked, f)
				}
			}
			if len(picked) == 0 {
				return "", "", errors.New("its findings are not stored")
			}
			slices.SortStableFunc(picked, func(x, y mesoswatch.Finding) int {
				return strings.Compare(rank(x, in), rank(y, in))
			})
			hash, err = a.exportStored(ctx, s, picked, bundleFile{path: path})
			return path, hash, err
		}
		content, err := a.evidence(ctx, board(), in, nil, false)
		if err != nil {
			return "", "", err
		}
		if hash, err = writeBundle(path, content); err != nil {
			return "", "", err
		}
		return path, hash, note(noteOf(content, path, hash))
	}
}

// rank puts the finding an incident is named by before the others.
func rank(f mesoswatch.Finding, in mesoswatch.Incident) string {
	if f.ID == in.ID {
		return ""
	}
	return f.ID
}

func (a *app) bundlePath(in mesoswatch.Incident) string {
	name := "incident-" + strings.TrimPrefix(in.ID, "f-") + "-" + time.Now().Format("20060102-150405") + ".zip"
	dir, err := os.Getwd()
	if err != nil || !mayWrite(dir) {
		dir = a.stateDir()
	}
	return filepath.Join(dir, name)
}

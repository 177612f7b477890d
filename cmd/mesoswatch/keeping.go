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

	"github.com/spf13/pflag"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// registerKeeping adds the flags of commands that store what they find.
func (a *app) registerKeeping(f *pflag.FlagSet) {
	f.BoolVar(&a.noStore, "no-store", false, "keep nothing between runs but the places in logs")
}

// storeFolder holds a file for each cluster.
func (a *app) storeFolder() string { return filepath.Join(a.stateDir(), "clusters") }

func (a *app) storePath() string { return filepath.Join(a.storeFolder(), store.Name(a.key)) }

// openStore opens a store; it is made when there is none. catalog is that of a run
// that judges, nil for commands that only look. span is how far back Restore is to
// go; 0: as far as judging needs.
func (a *app) openStore(ctx context.Context, path string, catalog *rules.Catalog, span time.Duration) (*store.Store, error) {
	opt := store.Options{
		Age: time.Duration(a.config.KeepDays) * 24 * time.Hour, Size: int64(a.config.KeepMegabytes) << 20, Span: span,
		Log: a.logger(), User: a.operatorName(), Command: a.command,
	}
	if catalog != nil {
		opt.Keep = func(e *mesoswatch.Event) bool {
			return mesoswatch.BearsOnSecurity(e) || catalog.Wants(e.Service, e.Kind, e.Template)
		}
	}
	s, err := store.Open(ctx, path, opt)
	var open *store.OpenError
	if errors.As(err, &open) {
		return nil, hinted(err, open.Hint)
	}
	return s, err
}

// kept opens the store for a live run. When that fails the user is told, on the
// screen too, and watching goes on with nothing kept.
func (a *app) kept(ctx context.Context, catalog *rules.Catalog) (*store.Store, mesoswatch.Collector) {
	if a.noStore {
		return nil, nil
	}
	path := a.storePath()
	s, err := a.openStore(ctx, path, catalog, 0)
	if err == nil {
		return s, nil
	}
	why, hint := err.Error(), ""
	var told *exit
	if errors.As(err, &told) && told.hint != "" {
		hint = told.hint
		why += ": " + hint
	}
	a.status(hinted(fmt.Errorf("%w; watching goes on, and nothing is kept", err), hint))
	return nil, outOfOrder{name: "store", asked: mesoswatch.Asked(path), why: mesoswatch.Mask(why)}
}

// storedClusters lists the files there are.
func (a *app) storedClusters() []string {
	found, _ := filepath.Glob(filepath.Join(a.storeFolder(), "*.db"))
	slices.Sort(found)
	return found
}

// existingStore opens what a command about stored findings is to look at: the
// store of the cluster that is named, or the only one there is.
func (a *app) existingStore(ctx context.Context) (*store.Store, error) {
	path := a.storePath()
	if stem := a.screen.cluster; stem != "" && slices.Contains(a.storedClusters(), filepath.Join(a.storeFolder(), stem+".db")) {
		path = filepath.Join(a.storeFolder(), stem+".db") // as the list of them names it
	}
	if _, err := os.Stat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, hinted(fmt.Errorf("reading the store: %w", err), "run as the user that watches, or name its folder with --state")
	} else if err != nil {
		switch all := a.storedClusters(); {
		case a.screen.cluster == "" && len(all) == 1:
			path = all[0]
		case len(all) == 0:
			return nil, hinted(fmt.Errorf("nothing is stored in %q", a.storeFolder()), "mesoswatch watch and the dashboard keep what they find; --state names another folder")
		default:
			names := make([]string, 0, len(all))
			for _, f := range all {
				names = append(names, strings.TrimSuffix(filepath.Base(f), ".db"))
			}
			return nil, hinted(fmt.Errorf("no store is named %q", strings.TrimSuffix(filepath.Base(path), ".db")), "--cluster names one of: "+strings.Join(names, ", "))
		}
	}
	return a.openStore(ctx, path, nil, 0)
}

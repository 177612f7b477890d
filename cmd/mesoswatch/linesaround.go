package main

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/ui"
)

// neighbours reads the lines around one for the screen.
func (a *app) neighbours(catalog *rules.Catalog) func(context.Context, mesoswatch.Evidence, int, int) (ui.Neighbours, error) {
	return func(ctx context.Context, e mesoswatch.Evidence, before, after int) (ui.Neighbours, error) {
		opt, err := a.logOptions(catalog)
		if err != nil {
			return ui.Neighbours{At: -1}, err
		}
		p := mesoslog.Place{Path: e.Source, Offset: e.Offset, Inode: e.Inode, Text: e.Text, Before: before, After: after}
		got, err := mesoslog.Around(ctx, p, opt)
		return ui.Neighbours{Events: got.Events, At: got.At, Where: whereNow(p.Path, got)}, err
	}
}

// whereNow says where a line was found, or where it was looked for.
func whereNow(path string, n mesoslog.Neighbours) string {
	name := filepath.Base(n.File)
	switch {
	case n.At < 0:
		var names []string
		for _, s := range n.Searched {
			names = append(names, filepath.Base(s))
		}
		return "the line is gone: it is not in " + strings.Join(names, ", ")
	case n.File != path && n.Copied:
		return "from " + name + ", a copy"
	case n.File != path:
		return "from " + name + ", its name now"
	case n.Copied:
		return "from the file, copied since"
	}
	return "from the file"
}

package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) manCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use: "man", Short: "Write the manual pages", Args: cobra.NoArgs,
		Long: "man prints the manual page of the program, or writes one a command into a folder:\n  mesoswatch man | man -l -",
		RunE: func(cmd *cobra.Command, _ []string) error {
			head := &doc.GenManHeader{Title: "MESOSWATCH", Section: "1", Source: "mesoswatch " + version(), Manual: "User commands"}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			if dir == "" {
				return doc.GenMan(root, head, a.stdout)
			}
			return doc.GenManTree(root, head, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write one page a command into `DIR`")
	return cmd
}

package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func (a *app) findingsExport() *cobra.Command {
	return &cobra.Command{Use: "export ID…", Short: "Write an evidence bundle", Args: cobra.MinimumNArgs(1), RunE: func(*cobra.Command, []string) error {
		return errors.New("not there yet")
	}}
}

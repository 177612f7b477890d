package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// Config is the configuration file. Its published JSON schema is
// config.schema.json; a test holds the two together.
type Config struct {
	Cluster    string   `yaml:"cluster"`
	Masters    []string `yaml:"masters"`
	ZK         string   `yaml:"zk"`
	Logs       []string `yaml:"logs"`
	Credential string   `yaml:"credential"`
	CACert     string   `yaml:"ca_cert"`
	Cert       string   `yaml:"cert"`
	Key        string   `yaml:"key"`
	Timezone   string   `yaml:"timezone"`
	Rules      []string `yaml:"rules"`
	FailOn     string   `yaml:"fail_on"`
	Theme      string   `yaml:"theme"`
	State      string   `yaml:"state"`
	// LowBandwidth says how much is sent to the terminal; without it, its speed does.
	LowBandwidth *bool `yaml:"low_bandwidth"`
	// Operator is the name that actions carry.
	Operator string `yaml:"operator"`
	// KeepDays and KeepMegabytes bound the store; 0: its own bounds.
	KeepDays      int `yaml:"keep_days"`
	KeepMegabytes int `yaml:"keep_megabytes"`
	// Metrics are where watch tells how it is.
	Metrics metricsConfig `yaml:"metrics"`
	// Share says with whom what is found is shared; nil: with nobody.
	Share *shareConfig `yaml:"share"`
	// Keys of the screen, by the name of what they do.
	Keys map[string]keyNames `yaml:"keys"`
	// Notify are who is told what is found, Heartbeat who is told that we watch.
	Notify    []receiverConfig `yaml:"notify"`
	Heartbeat *heartbeatConfig `yaml:"heartbeat"`
}

//go:embed config.schema.json
var configSchema []byte

// configure reads the configuration file and lets it fill what the command line
// left open.
func (a *app) configure(cmd *cobra.Command) error {
	path, named := a.configPath, a.configPath != ""
	if !named {
		if path = findConfig(hostConfig); path == "" {
			return nil // none is fine
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if !named && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return hinted(fmt.Errorf("reading configuration: %w", err), "name another file with --config, or leave it out")
	}
	if a.config, err = parseConfig(b); err != nil {
		return hinted(fmt.Errorf("configuration %q: %w", path, err), "mesoswatch config schema prints what may stand in it")
	}
	a.fillTargets(cmd)
	return nil
}

// parseConfig is strict: an unknown key is an error with its line.
func parseConfig(b []byte) (Config, error) {
	var c Config
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, errors.New(oneLine(err.Error()))
	}
	if c.FailOn != "" && c.FailOn != "none" {
		if _, err := mesoswatch.ParseLevel(c.FailOn); err != nil {
			return Config{}, fmt.Errorf("fail_on: %w", err)
		}
	}
	if c.Timezone != "" {
		if _, err := time.LoadLocation(c.Timezone); err != nil {
			return Config{}, fmt.Errorf("timezone: %w", err)
		}
	}
	if c.KeepDays < 0 || c.KeepMegabytes < 0 {
		return Config{}, errors.New("keep_days, keep_megabytes: not below 0")
	}
	switch c.Theme {
	case "", "dark", "light", "mono":
	default:
		return Config{}, fmt.Errorf("theme: %q is none of dark, light, mono", c.Theme)
	}
	if err := c.Metrics.check(); err != nil {
		return Config{}, err
	}
	return c, errors.Join(c.checkKeys(), c.checkNotify(b), c.Share.check())
}

// oneLine takes the line breaks out of what the YAML library says.
func oneLine(s string) string {
	return strings.Replace(strings.Join(strings.Fields(s), " "), "yaml: unmarshal errors: ", "", 1)
}

// fillTargets: the command line wins over the file.
func (a *app) fillTargets(cmd *cobra.Command) {
	t, c := &a.targets, a.config
	for _, f := range []struct {
		flag string
		to   *string
		from string
	}{
		{"zk", &t.ZK, c.ZK}, {"credential", &t.Credential, c.Credential}, {"ca-cert", &t.CACert, c.CACert},
		{"cert", &t.Cert, c.Cert}, {"key", &t.Key, c.Key}, {"timezone", &t.Zone, c.Timezone},
	} {
		if f.from != "" && !cmd.Flags().Changed(f.flag) {
			*f.to = f.from
		}
	}
	if len(t.Masters) == 0 {
		t.Masters = c.Masters
	}
	if len(t.Logs) == 0 {
		t.Logs = c.Logs
	}
}

// stateDir is where positions and stores are kept.
func (a *app) stateDir() string {
	if a.statePath != "" {
		return a.statePath
	}
	if a.config.State != "" {
		return a.config.State
	}
	return xdg.StateHome + "/mesoswatch"
}

func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Tell about the configuration", Args: cobra.NoArgs}
	cmd.AddCommand(&cobra.Command{
		Use: "schema", Short: "Print the JSON schema of the configuration file", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(configSchema)
			return err
		},
	})
	return cmd
}

package main

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch/sinks/share"
)

// shareConfig says with whom what is found and decided is shared.
type shareConfig struct {
	Servers        []string `yaml:"servers"`
	Console        string   `yaml:"console"`
	CredentialFile string   `yaml:"credential_file"`
	NKeyFile       string   `yaml:"nkey_file"`
	User           string   `yaml:"user"`
	PasswordFile   string   `yaml:"password_file"`
	CACert         string   `yaml:"ca_cert"`
	Cert           string   `yaml:"cert"`
	Key            string   `yaml:"key"`
	Replicas       int      `yaml:"replicas"`
	KeepDays       int      `yaml:"keep_days"`
}

// options are those of the share of a cluster.
func (c *shareConfig) options(cluster string) share.Options {
	return share.Options{
		Servers: c.Servers, Cluster: cluster, Console: c.Console, CredentialFile: c.CredentialFile, NKeyFile: c.NKeyFile,
		User: c.User, PasswordFile: c.PasswordFile, CACert: c.CACert, Cert: c.Cert, Key: c.Key, Replicas: c.Replicas, KeepDays: c.KeepDays,
	}
}

// check says what is wrong with it, but for the name of the cluster: the command line
// may give that.
func (c *shareConfig) check() error {
	if c == nil {
		return nil
	}
	o := c.options("named later")
	if err := o.Check(); err != nil {
		return fmt.Errorf("share: %w", err)
	}
	return nil
}

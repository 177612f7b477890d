package main

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch/ui"
)

// keyNames are the keys that the configuration gives to an action: one, or a list.
type keyNames struct {
	names []string
	line  int
}

// UnmarshalYAML reads them as they are written: 1 is a key, too.
func (k *keyNames) UnmarshalYAML(n *yaml.Node) error {
	k.line = n.Line
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	for _, one := range list {
		if one.Kind != yaml.ScalarNode || one.Tag == "!!null" {
			return fmt.Errorf("line %d: keys are names, one or a list of them", one.Line)
		}
		k.names = append(k.names, one.Value)
	}
	return nil
}

// screenKeys are those for ui.Options.
func (c Config) screenKeys() map[string][]string {
	if len(c.Keys) == 0 {
		return nil
	}
	keys := make(map[string][]string, len(c.Keys))
	for action, k := range c.Keys {
		keys[action] = k.names
	}
	return keys
}

// checkKeys says all that is wrong with the keys, and where.
func (c Config) checkKeys() error {
	var errs []error
	for _, e := range ui.CheckKeys(c.screenKeys()) {
		where := "keys"
		if line := c.Keys[e.Action].line; line > 0 {
			where += ", line " + strconv.Itoa(line)
		}
		errs = append(errs, fmt.Errorf("%s: %w", where, e))
	}
	return errors.Join(errs...)
}

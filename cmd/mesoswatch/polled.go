package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/collectors/zookeeper"
)

// polled makes the collectors that ask: masters, agents and ZooKeeper, when named;
// masters are also found in ZooKeeper.
func (a *app) polled() ([]mesoswatch.Collector, error) {
	t := &a.targets
	var from []mesoswatch.Collector
	for _, m := range t.Masters {
		if err := mesosapi.CheckAddress(m); err != nil {
			return nil, usage("--master: %v", err)
		}
	}
	for _, g := range t.Agents {
		if err := mesosapi.CheckAddress(g); err != nil {
			return nil, usage("--agent: %v", err)
		}
	}
	if len(t.Masters) > 0 || len(t.Agents) > 0 || t.ZK != "" {
		access, err := a.access()
		if err != nil {
			return nil, err
		}
		from = append(from, &mesosapi.Collector{Masters: t.Masters, Agents: t.Agents, Access: access})
	}
	if t.ZK != "" {
		u, err := zookeeper.ParseURL(t.ZK)
		if err != nil {
			return nil, usage("--zk: %v", err)
		}
		z := &zookeeper.Collector{Ensemble: u, AllowPlaintext: t.AllowPlaintext, Version: version()}
		if t.ZKTLS {
			z.TLS = &zookeeper.TLS{CACert: t.CACert, Cert: t.Cert, Key: t.Key, InsecureSkipVerify: t.SkipVerify}
		}
		from = append(from, z)
	}
	return from, nil
}

func (a *app) access() (mesosapi.Access, error) {
	t := &a.targets
	access := mesosapi.Access{
		Version: version(), CACert: t.CACert, Cert: t.Cert, Key: t.Key,
		InsecureSkipVerify: t.SkipVerify, AllowPlaintext: t.AllowPlaintext, Turns: &a.turns,
	}
	if t.Credential != "" && t.TokenFile != "" {
		return access, usage("--credential and --token-file exclude one another")
	}
	if t.TokenFile != "" {
		return access, a.token(&access)
	}
	if t.Credential == "" {
		return access, nil
	}
	c, err := readCredential(t.Credential)
	access.Credential = c
	return access, err
}

// readCredential reads a file with a principal and its secret.
func readCredential(path string) (mesosapi.Credential, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return mesosapi.Credential{}, hinted(fmt.Errorf("reading credential: %w", err), "the file holds a principal and its secret")
	}
	c, err := parseCredential(b)
	if err != nil {
		return c, hinted(fmt.Errorf("credential %q: %w", path, err), `write {"principal": "…", "secret": "…"}, or principal and secret with a space between`)
	}
	return c, nil
}

// token reads --token-file: the token alone, on one line.
func (a *app) token(access *mesosapi.Access) error {
	b, err := os.ReadFile(a.targets.TokenFile)
	if err != nil {
		return fmt.Errorf("reading token: %w", err)
	}
	value := strings.TrimSpace(string(b))
	if value == "" || strings.ContainsAny(value, " \t\r\n") {
		return hinted(fmt.Errorf("token %q: is not one word", a.targets.TokenFile), "the file holds the token and nothing else")
	}
	access.Token = mesosapi.Token{Value: value, DCOS: a.targets.DCOS}
	return nil
}

// parseCredential reads Mesos' two formats of an agent's --credential
// (src/credentials/credentials.hpp): a JSON object, or one line "principal
// secret". The secret never stands in an error.
func parseCredential(b []byte) (mesosapi.Credential, error) {
	var c mesosapi.Credential
	text := strings.TrimSpace(string(b))
	if strings.HasPrefix(text, "{") {
		var j struct{ Principal, Secret string }
		if json.Unmarshal([]byte(text), &j) != nil {
			return c, fmt.Errorf("is not the JSON object it begins as")
		}
		c.Principal, c.Secret = j.Principal, j.Secret
	} else {
		words := strings.Fields(text)
		if len(words) != 2 {
			return c, fmt.Errorf("has %d words, not two", len(words))
		}
		c.Principal, c.Secret = words[0], words[1]
	}
	if c.Principal == "" || c.Secret == "" {
		return c, fmt.Errorf("lacks a principal or a secret")
	}
	return c, nil
}

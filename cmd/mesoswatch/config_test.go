package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// TestConfigSchema holds the published schema and the struct together.
func TestConfigSchema(t *testing.T) {
	schema := compiledSchema(t)
	var fields []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(Config{})) {
		fields = append(fields, f.Tag.Get("yaml"))
	}
	var props []string
	for name, p := range schema.Properties {
		props = append(props, name)
		if p.Description == "" {
			t.Errorf("%s has no description", name)
		}
	}
	sort.Strings(fields)
	sort.Strings(props)
	if !reflect.DeepEqual(fields, props) {
		t.Errorf("struct has %v, schema has %v", fields, props)
	}
}

// TestConfigAgrees gives the same files to both.
func TestConfigAgrees(t *testing.T) {
	for text, good := range map[string]bool{
		"cluster: prod\nmasters: [http://a:5050]\nlogs: [x]\ntheme: dark\nfail_on: none\n": true,
		"{}":                                  true,
		"fail_on: dreadful":                   false,
		"theme: pink":                         false,
		"keys: {pause: p, overview: [0, f1]}": true,
		"keys: {pouse: p}":                    false,
		"keys: {pause: []}":                   false,
		"keys: {pause: {a: b}}":               false,
		"unknown_key: 1":                      false,
		"metrics: {listen: \"127.0.0.1:9115\", anywhere: true}": true,
		"metrics: {port: 9115}":                                 false,
		"masters: http://a":                                     false,
		"cluster: [not, text]":                                  false,
	} {
		agree(t, text, good)
	}
}

// agree gives text to the schema and to the program; good: both take it.
func agree(t *testing.T, text string, good bool) {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if got := compiledSchema(t).Validate(doc) == nil; got != good {
		t.Errorf("schema on %q: %v", text, got)
	}
	if _, err := parseConfig([]byte(text)); (err == nil) != good {
		t.Errorf("parseConfig(%q): %v", text, err)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(configSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParseCredential(t *testing.T) {
	for text, want := range map[string]string{
		"ops s3cret\n":                          "ops s3cret",
		`{"principal":"ops","secret":"s3cret"}`: "ops s3cret",
		"ops":                                   "",
		"ops a b":                               "",
		`{"principal":"ops"}`:                   "",
		`{"principal":"ops",`:                   "",
		"":                                      "",
	} {
		c, err := parseCredential([]byte(text))
		got := strings.TrimSpace(c.Principal + " " + c.Secret)
		if (err != nil) != (want == "") || err == nil && got != want {
			t.Errorf("parseCredential(%q) = %q, %v", text, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error %q tells the secret", err)
		}
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// allKeys are those of a struct of the configuration.
func allKeys(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		tag, rest, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if rest == "inline" {
			keys = append(keys, allKeys(t.Field(i).Type)...)
			continue
		}
		keys = append(keys, tag)
	}
	slices.Sort(keys)
	return keys
}

// The schema has the keys of receivers and of the heartbeat, each with its words, and
// every key belongs to a type.
func TestNotifySchema(t *testing.T) {
	schema := compiledSchema(t)
	list, ok := schema.Properties["notify"].Items2020, schema.Properties["notify"] != nil
	if !ok || list == nil {
		t.Fatal("no schema of notify")
	}
	for name, c := range map[string]struct {
		of   *jsonschema.Schema
		want reflect.Type
	}{"notify": {list, reflect.TypeFor[receiverConfig]()}, "heartbeat": {schema.Properties["heartbeat"], reflect.TypeFor[heartbeatConfig]()}} {
		var props []string
		for key, p := range c.of.Properties {
			props = append(props, key)
			if p.Description == "" {
				t.Errorf("%s.%s has no description", name, key)
			}
		}
		slices.Sort(props)
		if want := allKeys(c.want); !slices.Equal(props, want) {
			t.Errorf("%s: struct has %v, schema has %v", name, want, props)
		}
	}
	taken := make(map[string]bool)
	for _, kind := range []string{"alertmanager", "webhook", "syslog", "file", "stdout"} {
		keys, _ := receiverKeys(kind)
		for _, k := range keys {
			taken[k] = true
		}
	}
	for _, k := range allKeys(reflect.TypeFor[receiverConfig]()) {
		if !taken[k] {
			t.Errorf("no type takes %s", k)
		}
	}
}

func TestNotifyConfig(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"notify:\n  - {name: a, type: webhook, url: 'https://h/x', level: high, repeat: 4h, group_by: [rule], rules: ['auth-*', '!auth-error']}\n", ""},
		{"notify:\n  - {name: a, type: alertmanager, urls: ['http://a:9093', 'http://b:9093']}\nheartbeat: {type: webhook, url_file: /x, every: 30s}\n", ""},
		{"notify:\n  - {name: a, type: syslog, address: 'tls://h', format: cef, facility: local4}\n  - {name: b, type: file, path: /x, format: ecs}\n", ""},
		{"notify:\n  - {name: a, type: file, path: /x}\n  - {name: a, type: stdout}\n", "notify, line 3: another one is called \"a\""},
		{"notify:\n  - name: a\n    type: pigeon\n", "line 2: type \"pigeon\" of a is none of alertmanager"},
		{"notify: [{name: A B, type: stdout}]", "line 1: name"},
		{"notify: [{name: a, type: stdout, url: 'http://x'}]", "type stdout has no url; it takes name,"},
		{"notify: [{name: a, type: webhook}]", "url, or url_file"},
		{"notify: [{name: a, type: webhook, url: 'http://u:hunter2@h/'}]", "there is a login in it"},
		{"notify: [{name: a, type: webhook, url: 'ftp://h/'}]", "http:// or https://"},
		{"notify: [{name: a, type: webhook, url: 'http://h', level: dreadful}]", "unknown level"},
		{"notify: [{name: a, type: webhook, url: 'http://h', rules: ['[']}]", "is no pattern"},
		{"notify: [{name: a, type: webhook, url: 'http://h', turns: [test]}]", "is none of opened"},
		{"notify: [{name: a, type: webhook, url: 'http://h', group_by: [level]}]", "is none of rule, subject"},
		{"notify: [{name: a, type: webhook, url: 'http://h', repeat: 1s}]", "a minute at least"},
		{"notify: [{name: a, type: webhook, url: 'http://h', cert: x}]", "cert and key"},
		{"notify: [{name: a, type: file, path: x}]", "the whole path"},
		{"notify: [{name: a, type: syslog}]", "is needed"},
		{"notify: [{name: a, type: stdout, format: xml}]", "unknown format"},
		{"notify: [{name: a, type: stdout, pth: x}]", "line 1: field pth"},
		{"heartbeat: {type: alertmanager, url: 'http://h', method: GET}", "heartbeat, line 1: method"},
		{"heartbeat: {type: webhook, url: 'http://h', every: 1s}", "between 10s"},
	} {
		_, err := parseConfig([]byte(c.text))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) || err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}

// The examples of docs/notify.md are valid.
func TestNotifyDocs(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "notify.md"))
	if err != nil {
		t.Fatal(err)
	}
	schema, tried := compiledSchema(t), 0
	for _, part := range strings.Split(string(b), "```yaml\n")[1:] {
		text, _, _ := strings.Cut(part, "```")
		for _, one := range strings.Split(text, "# or\n") {
			tried++
			if _, err := parseConfig([]byte(one)); err != nil {
				t.Errorf("%s\n%v", one, err)
			}
			var v any
			if err := yaml.Unmarshal([]byte(one), &v); err != nil {
				t.Fatal(err)
			}
			j, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s\n%v", one, err)
			}
		}
	}
	if tried < 5 {
		t.Errorf("only %d examples", tried)
	}
}

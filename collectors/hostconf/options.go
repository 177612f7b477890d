package hostconf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// optionFiles are where people keep the options with which they installed packages of
// DC/OS, beside their homes.
var optionFiles = []string{"/genconf/*options*.json", "/etc/dcos/*options*.json", "/opt/dcos/*options*.json", "/etc/mesosphere/*options*.json"}

// optionKeys are the options that are told of.
var optionKeys = regexp.MustCompile(`(?i)^(?:security\.|service\.(?:name|user|role|principal|service[_-]account|service[_-]account[_-]secret|security|virtual[_-]network|enforce|UCR_containerizer|use_bootstrap_ip|docker-image|spark-history-server-url)|spark\.|mesos\.|hdfs\.(?:config-url|kerberos)|kerberos\.|framework\.(?:user|principal|role|ssl|tls)|authentication\.|tls\.|ssl\.|.*\.(?:ssl|tls|kerberos|authentication|authorization|transport_encryption)(?:\.|$)|.*(?:password|secret|keystore|key_store|truststore|token)[a-z0-9_\-]*$)`)

// storeName are options that hold a key store as text.
var storeName = regexp.MustCompile(`(?i)key[_-]?store(?:[_-]?base64)?$|trust[_-]?store(?:[_-]?base64)?$|keytab$|private[_-]?key$`)

// passwordName are options that hold a password.
var passwordName = regexp.MustCompile(`(?i)password$|passphrase$|_pass$|token$`)

// seeOptions tells what options of DC/OS packages are kept on this host.
func (l *look) seeOptions() {
	for _, file := range l.matches(people, append(l.owners.inHomes("*options*.json", "*/*options*.json"), optionFiles...)...) {
		if f := l.walk(file); f.err != nil || f.info.IsDir() {
			l.denied(file, f.err, mesoswatch.SubjectSetting)
			continue
		}
		text, _, ok := l.text(file)
		if !ok {
			continue
		}
		options, err := flatten([]byte(text))
		if err != nil {
			l.ask(printable(file), "no JSON that can be read")
			continue
		}
		l.options(file, options)
	}
}

// options tells those of one file.
func (l *look) options(file string, all []property) {
	of := dcos
	if strings.Contains(strings.ToLower(path.Base(file)), "spark") || slices.ContainsFunc(all, func(p property) bool {
		return strings.HasPrefix(p.key, "spark.") || p.key == "security.mesos.ssl.enabled"
	}) {
		of = spark
	}
	var kept *mesoswatch.File
	for _, p := range all {
		if !optionKeys.MatchString(p.key) {
			continue
		}
		s := mesoswatch.Setting{Of: of, Name: p.key, Value: masked(p.key, p.value), From: fromConfig, At: file}
		clear := ""
		switch {
		case p.value == "" || strings.HasPrefix(p.value, "/"):
		case storeName.MatchString(p.key) && len(p.value) >= 64:
			s.Value, clear = mesoswatch.Masked, "a key store stands inline in the file"
		case passwordName.MatchString(p.key):
			s.Value, clear = mesoswatch.Masked, "a password stands in clear text"
		}
		if clear != "" {
			s.Trouble = clear
			if kept == nil {
				kept, _ = l.file(whatCredential, file)
			}
			if kept != nil && passwordName.MatchString(p.key) {
				in := login{secret: p.value}
				judgeSecret(kept, in)
				l.vault.keep(keeping{login: in, file: kept, at: printable(file)})
			}
		}
		l.setting(s)
	}
}

// maxOptionDepth bounds how deep options are looked into.
const maxOptionDepth = 12

// flatten makes dotted names of a JSON document, in the order of their names.
func flatten(text []byte) ([]property, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var doc map[string]any
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	var all []property
	var walk func(prefix string, v any, depth int)
	walk = func(prefix string, v any, depth int) {
		if depth > maxOptionDepth || len(all) >= maxProperties {
			return
		}
		switch v := v.(type) {
		case map[string]any:
			keys := make([]string, 0, len(v))
			for k := range v {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			for _, k := range keys {
				walk(strings.TrimPrefix(prefix+"."+k, "."), v[k], depth+1)
			}
		case []any:
		case nil:
			all = append(all, property{key: prefix})
		default:
			all = append(all, property{key: prefix, value: fmt.Sprint(v)})
		}
	}
	walk("", doc, 0)
	return all, nil
}

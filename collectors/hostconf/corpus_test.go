package hostconf

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// corpusVariable names a folder with recordings and published configuration, which
// are not part of the source.
const corpusVariable = "MESOSWATCH_CORPUS"

// as is how a published file is planted: where, with what beside it, and what must
// come of it.
type as struct {
	kind  string
	place string
	with  map[string]string
	check func(t *testing.T, text string, s seen)
}

// standsFor says what a file of the corpus is, by its name.
func standsFor(name string) (as, bool) {
	switch {
	case strings.HasPrefix(name, "acls-"):
		return as{"ACLs", "etc/mesos/acls", map[string]string{"etc/mesos-master/acls": "/etc/mesos/acls"}, wantsACLs}, true
	case strings.Contains(name, "agent-credential"):
		return as{"an agent's list for HTTP", "etc/mesos/http", map[string]string{"etc/mesos-slave/http_credentials": "/etc/mesos/http"}, wantsFile("/etc/mesos/http")}, true
	case strings.Contains(name, "credentials"):
		return as{"credentials", "etc/mesos/credentials", map[string]string{"etc/mesos-master/credentials": "/etc/mesos/credentials"}, wantsFile("/etc/mesos/credentials")}, true
	case strings.Contains(name, ".service") || strings.HasSuffix(name, ".systemd"):
		unit := strings.TrimSuffix(name, ".j2")
		unit = strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(unit, ".service"), ".systemd"), "apollo-") + ".service"
		return as{"a unit", "etc/systemd/system/" + unit, map[string]string{"etc/zookeeper/conf/zoo.cfg": "a=b\n"}, wantsSetting(" ExecStart")}, true
	case strings.HasPrefix(name, "etc-default-"):
		return as{"a sourced file", "etc/default/" + strings.TrimPrefix(name, "etc-default-"), map[string]string{
			"etc/mesos/zk": "zk://localhost:2181/mesos\n", "etc/mesos-master/cluster": "c", "etc/mesos-slave/isolation": "i"}, wantsSetting("")}, true
	case strings.Contains(name, "sysconfig"):
		return as{"an environment file", "etc/sysconfig/m", map[string]string{"etc/systemd/system/mesos-master.service": "[Service]\nEnvironmentFile=/etc/sysconfig/m\nExecStart=/usr/sbin/mesos-master\n"}, wantsSetting("master quorum")}, true
	case strings.HasPrefix(name, "dcos-config"):
		return as{"config.yaml of DC/OS", "genconf/config.yaml", nil, wantsSetting("dcos superuser_password_hash")}, true
	case strings.HasPrefix(name, "zoo_sample"):
		return as{"zoo.cfg", "etc/zookeeper/conf/zoo.cfg", nil, wantsSetting("zookeeper clientPort")}, true
	case strings.HasPrefix(name, "spark-") && strings.HasSuffix(name, ".env"):
		return as{"variables of Spark", "etc/spark/conf/spark-env.sh", nil, func(t *testing.T, text string, _ seen) {
			if n := len(parseShell(text, nil).out); n < strings.Count(text, "\n")/5 {
				t.Errorf("%d assignments", n)
			}
		}}, true
	case strings.HasSuffix(name, ".yaml"):
		return as{"YAML of a tool that installs", "srv/x.yaml", nil, func(t *testing.T, text string, _ seen) {
			if pairs, err := yamlPairs(text); err != nil || len(pairs) == 0 {
				t.Errorf("%d, %v", len(pairs), err)
			}
		}}, true
	case strings.HasSuffix(name, ".conf.tmpl"):
		return as{"properties", "srv/x.properties", nil, func(t *testing.T, text string, _ seen) {
			if n := len(parseProperties(text)); n < 5 {
				t.Errorf("%d properties", n)
			}
		}}, true
	}
	return as{}, false
}

func wantsACLs(t *testing.T, text string, s seen) {
	f := s.files["/etc/mesos/acls"]
	if f == nil || f.ACL != text || !json.Valid([]byte(f.ACL)) || s.settings["master acls"] == nil {
		t.Errorf("%+v", f)
	}
}

func wantsFile(path string) func(*testing.T, string, seen) {
	return func(t *testing.T, _ string, s seen) {
		if f := s.files[path]; f == nil || f.Format == "" || len(f.Principals) == 0 && len(f.Weak) == 0 {
			t.Errorf("%+v", f)
		}
	}
}

func wantsSetting(name string) func(*testing.T, string, seen) {
	return func(t *testing.T, _ string, s seen) {
		if !slices.ContainsFunc(keys(s.settings), func(k string) bool { return strings.HasSuffix(k, name) }) {
			t.Errorf("no setting %q in %v", name, keys(s.settings))
		}
	}
}

var (
	placeholder = regexp.MustCompile(`\{\{[ (]*([a-z_0-9.]+)[^}]*\}\}`)
	statement   = regexp.MustCompile(`\{%[^%]*%\}\n?`)
)

// filled is a template with the names of its placeholders in their places, as the
// file would look on a host.
func filled(text string) string {
	return statement.ReplaceAllString(placeholder.ReplaceAllString(text, "$1"), "")
}

// TestCorpus looks at every published configuration, each as what it is on a host.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv(corpusVariable)
	if corpus == "" {
		t.Logf("%s is not set: the trees in testdata are all that is looked at", corpusVariable)
		return
	}
	dir := filepath.Join(corpus, "real", "config")
	entries, err := os.ReadDir(dir)
	must(t, err)
	looked := 0
	for _, e := range entries {
		what, known := standsFor(e.Name())
		if !known {
			t.Logf("| %s | – | nothing on a host is read from such a file |", e.Name())
			continue
		}
		looked++
		t.Run(e.Name(), func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join(dir, e.Name()))
			must(t, err)
			text := string(b)
			if strings.HasSuffix(e.Name(), ".j2") {
				text = filled(text)
			}
			files := map[string]string{what.place: text}
			for name, content := range what.with {
				files[name] = content
			}
			s := see(t, plant(t, files))
			what.check(t, text, s)
			t.Logf("| %s | %s | %s |", e.Name(), what.kind, gave(s, "/"+what.place))
		})
	}
	if looked < 30 {
		t.Errorf("only %d files were looked at", looked)
	}
}

// gave is what came of one file, in a line.
func gave(s seen, place string) string {
	var all []string
	if f := s.files[place]; f != nil && f.What != "environment" {
		text := fmt.Sprintf("%s %s, principals %q", f.What, f.Format, f.Principals)
		if w := weaknesses(f); w != "" {
			text += ", weak: " + w
		}
		if f.ACL != "" {
			text += fmt.Sprintf(", %d bytes", len(f.ACL))
		}
		all = append(all, strings.TrimSpace(text))
	}
	var settings, troubles []string
	for name, x := range s.settings {
		if x.At != place {
			continue
		}
		settings = append(settings, name)
		if x.Trouble != "" {
			troubles = append(troubles, name+": "+x.Trouble)
		}
	}
	slices.Sort(settings)
	slices.Sort(troubles)
	if len(settings) > 0 {
		all = append(all, fmt.Sprintf("%d settings: %s", len(settings), strings.Join(settings, ", ")))
	}
	all = append(all, troubles...)
	if why := s.health.Lacking[mesoswatch.SubjectSetting]; why != "" {
		all = append(all, "lacking: "+why)
	}
	if len(all) == 0 {
		return "parses; none of its settings is of weight"
	}
	return strings.ReplaceAll(strings.Join(all, "; "), "|", `\|`)
}

// TestRecordedFlags wants every flag that a recorded daemon has to be known for its
// version.
func TestRecordedFlags(t *testing.T) {
	corpus := os.Getenv(corpusVariable)
	if corpus == "" {
		t.Logf("%s is not set: no recorded flags are looked at", corpusVariable)
		return
	}
	answers := 0
	for version, pattern := range map[string]string{"1.12.0": "lab/[1-9]*/*/get_flags.body", "1.4.1": "lab/older/1.4.1/*/*/get_flags.body", "0.28.3": "lab/older/0.28.3/*/*/get_flags.body"} {
		paths, err := filepath.Glob(filepath.Join(corpus, pattern))
		must(t, err)
		release, _ := mesoswatch.ParseRelease(version)
		for _, p := range paths {
			var told struct {
				Flags map[string]any `json:"flags"`
			}
			text, err := os.ReadFile(p)
			must(t, err)
			if json.Unmarshal(text, &told) != nil || len(told.Flags) == 0 {
				continue // a refusal
			}
			answers++
			of := master
			if _, has := told.Flags["isolation"]; has {
				of = agent
			}
			for name := range told.Flags {
				if !knownFlags(of).has(name, release) {
					t.Errorf("%s of %s %s is not known (%s)", name, of, version, p)
				}
			}
		}
	}
	if answers < 20 {
		t.Errorf("only %d answers were looked at", answers)
	}
}

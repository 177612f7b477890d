package schedulers

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/secret"
)

// sheet is an application while it is put together. Values of variables and labels
// come in and only their names stay.
type sheet struct {
	mesoswatch.Application
	sources map[string]string // secrets by the name that references use
}

func (s *sheet) feature(word string, is bool) {
	if is && !slices.Contains(s.Features, word) {
		s.Features = append(s.Features, word)
	}
}

func (s *sheet) expose(where string) {
	if len(s.Exposed) < mostNames && !slices.Contains(s.Exposed, where) {
		s.Exposed = append(s.Exposed, where)
	}
}

// secrets takes {name: {source: path}}; what is shown is the source, which is how
// the store of secrets calls it.
func (s *sheet) secrets(all map[string]secretRef) {
	s.sources = make(map[string]string, len(all))
	for _, key := range slices.Sorted(maps.Keys(all)) {
		source := string(all[key].Source)
		if source == "" {
			source = key
		}
		s.sources[key] = source
		s.secret(key)
	}
}

type secretRef struct {
	Source text `json:"source"`
}

// secret notes a reference to a secret, and answers how the store calls it.
func (s *sheet) secret(key string) string {
	source := s.sources[key]
	if source == "" {
		source = key
	}
	if source != "" && len(s.Secrets) < mostNames {
		s.Secrets = append(s.Secrets, source)
	}
	return source
}

// environment takes variables: text, or {"secret": name}.
func (s *sheet) environment(all map[string]json.RawMessage) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		var ref struct {
			Secret text `json:"secret"`
		}
		if len(all[key]) > 0 && all[key][0] == '{' && json.Unmarshal(all[key], &ref) == nil && ref.Secret != "" {
			s.secret(string(ref.Secret))
			s.variable(key, "")
			continue
		}
		s.variable(key, plainText(all[key]))
	}
}

func (s *sheet) variable(key, value string) {
	if len(s.Env) < mostNames {
		s.Env = append(s.Env, key)
	}
	s.check(key, value)
	s.feature("framework", frameworkVariable(key, value))
	s.feature("mesos-environment", mesosVariable.MatchString(value))
}

// check notes where a secret stands in the clear.
func (s *sheet) check(key, value string) {
	if secret.Exposed(key, clip(value, longestRead)) {
		s.expose(name(key))
	}
}

// labels takes the labels of the application.
func (s *sheet) labels(all map[string]json.RawMessage) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := plainText(all[key])
		if len(s.Labels) < mostNames {
			s.Labels = append(s.Labels, key)
		}
		s.check(key, value)
		s.addresses(key, value)
		s.feature("framework", strings.HasPrefix(key, "DCOS_PACKAGE_FRAMEWORK_NAME") || key == "DCOS_PACKAGE_IS_FRAMEWORK" && value == "true")
	}
}

// portLabels takes the labels of one of its ports.
func (s *sheet) portLabels(all map[string]json.RawMessage) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := plainText(all[key])
		s.check(key, value)
		s.addresses(key, value)
	}
}

// plainText is a value as it would stand in a variable.
func plainText(raw json.RawMessage) string {
	var t text
	if len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') {
		return string(raw)
	}
	_ = t.UnmarshalJSON(raw)
	return string(t)
}

// mesosVariable is a variable that Mesos, Marathon, Chronos or Metronome sets for a
// task, where it is used.
var mesosVariable = regexp.MustCompile(`\$\{?(?:PORTS?\d*|PORT_[A-Z0-9_]+|HOST|TASK_HOST|LIBPROCESS_[A-Z_]+|MESOS_[A-Z0-9_]+|MARATHON_[A-Z0-9_]+|METRONOME_[A-Z0-9_]+|CHRONOS_[A-Z0-9_]+|mesos_task_id)\b`)

// commands takes what is run; parts are joined for reading.
func (s *sheet) commands(parts ...string) {
	whole := clip(strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " "), longestRead)
	if whole == "" {
		return
	}
	if s.Command != "" {
		s.Command += "; "
	}
	s.Command = clip(s.Command+secret.Mask(whole), longestCommand)
	if secret.In(whole) {
		s.expose("(command)")
	}
	s.uses(whole)
	s.feature("framework", frameworkCommand.MatchString(whole))
}

// uses looks for the variables of Mesos in a text.
func (s *sheet) uses(text string) { s.feature("mesos-environment", mesosVariable.MatchString(text)) }

// frameworkCommand starts something that registers with a Mesos master.
var frameworkCommand = regexp.MustCompile(`zk://[^\s"']*/mesos\b|--mesos[_-]master\b|\bLIBPROCESS_PORT=|\bmesos://`)

// frameworkVariable tells whether a variable leads to a Mesos master.
func frameworkVariable(key, value string) bool {
	return key == "MESOS_MASTER" || key == "MESOS_NATIVE_JAVA_LIBRARY" || strings.HasPrefix(value, "zk://") && strings.HasSuffix(strings.TrimRight(value, "/"), "/mesos")
}

// fetched takes URIs of what is fetched before the start.
func (s *sheet) fetched(uri string) {
	if uri == "" {
		return
	}
	masked := secret.URI(clip(uri, longestRead))
	if secret.In(uri) {
		s.expose("(fetch)")
	}
	if masked = name(masked); !slices.Contains(s.Fetch, masked) && len(s.Fetch) < mostNames {
		s.Fetch = append(s.Fetch, masked)
	}
}

// depends takes ids of others; relative ones are of the group the application is in.
func (s *sheet) depends(on []string) {
	for _, d := range on {
		if s.Kind != "job" && !strings.HasPrefix(d, "/") {
			d = path.Join(path.Dir(s.ID), d)
		}
		s.Dependencies = append(s.Dependencies, d)
	}
}

// changed takes the time of the last change, and where there is none the version,
// which is one.
func (s *sheet) changed(at, version text) {
	s.Version = name(version)
	for _, stamp := range []text{at, version} {
		if t, err := time.Parse(time.RFC3339, string(stamp)); err == nil {
			s.Changed = t.UTC()
			return
		}
	}
}

// done is the application, its lists in order and bounded.
func (s *sheet) done() *mesoswatch.Application {
	a := &s.Application
	for _, l := range []*[]string{&a.Env, &a.Labels, &a.Exposed, &a.Secrets, &a.Features, &a.VIPs, &a.Dependencies} {
		*l = list(*l)
	}
	a.Ports, a.Volumes = ordered(a.Ports), ordered(a.Volumes)
	a.ID, a.User, a.Role, a.Schedule = name(a.ID), name(a.User), name(a.Role), name(a.Schedule)
	return a
}

package main

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/emit"
	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// receiverConfig is one of notify: who is told, how, and of what.
type receiverConfig struct {
	Name string `yaml:"name"`
	Type string `yaml:"type"`
	// Of what it is told.
	Level    string   `yaml:"level"`
	Rules    []string `yaml:"rules"`
	Turns    []string `yaml:"turns"`
	Subjects []string `yaml:"subjects"`
	// How much at once, and how often again.
	GroupBy   []string      `yaml:"group_by"`
	GroupWait time.Duration `yaml:"group_wait"`
	GroupMost int           `yaml:"group_most"`
	Repeat    time.Duration `yaml:"repeat"`
	Timeout   time.Duration `yaml:"timeout"`
	webConfig `yaml:",inline"`
	// Of a webhook.
	Template    string `yaml:"template"`
	ContentType string `yaml:"content_type"`
	SecretFile  string `yaml:"secret_file"`
	// Of what has no answer.
	Address  string `yaml:"address"`
	Path     string `yaml:"path"`
	Format   string `yaml:"format"`
	Facility string `yaml:"facility"`
	Framing  string `yaml:"framing"`
	App      string `yaml:"app"`
	PEN      uint32 `yaml:"pen"`
	MaxBytes int    `yaml:"max_bytes"`
}

// webConfig is how an address is asked.
type webConfig struct {
	URL          string            `yaml:"url"`
	URLs         []string          `yaml:"urls"`
	URLFile      string            `yaml:"url_file"`
	Headers      map[string]string `yaml:"headers"`
	HeaderFiles  map[string]string `yaml:"header_files"`
	TokenFile    string            `yaml:"token_file"`
	User         string            `yaml:"user"`
	PasswordFile string            `yaml:"password_file"`
	CACert       string            `yaml:"ca_cert"`
	Cert         string            `yaml:"cert"`
	Key          string            `yaml:"key"`
	InsecureTLS  bool              `yaml:"insecure_tls"`
}

// heartbeatConfig is heartbeat: whom to tell that the cluster is watched.
type heartbeatConfig struct {
	Type      string        `yaml:"type"`
	Every     time.Duration `yaml:"every"`
	Method    string        `yaml:"method"`
	webConfig `yaml:",inline"`
}

// Keys that every receiver may have, and those of each type beside them.
const (
	anyKeys = "name type level rules turns subjects group_by group_wait group_most repeat timeout"
	tlsKeys = " ca_cert cert key insecure_tls"
	webKeys = " url headers header_files token_file user password_file" + tlsKeys
)

func receiverKeys(kind string) (keys []string, known bool) {
	all := map[string]string{
		"alertmanager": webKeys + " urls",
		"webhook":      webKeys + " url_file template content_type secret_file",
		"syslog":       tlsKeys + " address format facility framing app pen max_bytes",
		"file":         " path format max_bytes",
		"stdout":       " format max_bytes",
	}
	own, known := all[kind]
	return strings.Fields(anyKeys + own), known
}

var receiverName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)

// checkNotify says all that is wrong with notify and heartbeat, and where in text.
func (c *Config) checkNotify(text []byte) error {
	var errs []error
	names := make(map[string]bool)
	for i := range c.Notify {
		r := &c.Notify[i]
		err := r.check()
		if names[r.Name] {
			err = errors.Join(err, fmt.Errorf("another one is called %q: what waits is kept by name", r.Name))
		}
		if names[r.Name] = true; err != nil {
			errs = append(errs, fmt.Errorf("notify, line %d: %s", lineOf(text, "notify", i), strings.ReplaceAll(err.Error(), "\n", "; ")))
		}
	}
	if err := c.Heartbeat.check(); err != nil {
		errs = append(errs, fmt.Errorf("heartbeat, line %d: %s", lineOf(text, "heartbeat", 0), strings.ReplaceAll(err.Error(), "\n", "; ")))
	}
	return errors.Join(errs...)
}

func (r *receiverConfig) check() error {
	keys, known := receiverKeys(r.Type)
	switch {
	case !receiverName.MatchString(r.Name):
		return fmt.Errorf("name %q: up to 40 of a-z 0-9 . _ -, a letter or digit first", r.Name)
	case !known:
		return fmt.Errorf("type %q of %s is none of alertmanager, webhook, syslog, file, stdout", r.Type, r.Name)
	}
	var errs []error
	for _, key := range givenKeys(reflect.ValueOf(*r)) {
		if !slices.Contains(keys, key) {
			errs = append(errs, fmt.Errorf("%s: type %s has no %s; it takes %s", r.Name, r.Type, key, strings.Join(keys, ", ")))
		}
	}
	return errors.Join(append(errs, r.checkWhat(), r.checkWhere())...)
}

// checkWhat looks at what it is told.
func (r *receiverConfig) checkWhat() error {
	var errs []error
	if r.Level != "" {
		_, err := mesoswatch.ParseLevel(r.Level)
		errs = append(errs, err)
	}
	for _, p := range r.Rules {
		if _, err := path.Match(strings.TrimPrefix(p, "!"), ""); err != nil || strings.TrimPrefix(p, "!") == "" {
			errs = append(errs, fmt.Errorf("rules: %q is no pattern: a name with * and ?, behind ! to leave it out", p))
		}
	}
	for _, t := range r.Turns {
		if !slices.Contains(notice.Turns(), mesoswatch.Turn(t)) || t == string(notice.Test) {
			errs = append(errs, fmt.Errorf("turns: %q is none of opened, rose, reopened, resolved, reminder", t))
		}
	}
	for _, g := range r.GroupBy {
		if !slices.Contains([]string{"rule", "subject", "subject_kind"}, g) {
			errs = append(errs, fmt.Errorf("group_by: %q is none of rule, subject, subject_kind", g))
		}
	}
	const least, longest = time.Minute, 10 * time.Minute
	switch {
	case r.GroupWait < 0 || r.GroupWait > longest:
		errs = append(errs, errors.New("group_wait: between 0 and 10m"))
	case r.GroupMost < 0 || r.GroupMost > 1000:
		errs = append(errs, errors.New("group_most: between 1 and 1000"))
	case r.Repeat != 0 && r.Repeat < least:
		errs = append(errs, errors.New("repeat: a minute at least, 4h for example"))
	case r.Timeout < 0 || r.Timeout > longest:
		errs = append(errs, errors.New("timeout: up to 10m"))
	}
	return errors.Join(errs...)
}

// checkWhere looks at where it is.
func (r *receiverConfig) checkWhere() error {
	switch r.Type {
	case "alertmanager":
		return r.webConfig.check(true)
	case "webhook":
		return r.webConfig.check(false)
	case "file":
		if !strings.HasPrefix(r.Path, "/") {
			return errors.New("path: the whole path of a file is needed")
		}
	case "syslog":
		if r.Address == "" {
			return errors.New("address: udp://host, tcp://host, tls://host or unix:///dev/log is needed")
		}
		if _, err := emit.ParseAddress(r.Address); err != nil {
			return err
		}
		if r.Facility != "" {
			if _, err := format.ParseFacility(r.Facility); err != nil {
				return err
			}
		}
		if f := emit.Framing(r.Framing); f != "" && f != emit.Counted && f != emit.Lines {
			return fmt.Errorf("framing: %q is none of %s, %s", r.Framing, emit.Counted, emit.Lines)
		}
	}
	if r.MaxBytes != 0 && r.MaxBytes < format.LeastLine && r.Type != "syslog" || r.MaxBytes < 0 {
		return fmt.Errorf("max_bytes: %d at least", format.LeastLine)
	}
	if r.Format != "" {
		_, err := format.Parse(r.Format)
		return err
	}
	return nil
}

// check looks at addresses; with several there may be a list of them.
func (w *webConfig) check(several bool) error {
	given := 0
	for _, is := range []bool{w.URL != "", len(w.URLs) > 0, w.URLFile != ""} {
		if is {
			given++
		}
	}
	switch {
	case given != 1 && several:
		return errors.New("url, or urls for several, is needed, http://alertmanager:9093 for example")
	case given != 1:
		return errors.New("url, or url_file where the address is a secret, is needed")
	case (w.Cert == "") != (w.Key == ""):
		return errors.New("cert and key go together")
	case (w.User == "") != (w.PasswordFile == ""):
		return errors.New("user and password_file go together")
	case w.User != "" && w.TokenFile != "":
		return errors.New("token_file or password_file: one of them")
	}
	for _, s := range w.addresses() {
		u, err := url.Parse(s)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			return errors.New("url: http:// or https:// and a host are needed")
		case u.User != nil:
			return errors.New("url: there is a login in it; give it as user and password_file")
		}
	}
	return nil
}

func (w *webConfig) addresses() []string {
	if w.URL != "" {
		return []string{w.URL}
	}
	return w.URLs
}

func (h *heartbeatConfig) check() error {
	if h == nil {
		return nil
	}
	switch {
	case h.Type != "alertmanager" && h.Type != "webhook":
		return fmt.Errorf("type %q is none of alertmanager, webhook", h.Type)
	case h.Every != 0 && h.Every < 10*time.Second || h.Every > 24*time.Hour:
		return errors.New("every: between 10s and 24h")
	case h.Method != "" && h.Method != "GET" && h.Method != "POST":
		return errors.New("method: GET or POST")
	case h.Method != "" && h.Type == "alertmanager":
		return errors.New("method: an Alertmanager has none to choose")
	}
	return h.webConfig.check(h.Type == "alertmanager")
}

// givenKeys are the keys that have a value, those of embedded structs among them.
func givenKeys(v reflect.Value) []string {
	var keys []string
	for i := range v.NumField() {
		tag, rest, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case rest == "inline":
			keys = append(keys, givenKeys(v.Field(i))...)
		case !v.Field(i).IsZero():
			keys = append(keys, tag)
		}
	}
	return keys
}

// lineOf is the line of an entry of a list under a key; of what is no list, of the
// key's value. 0: there is none.
func lineOf(text []byte, key string, i int) int {
	var doc yaml.Node
	if yaml.Unmarshal(text, &doc) != nil || len(doc.Content) == 0 {
		return 0
	}
	all := doc.Content[0].Content
	for k := 0; k+1 < len(all); k += 2 {
		switch value := all[k+1]; {
		case all[k].Value != key:
		case value.Kind == yaml.SequenceNode && i < len(value.Content):
			return value.Content[i].Line
		default:
			return value.Line
		}
	}
	return 0
}

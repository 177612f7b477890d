package mesosapi

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

func recorded(t testing.TB, name string) ask.Answer {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return ask.Answer{Status: 200, Body: body}
}

func TestRecordedReleases(t *testing.T) {
	for release, flags := range map[string]map[string]string{
		"0.28.3": {"authenticate": "false", "authenticate_slaves": "false", "ip": "127.0.20.1", "log_dir": "/tmp/mesoslab-old/0.28.3-1_open/log-master1"},
		"1.4.1":  {"authenticate_agents": "true", "zk": "zk://127.0.20.51:2181/mesos", "quorum": "1"},
		"1.12.0": {"authenticate_agents": "false", "authenticate_http_readonly": "false", "zk": "zk://mesos:***@127.0.10.51:2181,127.0.10.52:2181,127.0.10.53:2181/mesos-auth"},
	} {
		v, err := decodeVersion(recorded(t, "version-"+release+".json"))
		if err != nil || v.Version != release || !strings.HasPrefix(v.BuildDate, "2026-11-20") {
			t.Errorf("%s: version %+v, %v", release, v, err)
		}
		got, err := decodeFlags(recorded(t, "flags-"+release+".json"))
		if err != nil {
			t.Errorf("%s: %v", release, err)
		}
		for name, want := range flags {
			if got[name] != want {
				t.Errorf("%s: %s = %q, want %q", release, name, got[name], want)
			}
		}
	}
}

func TestOddAnswers(t *testing.T) {
	answer := func(s string) ask.Answer { return ask.Answer{Status: 200, Body: []byte(s)} }
	v, err := decodeVersion(answer(`{"version":"1.9.1-dcos","git_sha":"0a1b2c","git_branch":"x","build_time":1.5e9,"build_user":"","more":[{}]}`))
	if err != nil || v != (version{"1.9.1-dcos", "0a1b2c", ""}) {
		t.Errorf("%+v, %v", v, err)
	}
	flags, err := decodeFlags(answer(`{"flags":{"port":5050,"quiet":false,"cluster":null,"ratio":0.8,"acls":{"permissive":false},"path":"a\/b\u2028"}}`))
	want := map[string]string{"port": "5050", "quiet": "false", "cluster": "", "ratio": "0.8", "acls": `{"permissive":false}`, "path": "a/b\u2028"}
	if err != nil || len(flags) != len(want) {
		t.Errorf("%v, %v", flags, err)
	}
	for k, w := range want {
		if flags[k] != w {
			t.Errorf("%s = %q, want %q", k, flags[k], w)
		}
	}
	many := make(map[string]string)
	for i := range maxFlags + 1 {
		many[strings.Repeat("x", i)] = "1"
	}
	tooMany, _ := json.Marshal(map[string]any{"flags": many})
	for _, s := range []string{`{}`, `[]`, `{"flags":[]}`, `{"flags":null}`, `"x"`, string(tooMany)} {
		if f, err := decodeFlags(answer(s)); err == nil {
			t.Errorf("flags of %.40s: %v", s, f)
		}
	}
	for _, s := range []string{`{}`, `[]`, `{"version":null}`, `{"version":""}`} {
		if v, err := decodeVersion(answer(s)); err == nil {
			t.Errorf("version of %s: %v", s, v)
		}
	}
}

func TestMaskFlag(t *testing.T) {
	const secret = "hunter22"
	for name, value := range map[string]string{
		"zk":                             "zk://mesos:" + secret + "@h1:2181,h2:2181/mesos",
		"master":                         "zk://mesos:a@b:" + secret + "@h1:2181/mesos",
		"docker_config":                  `{"auths":{"https://registry.example":{"auth":"` + secret + `"}}}`,
		"executor_environment_variables": `{"JAVA_OPTS":"-Dx=y","DB_KEY":"` + secret + `"}`,
		"modules":                        "libraries {\n  modules {\n    parameters {\n      key: \"pass\"\n      value: \"" + secret + "\"\n    }\n  }\n}\n",
		"credential":                     `{"principal":"a","secret":"` + secret + `"}`,
		"some_new_token":                 secret,
	} {
		if got := maskFlag(name, value); strings.Contains(got, secret) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, value := range map[string]string{
		"zk": "zk://h1:2181,h2:2181/mesos", "acls": "permissive: false\nregister_frameworks {\n  principals {\n    type: NONE\n  }\n}\n",
		"authenticate": "true", "zk_session_timeout": "10secs", "credentials": "/etc/mesos/credentials", "docker_config": "",
	} {
		if got := maskFlag(name, value); got != value {
			t.Errorf("%s: %q became %q", name, value, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"version-0.28.3.json", "flags-0.28.3.json", "flags-1.12.0.json"} {
		f.Add(recorded(f, name).Body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a := ask.Answer{Status: 200, Body: body}
		if v, err := decodeVersion(a); err == nil && v.Version == "" {
			t.Error("a version that is none")
		}
		if flags, err := decodeFlags(a); err == nil && (flags == nil || len(flags) > maxFlags) {
			t.Errorf("%d flags", len(flags))
		}
	})
}

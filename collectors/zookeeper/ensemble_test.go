package zookeeper

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	for in, want := range map[string]struct {
		servers  []string
		path     string
		login    Login
		asSource string
	}{
		"zk://h1:2181,H2:2182/mesos":                {[]string{"h1:2181", "h2:2182"}, "/mesos", Login{}, "zk://h1:2181,h2:2182/mesos"},
		" zk://h1/mesos/ ":                          {[]string{"h1:2181"}, "/mesos", Login{}, "zk://h1:2181/mesos"},
		"zk://10.0.0.1:2181":                        {[]string{"10.0.0.1:2181"}, "/", Login{}, "zk://10.0.0.1:2181/"},
		"zk://mesos:hunter22@h1:2181,h1:2181/a/b":   {[]string{"h1:2181"}, "/a/b", Login{"mesos", "hunter22"}, "zk://h1:2181/a/b"},
		"zk://mesos:a@b:hunter22@[2001:db8::1]/m":   {[]string{"[2001:db8::1]:2181"}, "/m", Login{"mesos", "a@b:hunter22"}, "zk://[2001:db8::1]:2181/m"},
		"zk://[::1]:2181/mesos":                     {[]string{"[::1]:2181"}, "/mesos", Login{}, "zk://[::1]:2181/mesos"},
		"zk://u:@h1:2181/mesos":                     {[]string{"h1:2181"}, "/mesos", Login{"u", ""}, "zk://h1:2181/mesos"},
		"zk://bad name.invalid:2181,h2/mesos":       {},
		"zk://h1:2181,/mesos":                       {},
		"zk://h1:0/mesos":                           {},
		"zk://h1:99999/mesos":                       {},
		"zk://h1:2181:2182/mesos":                   {},
		"zk:///mesos":                               {},
		"zk://hunter22@h1:2181/mesos":               {},
		"zk://mesos:hunt/er22hunter22@h1:2181/meso": {},
		"http://mesos:hunter22@h1:2181/mesos":       {},
		"mesos:hunter22@h1:2181":                    {},
		"":                                          {},
	} {
		e, err := ParseURL(in)
		if want.servers == nil {
			if err == nil {
				t.Errorf("%q: %v, want an error", in, e)
			} else if strings.Contains(err.Error(), "hunter") || strings.Contains(err.Error(), "er22") {
				t.Errorf("%q: the error tells the password: %v", in, err)
			}
			continue
		}
		if err != nil || !slices.Equal(e.Servers, want.servers) || e.Path != want.path || e.Login != want.login || e.String() != want.asSource {
			t.Errorf("%q: %q %q %v %s, %v", in, e.Servers, e.Path, e.Login == want.login, e, err)
		}
	}
}

func TestPasswordNeverPrints(t *testing.T) {
	e, err := ParseURL("zk://mesos:hunter22@h1:2181/mesos")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{e, &e, e.Login, &e.Login, Collector{Ensemble: e}, &Collector{Ensemble: e}, []Ensemble{e}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if s := fmt.Sprintf(verb, v); strings.Contains(s, "hunter22") || strings.Contains(s, "68756e746572") {
				t.Errorf("%s of %T: %s", verb, v, s)
			}
		}
		if b, _ := json.Marshal(v); strings.Contains(string(b), "hunter22") {
			t.Errorf("JSON of %T: %s", v, b)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("zk://mesos:secret@h1:2181,[::1]:2182/mesos")
	f.Add("zk://0000]0")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseURL(s)
		if err != nil {
			return
		}
		again, err := ParseURL(e.String())
		if err != nil || again.String() != e.String() || again.Login != (Login{}) {
			t.Errorf("%q is %q, and that is %q, %v", s, e, again, err)
		}
	})
}

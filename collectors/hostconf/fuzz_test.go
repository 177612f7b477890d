package hostconf

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

func FuzzShell(f *testing.F) {
	for _, s := range []string{"A=1", "export A=\"x $B ${C:-d}\" # y\n", "ZK=`cat /etc/mesos/zk`\n", "if [ -f x ]; then A=(1 2); fi", "cat <<EOF\nA=1\nEOF\nB=2", "A=$(x $(y))", "A='", "f() { A=1; }", "A=1 2>&1 &"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := parseShell(text, fakeCat)
		for _, a := range s.out {
			if !isName(a.name) || a.line < 1 || a.line > int64(strings.Count(text, "\n"))+1 {
				t.Errorf("%+v", a)
			}
		}
	})
}

func FuzzEnvFile(f *testing.F) {
	for _, s := range []string{"A=1\n", "A=\"x\\\n y\" # z", "export B='c'", "; x\n# y\\\nC=1", "A=\\", "A=\"\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range parseEnvFile(text) {
			if !isName(a.name) || len(a.value) > len(text) || a.line < 1 {
				t.Errorf("%+v", a)
			}
		}
	})
}

func FuzzUnit(f *testing.F) {
	f.Add("[Service]\nExecStart=@-/bin/docker run -e A=b \\\n x --y\nEnvironment=\"A=b c\" D\nEnvironmentFile=-/x\n")
	f.Add("[Service]\nExecStart=/bin/sh -c \"mesos-master --a=$(b) '\n")
	f.Add("[Service]\nExecStart=${X} $Y mesos-agent \\x41 \\")
	f.Fuzz(func(t *testing.T, text string) {
		u := &unit{name: "x.service"}
		u.apply(parseUnit(text), "/x", boot)
		e := u.execution()
		if len(u.execs) > 0 {
			wordFlags(e.args, u)
			maskCommand(master, u.execs[0].text)
		}
		for _, d := range parseUnit(text) {
			if d.line < 1 || strings.Contains(d.value, "\n") {
				t.Errorf("%+v", d)
			}
		}
	})
}

// FuzzCredentials wants that no secret of the file ends up in what is said of it.
func FuzzCredentials(f *testing.F) {
	for _, s := range []string{"p s\n", "# c\na b\r\n\tx\n", `{"credentials":[{"principal":"p","secret":"s"}]}`, `{"principal":"p","secret":"s"}`, "{}", "[1]", `{"credentials":[{}]}`} {
		f.Add(s, true)
	}
	versions := []string{"0.25.0", "1.9.0", "1.11.0"}
	f.Fuzz(func(t *testing.T, text string, single bool) {
		c := parseCredentials(text, single)
		for _, v := range versions {
			file := &mesoswatch.File{}
			r, _ := mesoswatch.ParseRelease(v)
			judgeFormat(file, c, single, r)
			judgeLogins(file, c.logins)
			for _, w := range file.Weak {
				for _, in := range c.logins {
					if len(in.secret) > 12 && !strings.Contains(in.principal, in.secret) && strings.Contains(w.Text, in.secret) {
						t.Errorf("%q tells the secret %q", w.Text, in.secret)
					}
				}
				if !known(w.ID) {
					t.Errorf("id %q", w.ID)
				}
			}
		}
	})
}

// known tells whether an id is one that others rely on.
func known(id string) bool {
	return strings.Contains(" duplicate empty-secret default-secret guessable-secret short-secret same-secret trailing-newline carriage-return tab colon comment base64 no-credential text-format two-credentials unreadable ", " "+id+" ")
}

func FuzzProperties(f *testing.F) {
	f.Add("a=1\n#x\nb:2\\\n 3\n\\u0041 c\n4lw.commands.whitelist=*\nserver.1=a:1:2\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range parseProperties(text) {
			if p.line < 1 || p.line > int64(strings.Count(text, "\n"))+1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func FuzzStatus(f *testing.F) {
	f.Add("Package: mesos\nStatus: install ok installed\nVersion: 1\n\nPackage: x\n y\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseStatus(strings.NewReader(text), maxStatus, func(string) bool { return true })
		for _, p := range all {
			if p.name == "" || p.version == "" || strings.ContainsAny(p.name+p.version, "\n") {
				t.Errorf("%+v", p)
			}
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func FuzzJAAS(f *testing.F) {
	f.Add("Server { a.B required user_x=\"y\"; };\n/* c */ // d\nClient { e optional username='f' password=\"g\\\"\"; };")
	f.Fuzz(func(t *testing.T, text string) {
		logins, _ := parseJAAS(text)
		for _, in := range logins {
			if in.line < 0 || in.line > int64(strings.Count(text, "\n"))+1 {
				t.Errorf("line %d", in.line)
			}
		}
	})
}

func FuzzStructured(f *testing.F) {
	f.Add("[core]\na = \"b\"\n", "a: b\nc: [d, e]\n", `{"a":{"b":[1,{"c":2}]}}`)
	f.Fuzz(func(t *testing.T, toml, yaml, json string) {
		parseTOML(toml)
		if _, err := yamlPairs(yaml); err == nil && yaml == "" {
			t.Error("nothing is no document")
		}
		if all, err := flatten([]byte(json)); err == nil && len(all) > maxProperties {
			t.Errorf("%d", len(all))
		}
	})
}

// FuzzMask wants a masked command line to hold no password of a ZooKeeper URL, and
// valid text to stay valid.
func FuzzMask(f *testing.F) {
	f.Add("zk", "zk://u:p@h:1/m")
	f.Add("http_credentials", "a:b")
	f.Add("x", "a zk://u:p@q@h/m zk://v:w@i")
	f.Fuzz(func(t *testing.T, name, value string) {
		got := masked(name, value)
		if utf8.ValidString(value) && !utf8.ValidString(got) {
			t.Errorf("%q", got)
		}
		if _, password, ok := zooKeeperLogin(value); ok && len(password) > 8 && !strings.ContainsAny(value, " \t\n\"'") && strings.Contains(got, password) {
			t.Errorf("%q tells the password", got)
		}
		maskArgument(value, tables[master])
		if cut, _ := bounded(value, 3); len(cut) > 3 {
			t.Errorf("%q", cut)
		}
		backupOf(value)
	})
}

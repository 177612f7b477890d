package mesoswatch

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, ünïcode 漢字 é": "plain text, ünïcode 漢字 é",
		"a\x1b[31mred":             `a\x1b[31mred`,
		"a\rb\nc\td":               `a\rb\nc\td`,
		"nul\x00 del\x7f":          `nul\x00 del\x7f`,
		"c1 \u009b31m":             `c1 \x9b31m`,
		"bidi \u202egnp.exe":       `bidi \u202egnp.exe`,
		"iso\u2066late\u2069":      `iso\u2066late\u2069`,
		"zero\u200bwidth\ufeff":    `zero\u200bwidth\ufeff`,
		"soft\u00adhyphen":         `soft\xadhyphen`,
		"line\u2028sep":            `line\u2028sep`,
		"nbsp\u00a0":               `nbsp\xa0`,
		"tag \U000e0041":           `tag \U000e0041`,
		"private \ue000":           `private \ue000`,
		"bad \xff\xfe utf8":        `bad \xff\xfe utf8`,
		"cut \xe6\xbc":             `cut \xe6\xbc`,
		"filler \u3164":            `filler \u3164`,
		"variation \ufe0f":         `variation \ufe0f`,
		"":                         "",
	} {
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("a\x1b]0;title\x07b")
	f.Add("\u202e\xff\u009b")
	f.Fuzz(func(t *testing.T, s string) {
		got := Printable(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || !harmless(r) {
				t.Fatalf("%q holds %U", got, r)
			}
		}
		if again := Printable(got); again != got {
			t.Fatalf("not stable: %q then %q", got, again)
		}
		if s == strings.ToValidUTF8(s, "") && firstUnprintable(s) < 0 && got != s {
			t.Fatalf("%q changed to %q", s, got)
		}
	})
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		`--zk="zk://mesos:s3cret@10.0.0.1:2181,10.0.0.2:2181/mesos"`:                         `--zk="zk://mesos:***@10.0.0.1:2181,10.0.0.2:2181/mesos"`,
		`Connecting to zk://u:p@ss:word@h:1/x now`:                                           `Connecting to zk://u:***@h:1/x now`,
		`http://admin:hunter2@host/path`:                                                     `http://admin:***@host/path`,
		`--docker_config="{"auths":{"r":{"auth":"dXNlcjpwdw=="}}}" --port="5050"`:            `--docker_config="***" --port="5050"`,
		`--executor_environment_variables="{"TOKEN":"abc","P":"q r"}" --ip="1.2.3.4"`:        `--executor_environment_variables="***" --ip="1.2.3.4"`,
		`--executor_environment_variables="{"JAVA_OPTS":"-Dx","DB_KEY":"k"}" --ip="1.2.3.4"`: `--executor_environment_variables="***" --ip="1.2.3.4"`,
		`--docker_config="{"a":"b"}" --modules="{"k":"s"}" --port="1"`:                       `--docker_config="***" --modules="***" --port="1"`,
		`--modules="{"libraries":[{"parameters":[{"key":"k","value":"s3"}]}]}"`:              `--modules="***"`,
		`{"principal": "ops", "secret": "s3cret"}`:                                           `{"principal": "ops", "secret": "***"}`,
		`{'secret' : 'x y'}`:                                      `{'secret' : '***'}`,
		`{"password":"x y","user":"u"}`:                           `{"password":"***","user":"u"}`,
		"credentials {\n  principal: \"a\"\n  secret: \"b c\"\n}": "credentials {\n  principal: \"a\"\n  secret: \"***\"\n}",
		`GET /x?token=abcdef&user=1`:                              `GET /x?token=***&user=1`,
		`SPARK_SECRET=abc spark`:                                  `SPARK_SECRET=*** spark`,
		`Authorization: Basic b3BzOnB3`:                           `Authorization: Basic ***`,
		`authorization: token=eyJhbGciOi.x.y`:                     `authorization: token=***`,
		`-Dzookeeper.DigestAuthenticationProvider.superDigest=super:UdxDQl4f9v5oITwcAsO9bmWg`:                   `-Dzookeeper.DigestAuthenticationProvider.superDigest=***`,
		`digest super:xQJmxLMiHGwaqBvst5y6rkB6HQs=`:                                                             `digest super:***`,
		`I1120 05:21:49.338917 11002 master.cpp:448] Master only allowing authenticated frameworks to register`: `I1120 05:21:49.338917 11002 master.cpp:448] Master only allowing authenticated frameworks to register`,
		`Authenticating scheduler-1@10.0.0.9:42897`:                                                             `Authenticating scheduler-1@10.0.0.9:42897`,
		`--authenticate_http_readonly="true" --credentials="/etc/mesos/credentials"`:                            `--authenticate_http_readonly="true" --credentials="/etc/mesos/credentials"`,
		`HTTP GET for /master/state from 10.1.2.3:55244 with User-Agent='curl/7.88.1'`:                          `HTTP GET for /master/state from 10.1.2.3:55244 with User-Agent='curl/7.88.1'`,
	} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", in, got, want)
		}
		if once := Mask(in); Mask(once) != once {
			t.Errorf("Mask(%q) is not stable: %q, %q", in, once, Mask(once))
		}
	}
}

func BenchmarkMask(b *testing.B) {
	line := "I1120 05:21:49.338917 11002 master.cpp:8187] Status update TASK_RUNNING (Status UUID: 95779a84-02a1-4d76-93de-855478260b71) for task lab-0 of framework 5fdb8d57-d805-4516-ab7c-97ce39d2402e-0003 from agent 5fdb8d57-d805-4516-ab7c-97ce39d2402e-S1 at slave(1)@127.0.10.11:5051 (agent1.lab)"
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if Mask(line) != line {
			b.Fatal("changed")
		}
	}
}

// FuzzMask: what tells quickly that a text holds no secret says so only of texts
// that no form changes.
func FuzzMask(f *testing.F) {
	f.Add(`Authorization: Bearer abcdefghijklmnopqrst`)
	f.Add(`{'secret': 'x'}`)
	f.Add(`{'secret' : 'x'}`)
	f.Fuzz(func(t *testing.T, s string) {
		want := maskFlags(s)
		for _, form := range secretForms {
			want = form.find.ReplaceAllString(want, form.with)
		}
		if got := Mask(s); got != want {
			t.Fatalf("Mask(%q) = %q, all forms give %q", s, got, want)
		}
	})
}

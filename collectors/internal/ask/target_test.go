package ask

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	for in, want := range map[string]string{
		"http://10.1.2.3:5050":       "http://10.1.2.3:5050",
		"http://10.1.2.3:5050/":      "http://10.1.2.3:5050",
		" m1.example:5051 ":          "http://m1.example:5051",
		"M1.Example":                 "http://m1.example:5050",
		"https://m1.example":         "https://m1.example:5050",
		"https://[2001:db8::5]:5050": "https://[2001:db8::5]:5050",
		"[::1]:5050":                 "http://[::1]:5050",
	} {
		got, err := Named(in)
		if err != nil || got.String() != want || !got.named {
			t.Errorf("Named(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "http://", "ftp://m1:5050", "zk://m1:2181/mesos", "http://m1:99999", "http://m1:0", "http://m1:x",
		"http://m1:5050/profiler/start", "http://m1:5050?x=1", "http://m1:5050#x", "http://ops:hunter22@m1:5050", "ops:hunter22@m1:5050",
		"http://m1:5050\r\nHost: x", "http://ops:hunter22@m1:50 50",
	} {
		got, err := Named(in)
		if err == nil || got != (Target{}) {
			t.Errorf("Named(%q) = %v, want an error and nothing", in, got)
		}
		if err != nil && strings.Contains(err.Error(), "hunter22") {
			t.Errorf("Named(%q): the error tells the password: %v", in, err)
		}
	}
	if found, err := Found("10.1.2.3:5050"); err != nil || found.named {
		t.Errorf("Found = %v, %v", found, err)
	}
}

func TestLoopback(t *testing.T) {
	for in, want := range map[string]bool{
		"127.0.0.1": true, "127.9.9.9:1": true, "[::1]:5050": true, "[::ffff:127.0.0.1]:5050": true, "localhost": true,
		"10.0.0.1": false, "localhost.example": false, "127.0.0.1.example": false,
	} {
		if got := target(t, in).loopback(); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func TestCredentialNeverPrints(t *testing.T) {
	c, k := Credential{"ops", "hunter22"}, Token{Value: "hunter22"}
	o := Options{Credential: c, Token: k}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{c, &c, k, &k, o, &o, []Credential{c}, []Token{k}} {
			if out := fmt.Sprintf(verb, v); strings.Contains(out, "hunter22") || strings.Contains(out, "68756e7465723232") {
				t.Errorf("%s of %T tells the secret: %s", verb, v, out)
			}
		}
	}
	if b, err := json.Marshal(o); err == nil && strings.Contains(string(b), "hunter22") {
		t.Errorf("JSON tells the secret: %s", b)
	}
}

// Who gets a credential, and over what.
func TestWithheld(t *testing.T) {
	named := func(s string) Target { return target(t, s) }
	found := func(s string) Target { f, _ := Found(s); return f }
	plain, ca := Options{}, Options{CACert: "ca.pem"}
	allowed, lax := Options{AllowPlaintext: true}, Options{InsecureSkipVerify: true, CACert: "ca.pem"}
	for _, tc := range []struct {
		name string
		o    Options
		t    Target
		sent bool
	}{
		{"named, TLS", plain, named("https://m1"), true},
		{"named, clear, loopback", plain, named("127.0.0.1"), true},
		{"named, clear", plain, named("10.0.0.1"), false},
		{"named, clear, allowed", allowed, named("10.0.0.1"), true},
		{"named, TLS not verified", lax, named("https://m1"), false},
		{"named, TLS not verified, allowed", Options{InsecureSkipVerify: true, AllowPlaintext: true}, named("https://m1"), true},
		{"found, clear, loopback", plain, found("127.0.0.1"), false},
		{"found, clear, allowed", allowed, found("10.0.0.1"), false},
		{"found, TLS by a public CA: anybody has that", plain, found("https://evil.example"), false},
		{"found, TLS by the user's CA", ca, found("https://m2"), true},
		{"found, TLS not verified", lax, found("https://m2"), false},
	} {
		if why := tc.o.withheld(tc.t); (why == "") != tc.sent {
			t.Errorf("%s: %q", tc.name, why)
		}
	}
}

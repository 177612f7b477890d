package ask

import (
	"regexp"
	"strings"
	"testing"
)

// oneSegment is all that a request about an account may look like.
var oneSegment = regexp.MustCompile(`^GET /acs/api/v1/(users|groups)/[A-Za-z0-9._~$&+=:@,-]*(?:%[0-9A-F]{2}[A-Za-z0-9._~$&+=:@,-]*)*/permissions$`)

func TestAccounts(t *testing.T) {
	for name, want := range map[string]string{
		"ops":                    "GET /acs/api/v1/users/ops/permissions",
		"alice@example.com":      "GET /acs/api/v1/users/alice@example.com/permissions",
		"svc.a_b-c":              "GET /acs/api/v1/users/svc.a_b-c/permissions",
		"ölis":                   "GET /acs/api/v1/users/%C3%B6lis/permissions",
		"a b":                    "GET /acs/api/v1/users/a%20b/permissions",
		"a,b":                    "GET /acs/api/v1/users/a%2Cb/permissions",
		"":                       "",
		".":                      "",
		"..":                     "",
		" .. ":                   "",
		"../../v2/apps":          "",
		"a/b":                    "",
		`a\b`:                    "",
		"a%2fb":                  "",
		"a?b=c":                  "",
		"a#b":                    "",
		"a;b":                    "",
		"a\r\nHost: x":           "",
		"a\x00":                  "",
		"\xff":                   "",
		strings.Repeat("a", 257): "",
	} {
		of, ok := AccountOf(name)
		r := UserPermissions(of)
		if ok != (want != "") || ok && r.String() != want || !ok && r != (Request{}) {
			t.Errorf("%q: %v, %s, want %q", name, ok, r, want)
		}
	}
}

// Whatever an account is called, it stays in its segment, on the wire too.
func FuzzAccount(f *testing.F) {
	for _, name := range []string{"ops", "ölis", "a b", "..", "a/../b", "%2e%2e", "x\ny", "a+b=c&d"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		of, ok := AccountOf(name)
		if !ok {
			return
		}
		for _, r := range []Request{UserPermissions(of), GroupPermissions(of)} {
			if !oneSegment.MatchString(r.String()) || strings.Contains(strings.ToLower(r.Path()), "%2f") || strings.Contains(r.Path(), "/../") {
				t.Fatalf("%q asks %s", name, r)
			}
		}
	})
}

// A server hears the very same bytes.
func TestAccountOnTheWire(t *testing.T) {
	url, heard := listen(t)
	c := open(t, Options{})
	for _, name := range []string{"ölis", "a b", "a+b", "x@y", "a:b,c"} {
		of, ok := AccountOf(name)
		if !ok {
			t.Fatal(name)
		}
		c.Do(t.Context(), target(t, url), GroupPermissions(of))
		all := heard()
		if got := all[len(all)-1].line; got != GroupPermissions(of).String() || !oneSegment.MatchString(got) {
			t.Errorf("%q: %s, want %s", name, got, GroupPermissions(of))
		}
	}
}

func TestFronts(t *testing.T) {
	for n, prefix := range prefixes() {
		f, ok := FrontAt(prefix)
		if !ok || f != Front(n) || f.String() != prefix {
			t.Errorf("%q: %v, %v", prefix, f, ok)
		}
	}
	for _, path := range []string{"/", "/service/marathon/", "/service/../marathon", "/x"} {
		if f, ok := FrontAt(path); ok {
			t.Errorf("%q is %v", path, f)
		}
	}
}

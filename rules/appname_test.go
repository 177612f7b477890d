package rules

import (
	"strings"
	"testing"
)

func TestAppOf(t *testing.T) {
	const u = "0f3ab1c2-5c1e-4c0e-9d0a-5b1f6d7e8a90"
	for _, c := range []struct{ id, want string }{
		{"nginx." + u, "nginx"},
		{"prod_shop_web-2." + u, "prod_shop_web-2"},
		{"prod_shop_web.marathon-" + u, "prod_shop_web"},
		{"prod_web.instance-" + u + ".container-1", "prod_web"},
		{"prod_web.instance-" + u + "._app.12", "prod_web"},
		{"server-1_" + u, "server-1"},
		{"broker-0__" + u, "broker-0"},
		{"RunProxy-" + strings.ToUpper(u), "RunProxy"},
		{"ct:1456789012345:0:nightly:", "ct:*:*:nightly:"},
		{"1456789012345-www-prod-shop-17-" + u, "*-www-prod-shop-*"},
		{"12", "*"},
		{"lab-0", "lab-*"},
		{"driver-20150603144618-0007", "driver-*-*"},
		{"web", "web"},
		{"", ""},
		{u, "*"},
		{"x" + u, "x*f*ab*c*-*c*e-*c*e-*d*a-*b*f*d*e*a*"},
		{"web." + u[:35], "web.*f*ab*c*-*c*e-*c*e-*d*a-*b*f*d*e*a*"},
	} {
		if got := appOf(c.id); got != c.want {
			t.Errorf("%q: %q, want %q", c.id, got, c.want)
		}
	}
}

// FuzzAppOf: instances that differ in their UUID are of one application, and a
// name is never longer than the id.
func FuzzAppOf(f *testing.F) {
	f.Add("nginx.")
	f.Add("ct:1:0:x:")
	f.Fuzz(func(t *testing.T, s string) {
		if got := appOf(s); len(got) > len(s) {
			t.Errorf("%q: %q", s, got)
		}
		if uuidAt(s) >= 0 || s != "" && alphanumeric(s[len(s)-1]) {
			return
		}
		a, b := appOf(s+"0f3ab1c2-5c1e-4c0e-9d0a-5b1f6d7e8a90"), appOf(s+"ffffffff-5c1e-4c0e-9d0a-000000000000")
		if a != b || a == "" {
			t.Errorf("%q: %q and %q", s, a, b)
		}
	})
}

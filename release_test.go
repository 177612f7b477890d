package mesoswatch

import "testing"

func TestReleases(t *testing.T) {
	ordered := []string{"0.9", "0.28.3-2.0.1.debian81", "1.0.0-rc1", "1.0.0", "1.4.1-dcos", "1.4.2", "1.10.0-SNAPSHOT", "1.10.0", "1.12.0-dev", "1.12.0", "3.5.4-beta", "3.5.4"}
	var last Release
	for i, s := range ordered {
		r, ok := ParseRelease(s)
		if !ok || !r.Known() {
			t.Fatalf("%q is not read", s)
		}
		if i > 0 && (last.Compare(r) >= 0 || r.Compare(last) <= 0 || r.Compare(r) != 0) {
			t.Errorf("%q does not come behind %q", s, ordered[i-1])
		}
		last = r
	}
	for _, s := range []string{"", "1", "x", "1.x", "v1.2", "1.99999"} {
		if r, ok := ParseRelease(s); ok || r.Known() || r.AtLeast(0, 0) || r.String() != "unknown" {
			t.Errorf("%q is read as %v", s, r)
		}
	}
	dev, _ := ParseRelease("1.12.0-dev")
	if !dev.AtLeast(1, 12) || dev.AtLeast(1, 13) || !dev.AtLeast(0, 28) || dev.String() != "1.12.0" {
		t.Errorf("%+v", dev)
	}
}

package mesoswatch

import "testing"

func TestEditDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"", "", 5, 0}, {"acls", "acls", 5, 0}, {"acl", "acls", 5, 1}, {"quorum", "qourum", 5, 2}, {"a", "abcdefgh", 5, 5}, {"authenticate", "work_dir", 4, 4},
	} {
		if got := EditDistance(tc.a, tc.b, tc.limit); got != tc.want || EditDistance(tc.b, tc.a, tc.limit) != got {
			t.Errorf("%q, %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

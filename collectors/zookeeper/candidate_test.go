package zookeeper

import (
	"strings"
	"testing"
)

func TestParseCandidate(t *testing.T) {
	for name, want := range map[string]struct {
		l label
		n int32
	}{
		"json.info_0000000012":   {labelJSON, 12},
		"info_0000000007":        {labelProto, 7},
		"0000000003":             {labelText, 3},
		"json.info_-2147483648":  {labelJSON, -2147483648},
		"json.info_0":            {labelJSON, 0}, // no server gave this number, and yet it leads
		"x_y__-5":                {"x", -5},
		"_0000000001":            {labelText, 1},
		"json.info_0x1f":         {labelJSON, 31},
		"json.info_0000000001__": {labelJSON, 1},
	} {
		if c, ok := parseCandidate(name); !ok || c.label != want.l || c.sequence != want.n || c.name != name {
			t.Errorf("%s: %+v %v", name, c, ok)
		}
	}
	for _, name := range []string{"log_replicas", "json.info_", "json.info", "json.info_000000000x", "json.info_99999999999999999999", "json.info_4294967296", "", "_", "json.info_0000000001\x1b", "1 "} {
		if c, ok := parseCandidate(name); ok {
			t.Errorf("%q: %+v", name, c)
		}
	}
	if _, ok := parseReplica("0000000003"); !ok {
		t.Error("a replica is none")
	}
	if _, ok := parseReplica("json.info_0000000003"); ok {
		t.Error("a candidate is a replica")
	}
}

// Names that only a hostile client or server gives are counted, not read.
func TestSorted(t *testing.T) {
	all, odd := sorted([]string{
		"json.info_0000000012", "log_replicas", "info_0000000003", strings.Repeat("x", maxName) + "_0", "../../secret_1", "x\x1b[2J_2", "x\xff_3", "a_0000000003",
	}, parseCandidate)
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	if got := strings.Join(names, " "); got != "a_0000000003 info_0000000003 json.info_0000000012" || odd != 4 {
		t.Errorf("%s, %d odd", got, odd)
	}
}

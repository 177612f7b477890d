package zookeeper

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-zookeeper/zk"
)

// infoJSON is what a master of this project's recordings (1.12, second of two)
// wrote into its znode.
const infoJSON = `{"address":{"hostname":"master2.lab","ip":"127.0.10.2","port":5050},"capabilities":[{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},{"type":"QUOTA_V2"}],"hostname":"master2.lab","id":"1c5016aa-f94a-465d-b215-00ea6658adb3","ip":34209919,"pid":"master@127.0.10.2:5050","port":5050,"version":"1.12.0"}`

func field(number, wire uint64, value []byte) []byte {
	b := binary.AppendUvarint(nil, number<<3|wire)
	if wire == 2 {
		b = binary.AppendUvarint(b, uint64(len(value)))
	}
	return append(b, value...)
}

func infoProto() []byte {
	var b []byte
	b = append(b, field(1, 2, []byte("20150102-030405-16777343-5050-77"))...)
	b = append(b, field(2, 0, binary.AppendUvarint(nil, 34209919))...)
	b = append(b, field(3, 0, binary.AppendUvarint(nil, 5050))...)
	b = append(b, field(4, 2, []byte("master@127.0.10.2:5050"))...)
	b = append(b, field(5, 2, []byte("master2.lab"))...)
	b = append(b, field(9, 5, []byte{1, 2, 3, 4})...) // of the future
	return b
}

func TestDecodeInfo(t *testing.T) {
	full := masterInfo{"1c5016aa-f94a-465d-b215-00ea6658adb3", "master@127.0.10.2:5050", "master2.lab", "1.12.0", "127.0.10.2:5050"}
	for _, tc := range []struct {
		name string
		l    label
		data string
		want masterInfo // zero: an error
	}{
		{"1.12", labelJSON, infoJSON, full},
		{"the pid alone", labelJSON, `{"pid":"master@10.1.2.3:5051"}`, masterInfo{pid: "master@10.1.2.3:5051", address: "10.1.2.3:5051"}},
		{"the packed ip alone, floats, escaped slashes", labelJSON, `{"id":"a\/b","ip":16777343.0,"port":5050.0}`, masterInfo{id: "a/b", address: "127.0.0.1:5050"}},
		{"an address that is none", labelJSON, `{"id":"x","address":{"ip":"evil.example","port":5050},"ip":-1,"port":"5050"}`, masterInfo{id: "x"}},
		{"a port out of range", labelJSON, `{"id":"x","address":{"ip":"10.0.0.1","port":70000}}`, masterInfo{id: "x"}},
		{"0.20, protobuf", labelProto, string(infoProto()), masterInfo{"20150102-030405-16777343-5050-77", "master@127.0.10.2:5050", "master2.lab", "", "127.0.10.2:5050"}},
		{"0.16, text", labelText, "master@10.1.2.3:5050", masterInfo{pid: "master@10.1.2.3:5050", address: "10.1.2.3:5050"}},
		{"not JSON", labelJSON, "x", masterInfo{}},
		{"JSON of something else", labelJSON, "{}", masterInfo{}},
		{"a list", labelJSON, "[]", masterInfo{}},
		{"empty", labelJSON, "", masterInfo{}},
		{"huge", labelJSON, `"` + strings.Repeat("x", maxInfo) + `"`, masterInfo{}},
		{"protobuf cut", labelProto, string(infoProto()[:20]), masterInfo{}},
		{"not protobuf", labelProto, infoJSON, masterInfo{}},
		{"text of something else", labelText, "hello", masterInfo{}},
		{"under another name", "evil", infoJSON, masterInfo{}},
	} {
		got, err := decodeInfo(tc.l, []byte(tc.data))
		if got != tc.want || (err != nil) != (tc.want == masterInfo{}) {
			t.Errorf("%s: %+v, %v", tc.name, got, err)
		}
	}
}

func FuzzDecodeInfo(f *testing.F) {
	f.Add(infoJSON, 0)
	f.Add(string(infoProto()), 1)
	f.Add("master@10.1.2.3:5050", 2)
	f.Fuzz(func(t *testing.T, data string, which int) {
		l := []label{labelJSON, labelProto, labelText}[uint(which)%3]
		i, err := decodeInfo(l, []byte(data))
		if err != nil && i != (masterInfo{}) {
			t.Errorf("an error and %+v", i)
		}
		for _, s := range []string{i.id, i.pid, i.hostname, i.version, i.address} {
			if !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		}
	})
}

func TestShowACL(t *testing.T) {
	got := strings.Join(showACL([]zk.ACL{
		{Perms: zk.PermAll, Scheme: "world", ID: "anyone"},
		{Perms: zk.PermRead, Scheme: "ip", ID: "10.0.0.0/8"},
		{Perms: zk.PermAll, Scheme: "digest", ID: "mesos:nWUUtPPpLH3cvUFlPVDBOJ4uAmE="},
		{Perms: zk.PermRead | zk.PermAdmin, Scheme: "sasl", ID: "kafka"},
		{Perms: 0, Scheme: "digest", ID: "odd"},
	}), " ")
	want := "world:anyone:cdrwa ip:10.0.0.0/8:r digest:mesos:***:cdrwa sasl:kafka:ra digest:odd:***:"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if many := showACL(make([]zk.ACL, 1000)); len(many) != maxACL+1 || many[maxACL] != "… and 968 more" {
		t.Errorf("%d entries, the last %q", len(many), many[len(many)-1])
	}
}

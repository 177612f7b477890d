package main

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// A tree like the one of a host with the packages of Mesos.
func TestLookAround(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"etc/mesos/zk": "\n zk://10.0.0.1:2181,10.0.0.2:2181/mesos\n",
		"proc/net/tcp": "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
			"   0: 0100007F:13BA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n" +
			"   1: 0500000A:13BA 0600000A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0\n" +
			"   2: 00000000:13BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0\n" +
			"   3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4 1 0 100 0 0 10 0\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := localHost{masters: []string{"http://127.0.0.1:5050"}, agents: []string{"http://127.0.0.1:5051"}, zk: "zk://10.0.0.1:2181,10.0.0.2:2181/mesos"}
	if got := lookAround(t.Context(), root); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := lookAround(t.Context(), t.TempDir()); !reflect.DeepEqual(got, localHost{}) {
		t.Errorf("an empty tree gives %+v", got)
	}
}

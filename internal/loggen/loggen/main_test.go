package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/internal/loggen"
)

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.log")
	var out, errs bytes.Buffer
	if code := run([]string{"-size", "200KB", "-seed", "9", path}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var truth loggen.Truth
	if err := json.Unmarshal(out.Bytes(), &truth); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != truth.Bytes || truth.Bytes < 200_000 {
		t.Errorf("%v bytes, %v; truth %+v", info, err, truth)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		part string
	}{
		{nil, 2, "one path"},
		{[]string{"-size", "many", "x"}, 2, `size "many"`},
		{[]string{"-size", "-1", "x"}, 2, `size "-1"`},
		{[]string{"-size", "9999999999GB", "x"}, 2, "size"},
		{[]string{"-nothing"}, 2, "-nothing"},
		{[]string{"-size", "1KB", t.TempDir()}, 1, "directory"},
	} {
		var out, errs bytes.Buffer
		if code := run(tt.args, &out, &errs); code != tt.code || !strings.Contains(errs.String(), tt.part) {
			t.Errorf("%q: exit %d, %q", tt.args, code, errs.String())
		}
	}
}

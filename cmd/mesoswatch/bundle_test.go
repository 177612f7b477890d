package main

import (
	"archive/zip"
	"bytes"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// bundleOf NAME writes an evidence bundle, and its hash to the variable HASH.
func bundleOf(ts *testscript.TestScript, _ bool, args []string) {
	when := time.Date(2026, 11, 20, 3, 40, 0, 0, time.UTC)
	var b bytes.Buffer
	hash, err := bundle.Write(&b, bundle.Content{
		Cluster: "prod\x1b[31m", By: "maria", At: when, Versions: bundle.Versions{Mesoswatch: "1.0.0"},
		Incident: mesoswatch.Incident{ID: "f-0a1b2c3d4e5f", Findings: []string{"f-0a1b2c3d4e5f"}, From: when, To: when},
		Findings: []mesoswatch.Finding{{ID: "f-0a1b2c3d4e5f", Title: "Brute force", FirstSeen: when, LastSeen: when, Count: 40}},
		Lines:    []bundle.Line{{Source: "/var/log/mesos/mesos-master.INFO", Inode: 5, Offset: 90, Time: when, Bytes: []byte("W1120 03:12:01 failed"), Why: "gone"}},
	})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
	ts.Setenv("HASH", hash)
}

// changePart FILE PART changes one byte of a part.
func changePart(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	ts.Check(err)
	for _, f := range z.File {
		if f.Name == args[1] {
			at, err := f.DataOffset()
			ts.Check(err)
			data[at+int64(f.UncompressedSize64)/2] ^= 1
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
			return
		}
	}
	ts.Fatalf("%s has no %s", args[0], args[1])
}

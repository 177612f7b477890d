package mesoslog

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// A log as a master writes it: a secret in a line, a message of two lines, a
// carriage return, bytes that are no UTF-8.
const rereadLog = "Log file created at: 2026/11/20 03:00:00\nRunning on machine: master1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n" +
	"I1120 03:00:01.000000  4242 main.cpp:300] Flags at startup: --zk=\"zk://mesos:hunter2@10.0.0.5:2181/mesos\"\n" +
	"W1120 03:12:01.000000  4242 master.cpp:10617] Authentication of s(1)@10.0.9.9:41001 was unsuccessful: Invalid credentials\n" +
	"I1120 03:12:02.000000  4242 master.cpp:7000] Registering framework 'a\nb' (s(2)@10.0.9.9:41002)\n" +
	"I1120 03:12:03.000000  4242 master.cpp:1] odd \xff\xfe bytes\r\n" +
	"I1120 03:12:04.000000  4242 master.cpp:1] the last line without an end"

// recorded are all messages of a log, as they were recorded.
func recorded(t *testing.T, path string) []Recorded {
	t.Helper()
	var out []Recorded
	files := &Files{Paths: []string{path}, Options: Options{Year: 2026, All: true}}
	err := files.Run(context.Background(), func(r mesoswatch.Record) error {
		if r.Event != nil {
			out = append(out, Recorded{Path: r.Event.Source, Inode: r.Event.Inode, Offset: r.Event.Offset, Text: r.Event.Raw})
		}
		return nil
	})
	if err != nil || len(out) < 5 {
		t.Fatalf("%d messages, %v", len(out), err)
	}
	return out
}

func reread(t *testing.T, messages []Recorded) []Reread {
	t.Helper()
	got, err := ReadAgain(context.Background(), messages)
	if err != nil || len(got) != len(messages) {
		t.Fatalf("%d answers, %v", len(got), err)
	}
	return got
}

// checkBytes compares what was read with the file, byte for byte.
func checkBytes(t *testing.T, messages []Recorded, got []Reread, file string) {
	t.Helper()
	for i, g := range got {
		at := messages[i].Offset
		if g.Why != "" || g.File != file || !strings.HasPrefix(rereadLog[at:], string(g.Bytes)) || mesoswatch.Mask(strings.TrimSuffix(string(g.Bytes), "\r")) != strings.TrimSuffix(messages[i].Text, "\r") {
			t.Errorf("byte %d, recorded as %q: %q of %q, %s", at, messages[i].Text, g.Bytes, g.File, g.Why)
		}
	}
}

func TestReadAgain(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mesos-master.INFO")
	if err := os.WriteFile(path, []byte(rereadLog), 0o600); err != nil {
		t.Fatal(err)
	}
	messages := recorded(t, path)
	got := reread(t, messages)
	checkBytes(t, messages, got, path)
	if !bytes.Contains(bytes.Join(bytesOf(got), nil), []byte("hunter2")) {
		t.Error("what was read again is masked")
	}

	t.Run("rotated", func(t *testing.T) {
		rotated := path + ".1"
		if err := os.Rename(path, rotated); err != nil {
			t.Fatal(err)
		}
		checkBytes(t, messages, reread(t, messages), rotated)
		if err := os.WriteFile(path, []byte(rereadLog), 0o600); err != nil { // the next generation
			t.Fatal(err)
		}
		checkBytes(t, messages, reread(t, messages), rotated)
	})
	t.Run("packed", func(t *testing.T) {
		if err := os.Rename(path+".1", filepath.Join(t.TempDir(), "gone")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+".1.gz", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, g := range reread(t, messages) {
			if g.Bytes != nil || !strings.Contains(g.Why, "rotated away") || !strings.Contains(g.Why, "INFO.1.gz") {
				t.Errorf("%q: %s", g.Bytes, g.Why)
			}
		}
	})
}

func bytesOf(rs []Reread) [][]byte {
	var out [][]byte
	for _, r := range rs {
		out = append(out, r.Bytes)
	}
	return out
}

func TestReadAgainPacked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.INFO.gz")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(rereadLog)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	messages := recorded(t, path)
	checkBytes(t, messages, reread(t, messages), path)
}

// What is not what was recorded does not get out, whatever a record claims.
func TestReadAgainGivesNothingAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shadow")
	if err := os.WriteFile(path, []byte("root:$6$salt$hash:19000\nzk://u:hunter2@h/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	inode := inodeOf(st)
	for _, m := range []Recorded{
		{Path: path, Inode: inode, Text: "root"},
		{Path: path, Inode: inode, Text: ""},
		{Path: path, Inode: inode, Text: "\n"},
		{Path: path, Inode: inode, Text: mesoswatch.Masked},
		{Path: path, Inode: inode, Offset: 5, Text: "$6"},
		{Path: path, Inode: inode, Offset: 1 << 40, Text: "root"},
		{Path: path, Inode: inode, Offset: -1, Text: "root"},
		{Path: path, Inode: inode + 1, Text: "root"},
		{Path: path, Text: "root"},
		{Path: "/dev/zero", Inode: 5, Text: "x"},
		{Path: "http://10.0.0.1:5050/master/log", Inode: 5, Text: "x"},
		{Path: t.TempDir(), Inode: inode, Text: "root"},
	} {
		if got := reread(t, []Recorded{m}); got[0].Bytes != nil || got[0].Why == "" {
			t.Errorf("%+v gave %q", m, got[0].Bytes)
		}
	}
	// Of a long message only the beginning may be recorded, but not of a short one.
	long := strings.Repeat("x", longText) + "and more"
	if err := os.WriteFile(path, []byte(long+"\nroot:$6$salt$hash:19000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := reread(t, []Recorded{{Path: path, Inode: inode, Text: long[:longText], Cut: true}, {Path: path, Inode: inode, Offset: int64(len(long)) + 1, Text: "root", Cut: true}})
	if string(got[0].Bytes) != long || got[1].Bytes != nil {
		t.Errorf("%q, %q", got[0].Bytes, got[1].Bytes)
	}
}

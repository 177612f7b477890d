package format

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata")

// One notice in every format, byte by byte.
func TestGoldens(t *testing.T) {
	n := withLog(sample())
	check := func(name string, got []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		file, got := filepath.Join("testdata", name), append(got, '\n')
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\ngot  %s\nwant %s", file, err, got, want)
		}
	}
	for _, f := range Formats() {
		line, err := Writer{Format: f, Version: "1.2.3"}.Line(n)
		check(string(f), line, err)
	}
	m, err := Syslog{Facility: 16, Process: "711"}.Message(n)
	check("rfc5424", m, err)
	m, err = Syslog{Facility: 10, Process: "711", Writer: Writer{Format: CEF, Version: "1.2.3"}}.Message(ipv6(n))
	check("rfc5424-cef", m, err)
	m, err = Syslog{Facility: 16, Process: "711", Local: true}.Message(n)
	check("local", m, err)
}

func TestNames(t *testing.T) {
	for _, f := range Formats() {
		if got, err := Parse(string(f)); err != nil || got != f {
			t.Errorf("%s: %v %v", f, got, err)
		}
	}
	if f, err := Parse("JSON"); err != nil || f != JSONL {
		t.Error(f, err)
	}
	if _, err := Parse("leef"); err == nil {
		t.Error("leef is taken")
	}
	if n, err := ParseFacility("LOCAL7"); err != nil || n != 23 {
		t.Error(n, err)
	}
	if _, err := ParseFacility("local8"); err == nil {
		t.Error("local8 is taken")
	}
}

package mesoslog

import (
	"fmt"
	"strings"
	"testing"
)

// prefixText writes a prefix so that a table can hold it.
func prefixText(p prefix, s string) string {
	names := map[form]string{bare: "bare", glog: "glog", rawLine: "raw", zooLine: "zoo", logback: "logback", aborted: "aborted", header: "header", notice: "notice"}
	st := p.stamp
	severity := "-"
	if p.severity != 0 {
		severity = string(p.severity)
	}
	at := "no time"
	switch {
	case st.hasAbs:
		at = fmt.Sprint(st.abs)
	case st.set:
		at = fmt.Sprintf("%04d-%02d-%02d %d.%09d", st.year, st.month, st.day, st.second, st.nano)
	}
	return fmt.Sprintf("%s %s %s thread=%s file=%s base=%s | %s", names[p.form], severity, at, p.thread.of(s), p.file.of(s), p.base.of(s), s[p.rest:])
}

func TestPrefixes(t *testing.T) {
	for in, want := range map[string]string{
		"I1120 04:56:17.931825 20261 master.cpp:448] Master started":        "glog I 0000-11-20 17777.931825000 thread=20261 file=master.cpp:448 base=master.cpp | Master started",
		"W20261120 04:56:17.931825     7 http.cpp:1] x":                     "glog W 2026-11-20 17777.931825000 thread=7 file=http.cpp:1 base=http.cpp | x",
		"E0229 23:59:60.9 1956643600 a-b_c.hpp:12]":                         "glog E 0000-02-29 86400.900000000 thread=1956643600 file=a-b_c.hpp:12 base=a-b_c.hpp | ",
		"F0409 07:32:45.328195     8 sorter.cpp:251] ":                      "glog F 0000-04-09 27165.328195000 thread=8 file=sorter.cpp:251 base=sorter.cpp | ",
		"0409 07:32:45.327247     8 master.cpp:5202] severity lost":         "glog - 0000-04-09 27165.327247000 thread=8 file=master.cpp:5202 base=master.cpp | severity lost",
		"I0307 00:08:12.343181       1 scheduler.go:419] New":               "glog I 0000-03-07 492.343181000 thread=1 file=scheduler.go:419 base=scheduler.go | New",
		"I1120 04:56:17 1 a.cpp:1]  two spaces":                             "glog I 0000-11-20 17777.000000000 thread=1 file=a.cpp:1 base=a.cpp |  two spaces",
		"W0000 00:00:00.000000 20263 logging.cpp:95] RAW: Received signal":  "raw W no time thread=20263 file=logging.cpp:95 base=logging.cpp | RAW: Received signal",
		"W1120 04:56:17.000001 20263 logging.cpp:95] RAW: Received signal":  "raw W 0000-11-20 17777.000001000 thread=20263 file=logging.cpp:95 base=logging.cpp | RAW: Received signal",
		"2026-11-20 05:02:43,123:24514(0x7f1e2b7fe6c0):ZOO_INFO@check@1: h": "zoo I 2026-11-20 18163.123000000 thread=0x7f1e2b7fe6c0 file=check@1 base= | h",
		"2026-11-20 05:02:43,123:1(0x7):ZOO_ERROR@handle_socket@1721: Soc":  "zoo E 2026-11-20 18163.123000000 thread=0x7 file=handle_socket@1721 base= | Soc",
		"2026-11-20 05:02:40,123 [myid:1] - INFO  [main:Quorum@12] - start": "logback I 2026-11-20 18160.123000000 thread= file= base= | start",
		"2026-11-20 05:02:40,123 - WARN  [main:Quorum@12] - start":          "bare - no time thread= file= base= | 2026-11-20 05:02:40,123 - WARN  [main:Quorum@12] - start",
		"[2016-12-30 09:15:02,131] WARN Error: Framework (a.b:Thread-14)":   "logback W 2016-12-30 33302.131000000 thread= file= base= | Error: Framework (a.b:Thread-14)",
		"*** Aborted at 1456979565 (unix time) try \"date -d @1456979565\"": "aborted - 1456979565000000000 thread= file= base= | *** Aborted at 1456979565 (unix time) try \"date -d @1456979565\"",
		"Log file created at: 2026/11/20 04:56:17":                          "header - no time thread= file= base= | Log file created at: 2026/11/20 04:56:17",
		"Running on machine: vm":                                            "header - no time thread= file= base= | Running on machine: vm",
		"Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] m": "header - no time thread= file= base= | Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] m",
		"WARNING: Logging before InitGoogleLogging() is written to STDERR":  "notice - no time thread= file= base= | WARNING: Logging before InitGoogleLogging() is written to STDERR",
	} {
		p, ok := prefixOf(in, false)
		if !ok {
			p = prefix{}
		}
		if got := prefixText(p, in); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", in, got, want)
		}
	}
}

func TestNoPrefix(t *testing.T) {
	for _, in := range []string{
		"", "I", "I1120", "I1120 04:56:17.931825", "I1120 04:56:17.931825 20261", "I1120 04:56:17.931825 20261 master.cpp:448",
		"I1320 04:56:17.931825 20261 master.cpp:448] no such month", "I0230 04:56:17.931825 1 a.cpp:1] no such day",
		"I1120 24:56:17.931825 20261 master.cpp:448] x", "I1120 04:60:17.931825 20261 master.cpp:448] x", "I1120 04:56:17. 20261 master.cpp:448] x",
		"I112 04:56:17.931825 20261 master.cpp:448] x", "I11200 04:56:17.931825 20261 master.cpp:448] x",
		"X1120 04:56:17.931825 20261 master.cpp:448] x", "I1120 04:56:17.931825 2026a master.cpp:448] x",
		"I1120 04:56:17.931825 20261 master.cpp] x", "I1120 04:56:17.931825 20261 master.cpp:] x", "I1120 04:56:17.931825 20261 :448] x",
		"I1120 04:56:17.931825 20261 mas ter.cpp:448] x", "I1120 04:56:17.931825 20261 m\x00.cpp:448] x", "I1120 04:56:17.931825 20261 m\xff.cpp:448] x",
		"I1120 04:56:17.931825 20261 " + strings.Repeat("m", 300) + ":448] x",
		"2026-11-20 05:02:43,123:24514(0x7f):ZOO_INFO@check: h", "2026-13-20 05:02:43,123 INFO x", "2026-11-20 05:02:43,123 nothing",
		"*** Aborted at never (unix time)", "*** Aborted at 99999999999999999999", "*** Aborted at -5 (unix time)", "Log file", "    @     0x7f6d1c0a3b9d  google::LogMessage::Fail()",
	} {
		if p, ok := prefixOf(in, false); ok {
			t.Errorf("%q: %s", in, prefixText(p, in))
		}
	}
	if _, ok := prefixOf("2026-11-20 05:02:43,123:1(0x7):ZOO_ERROR@a@1: x", true); ok {
		t.Error("glog itself writes no lines of the ZooKeeper client")
	}
}

func TestCreatedAt(t *testing.T) {
	for in, want := range map[string]string{
		"Log file created at: 2026/11/20 04:56:17":     "2026-11-20 17777",
		"Log file created at: 2026/11/20 04:56:17 UTC": "2026-11-20 17777",
		"Log file created at: 2026/11/31 04:56:17":     "",
		"Log file created at: yesterday":               "",
		"Log file created at: 0000/11/20 04:56:17":     "",
	} {
		got := ""
		if st, ok := createdAt(in); ok {
			got = fmt.Sprintf("%04d-%02d-%02d %d", st.year, st.month, st.day, st.second)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCivil(t *testing.T) {
	for day := range int64(300_000) {
		at := day - 100_000
		st := dayOf(at)
		if got := civil(st.Year(), int(st.Month()), st.Day()); got != at {
			t.Fatalf("%v: day %d, want %d", st, got, at)
		}
	}
}

package mesoslog

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func dayOf(n int64) time.Time { return time.Unix(n*86400, 0).UTC() }

func envelopeText(e envelope) string {
	at := ""
	if e.hasAbs {
		at = time.Unix(0, e.abs).UTC().Format(time.RFC3339Nano)
	} else if e.stamp.set {
		at = fmt.Sprintf("%d-%d-%d %d", e.stamp.year, e.stamp.month, e.stamp.day, e.stamp.second)
	}
	more := ""
	if e.partial {
		more = " …"
	}
	if !e.wrapped {
		return "plain"
	}
	return fmt.Sprintf("%s|%s|%s|%s%s", at, e.host, e.tag, e.content, more)
}

const glogged = "I1120 04:56:17.931825 20261 master.cpp:448] hello"

func TestEnvelopes(t *testing.T) {
	for in, want := range map[string]string{
		// RFC 3164, journalctl's short forms
		"Nov 20 04:56:18 node7 mesos-master[7818]: " + glogged:             "0-11-20 17778|node7|mesos-master[7818]|" + glogged,
		"Nov  3 04:56:18 node7 mesos-master[7818]: " + glogged:             "0-11-3 17778|node7|mesos-master[7818]|" + glogged,
		"<13>Nov 20 04:56:18 node7 mesos-master[7818]: " + glogged:         "0-11-20 17778|node7|mesos-master[7818]|" + glogged,
		"Nov 20 04:56:18.123456 node7 mesos-master[7818]: " + glogged:      "0-11-20 17778|node7|mesos-master[7818]|" + glogged,
		"Nov 20 04:56:18 mesos-master[7818]: " + glogged:                   "0-11-20 17778||mesos-master[7818]|" + glogged,
		"Nov 20 04:56:18 node7 kernel: oom":                                "0-11-20 17778|node7|kernel|oom",
		"Nov 20 04:56:18 node7 systemd[1]: Started Mesos Master.":          "0-11-20 17778|node7|systemd[1]|Started Mesos Master.",
		"Nov 20 04:56:18 node7 4c9a9a757554[1234]: " + glogged:             "0-11-20 17778|node7|4c9a9a757554[1234]|" + glogged,
		"mesos-master[1250]: " + glogged:                                   "||mesos-master[1250]|" + glogged,
		"sshd[12]: Accepted":                                               "||sshd[12]|Accepted",
		"1795150578.931825 node7 mesos-master[7818]: " + glogged:           "2026-11-20T04:56:18.931825Z|node7|mesos-master[7818]|" + glogged,
		"Fri 2026-11-20 04:56:18 CET node7 mesos-master[7818]: " + glogged: "2026-11-20 17778|node7|mesos-master[7818]|" + glogged,
		"Fri 2026-11-20 04:56:18 UTC node7 mesos-master[7818]: " + glogged: "2026-11-20T04:56:18Z|node7|mesos-master[7818]|" + glogged,
		// RFC 3339 and RFC 5424
		"2026-11-20T05:56:18.931826+01:00 node7 mesos-master[7818]: " + glogged:                        "2026-11-20T04:56:18.931826Z|node7|mesos-master[7818]|" + glogged,
		"2026-11-20T05:56:18+0100 node7 mesos-master[7818]: " + glogged:                                "2026-11-20T04:56:18Z|node7|mesos-master[7818]|" + glogged,
		"<14>1 2026-11-20T04:56:18.931826Z node7 mesos-master 7818 - - " + glogged:                     "2026-11-20T04:56:18.931826Z|node7|mesos-master[7818]|" + glogged,
		"<14>1 2026-11-20T04:56:18Z node7 mesos-master - ID4 [a@1 b=\"c\\] d\"][e f=\"g\"] " + glogged: "2026-11-20T04:56:18Z|node7|mesos-master|" + glogged,
		"1 2026-11-20T04:56:18Z node7 mesos-master 7 - - \ufeff" + glogged:                             "2026-11-20T04:56:18Z|node7|mesos-master[7]|" + glogged,
		// containers
		"2026-11-20T04:56:18.931826123Z stderr F " + glogged:                            "2026-11-20T04:56:18.931826123Z|||" + glogged,
		"2026-11-20T04:56:18.931826123Z stdout P half":                                  "2026-11-20T04:56:18.931826123Z|||half …",
		"2026-11-20T04:56:18.931826123Z " + glogged:                                     "2026-11-20T04:56:18.931826123Z|||" + glogged,
		"master_1  | " + glogged:                                                        "||master_1|" + glogged,
		"mesos-master-3_1  | " + glogged:                                                "||mesos-master-3_1|" + glogged,
		"mesos-master-1  |":                                                             "||mesos-master-1|",
		"\x1b[36mmaster_1  |\x1b[0m " + glogged:                                         "||master_1|" + glogged,
		"master_1  | 2026-11-20T04:56:18.5Z " + glogged:                                 "2026-11-20T04:56:18.5Z||master_1|" + glogged,
		`{"log":"` + glogged + `\n","stream":"stderr","time":"2026-11-20T04:56:18.5Z"}`: "2026-11-20T04:56:18.5Z|||" + glogged,
		`{"log":"half","stream":"stderr","time":"2026-11-20T04:56:18.5Z"}`:              "2026-11-20T04:56:18.5Z|||half …",
		// the journal
		`{"MESSAGE":"` + glogged + `","__REALTIME_TIMESTAMP":"1795150578931826","SYSLOG_IDENTIFIER":"mesos-master","_PID":"7818","_HOSTNAME":"node7"}`: "2026-11-20T04:56:18.931826Z|node7|mesos-master[7818]|" + glogged,
		`{"MESSAGE":[73,255,10,65],"__REALTIME_TIMESTAMP":"1795150578931826","_SYSTEMD_UNIT":"dcos-mesos-master.service"}`:                             "2026-11-20T04:56:18.931826Z||dcos-mesos-master.service|I\xff\nA",
		`{"MESSAGE":"a\nb","__REALTIME_TIMESTAMP":"1795150578931826","_PID":["7","8"],"SYSLOG_IDENTIFIER":null,"CONTAINER_NAME":"master"}`:             "2026-11-20T04:56:18.931826Z||master[7]|a\nb",
		// others
		"ERROR: logging before flag.Parse: " + glogged: "|||" + glogged,
		"Thu Jan 12 02:16:38 2017 node7 Command Executor (Task: p.22) (Command: sh -c 'export LD_LI...') [13872] " + glogged: "2017-1-12 8198|node7|[13872]|" + glogged,
	} {
		if got := envelopeText(unwrap(in)); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", in, got, want)
		}
	}
}

func TestNoEnvelope(t *testing.T) {
	for _, in := range []string{
		"", "x", glogged, "  values: \"marathon\"", "word: text is too common", "foo | bar", "a b_1 | c", "Nov 20 04:56:18", "Foo 20 04:56:18 node tag[1]: x",
		"Nov 32 04:56:18 node tag[1]: x", "2026-11-20T04:56:18 no zone[1]: x", "2026-11-20 04:56:18,123 - INFO", "<abc>Nov 20", "<1>", "{}", `{"MESSAGE":"x"}`, `{"MESSAGE":null,"__REALTIME_TIMESTAMP":"1"}`,
		`{"MESSAGE":[300],"__REALTIME_TIMESTAMP":"1"}`, `{"log":"x"}`, `{"MESSAGE":"x","__REALTIME_TIMESTAMP":"soon"}`, "mesos-master[78x]: y", "mesos-master[]: y",
		"*** Check failure stack trace: ***", "    @     0x7f6d1c0a3b9d  google::LogMessage::Fail()",
	} {
		if e := unwrap(in); e.wrapped || e.content != in {
			t.Errorf("%q: %s", in, envelopeText(e))
		}
	}
}

// TestEnvelopeIsQuick: forms that repeat must not make a line cost more than its
// length.
func TestEnvelopeIsQuick(t *testing.T) {
	for _, unit := range []string{"1 ", "<1>", "[", "[a b=\"]\"] ", "Nov 20 04:56:18 ", "2026-11-20T04:56:18Z ", "a_1 | ", "\x1b[1m", "{\"log\":", "mesos[1]: "} {
		began := time.Now()
		unwrap(strings.Repeat(unit, 1<<20/len(unit)))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("a line of %q took %v", unit, took)
		}
	}
}

func FuzzEnvelope(f *testing.F) {
	for _, s := range []string{
		"Nov 20 04:56:18 node7 mesos-master[7818]: " + glogged, "<14>1 2026-11-20T04:56:18Z n m - - [a b=\"c\"] x", "master_1  | x", "2026-11-20T04:56:18.5+01:00 stdout P x",
		`{"MESSAGE":[73,255],"__REALTIME_TIMESTAMP":"1795150578931826"}`, `{"log":"x\n","stream":"stderr","time":"2026-11-20T04:56:18.5Z"}`, "Thu Jan 12 02:16:38 2017 h [1] x", "\x1b[36ma_1 |\x1b[0m x", "1795150578.931825 n m[1]: x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := unwrap(s)
		if !e.json && !strings.HasSuffix(s, e.content) {
			t.Fatalf("%q is not the end of %q", e.content, s)
		}
		if !e.wrapped && e.content != s {
			t.Fatalf("%q changed to %q", s, e.content)
		}
		if e.json && utf8.ValidString(s) && len(e.content) > len(s) {
			t.Fatalf("%q became longer: %q", s, e.content)
		}
		p, ok := prefixOf(e.content, false)
		if ok && (p.rest < 0 || p.rest > len(e.content) || p.level > p.rest) {
			t.Fatalf("%q: message at %d", e.content, p.rest)
		}
		if p, ok := glogPrefix(e.content); ok && (!utf8.ValidString(p.file.of(e.content)) || !digits(p.thread.of(e.content))) {
			t.Fatalf("%q: %+v", e.content, p)
		}
	})
}

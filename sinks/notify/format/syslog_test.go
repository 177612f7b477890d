package format

import (
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

func TestSyslogHeader(t *testing.T) {
	n := sample()
	m, err := Syslog{Facility: 16, Process: "711", PEN: 64512}.Message(n)
	if err != nil {
		t.Fatal(err)
	}
	p, err := parseSyslog(string(m))
	if err != nil {
		t.Fatal(err)
	}
	if p.pri != 16*8+3 || p.stamp != "2026-03-01T10:05:00.120000Z" || p.host != "watch1.example.org" || p.app != "mesoswatch" || p.process != "711" ||
		p.msgID != "rose" || p.sdID != "mesoswatch@64512" || !p.bom || p.msg != text(&n) {
		t.Errorf("%+v", p)
	}
	for name, want := range map[string]string{"finding": n.Finding.ID, "rule": "auth-bruteforce", "level": "high", "status": "open", "turn": "rose", "key": n.Key,
		"cluster": "prod-eu1", "subjectKind": "address", "subject": "203.0.113.7", "count": "63", "sourceIp": "203.0.113.7", "principal": "marathon",
		"runbook": "auth-bruteforce", "title": n.Finding.Title} {
		if p.data[name] != want {
			t.Errorf("%s: %q, want %q", name, p.data[name], want)
		}
		delete(p.data, name)
	}
	if len(p.data) > 0 {
		t.Errorf("not looked at: %v", p.data)
	}
}

func TestPriority(t *testing.T) {
	n := sample()
	for i, l := range mesoswatch.Levels() {
		n.Finding.Level, n.Turn = l, notice.Opened
		if got := (Syslog{Facility: 1}).priority(&n); got != 8+6-i {
			t.Errorf("%s: %d", l, got)
		}
		n.Turn = notice.Resolved
		if got := (Syslog{Facility: 1}).priority(&n); got < 8+5 {
			t.Errorf("%s, over: %d", l, got)
		}
	}
}

// What cannot be told is a dash, and a time that the format has no form for too.
func TestNil(t *testing.T) {
	n := notice.Notice{}
	for _, at := range []time.Time{{}, time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		n.At = at
		m, err := Syslog{}.Message(n)
		if err != nil || !strings.HasPrefix(string(m), "<6>1 - - mesoswatch - - [mesoswatch@32473 ") {
			t.Errorf("%v %s", err, m)
		}
	}
	e := mesoswatch.Evidence{Time: n.At, Text: "x"}
	n.Finding = mesoswatch.Finding{FirstSeen: n.At, LastSeen: n.At, Evidence: []mesoswatch.Evidence{e}, Handled: &mesoswatch.Handled{At: n.At, Until: n.At}}
	for _, f := range Formats() {
		if line, err := (Writer{Format: f}).Line(n); err != nil || strings.Contains(string(line), "10000-") {
			t.Errorf("%s: a year of five digits: %v %s", f, err, line)
		}
	}
	if !n.Finding.Evidence[0].Time.Equal(e.Time) {
		t.Error("the notice was changed")
	}
}

func TestLocal(t *testing.T) {
	n := sample()
	m, err := Syslog{Facility: 3, Process: "711", Local: true}.Message(n)
	if want := "<27>mesoswatch[711]: " + text(&n); err != nil || string(m) != want {
		t.Errorf("%v %s", err, m)
	}
}

// A bound holds for the whole message, and what is left out is not who and what.
func TestMax(t *testing.T) {
	n := poisoned(strings.Repeat(`wide "ü" ]`, 1000))
	n.Finding.ID = "f-0123456789ab"
	for _, most := range []int{480, 1024, 2048, 8192} {
		for _, f := range []Format{Text, CEF} {
			m, err := Syslog{Max: most, Writer: Writer{Format: f}}.Message(n)
			p, bad := parseSyslog(string(m))
			if over := len(m) > most && (f == Text || most >= 1024); err != nil || bad != nil || over || p.data["finding"] != n.Finding.ID {
				t.Errorf("%d %s: %v %v: %d bytes: %.100s", most, f, err, bad, len(m), m)
			}
		}
	}
}

package rules

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestLogName(t *testing.T) {
	for source, want := range map[string]string{
		"":                  "",
		"mesos-master.INFO": "mesos-master.INFO",
		"/var/log/mesos-master.h.root.log.INFO.20260301-090000.31":      "/var/log/mesos-master.h.root.log.INFO",
		"/var/log/mesos-master.h.root.log.INFO.20260301-090000.3112.gz": "/var/log/mesos-master.h.root.log.INFO",
		"m.INFO.20260301-090000.3112.1":                                 "m.INFO",
		"m.INFO.20260301-090000.3112.2.gz":                              "m.INFO",
		"stderr.log.1":                                                  "stderr.log",
		"stderr.log.12.gz":                                              "stderr.log",
		"mesos.log.gz":                                                  "mesos.log",
		"log.2026":                                                      "log.2026",
		"http://10.0.0.1:5050":                                          "http://10.0.0.1:5050",
		"10.0.0.1:2181":                                                 "10.0.0.1:2181",
		"1":                                                             "1",
		".5":                                                            ".5",
		"x.20260301-09000a.31":                                          "x.20260301-09000a",
	} {
		if got := logName(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}

// Findings are about the process where it is known; what is remembered is kept
// apart by log too, since processes of one name can share a host.
func TestOwner(t *testing.T) {
	e := &mesoswatch.Event{Source: "/a/mesos-master.INFO.20260301-100000.31"}
	if got := owner(e); got != "/a/mesos-master.INFO" {
		t.Errorf("owner %q", got)
	}
	e.Process = "mesos-master@m1"
	if owner(e) != "mesos-master@m1" || writer(e) == writer(&mesoswatch.Event{Source: "/b/mesos-master.INFO", Process: e.Process}) {
		t.Errorf("owner %q, writer %q", owner(e), writer(e))
	}
	r := failure(0, "10.0.9.9")
	r.Event.Process, r.Event.Kind, r.Event.Template = "mesos-master@m1", "leader-lost", "lead.lost.016"
	found := said(load(t).Engine(), "leader-lost", r)
	if len(found) != 1 || found[0].Subject.Name != "mesos-master@m1" || found[0].Evidence[0].Source != "mesos-master.INFO" {
		t.Errorf("finding %+v", found)
	}
}

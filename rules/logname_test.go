package rules

import "testing"

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

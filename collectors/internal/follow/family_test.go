package follow

import (
	"testing"
	"time"
)

func TestPlaceOf(t *testing.T) {
	for name, want := range map[string]place{
		"mesos-master.log":             {family: "mesos-master.log"},
		"mesos-master.log.1":           {family: "mesos-master.log", suffix: ".1"},
		"mesos-master.log.12.gz":       {family: "mesos-master.log", suffix: ".12"},
		"mesos-master.log-20261120":    {family: "mesos-master.log", suffix: "-20261120"},
		"mesos-master.log-20261120.gz": {family: "mesos-master.log", suffix: "-20261120"},
		"stderr":                       {family: "stderr"},
		"stderr.old":                   {family: "stderr", suffix: ".old"},
		"mesos-master.m1.example.root.log.INFO.20261120-045617.20259": {
			family: "mesos-master.m1.example.root.log.INFO", glog: "20261120-045617", pid: "20259"},
		"mesos-master.m1.example.root.log.INFO.20261120-045617.20259.1.gz": {
			family: "mesos-master.m1.example.root.log.INFO", glog: "20261120-045617", pid: "20259", suffix: ".1"},
	} {
		if got := placeOf(name); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func TestRotatedFrom(t *testing.T) {
	for _, c := range []struct {
		base, name string
		want       bool
	}{
		{"mesos-master.log", "mesos-master.log", true},
		{"mesos-master.log", "mesos-master.log.1", true},
		{"mesos-master.log", "mesos-master.log.1.gz", true},
		{"mesos-master.log", "mesos-master.log-20261120", true},
		{"mesos-master.log", "mesos-master-20261120.log", true},
		{"mesos-master.log", "mesos-master-notes.log", false},
		{"mesos-master.log", "mesos-master.logic", false},
		{"mesos-master.log", "mesos-master.log.swp", false},
		{"mesos-master.log", "mesos-master.log~", false},
		{"mesos-master", "mesos-master.m1.example.root.log.INFO.20261120-045617.1", false},
		{"mesos-master.m1.example.root.log.INFO", "mesos-master.m1.example.root.log.INFO.20261120-045617.1", true},
		{"mesos-master.m1.example.root.log.INFO", "mesos-master.m1.example.root.log.WARNING.20261120-045617.1", false},
	} {
		if got := rotatedFrom(c.base, c.name); got != c.want {
			t.Errorf("rotatedFrom(%q, %q) = %v", c.base, c.name, got)
		}
	}
}

func TestCompareAge(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 56, 17, 0, time.UTC)
	r := func(name string, live bool, mod time.Time) rank {
		return rank{place: placeOf(name), live: live, mod: mod}
	}
	older := [][2]rank{
		{r("m.log.2", false, at), r("m.log.1", false, at)},
		{r("m.log.10", false, at), r("m.log.9", false, at)},
		{r("m.log.1", false, at.Add(time.Hour)), r("m.log", true, at)},
		{r("m.log-20261119", false, at), r("m.log-20261120", false, at)},
		{r("p.h.u.log.INFO.20261120-045617.1", false, at.Add(time.Hour)), r("p.h.u.log.INFO.20261120-045618.1", false, at)},
		{r("a", false, at), r("b", false, at.Add(time.Second))},
	}
	for _, p := range older {
		if compareAge(p[0], p[1]) >= 0 || compareAge(p[1], p[0]) <= 0 {
			t.Errorf("%+v should be older than %+v", p[0], p[1])
		}
	}
}

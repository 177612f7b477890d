package mesoslog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// TestProcess: whose log it is, where name or content tell.
func TestProcess(t *testing.T) {
	l := line(1, login(1))
	for name, c := range map[string]struct{ file, text, process, service string }{
		"glog's name":     {infoName, l, "mesos-master@node7", "master"},
		"dots in a host":  {"mesos-slave.a.b.example.root.log.INFO.20260301-120000.77", l, "mesos-slave@a.b.example", "agent"},
		"header":          {"x.log", glogHeader + l, "mesos-master@node7", "master"},
		"header of agent": {"x.log", glogHeader + strings.Replace(l, "master.cpp", "slave.cpp", 1), "mesos-agent@node7", "agent"},
		"syslog":          {"syslog", "Mar  1 12:00:01 node8 mesos-agent[7]: " + l, "mesos-agent@node8", "agent"},
		"compose":         {"x.log", "zk-mesos-master_1  | " + l, "", "master"},
		"capture":         {"mesos-master.err", l, "", "master"},
		"nothing known":   {"x.log", strings.Replace(l, "master.cpp", "group.cpp", 1), "", ""},
	} {
		got := readPaths(t, utc(), save(t, c.file, c.text+"\n"))
		if len(got.events) != 1 || got.events[0].Process != c.process || got.events[0].Service != c.service {
			t.Errorf("%s: %s", name, asJSON(got.events))
		}
	}
}

// TestServiceOf reads names of programs, units, containers and files.
func TestServiceOf(t *testing.T) {
	for name, want := range map[string]string{
		"mesos-master": "master", "mesos-master[77]": "master", "dcos-mesos-slave.service": "agent", "mesos-agent": "agent", "agent1.out": "agent", "agent_rogue.out": "agent",
		"lt-mesos-master": "master", "master_1": "master", "zookeeper": "zookeeper", "exhibitor": "zookeeper", "mesos-dns[12]": "", "sshd[1]": "", "": "", "useragents.log": "",
	} {
		if got := serviceOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestManyWriters: anybody can write to syslog; what is remembered of writers is
// bounded, and what is forgotten is counted.
func TestManyWriters(t *testing.T) {
	var b strings.Builder
	const writers = 3 * maxVoices
	for round := range 2 {
		for w := range writers {
			fmt.Fprintf(&b, "Mar  1 12:00:01 n x[%d]: %s\n", w, line(1, login(round*writers+w)))
			for range 40 {
				fmt.Fprintf(&b, "Mar  1 12:00:01 n cron[%d]: job\n", w)
			}
		}
	}
	got := readPaths(t, utc(), save(t, "syslog", b.String()))
	h := got.of(t, "syslog")
	if len(got.events) != 2*writers || h.Log.Evicted == 0 {
		t.Errorf("%d events, %s", len(got.events), asJSON(h))
	}
}

// TestCutByGlog: glog cuts a message at 30,000 bytes; the flags are what they are.
func TestCutByGlog(t *testing.T) {
	flags := line(1, `Flags at startup: --acls="`+strings.Repeat("run_tasks {\n  principals {\n    values: \"x\"\n  }\n}\n", 2000))
	flags = flags[:29_999] + "\n"
	got := readPaths(t, utc(), save(t, infoName, glogHeader+flags+line(2, login(2))+"\n"))
	if templates(got.events) != "start.flags authn.ok" || len(got.events[0].Raw) != 29_999 {
		t.Errorf("%s", templates(got.events))
	}
}

// TestMergeOrder: events of several files with the same time come in the order of
// the richness of the files, then of the paths.
func TestMergeOrder(t *testing.T) {
	dir := t.TempDir()
	saveIn(t, dir, "b.log", lines(line(1, login(3)), line(2, login(4))))
	saveIn(t, dir, "a.log", lines(line(1, login(1)), line(2, login(2))))
	saveIn(t, dir, infoName, lines(line(1, login(5)), line(2, login(6))))
	got := readPaths(t, utc(), dir)
	if n := numbersOf(t, got.events); !slices.Equal(n, []int{5, 1, 3, 6, 2, 4}) {
		t.Errorf("got %v", n)
	}
	again := readPaths(t, utc(), dir)
	if !slices.EqualFunc(got.events, again.events, func(a, b *mesoswatch.Event) bool { return asJSON(a) == asJSON(b) }) {
		t.Error("another order the second time")
	}
}

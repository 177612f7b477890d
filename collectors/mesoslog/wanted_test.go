package mesoslog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/loggen"
)

// TestWanted: what is not wanted is left out, marked lines are not, and what is
// joined to the others stays the same.
func TestWanted(t *testing.T) {
	var busy bytes.Buffer
	if _, err := loggen.Write(&busy, 3<<20, 7); err != nil {
		t.Fatal(err)
	}
	forged := line(5, "HTTP GET for /master/state from 10.0.0.9:1 with User-Agent='x'")
	texts := map[string]string{
		"busy": busy.String(), "torn": torn("x\n" + forged + "\n" + forged + "\n"),
		"odd time":   steps(fourDigits, 30, date(0, 3, 1, 12, 0, 0)) + at("0101 00:00:00.0", 9000) + "\n" + steps(fourDigits, 30, date(0, 3, 1, 12, 0, 30)),
		"odd thread": manyThreads(),
	}
	for _, name := range []string{"glog.INFO", "torn.INFO", "stderr", "syslog", "containers", "journal", "broken"} {
		data, err := os.ReadFile(filepath.Join("testdata", "seeds", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(data)
	}
	for name, text := range texts {
		path := save(t, "mesos-master.log", text)
		all := readPaths(t, Options{Zone: time.UTC}, path)
		for wanted, wants := range map[string]func(service, kind, template string) bool{
			"none": func(string, string, string) bool { return false },
			"some": func(_, kind, _ string) bool {
				return strings.HasPrefix(kind, "framework-") || kind == "auth-failed"
			},
			"all": func(string, string, string) bool { return true },
		} {
			got := readPaths(t, Options{Zone: time.UTC, Wanted: wants}, path)
			var want []*mesoswatch.Event
			for _, e := range all.events {
				if wants(e.Service, e.Kind, e.Template) || len(e.Suspect) > 0 {
					want = append(want, e)
				}
			}
			compareWanted(t, name+", "+wanted, got.events, want)
			if a, b := *all.health[0].Log, *got.health[0].Log; a.Recognised != b.Recognised || a.Unrecognised != b.Unrecognised || a.Lines != b.Lines || !a.LastLine.Equal(b.LastLine) {
				t.Errorf("%s, %s: %s, not %s", name, wanted, asJSON(b), asJSON(a))
			}
		}
	}
}

// TestJoinedSecrets: what is only joined to other events is masked too.
func TestJoinedSecrets(t *testing.T) {
	const id = "066a15ae-e8fa-4a64-bea1-9047503b3f31-0000"
	text := lines(
		line(1, "Adding framework "+id+" (zk://u:hunter2@h) at scheduler-1@10.0.0.9:1 with roles {  } suppressed"),
		line(2, "Framework "+id+" disconnected"),
	)
	opt := utc()
	opt.Wanted = func(_, _, template string) bool { return strings.HasPrefix(template, "fw.disconnected") }
	got := readPaths(t, opt, save(t, "mesos-master.log", text))
	if len(got.events) != 1 || got.events[0].FrameworkName != "zk://u:***@h" {
		t.Errorf("%s", asJSON(got.events))
	}
}

func compareWanted(t *testing.T, name string, got, want []*mesoswatch.Event) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%s: event %d is\n%s\nnot\n%s", name, i, asJSON(got[i]), asJSON(want[i]))
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d events, not %d", name, len(got), len(want))
	}
}

// manyThreads is a log in which a strange thread writes, and a process begins.
func manyThreads() string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintln(&b, glogLine("I", i/10, 700+i%20, "master.cpp:10617", login(i)))
	}
	fmt.Fprintln(&b, glogLine("I", 30, 12, "master.cpp:10617", login(300)))
	fmt.Fprintln(&b, glogLine("I", 31, 9000, "logging.cpp:461", "INFO level logging started!"))
	for i := range 300 {
		fmt.Fprintln(&b, glogLine("I", 32+i/10, 9000+i%20, "master.cpp:10617", login(400+i)))
	}
	return b.String()
}

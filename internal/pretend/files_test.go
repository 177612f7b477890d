package pretend

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var prefix = regexp.MustCompile(`^([IWEF])(\d{4} \d\d:\d\d:\d\d\.\d{6}) {1,5}(\d+) ([a-z_]+\.[ch]pp):(\d+)\] (.*)$`)

// TestFiles: what lies in the folder after the scenario is laid out as glog does.
func TestFiles(t *testing.T) {
	c := played(t)
	for name, want := range map[string]string{
		"mesos-master.INFO":    "mesos-master.master1.example.com.root.log.INFO.20260302-141435.27951",
		"mesos-master.WARNING": "mesos-master.master1.example.com.root.log.WARNING.20260302-141445.27951",
		"mesos-master.ERROR":   "mesos-master.master1.example.com.root.log.ERROR.20260302-141410.10412",
	} {
		if got, err := os.Readlink(filepath.Join(c.Dir, name)); err != nil || got != want {
			t.Errorf("%s points to %q (%v), want %q", name, got, err, want)
		}
	}
	if c.LogPath() != filepath.Join(c.Dir, "mesos-master.INFO") {
		t.Errorf("LogPath is %q", c.LogPath())
	}
	infos, err := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	if err != nil || len(infos) != 2 {
		t.Fatalf("INFO files: %q, %v; want one of each process", infos, err)
	}
	for _, path := range infos {
		checkFile(t, path)
	}
}

// checkFile checks one INFO file, and that the WARNING and ERROR files of the
// same process repeat it.
func checkFile(t *testing.T, path string) {
	t.Helper()
	lines := strings.SplitAfter(strings.TrimSuffix(read(t, path), "\n"), "\n")
	for i, want := range []string{"Log file created at: 2026/03/02 1", "Running on machine: master1.example.com\n", "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("%s: header line %d is %q", path, i+1, lines[i])
		}
	}
	var last, warnings, errs string
	for i, line := range lines[3:] {
		m := prefix.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue // continued: the flags, and names with a line break
		}
		if m[2] < last {
			t.Errorf("%s:%d: time runs back: %s after %s", path, i+4, m[2], last)
		}
		last = m[2]
		switch m[1] {
		case "W":
			warnings += line
		case "E", "F":
			warnings += line
			errs += line
		}
	}
	for severity, want := range map[string]string{"WARNING": warnings, "ERROR": errs} {
		if got := severityFile(t, path, severity); got != strings.TrimSuffix(want, "\n") {
			t.Errorf("%s file of %s:\n%s\nwant\n%s", severity, path, got, want)
		}
	}
}

// severityFile is the text without the header of the file that belongs to an
// INFO file: of the same pid.
func severityFile(t *testing.T, path, severity string) string {
	t.Helper()
	pid := path[strings.LastIndexByte(path, '.'):]
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.log."+severity+".*"+pid))
	if err != nil || len(found) > 1 {
		t.Fatalf("%s files of pid %s: %q, %v", severity, pid, found, err)
	}
	if len(found) == 0 {
		return ""
	}
	_, text, _ := strings.Cut(read(t, found[0]), "threadid file:line] msg\n")
	return strings.TrimSuffix(text, "\n")
}

// TestContinuedLines: only the flag dump and the forging name tear lines apart.
func TestContinuedLines(t *testing.T) {
	c := played(t)
	infos, _ := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	var continued int
	for _, path := range infos {
		for _, line := range strings.Split(strings.TrimSuffix(read(t, path), "\n"), "\n")[3:] {
			if !prefix.MatchString(line) {
				continued++
			}
		}
	}
	// twice the ACLs and the rest of the flags, once the end of the forging name
	if want := 2*strings.Count(firstMaster().Flag("acls"), "\n") + 1; continued != want {
		t.Errorf("%d lines without a prefix, want %d", continued, want)
	}
}

// TestScenario: the attack is in the log, in numbers that rules can count on.
func TestScenario(t *testing.T) {
	c := played(t)
	infos, _ := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	first, second := read(t, infos[0]), read(t, infos[1])
	for text, want := range map[string]int{
		"was unsuccessful: Invalid credentials": 12 + 1 + 1, // and one forgotten, one forged
		"Authentication failure: ":              12 + 1,
		"is not authenticated\n":                3 + 1 + 7, // frameworks, the forging one, the agent
		"Framework principal 'marathon' does not match authenticated principal 'aurora'": 1,
		"Adding framework": 3,
		"Lost connection to ZooKeeper, attempting to reconnect ...": 4,
		"Lost leadership after indecisive election":                 1,
		"Master only allowing authenticated agents to register":     1,
		"{stamp}": 0,
	} {
		if got := strings.Count(first, text); got != want {
			t.Errorf("first process: %q stands %d times, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{
		"Master allowing unauthenticated agents to register": 1,
		"Elected as the leading master!":                     1,
		"Registered agent ":                                  1,
		"Re-registered agent ":                               3,
		"(sessionId=0) expiration":                           16,
	} {
		if got := strings.Count(second, text); got != want {
			t.Errorf("second process: %q stands %d times, want %d", text, got, want)
		}
	}
	if n := strings.Count(first, "\n"); n < 3000 {
		t.Errorf("%d lines in the first process: too quiet for an hour", n)
	}
}

package mesoslog

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(readAsEnv); path != "" {
		os.Exit(readAs(path))
	}
	goleak.VerifyTestMain(m)
}

// told is what a collector said.
type told struct {
	events []*mesoswatch.Event
	health []mesoswatch.Health
	err    error
}

// readPaths reads old logs with the options given.
func readPaths(t testing.TB, opt Options, paths ...string) told {
	t.Helper()
	var got told
	f := &Files{Paths: paths, Options: opt}
	got.err = f.Run(t.Context(), got.take)
	return got
}

func (g *told) take(r mesoswatch.Record) error {
	if r.Event != nil {
		g.events = append(g.events, r.Event)
	}
	if r.Health != nil {
		g.health = append(g.health, *r.Health)
	}
	return nil
}

// of is the last Health of a source whose path ends so.
func (g *told) of(t testing.TB, suffix string) mesoswatch.Health {
	t.Helper()
	for i := len(g.health) - 1; i >= 0; i-- {
		if strings.HasSuffix(g.health[i].Source, suffix) {
			return g.health[i]
		}
	}
	t.Fatalf("no health of %q in %s", suffix, asJSON(g.health))
	return mesoswatch.Health{}
}

func (g *told) notes() string {
	var all []string
	for _, h := range g.health {
		if h.Log != nil {
			all = append(all, h.Log.Notes...)
		}
	}
	return strings.Join(all, "\n")
}

func asJSON(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// templates lists the templates of events, in order.
func templates(events []*mesoswatch.Event) string {
	var all []string
	for _, e := range events {
		all = append(all, e.Template)
	}
	return strings.Join(all, " ")
}

// save writes a file into a new folder and answers its path.
func save(t testing.TB, name, content string) string {
	t.Helper()
	return saveIn(t, t.TempDir(), name, content)
}

func saveIn(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if strings.HasSuffix(name, ".gz") {
		content = zipped(t, content)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// aged sets the time a file was last written.
func aged(t testing.TB, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// utc are the options of most tests: nothing depends on the host.
func utc() Options { return Options{Zone: time.UTC, Year: 2026} }

// all gives events of unrecognised messages too.
func (o Options) all() Options {
	o.All = true
	return o
}

// readText reads one log from memory.
func readText(t testing.TB, opt Options, content string) told {
	t.Helper()
	path := save(t, "mesos-master.stderr", content)
	return readPaths(t, opt, path)
}

// line is a line of a master: at "0301 12:00:01.000000", a second each.
func line(second int, message string) string {
	return glogLine("I", second, 21816, "master.cpp:10617", message)
}

func glogLine(letter string, second, thread int, place, message string) string {
	at := time.Date(2026, 3, 1, 12, 0, second, 0, time.UTC)
	return fmt.Sprintf("%s%s %5d %s] %s", letter, at.Format("0102 15:04:05.000000"), thread, place, message)
}

// login is a message that has a template, each another.
func login(n int) string {
	return fmt.Sprintf("Successfully authenticated principal 'ops' at scheduler-%08d@10.0.0.9:4242", n)
}

// lines joins with line breaks, one at the end too.
func lines(all ...string) string { return strings.Join(all, "\n") + "\n" }

const glogHeader = "Log file created at: 2026/03/01 12:00:00\nRunning on machine: node7\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"

// suspects lists the marks of events, those without any left out.
func suspects(events []*mesoswatch.Event) []string {
	var all []string
	for _, e := range events {
		if len(e.Suspect) > 0 {
			all = append(all, fmt.Sprintf("%s: %s", e.Template, strings.Join(e.Suspect, ",")))
		}
	}
	return all
}

package hostconf

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func TestConformance(t *testing.T) {
	root := archive(t, "halfway-master")
	conformance.Run(t, conformance.Case{
		New:     func() mesoswatch.Collector { return &Collector{Root: root, Interval: 20 * time.Millisecond} },
		Sources: []string{root}, Kinds: kinds,
	})
}

func TestOnce(t *testing.T) {
	root := archive(t, "open-master")
	healths := 0
	err := (&Collector{Root: root, Host: "m1.example.com"}).Run(t.Context(), func(r mesoswatch.Record) error {
		if r.Health != nil {
			healths++
			if r.Health.Source != root || r.Health.Interval != 0 {
				t.Errorf("%+v", r.Health)
			}
		}
		if r.Snapshot != nil && (r.Snapshot.Source != root || r.Snapshot.Setting != nil && r.Snapshot.Setting.Host != "m1.example.com") {
			t.Errorf("%+v", r.Snapshot)
		}
		return nil
	})
	if err != nil || healths != 1 {
		t.Errorf("%v, %d healths", err, healths)
	}
}

func TestNames(t *testing.T) {
	own, err := os.Hostname()
	must(t, err)
	for _, tc := range []struct{ root, host, wantHost, wantSource string }{
		{"", "", own, own}, {"/", "", own, own}, {"/", "m1", "m1", "m1"}, {"/srv/copies/m2", "", "m2", "/srv/copies/m2"}, {"/srv/copies/m2/", "m3", "m3", "/srv/copies/m2"},
	} {
		host, source, err := (&Collector{Root: tc.root, Host: tc.host}).names()
		if err != nil || host != tc.wantHost || source != tc.wantSource {
			t.Errorf("%+v: %q %q %v", tc, host, source, err)
		}
	}
}

func TestNoRoot(t *testing.T) {
	err := (&Collector{Root: "/nowhere/at/all"}).Run(t.Context(), func(mesoswatch.Record) error { return nil })
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), "/nowhere/at/all") {
		t.Errorf("%v", err)
	}
}

// TestLive looks at the machine that runs the tests: whatever is on it, nothing
// breaks and nothing takes long.
func TestLive(t *testing.T) {
	began := time.Now()
	var last mesoswatch.Record
	must(t, (&Collector{}).Run(t.Context(), func(r mesoswatch.Record) error {
		last = r
		return r.Validate()
	}))
	if last.Health == nil || !slices.Contains(append(last.Health.Complete, keys(last.Health.Lacking)...), mesoswatch.SubjectSetting) {
		t.Errorf("%+v", last)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestChanges wants what changes to be said, and what goes to be said to be gone, but
// not what only cannot be read any more.
func TestChanges(t *testing.T) {
	root := archive(t, "open-master")
	w := conformance.Start(t, &Collector{Root: root, Interval: 10 * time.Millisecond})
	round := func() { w.Health(root, func(mesoswatch.Health) bool { return true }) }
	round()
	quorum := filepath.Join(root, "etc/mesos-master/quorum")
	must(t, os.WriteFile(quorum, []byte("2\n"), 0o644))
	w.Snapshot("the new quorum", func(s mesoswatch.Snapshot) bool {
		return s.Setting != nil && s.Setting.Name == "quorum" && s.Setting.Value == "2" && !s.Gone
	})
	must(t, os.Remove(quorum))
	w.Snapshot("that it is gone", func(s mesoswatch.Snapshot) bool { return s.Setting != nil && s.Setting.Name == "quorum" && s.Gone })
}

// TestHostileNames wants control characters of file names to be harmless, and a
// folder full of files to be cut with a word about it.
func TestHostileNames(t *testing.T) {
	files := map[string]string{"etc/mesos-master/a\x1b[2J\nb": "x", "etc/mesos-master/\xff\xfe": "y", "etc/mesos-master/--": "z", "etc/mesos-master/=": "w", "etc/mesos-master/?": "v", "etc/mesos-master/quorum": "1"}
	root := plant(t, files)
	for i := range maxEntries {
		must(t, os.WriteFile(filepath.Join(root, "etc/mesos-master", "zz"+strings.Repeat("x", i%50)+string(rune('a'+i%26))+time.Duration(i).String()), nil, 0o644))
	}
	s := see(t, root)
	if s.settings[`master a\x1b[2j\nb`] == nil {
		t.Errorf("%q", keys(s.settings)[:10])
	}
	if told := jsonText(t, s.records); strings.ContainsAny(told, "\x1b") || strings.Contains(told, `\u001b`) {
		t.Error("an escape sequence is told")
	}
	if why := s.health.Lacking["setting"]; !strings.Contains(why, "/etc/mesos-master has more than") {
		t.Errorf("%q", why)
	}
}

func TestBigFile(t *testing.T) {
	s := see(t, plant(t, map[string]string{"etc/mesos-master/credentials": "/etc/c", "etc/c": strings.Repeat("a b\n", maxText/4+1), "etc/default/mesos-master": strings.Repeat("#", maxText+1), "etc/mesos-master/cluster": strings.Repeat("é", maxValue)}))
	if f := s.files["/etc/c"]; f.Unreadable == "" || weaknesses(f) != "unreadable" {
		t.Errorf("%+v", f)
	}
	if why := s.health.Lacking["setting"]; !strings.Contains(why, "/etc/default/mesos-master: larger than") {
		t.Errorf("%q", why)
	}
	if x := s.settings["master cluster"]; x.Value != "***" || !strings.Contains(x.Trouble, "not shown") {
		t.Errorf("%d bytes, %q", len(x.Value), x.Trouble)
	}
}

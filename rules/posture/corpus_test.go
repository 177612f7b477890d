package posture

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// MESOSWATCH_CORPUS names a folder with recordings of real clusters: answers of
// /flags and /version below lab/. Each gives plausible verdicts.
func TestCorpusFlags(t *testing.T) {
	root := os.Getenv("MESOSWATCH_CORPUS")
	if root == "" {
		return
	}
	n := 0
	err := filepath.WalkDir(filepath.Join(root, "lab"), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "get_flags.body" {
			n += flagsOfCorpus(t, path)
		}
		return err
	})
	if err != nil || n < 10 {
		t.Errorf("%d answers were judged: %v", n, err)
	}
}

func flagsOfCorpus(t *testing.T, path string) int {
	var told struct{ Flags map[string]string }
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &told) != nil || len(told.Flags) == 0 {
		return 0 // a refusal
	}
	version := "1.12.0"
	for _, v := range []string{"0.28.3", "1.0.4", "1.4.1"} {
		if strings.Contains(path, "/older/"+v+"/") {
			version = v
		}
	}
	var f *Facts
	agent := told.Flags["isolation"] != ""
	if agent {
		f = factsOf(recs(snap(mesoswatch.Snapshot{Source: agentURL, AgentCheck: &mesoswatch.AgentCheck{URL: agentURL, Version: version, Flags: told.Flags}})))
	} else {
		var flags []string
		for name, value := range told.Flags {
			flags = append(flags, name+"="+value)
		}
		f = factsOf(masterWith(version, flags...))
	}
	count := map[mesoswatch.Result]int{}
	for _, c := range load(t, Options{}).Checks() {
		for _, a := range c.Judge(f) {
			count[a.Result]++
			if a.Reason == "" || a.Subject.Name == "" {
				t.Errorf("%s: %s: %+v", path, c.ID, a)
			}
		}
	}
	if count[mesoswatch.Pass] < 5 || count[mesoswatch.Fail] < 5 {
		t.Errorf("%s: %v", path, count)
	}
	if agent {
		agentOfCorpus(t, path, f, told.Flags)
	} else {
		masterOfCorpus(t, path, f, told.Flags)
	}
	return 1
}

// masterOfCorpus compares what was answered with the flags read another way.
func masterOfCorpus(t *testing.T, path string, f *Facts, flags map[string]string) {
	for check, is := range map[string]bool{
		"authn-frameworks": flags["authenticate_frameworks"] == "true" || flags["authenticate"] == "true",
		"authn-agents":     flags["authenticate_agents"] == "true" || flags["authenticate_slaves"] == "true",
		"authz-acls":       flags["acls"] != "",
		"logging-level":    flags["logging_level"] == "INFO",
		"host-work-dir":    !strings.HasPrefix(flags["work_dir"], "/tmp/"),
	} {
		want := mesoswatch.Fail
		if is {
			want = mesoswatch.Pass
		}
		if a := answerOf(t, f, check, ""); a.Result != want {
			t.Errorf("%s: %s: %+v", path, check, a)
		}
	}
	if a := answerOf(t, f, "authz-permissive", ""); flags["acls"] != "" && (a.Result == mesoswatch.Pass) != strings.Contains(flags["acls"], "permissive: false") {
		t.Errorf("%s: %+v", path, a)
	}
	if a := answerOf(t, f, "authz-acl-fatal", ""); a.Result == mesoswatch.Fail {
		t.Errorf("%s: a running master with ACLs that it would not start with: %+v", path, a)
	}
}

func agentOfCorpus(t *testing.T, path string, f *Facts, flags map[string]string) {
	if a := answerOf(t, f, "isolation-switch-user", ""); (a.Result == mesoswatch.Pass) != (flags["switch_user"] == "true") {
		t.Errorf("%s: %+v", path, a)
	}
	if a := answerOf(t, f, "host-fetcher-cache", ""); a.Result == mesoswatch.Fail != strings.HasPrefix(flags["fetcher_cache_dir"], "/tmp/") {
		t.Errorf("%s: %+v", path, a)
	}
	if _, ok := flags["authenticate_http_readwrite"]; ok {
		if a := answerOf(t, f, "http-agent-readwrite", ""); (a.Result == mesoswatch.Pass) != (flags["authenticate_http_readwrite"] == "true") {
			t.Errorf("%s: %+v", path, a)
		}
	}
}
